"""In which stretch of a line a number lies, for all columns by one node, and curves made of straight pieces.

The node is a TreeEnsemble with one balanced tree a column: whole numbers at its leaves, so nothing is rounded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.operators import ML
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph

MOST_TARGETS = 1000
LEQ = 0


@dataclass
class _Nodes:
    """The trees of one ensemble while they grow; inner nodes and leaves are numbered apart."""

    feature: list[int]
    split: list[float]
    low: list[tuple[bool, int]]
    high: list[tuple[bool, int]]
    target: list[int]
    weight: list[float]

    def leaf(self, target: int, value: float) -> tuple[bool, int]:
        self.target.append(target)
        self.weight.append(value)
        return True, len(self.weight) - 1

    def inner(self, column: int, split: float) -> int:
        self.feature.append(column)
        self.split.append(split)
        self.low.append((False, 0))
        self.high.append((False, 0))
        return len(self.split) - 1

    def stretches(self, column: int, edges: Array, first: int, start: float) -> tuple[bool, int]:
        """A balanced tree over these edges; its leaves count from `first` + `start`."""
        if not len(edges):
            return self.leaf(column, first + start)
        middle = len(edges) // 2
        node = self.inner(column, float(edges[middle]))
        self.low[node] = self.stretches(column, edges[:middle], first, start)
        self.high[node] = self.stretches(column, edges[middle + 1 :], first + middle + 1, start)
        return False, node


def emit(graph: Graph, cells: str, edges: Sequence[Array], missing: Sequence[float], starts: Sequence[int] | None = None) -> str:
    """For `cells` double [N, k] the number of the stretch each lies in, as double [N, k], counted from `starts` (0).

    A value equal to an edge belongs to the stretch below it. Missing values, and what is too large for float32, get the column's
    `missing`.
    """
    width = len(edges)
    first = starts or [0] * width
    pieces = []
    for begin in range(0, width, MOST_TARGETS):
        end = min(begin + MOST_TARGETS, width)
        part = cells if end - begin == width else graph.node("Gather", cells, graph.numbers(range(begin, end), np.int64), axis=1)
        pieces.append(_ensemble(graph, part, edges[begin:end], missing[begin:end], first[begin:end]))
    return pieces[0] if len(pieces) == 1 else graph.node("Concat", *pieces, axis=1)


def found(values: Array, edges: Sequence[Array], missing: Sequence[float]) -> Array:
    """The plain meaning of `emit`, counted from 0."""
    places = [np.searchsorted(own, values[:, column], side="left") for column, own in enumerate(edges)]
    stretches = np.array(places, dtype=np.float64).T.reshape(len(values), len(edges))
    gone = np.isnan(values) | (values > numeric.LARGEST)
    return np.where(gone, np.asarray(missing, dtype=np.float64), stretches)


def _ensemble(graph: Graph, cells: str, edges: Sequence[Array], missing: Sequence[float], starts: Sequence[int]) -> str:
    from onnx import numpy_helper

    made = _Nodes([], [], [], [], [], [])
    roots = []
    for column, own in enumerate(edges):
        root = made.inner(column, numeric.LARGEST)
        made.low[root] = made.stretches(column, own, 0, float(starts[column]))
        made.high[root] = made.leaf(column, float(missing[column]))
        roots.append(root)
    return graph.node(
        "TreeEnsemble",
        cells,
        domain=ML,
        aggregate_function=1,
        leaf_targetids=made.target,
        leaf_weights=numpy_helper.from_array(np.array(made.weight), "leaf_weights"),
        n_targets=len(edges),
        nodes_falseleafs=[int(is_leaf) for is_leaf, _ in made.high],
        nodes_falsenodeids=[to for _, to in made.high],
        nodes_featureids=made.feature,
        nodes_missing_value_tracks_true=[0] * len(made.split),
        nodes_modes=numpy_helper.from_array(np.full(len(made.split), LEQ, dtype=np.uint8), "nodes_modes"),
        nodes_splits=numpy_helper.from_array(np.array(made.split), "nodes_splits"),
        nodes_trueleafs=[int(is_leaf) for is_leaf, _ in made.low],
        nodes_truenodeids=[to for _, to in made.low],
        post_transform=0,
        tree_roots=roots,
    )


@dataclass(frozen=True)
class Curve:
    """A line through points (x, y), both ascending, x strictly; level before the first and after the last."""

    x: Array
    y: Array


def emit_curves(graph: Graph, cells: str, curves: Sequence[Curve]) -> str:
    """Each column by its own curve; missing stays missing."""
    starts = np.cumsum([0, *(_pieces(curve) for curve in curves)])[:-1]
    low, high = np.array([curve.x[0] for curve in curves]), np.array([curve.x[-1] for curve in curves])
    inside = numeric.held(graph, cells, low, high)
    stretch = emit(graph, inside, [curve.x[1:-1] for curve in curves], [float(one) for one in starts], starts.tolist())
    place = graph.cast(stretch, np.int64)
    begin, slope, level = (graph.node("Gather", graph.numbers(table), place) for table in _tables(curves))
    return graph.node("Add", graph.node("Mul", graph.node("Sub", inside, begin), slope), level)


def on_curves(values: Array, curves: Sequence[Curve]) -> Array:
    """The plain meaning of `emit_curves`."""
    made = np.empty(values.shape)
    for column, curve in enumerate(curves):
        begin, slope, level = _tables([curve])
        inside = numeric.held_values(values[:, column], curve.x[0], curve.x[-1])
        place = np.where(np.isnan(inside), 0, np.searchsorted(curve.x[1:-1], inside, side="left"))
        made[:, column] = (inside - begin[place]) * slope[place] + level[place]
    return made


def _pieces(curve: Curve) -> int:
    return max(len(curve.x) - 1, 1)


def _tables(curves: Sequence[Curve]) -> tuple[Array, Array, Array]:
    """Of all pieces, one curve after the other: where each begins, how steep it is, and its value there."""
    begin = np.concatenate([curve.x[: _pieces(curve)] for curve in curves])
    level = np.concatenate([curve.y[: _pieces(curve)] for curve in curves])
    slopes = [np.diff(curve.y) / np.diff(curve.x) if len(curve.x) > 1 else np.zeros(1) for curve in curves]
    return begin, np.concatenate(slopes), level
