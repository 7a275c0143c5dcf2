"""Trees as a tail: sums of leaves that are the same in any order of addition."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.operators import ML
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

LEQ, LT = 0, 1  # node modes of ai.onnx.ml TreeEnsemble: x <= split, x < split
EXACT_BITS = 53
SMALLEST_POWER = -1000  # stays clear of numbers that float64 holds with fewer bits


@dataclass(frozen=True)
class Tree:
    """One tree by node number; node 0 is the root. A leaf has `left` = -1 and its `value`; else true goes `left`.

    `mode` LEQ or LT compares feature with `split` (float64); a missing value goes left where `missing_left`.
    """

    output: int
    feature: Array
    split: Array
    left: Array
    right: Array
    missing_left: Array
    value: Array


@dataclass(frozen=True)
class Trees:
    """raw[:, k] = base[k] + the sum of the leaves reached in the trees of output k."""

    trees: tuple[Tree, ...]
    mode: int
    base: Array

    @property
    def outputs(self) -> int:
        return len(self.base)

    def emit(self, graph: Graph, features: str) -> str:
        ready = rounded(self)
        sums = graph.node("TreeEnsemble", features, domain=ML, **_attributes(ready))
        return graph.node("Add", sums, graph.numbers(ready.base))


def grid_of(trees: Trees) -> float:
    """The power of two to whose multiples leaves and base are rounded: the finest at which no order of addition can round.

    No partial sum exceeds the largest leaves of all trees added up; with two bits to spare it stays below 2^53 grids, and every
    partial sum is a multiple of the grid, so float64 holds it exactly. A typical grid is 2^-44 of a margin. Raises InputError for
    a leaf that is not finite.
    """
    largest = float(np.max(np.abs(trees.base), initial=0.0))
    for output in range(trees.outputs):
        leaves = sum(float(np.max(np.abs(tree.value[tree.left < 0]))) for tree in trees.trees if tree.output == output)
        largest = max(largest, leaves + abs(float(trees.base[output])))
    if not math.isfinite(largest):
        raise InputError("train.not_finite")
    power = math.ceil(math.log2(largest)) + 2 - EXACT_BITS if largest > 0 else 0
    return 2.0 ** max(power, SMALLEST_POWER)


def rounded(trees: Trees) -> Trees:
    """The same trees with leaves and base on the grid."""
    grid = grid_of(trees)

    def on_grid(values: Array) -> Array:
        found: Array = np.round(values / grid) * grid
        return found

    leaves = tuple(replace(tree, value=np.where(tree.left < 0, on_grid(tree.value), 0.0)) for tree in trees.trees)
    return replace(trees, trees=leaves, base=on_grid(trees.base))


def collapsed(trees: Sequence[Tree]) -> tuple[Tree, ...]:
    """Trees with the same answers and fewer nodes: a split both sides of which say the same becomes a leaf.

    Expects that a node's children are numbered after it. All trees are gone through at once: one by one takes longer than a fit.
    """
    starts = np.cumsum([0, *(len(tree.left) for tree in trees)])
    left, right = (
        np.concatenate([_moved(getattr(tree, side), at) for tree, at in _placed(trees, starts)]) for side in ("left", "right")
    )
    value = np.concatenate([tree.value for tree in trees])
    parent = np.full(starts[-1], -1)
    inner = np.flatnonzero(left >= 0)
    parent[left[inner]] = parent[right[inner]] = inner
    while len(inner):
        to_left, to_right = left[inner], right[inner]
        same = (left[to_left] < 0) & (left[to_right] < 0) & (value[to_left] == value[to_right])
        merged = inner[same]
        value[merged] = value[left[merged]]
        left[merged] = right[merged] = -1
        above = np.unique(parent[merged])
        inner = above[above >= 0]
    used = _reached(left, right, starts[:-1])
    return tuple(
        _thinned(tree, used[at : at + len(tree.left)], left[at:], right[at:], value[at:], at)
        for tree, at in _placed(trees, starts)
    )


def _placed(trees: Sequence[Tree], starts: Array) -> list[tuple[Tree, int]]:
    return [(tree, int(at)) for tree, at in zip(trees, starts, strict=False)]


def _moved(to: Array, by: int) -> Array:
    return np.where(to >= 0, to + by, -1)


def _reached(left: Array, right: Array, roots: Array) -> Array:
    """Which nodes can be reached from the roots."""
    found, level = np.zeros(len(left), dtype=bool), roots
    while len(level):
        found[level] = True
        inner = level[left[level] >= 0]
        level = np.concatenate([left[inner], right[inner]])
    return found


def _thinned(tree: Tree, used: Array, left: Array, right: Array, value: Array, start: int) -> Tree:
    """The nodes of one tree that are still used, numbered anew; children are numbered over all trees, this one's from `start`."""
    if used.all():
        return tree
    places = np.flatnonzero(used)
    number = np.cumsum(used) - 1
    is_leaf = left[places] < 0
    return Tree(
        output=tree.output,
        feature=tree.feature[places],
        split=tree.split[places],
        left=np.where(is_leaf, -1, number[np.maximum(left[places] - start, 0)]),
        right=np.where(is_leaf, -1, number[np.maximum(right[places] - start, 0)]),
        missing_left=tree.missing_left[places],
        value=value[places],
    )


