"""What a package says about rights: nothing of others is inside, and what is needed to run it."""

TEXT = """\
This package was written by mlworkbench, which is free software under the Apache License, Version 2.0
(its full text is in the file LICENSE of the program).

What is inside
  model.onnx, manifest.json, card.md and golden.jsonl were made from your data on your machine.
  mlworkbench claims no rights in them.
  golden.jsonl holds rows of your data. Whoever gets this package can read them.
  No code is inside: model.onnx is a graph of numbers and named operators, the other files are text.

What is needed to score with it (not inside)
  mlworkbench runtime   Apache-2.0
  onnxruntime           MIT
  numpy                 BSD-3-Clause

With what it was made
"""


def licences(versions: dict[str, str]) -> bytes:
    """The text with the versions of the libraries that made the model."""
    return (TEXT + "".join(f"  {name} {versions[name]}\n" for name in sorted(versions))).encode()
