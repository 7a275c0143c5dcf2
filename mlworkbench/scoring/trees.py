"""Checks the shape of a model's trees before onnxruntime builds them: it trusts their numbers and dies of wrong ones.

Measured with onnxruntime 1.28: a child beyond the arrays aborts, a circle never ends, a chain of 100,000 nodes overflows the
stack, a million trees take hours (100,000: 23 s). So a TreeEnsemble must be a forest in the sense of the word, of bounded size.
"""

from collections.abc import Mapping

import numpy as np

from mlworkbench.scoring.attributes import Attribute, Check, messages, nodes, within
from mlworkbench.scoring.operators import Integers, fields

MOST_TREES = 100_000
MOST_NODES = 10_000_000
DEEPEST = 512
MOST_OUTPUTS = 1_000
MOST_FEATURES = 1_000_000

TREES = "TreeEnsemble"
TENSOR_DIMENSIONS, TENSOR_TYPE, TENSOR_RAW = 1, 2, 9
DOUBLE, UINT8 = 11, 2

NODE_ARRAYS = (
    "nodes_featureids",
    "nodes_falseleafs",
    "nodes_falsenodeids",
    "nodes_missing_value_tracks_true",
    "nodes_trueleafs",
    "nodes_truenodeids",
)
SINGLE = {"aggregate_function": 1, "post_transform": 0}  # the only values our graphs use
TENSORS = {"nodes_splits": DOUBLE, "nodes_modes": UINT8, "leaf_weights": DOUBLE}
WHOLE = frozenset({*NODE_ARRAYS, *SINGLE, *TENSORS, "leaf_targetids", "n_targets", "tree_roots"})


CHECK = Check("trees")
_require = CHECK.require


def check_trees(model: bytes) -> None:
    """Refuse a TreeEnsemble that is no forest of bounded size. Expects a model that passed `operators.check_model`.

    Raises InputError("scoring.model_shape", part=).
    """
    for node in nodes(model, TREES):
        _check(CHECK.read(node, MOST_NODES))


# -- reading ---------------------------------------------------------------------------------------------------------------------


def _numbers(attribute: Attribute, kind: int) -> int:
    """How many numbers a tensor of one dimension holds, as raw bytes of its type."""
    found = {number: value for number, _, value in fields(attribute.tensor)}
    raw = found.get(TENSOR_RAW)
    _require(isinstance(raw, memoryview) and found.get(TENSOR_TYPE) == kind, attribute.name)
    length = len(raw) // (8 if kind == DOUBLE else 1) if isinstance(raw, memoryview) else -1
    size = found.get(TENSOR_DIMENSIONS)
    dimensions = sum(1 for number, _, _ in fields(attribute.tensor) if number == TENSOR_DIMENSIONS)
    _require(dimensions == 1 and size == length, attribute.name)
    return length


# -- checking --------------------------------------------------------------------------------------------------------------------


def _check(found: Mapping[str, Attribute]) -> None:
    _require(set(found) == WHOLE, "attributes")
    arrays = {name: found[name].array for name in (*NODE_ARRAYS, "leaf_targetids", "tree_roots")}
    nodes, leaves = len(arrays["nodes_featureids"]), len(arrays["leaf_targetids"])
    lengths = {name: _numbers(found[name], kind) for name, kind in TENSORS.items()}
    _require(0 < nodes <= MOST_NODES and 0 < leaves <= MOST_NODES, "size")
    _require(all(len(arrays[name]) == nodes for name in NODE_ARRAYS), "lengths")
    _require(lengths == {"nodes_splits": nodes, "nodes_modes": nodes, "leaf_weights": leaves}, "lengths")
    _require(all(found[name].integer == value for name, value in SINGLE.items()), "attributes")
    _require(0 < len(arrays["tree_roots"]) <= MOST_TREES, "number")
    outputs = found["n_targets"].integer
    _require(0 < outputs <= MOST_OUTPUTS and within(arrays["leaf_targetids"], outputs), "outputs")
    _require(within(arrays["nodes_featureids"], MOST_FEATURES), "features")
    modes = next(messages(found["nodes_modes"].tensor, TENSOR_RAW))
    _require(within(np.frombuffer(modes, dtype=np.uint8).astype(np.int64), 2), "modes")
    _check_forest(arrays, nodes, leaves)


def _check_forest(arrays: Mapping[str, Integers], nodes: int, leaves: int) -> None:
    """Every node hangs on exactly one other, or is a root, and is reached from a root in at most DEEPEST steps."""
    children = []
    for side in ("true", "false"):
        is_leaf, to = arrays[f"nodes_{side}leafs"], arrays[f"nodes_{side}nodeids"]
        _require(within(is_leaf, 2) and within(to, max(nodes, leaves)), "children")
        _require(within(to[is_leaf == 1], leaves) and within(to[is_leaf == 0], nodes), "children")
        children.append(np.where(is_leaf == 1, -1, to))
    roots = arrays["tree_roots"]
    _require(within(roots, nodes), "roots")
    inner = np.concatenate([roots, *(one[one >= 0] for one in children)])
    _require((np.bincount(inner, minlength=nodes) == 1).all(), "parents")
    level, reached = roots, 0
    for _ in range(DEEPEST):
        reached += len(level)
        below = np.concatenate([one[level] for one in children])
        level = below[below >= 0]
        if not len(level):
            break
    _require(reached == nodes, "depth")