def _attributes(trees: Trees) -> dict[str, object]:
    """The attributes of one TreeEnsemble node (ai.onnx.ml 5). Inner nodes and leaves are numbered apart, tree after tree."""
    from onnx import numpy_helper

    parts = [_numbered(tree) for tree in (trees.trees or (_nothing(),))]
    inner = np.cumsum([0, *(len(part.split) for part in parts)])
    leaves = np.cumsum([0, *(len(part.weights) for part in parts)])

    def child(side: str) -> list[int]:
        pieces = []
        for number, part in enumerate(parts):
            to, is_leaf = getattr(part, side), getattr(part, f"{side}_leaf")
            pieces.append(to + np.where(is_leaf, leaves[number], inner[number]))
        return joined(pieces)

    def joined(pieces: Sequence[Array]) -> list[int]:
        return [int(one) for one in np.concatenate(pieces)]

    splits = np.concatenate([part.split for part in parts])
    return {
        "aggregate_function": 1,
        "leaf_targetids": joined([np.full(len(part.weights), part.output) for part in parts]),
        "leaf_weights": numpy_helper.from_array(np.concatenate([part.weights for part in parts]), "leaf_weights"),
        "n_targets": trees.outputs,
        "nodes_falseleafs": joined([part.right_leaf for part in parts]),
        "nodes_falsenodeids": child("right"),
        "nodes_featureids": joined([part.feature for part in parts]),
        "nodes_missing_value_tracks_true": joined([part.missing_left for part in parts]),
        "nodes_modes": numpy_helper.from_array(np.full(len(splits), trees.mode, dtype=np.uint8), "nodes_modes"),
        "nodes_splits": numpy_helper.from_array(splits, "nodes_splits"),
        "nodes_trueleafs": joined([part.left_leaf for part in parts]),
        "nodes_truenodeids": child("left"),
        "post_transform": 0,
        "tree_roots": [int(one) for one in inner[:-1]],
    }


@dataclass(frozen=True)
class _Part:
    """One tree in the operator's own numbering."""

    output: int
    feature: Array
    split: Array
    missing_left: Array
    left: Array
    right: Array
    left_leaf: Array
    right_leaf: Array
    weights: Array


def _numbered(tree: Tree) -> _Part:
    if len(tree.left) == 1:
        tree = _stump(tree)
    is_leaf = tree.left < 0
    number = np.where(is_leaf, np.cumsum(is_leaf), np.cumsum(~is_leaf)) - 1
    inner = ~is_leaf
    left, right = tree.left[inner], tree.right[inner]
    return _Part(
        output=tree.output,
        feature=tree.feature[inner],
        split=tree.split[inner].astype(np.float64),
        missing_left=tree.missing_left[inner].astype(np.int64),
        left=number[left],
        right=number[right],
        left_leaf=is_leaf[left].astype(np.int64),
        right_leaf=is_leaf[right].astype(np.int64),
        weights=tree.value[is_leaf].astype(np.float64),
    )


def _stump(tree: Tree) -> Tree:
    """A tree that is one leaf, as a node whose two sides are that leaf: the operator has no tree without a node."""
    none = np.zeros(1, dtype=np.int64)
    leaf = np.full(2, -1, dtype=np.int64)
    return Tree(
        output=tree.output,
        feature=np.zeros(3, dtype=np.int64),
        split=np.zeros(3),
        left=np.concatenate([none + 1, leaf]),
        right=np.concatenate([none + 2, leaf]),
        missing_left=np.zeros(3, dtype=bool),
        value=np.array([0.0, tree.value[0], tree.value[0]]),
    )


def _nothing() -> Tree:
    none = np.zeros(1, dtype=np.int64)
    return Tree(0, none, np.zeros(1), none - 1, none - 1, np.zeros(1, dtype=bool), np.zeros(1))
