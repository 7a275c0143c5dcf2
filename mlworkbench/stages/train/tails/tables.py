"""Tables over the bins of features as trees: comparisons that halve the bins until the cell is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.tails.trees import Tree

LOWEST = -np.inf  # nothing lies below: with LT only a missing value goes left here


def tabled(output: int, features: Sequence[int], cuts: Sequence[Array], table: Array, missing: bool = True) -> Tree:
    """The tree, of mode LT, that gives each row the cell of its bins.

    `cuts` are the ascending borders of each feature's bins; a bin holds its lower border. `table` has one dimension a feature:
    the cell of a missing value first, if `missing`, then bin after bin. Neighbours of the same values share a leaf.
    """
    grower = _Grower(features, [np.asarray(one, dtype=np.float64) for one in cuts], missing)
    grower.grow(np.asarray(table, dtype=np.float64), 0, 0, missing)
    left = np.array(grower.left, dtype=np.int64)
    return Tree(
        output=output,
        feature=np.array(grower.feature, dtype=np.int64),
        split=np.array(grower.split),
        left=left,
        right=np.array(grower.right, dtype=np.int64),
        missing_left=left >= 0,
        value=np.array(grower.value),
    )


@dataclass
class _Grower:
    """Numbers nodes in the order in which they are made, a node before those that hang on it."""

    features: Sequence[int]
    cuts: Sequence[Array]
    missing: bool
    feature: list[int] = field(default_factory=list)
    split: list[float] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)

    def grow(self, cells: Array, axis: int, first: int, missing: bool) -> int:
        """The cells left over once `axis` is narrowed to bins from number `first` on, before them the missing one or not."""
        if (cells == cells[0]).all():
            return self._node(0, 0.0, float(cells[0])) if cells.ndim == 1 else self.grow(cells[0], axis + 1, 0, self.missing)
        half = (len(cells) + missing) // 2
        if missing and len(cells) == 2:
            half, cut = 1, LOWEST
        else:
            cut = float(self.cuts[axis][first + half - missing - 1])
        node = self._node(self.features[axis], cut, 0.0)
        self.left[node] = self.grow(cells[:half], axis, first, missing)
        self.right[node] = self.grow(cells[half:], axis, first + half - missing, False)
        return node

    def _node(self, feature: int, split: float, value: float) -> int:
        self.feature.append(feature)
        self.split.append(split)
        self.value.append(value)
        self.left.append(-1)
        self.right.append(-1)
        return len(self.value) - 1
