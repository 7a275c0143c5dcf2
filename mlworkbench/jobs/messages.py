"""What a worker says, one JSON line each: `progress` and `made` at will, then one of `result`, `failed`, `cancelled`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, Literal, cast, get_args

from mlworkbench.base.errors import KINDS, WorkbenchError, kind_of
from mlworkbench.base.report import Wish

DEAFNESS = 5.0  # seconds a worker has from the closing of its stdin, which means stop, to its end

Word = Literal["progress", "made", "result", "failed", "cancelled"]
WORDS: tuple[str, ...] = get_args(Word)
WISHES: dict[bytes, Wish] = {wish.encode(): wish for wish in get_args(Wish)}  # what a worker is told besides, a line each
LASTING = frozenset({"made", "result", "failed"})  # kept in made.jsonl, to be filed at the next opening if not before
FINAL = frozenset({"result", "failed", "cancelled"})


@dataclass(frozen=True)
class Message:
    """`word` says which fields count.

    progress: `fraction`, `key`, `facts` · made: `kind` of the piece, `files` (absolute), `facts` · result: `facts`, and `files`
    as its own "files" name them · failed: `kind` of the error (base.errors.KINDS), `key`, `facts` · cancelled: nothing.
    """

    word: Word
    kind: str = ""
    key: str = ""
    fraction: float = 0.0
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)

    def error(self) -> WorkbenchError:
        """The error as it was raised in the worker."""
        return KINDS[self.kind](self.key, **self.facts)


def failed(error: WorkbenchError) -> Message:
    return Message("failed", kind=kind_of(error), key=error.key, facts=dict(error.facts))


def encode(message: Message, folder: Path) -> bytes:
    """One line; files are named relative to the job's folder, so that a project can be moved. ValueError if outside."""
    told = {
        "word": message.word,
        "kind": message.kind,
        "key": message.key,
        "fraction": message.fraction,
        "files": {name: path.relative_to(folder).as_posix() for name, path in message.files.items()},
        "facts": message.facts,
    }
    kept = {name: value for name, value in told.items() if value}
    return json.dumps(kept, ensure_ascii=False, default=_plain).encode("utf-8") + b"\n"


def _plain(value: Any) -> Any:
    """A number of numpy as Python's own. Raises TypeError for anything else JSON does not know."""
    if not hasattr(value, "item"):
        raise TypeError(f"{type(value).__name__} is no JSON")
    return value.item()


def decode(line: bytes, folder: Path) -> Message:
    """Raises ValueError for anything that is no whole message."""
    told = json.loads(line)
    if not isinstance(told, dict) or told.get("word") not in WORDS:
        raise ValueError(line[:80])
    facts = told.get("facts", {})
    files = told.get("files", {}) if told["word"] == "made" else facts.get("files", {}) if told["word"] == "result" else {}
    return Message(
        word=cast(Word, told["word"]),
        kind=told.get("kind", ""),
        key=told.get("key", ""),
        fraction=told.get("fraction", 0.0),
        facts=facts,
        files={name: _inside(folder, path) for name, path in files.items()},
    )


def _inside(folder: Path, path: str) -> Path:
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or (folder / path).drive != folder.drive or path.startswith(("/", "\\")):
        raise ValueError(path)
    return folder / path
