"""The runtime that ships: opens a package, checks it, scores rows. It imports numpy, onnxruntime and base only."""
