"""An ordered list of rules as a tail: the first rule that holds decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.tables import tabled
from mlworkbench.stages.train.tails.trees import LT, Tree, Trees

MOST_RULES = 40  # the sum of so many powers of two is a whole number that float64 holds


@dataclass(frozen=True)
class Bounds:
    """Values of a feature from `low` on and below `high`, where these are finite; missing ones where `missing`.

    Where `high` is minus infinity, missing values alone.
    """

    feature: int
    low: float
    high: float
    missing: bool

    def hold(self, features: Array) -> Array:
        values = features[:, self.feature].astype(np.float64)  # a bound compared in float32 would be rounded first
        inside = (values >= self.low) & ((values < self.high) | (self.high == np.inf))
        return np.where(np.isnan(values), self.missing, inside)


@dataclass(frozen=True)
class Listed:
    """raw[:, k] = values[r, k] of the first rule r all of whose bounds hold; the last row of values is for rows without one.

    Each rule is a tree that gives a power of two where it holds, the larger the earlier it comes. So the size of their sum tells
    the first that holds, and a second ensemble looks its values up: a sum of whole numbers, which is exact in any order.
    """

    rules: tuple[tuple[Bounds, ...], ...]
    values: Array

    @property
    def outputs(self) -> int:
        return int(self.values.shape[1])

    def emit(self, graph: Graph, features: str) -> str:
        powers = 2.0 ** np.arange(len(self.rules))
        fired = tuple(_fires(rule, power) for rule, power in zip(self.rules, powers[::-1], strict=True))
        first = Trees(fired, LT, np.zeros(1)).emit(graph, features)
        found = tuple(tabled(k, (0,), (powers,), self.values[::-1, k], missing=False) for k in range(self.outputs))
        return Trees(found, LT, np.zeros(self.outputs)).emit(graph, first)


@dataclass(frozen=True)
class _Check:
    """One comparison: whether less goes on, and whether missing does; the rest gives up."""

    feature: int
    split: float
    less: bool
    missing: bool


def _checks(rule: Sequence[Bounds]) -> Iterator[_Check]:
    for one in rule:
        if one.low > -np.inf:
            yield _Check(one.feature, one.low, False, one.missing)
        if one.high < np.inf:
            yield _Check(one.feature, one.high, True, one.missing)
        elif one.low == -np.inf and not one.missing:
            yield _Check(one.feature, -np.inf, False, False)


def _fires(rule: Sequence[Bounds], power: float) -> Tree:
    """A chain of comparisons: node 2k goes on to node 2k + 2 or gives up at leaf 2k + 1; the last node is the leaf that fires."""
    checks = list(_checks(rule))
    size = 2 * len(checks) + 1
    feature, split, value = np.zeros(size, dtype=np.int64), np.zeros(size), np.zeros(size)
    left, right = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    missing_left = np.zeros(size, dtype=bool)
    for place, check in enumerate(checks):
        node, on, up = 2 * place, 2 * place + 2, 2 * place + 1
        feature[node], split[node] = check.feature, check.split
        left[node], right[node] = (on, up) if check.less else (up, on)
        missing_left[node] = check.missing == check.less
    value[-1] = power
    return Tree(0, feature, split, left, right, missing_left, value)
