"""Checks the shape of a model's trees before onnxruntime builds them: it trusts their numbers and dies of wrong ones.

Measured with onnxruntime 1.28: a child beyond the arrays aborts, a circle never ends, a chain of 100,000 nodes overflows the
stack, a million trees take hours (100,000: 23 s). So a TreeEnsemble must be a forest in the sense of the word, of bounded size.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring import operators
from mlworkbench.scoring.operators import INTEGERS_KEY, Integers, fields, integers

MOST_TREES = 100_000
MOST_NODES = 10_000_000
DEEPEST = 512
MOST_OUTPUTS = 1_000
MOST_FEATURES = 1_000_000

TREES = "TreeEnsemble"
ATTRIBUTE_NAME, ATTRIBUTE_INTEGER = 1, 3
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


@dataclass
class _Attribute:
    name: str = ""
    integer: int = 0
    integers: list[Integers] = field(default_factory=list)
    tensor: memoryview = field(default_factory=lambda: memoryview(b""))

    @property
    def array(self) -> Integers:
        return np.concatenate(self.integers) if self.integers else np.empty(0, dtype=np.int64)


def check_trees(model: bytes) -> None:
    """Refuse a TreeEnsemble that is no forest of bounded size. Expects a model that passed `operators.check_model`.

    Raises InputError("scoring.model_shape", part=).
    """
    for number, _, graph in fields(memoryview(model)):
        if number == operators.MODEL_GRAPH and isinstance(graph, memoryview):
            for node in _messages(graph, operators.GRAPH_NODE):
                if any(bytes(name) == TREES.encode() for name in _messages(node, operators.NODE_OPERATOR)):
                    attributes = [_read(one) for one in _messages(node, operators.NODE_ATTRIBUTE)]
                    _require(len(attributes) == len(WHOLE), "attributes")
                    _check({one.name: one for one in attributes})


def _messages(message: memoryview, wanted: int) -> Iterator[memoryview]:
    for number, _, value in fields(message):
        if number == wanted and isinstance(value, memoryview):
            yield value


def _require(holds: object, part: str) -> None:
    if not holds:
        raise InputError("scoring.model_shape", part=f"trees: {part}")


# -- reading ---------------------------------------------------------------------------------------------------------------------


def _read(attribute: memoryview) -> _Attribute:
    """One attribute; its long run of integers is read by the million, not one by one."""
    found, at = _Attribute(), 0
    while at < len(attribute):
        if attribute[at] == INTEGERS_KEY:
            values, at = integers(attribute, at)
            found.integers.append(values)
            _require(len(values) and sum(map(len, found.integers)) <= MOST_NODES, "size")
            continue
        (number, _, value), at = operators.field_at(attribute, at)
        _require(number != operators.ATTRIBUTE_INTEGERS, "integers written otherwise")
        if number == ATTRIBUTE_NAME and isinstance(value, memoryview):
            found.name = bytes(value).decode("utf-8", errors="replace")
        elif number == ATTRIBUTE_INTEGER and isinstance(value, int):
            found.integer = value
        elif number == operators.ATTRIBUTE_TENSOR and isinstance(value, memoryview):
            _require(not len(found.tensor), "two tensors")
            found.tensor = value
    return found


def _numbers(attribute: _Attribute, kind: int) -> int:
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


def _check(found: Mapping[str, _Attribute]) -> None:
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
    _require(0 < outputs <= MOST_OUTPUTS and _within(arrays["leaf_targetids"], outputs), "outputs")
    _require(_within(arrays["nodes_featureids"], MOST_FEATURES), "features")
    modes = next(_messages(found["nodes_modes"].tensor, TENSOR_RAW))
    _require(_within(np.frombuffer(modes, dtype=np.uint8).astype(np.int64), 2), "modes")
    _check_forest(arrays, nodes, leaves)


def _within(numbers: Integers, end: int) -> bool:
    return bool(((numbers >= 0) & (numbers < end)).all())


def _check_forest(arrays: Mapping[str, Integers], nodes: int, leaves: int) -> None:
    """Every node hangs on exactly one other, or is a root, and is reached from a root in at most DEEPEST steps."""
    children = []
    for side in ("true", "false"):
        is_leaf, to = arrays[f"nodes_{side}leafs"], arrays[f"nodes_{side}nodeids"]
        _require(_within(is_leaf, 2) and _within(to, max(nodes, leaves)), "children")
        _require(_within(to[is_leaf == 1], leaves) and _within(to[is_leaf == 0], nodes), "children")
        children.append(np.where(is_leaf == 1, -1, to))
    roots = arrays["tree_roots"]
    _require(_within(roots, nodes), "roots")
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
