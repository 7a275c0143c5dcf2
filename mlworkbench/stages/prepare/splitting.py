"""Which rows train, which are sealed, and in which fold each is validated: drawn once, before anything is fitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array

SEALED = -1
UNUSED = -2
FEWEST = 20
PARTS = 5


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


@dataclass(frozen=True)
class ClassCount:
    """Rows of one class. None: only the draw itself can tell."""

    name: str
    train: int | None
    sealed: int | None


@dataclass(frozen=True)
class Counts:
    """How many rows train, are sealed, and are not used because their target is missing; by class where there are classes."""

    train: int
    sealed: int
    unused: int
    folds: int
    classes: tuple[ClassCount, ...] = ()


def draw(
    classes: Array | None, usable: Array, share: float, last: int | None, folds: int, seed: int, stratified: bool = True
) -> Drawn:
    """Draw hold-out and folds; `classes` int64 [rows], None for a number as target.

    Each class is spread evenly if `stratified`; otherwise all rows are one group and chance decides how many of a class fall
    where. `usable` bool [rows] says where the target is present. `share` of the usable rows is sealed, or instead the `last`
    rows of the table. Stratified, every fold holds every class that has at least `folds` training rows. Raises InputError for
    fewer than 20 usable rows, fewer than 2 training rows of the rarer of two classes, or a fold that chance left without one.
    """
    fold = np.full(len(usable), UNUSED, dtype=np.int64)
    rows = np.flatnonzero(usable)
    known = 0 if classes is None else len(np.unique(classes[rows]))
    random = np.random.Generator(np.random.PCG64(seed))
    if last is not None:
        tail = rows >= len(usable) - last
        fold[rows[tail]] = SEALED
        rows, share = rows[~tail], 0.0
    _require_rows(len(rows))
    groups = []
    for group in _groups(classes if stratified else None, rows):
        shuffled = random.permutation(group)
        sealed = _sealed(len(shuffled), share)
        fold[shuffled[:sealed]] = SEALED
        groups.append(shuffled[sealed:])
    folds = _folds([len(group) for group in groups], known, folds) if stratified else folds
    start = 0
    for left in groups:
        fold[left] = (start + np.arange(len(left))) % folds
        start += len(left)
    if not stratified and classes is not None:
        _require_classes(classes, fold, known, folds)
    return Drawn(fold, folds)


def parts(rows: int, seed: int, groups: Array | None = None, count: int = PARTS) -> tuple[Array, int]:
    """Training rows dealt into parts for supervised steps: int64 [rows] and how many there are. Rows of a group stay together."""
    units = rows if groups is None else int(groups.max(initial=-1)) + 1
    dealt = np.random.Generator(np.random.PCG64(seed)).permutation(units) % min(count, max(units, 1))
    fold = dealt if groups is None else dealt[groups]
    return fold.astype(np.int64), int(fold.max(initial=0)) + 1


def planned(
    classes: Mapping[str, int], usable: int, unused: int, share: float, folds: int, stratified: bool = True
) -> Counts | None:
    """What `draw` will give for so many rows of each class (empty for a number as target), without drawing.

    Not for rows sealed as the last of the table, which must be read to be counted. None where `draw` refuses so few rows; and of
    what is not stratified the counts by class are None, since chance decides them.
    """
    groups = list(classes.values()) if stratified and classes else [usable]
    known = sum(rows > 0 for rows in classes.values())
    sealed = [_sealed(rows, share) for rows in groups]
    left = [rows - away for rows, away in zip(groups, sealed, strict=True)]
    try:
        _require_rows(usable)
        folds = _folds([rows for rows in left if rows], known, folds) if stratified else folds
    except InputError:
        return None
    each = zip(classes, left, sealed, strict=True) if stratified and classes else ((name, None, None) for name in classes)
    return Counts(sum(left), sum(sealed), unused, folds, tuple(ClassCount(*one) for one in each))


def counted(drawn: Drawn, classes: Array | None, names: Sequence[str]) -> Counts:
    """What a draw gave."""
    train, sealed = drawn.train, drawn.sealed
    unused = len(drawn.fold) - len(train) - len(sealed)
    if classes is None:
        return Counts(len(train), len(sealed), unused, drawn.folds)
    inside, away = (np.bincount(classes[rows], minlength=len(names)).tolist() for rows in (train, sealed))
    found = tuple(ClassCount(*one) for one in zip(names, inside, away, strict=True))
    return Counts(len(train), len(sealed), unused, drawn.folds, found)


def _require_rows(rows: int) -> None:
    if rows < FEWEST:
        raise InputError("prepare.too_few_rows", rows=rows, fewest=FEWEST)


def _require_classes(classes: Array, fold: Array, known: int, folds: int) -> None:
    """Where there are two classes, no fold can be judged without both."""
    present = [len(np.unique(classes[fold == number])) for number in range(folds)] if known == 2 else []
    if any(count < known for count in present):
        raise InputError("prepare.fold_without_class", folds=folds)


def _folds(groups: Sequence[int], known: int, wanted: int) -> int:
    """Of two classes each fold must hold both, so there are no more folds than rows of the rarer one."""
    if known != 2:
        return wanted
    rarer = min(groups) if len(groups) == known else 0
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
