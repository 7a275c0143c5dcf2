"""Which rows train, which are sealed, and in which fold each is validated: drawn once, before anything is fitted."""

from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array

SEALED = -1
UNUSED = -2
FEWEST = 20


@dataclass(frozen=True)
class Drawn:
    """`fold` int64 [rows]: the fold in which a row is validated, SEALED for the hold-out, UNUSED where the target is missing."""

    fold: Array
    folds: int

    @property
    def train(self) -> Array:
        return np.flatnonzero(self.fold >= 0)

    @property
    def sealed(self) -> Array:
        return np.flatnonzero(self.fold == SEALED)


def draw(classes: Array | None, usable: Array, share: float, last: int | None, folds: int, seed: int) -> Drawn:
    """Draw hold-out and folds, each class spread evenly (stratified); `classes` int64 [rows], None for a number as target.

    `usable` bool [rows] says where the target is present. `share` of the usable rows is sealed, or instead the `last` rows of the
    table. Every fold holds every class that has at least `folds` training rows. Raises InputError for fewer than 20
    usable rows, or fewer than 2 training rows of the rarer of two classes.
    """
    fold = np.full(len(usable), UNUSED, dtype=np.int64)
    rows = np.flatnonzero(usable)
    known = 0 if classes is None else len(np.unique(classes[rows]))
    random = np.random.Generator(np.random.PCG64(seed))
    if last is not None:
        tail = rows >= len(usable) - last
        fold[rows[tail]] = SEALED
        rows, share = rows[~tail], 0.0
    if len(rows) < FEWEST:
        raise InputError("prepare.too_few_rows", rows=len(rows), fewest=FEWEST)
    groups = []
    for group in _groups(classes, rows):
        shuffled = random.permutation(group)
        sealed = _sealed(len(shuffled), share)
        fold[shuffled[:sealed]] = SEALED
        groups.append(shuffled[sealed:])
    folds = _folds(groups, known, folds)
    start = 0
    for left in groups:
        fold[left] = (start + np.arange(len(left))) % folds
        start += len(left)
    return Drawn(fold, folds)


def _folds(groups: list[Array], known: int, wanted: int) -> int:
    """Of two classes each fold must hold both, so there are no more folds than rows of the rarer one."""
    if known != 2:
        return wanted
    rarer = min(len(group) for group in groups) if len(groups) == known else 0
    if rarer < 2:
        raise InputError("prepare.too_few_of_a_class", rows=rarer)
    return min(wanted, rarer)


def _groups(classes: Array | None, rows: Array) -> list[Array]:
    if classes is None:
        return [rows]
    return [rows[classes[rows] == one] for one in np.unique(classes[rows])]


def _sealed(rows: int, share: float) -> int:
    """How many rows of a class are sealed: at least one and never all, where there are two or more."""
    if share <= 0 or rows < 2:
        return 0
    return min(rows - 1, max(1, round(rows * share)))
