"""Which rows train, which are sealed, and in which fold each is validated: drawn once, before anything is fitted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import grouping, in_time
from mlworkbench.stages.prepare.validation import MOST_ALONE, Validation

SEALED = -1
UNUSED = -2
INITIAL = -3
FEWEST = 20
PARTS = 5


@dataclass(frozen=True)
class Drawn:
    """`fold` int64 [rows]: the fold in which a row is validated, SEALED for the hold-out, UNUSED where the target is missing,
    INITIAL for rows that are trained on but never validated.

    `repeats` are the same for the second, third… draw of repeated validation. `order` int64 [rows] is the place of each row in
    time, the same for rows of one moment; with it a fold is judged by a model fitted on earlier rows alone, without the `gap`
    moments right before the fold.
    """

    fold: Array
    folds: int
    repeats: tuple[Array, ...] = ()
    order: Array | None = None
    gap: int = 0

    @property
    def train(self) -> Array:
        return np.flatnonzero((self.fold >= 0) | (self.fold == INITIAL))

    @property
    def sealed(self) -> Array:
        return np.flatnonzero(self.fold == SEALED)

    @property
    def fits(self) -> int:
        """How many fold models there are."""
        return len(self._models)

    def fitted(self, number: int) -> Array:
        """Rows of the dataset that fold model `number` is fitted on, ascending."""
        fold, of = self._models[number]
        return np.flatnonzero((fold >= 0) & (fold != of) if self.order is None else self._before(self.order, of))

    def judged(self, number: int) -> Array:
        """Rows of the dataset that fold model `number` is judged on, ascending."""
        fold, of = self._models[number]
        return np.flatnonzero(fold == of)

    def of(self, rows: Array) -> "Drawn":
        """The same for these rows alone, which are counted anew from 0."""
        order = None if self.order is None else self.order[rows]
        return Drawn(self.fold[rows], self.folds, tuple(one[rows] for one in self.repeats), order, self.gap)

    def _before(self, order: Array, of: int) -> Array:
        first = int(order[self.fold == of].min())
        train = (self.fold >= 0) | (self.fold == INITIAL)
        return np.asarray(train & (order < first - self.gap))

    @cached_property
    def _models(self) -> list[tuple[Array, int]]:
        """The draw and the fold of each fold model; in time, folds that have rows to be fitted on."""
        found = [(fold, of) for fold in (self.fold, *self.repeats) for of in range(self.folds)]
        if self.order is None:
            return found
        return [(fold, of) for fold, of in found if (fold == of).any() and self._before(self.order, of).any()]


@dataclass(frozen=True)
class ClassCount:
    """Rows of one class. None: only the draw itself can tell."""

    name: str
    train: int | None
    sealed: int | None


@dataclass(frozen=True)
class Counts:
    """How many rows train, are sealed, and are not used because their target is missing; by class where there are classes.

    `fits` is how many models validate one configuration (0: as many as there are folds), `initial` the rows that are trained on
    but never validated.
    """

    train: int
    sealed: int
    unused: int
    folds: int
    classes: tuple[ClassCount, ...] = ()
    fits: int = 0
    initial: int = 0


def draw(
    classes: Array | None,
    usable: Array,
    share: float,
    last: int | None,
    folds: int,
    seed: int,
    stratified: bool = True,
    *,
    validation: Validation | None = None,
    groups: Array | None = None,
    time: Array | None = None,
) -> Drawn:
    """Draw hold-out and folds; `classes` int64 [rows], None for a number as target.

    Each class is spread evenly if `stratified`; otherwise all rows are one group and chance decides how many of a class fall
    where. `usable` bool [rows] says where the target is present. `share` of the usable rows is sealed, or instead the `last`
    rows of the table, which then must share no group with the others, or be later. Stratified, every fold holds every class that
    has at least `folds` training rows. Raises InputError for fewer than 20 usable rows, fewer than 2 training rows of the
    rarer of two classes, or a fold that chance left without one.

    `validation` says another kind of folds; its number of folds then counts, and `stratified` where the kind leaves that open.
    `groups` int64 [rows] are the groups of grouped kinds (see `group_codes`), `time` int64 [rows] the places of rows in time
    (see `moments`). In time the moments within the gap before the hold-out are UNUSED.
    """
    if validation is not None:
        folds, stratified = validation.folds or folds, validation.stratifies(stratified)
    fold = np.full(len(usable), UNUSED, dtype=np.int64)
    rows = np.flatnonzero(usable)
    known = 0 if classes is None else len(np.unique(classes[rows]))
    random = np.random.Generator(np.random.PCG64(seed))
    if last is not None:
        tail = rows >= len(usable) - last
        fold[rows[tail]] = SEALED
        rows, share = rows[~tail], 0.0
    _require_rows(len(rows))
    if validation is not None and validation.grouped:
        drawn = _grouped(
            classes if stratified else None, fold, rows, share, folds, random, _needed(groups, "prepare.no_group_column")
        )
        _require_classes(classes, fold, known, folds, "prepare.group_fold_without_class")
        return drawn
    if validation is not None and validation.ordered:
        drawn = _in_time(fold, rows, share, validation, _needed(time, "prepare.no_time_column"))
        _require_in_time(drawn, classes, known)
        return drawn
    dealt = []
    for group in _groups(classes if stratified else None, rows):
        shuffled = random.permutation(group)
        sealed = _sealed(len(shuffled), share)
        fold[shuffled[:sealed]] = SEALED
        dealt.append(shuffled[sealed:])
    folds = _folds_of(validation, [len(one) for one in dealt], known, folds, stratified)
    _deal(dealt, fold, folds)
    alone = validation is not None and validation.kind == "loo"
    if classes is not None and (alone or not stratified):
        _require_both(np.concatenate(dealt), classes, known) if alone else _require_classes(classes, fold, known, folds)
    return Drawn(fold, folds, tuple(_again(dealt, fold, folds, validation, seed)))


def thinned(drawn: Drawn, most: int, seed: int) -> Drawn:
    """The same with at most so many training rows, drawn by the seed; the others are UNUSED. For tables too large."""
    train = drawn.train
    if len(train) <= most:
        return drawn
    gone = np.random.Generator(np.random.PCG64(seed)).choice(train, len(train) - most, replace=False)
    folds = [one.copy() for one in (drawn.fold, *drawn.repeats)]
    for fold in folds:
        fold[gone] = UNUSED
    return replace(drawn, fold=folds[0], repeats=tuple(folds[1:]))


def parts(rows: int, seed: int, groups: Array | None = None, count: int = PARTS) -> tuple[Array, int]:
    """Training rows dealt into parts for supervised steps: int64 [rows] and how many there are. Rows of a group stay together."""
    known = None if groups is None else np.unique(groups, return_inverse=True)[1]
    units = rows if known is None else int(known.max(initial=-1)) + 1
    dealt = np.random.Generator(np.random.PCG64(seed)).permutation(units) % min(count, max(units, 1))
    fold = dealt if known is None else dealt[known]
    return fold.astype(np.int64), int(fold.max(initial=0)) + 1


def planned(
    classes: Mapping[str, int],
    usable: int,
    unused: int,
    share: float,
    folds: int,
    stratified: bool = True,
    validation: Validation | None = None,
) -> Counts | None:
    """What `draw` will give for so many rows of each class (empty for a number as target), without drawing.

    Not for rows sealed as the last of the table, by whole groups or by time, which must be read to be counted: None. None where
    `draw` refuses so few rows, too; and of what is not stratified the counts by class are None, since chance decides them.
    """
    if validation is not None:
        if validation.grouped or validation.ordered:
            return None
        folds, stratified = validation.folds or folds, validation.stratifies(stratified)
    groups = list(classes.values()) if stratified and classes else [usable]
    known = sum(rows > 0 for rows in classes.values())
    sealed = [_sealed(rows, share) for rows in groups]
    left = [rows - away for rows, away in zip(groups, sealed, strict=True)]
    try:
        _require_rows(usable)
        folds = _folds_of(validation, [rows for rows in left if rows], known, folds, stratified)
    except InputError:
        return None
    each = zip(classes, left, sealed, strict=True) if stratified and classes else ((name, None, None) for name in classes)
    fits = folds * (validation.repeats if validation is not None and validation.kind == "repeated" else 1)
    return Counts(sum(left), sum(sealed), unused, folds, tuple(ClassCount(*one) for one in each), fits)


def counted(drawn: Drawn, classes: Array | None, names: Sequence[str]) -> Counts:
    """What a draw gave."""
    train, sealed = drawn.train, drawn.sealed
    unused = len(drawn.fold) - len(train) - len(sealed)
    initial = int((drawn.fold == INITIAL).sum())
    if classes is None:
        return Counts(len(train), len(sealed), unused, drawn.folds, (), drawn.fits, initial)
    inside, away = (np.bincount(classes[rows], minlength=len(names)).tolist() for rows in (train, sealed))
    found = tuple(ClassCount(*one) for one in zip(names, inside, away, strict=True))
    return Counts(len(train), len(sealed), unused, drawn.folds, found, drawn.fits, initial)


def write(drawn: Drawn, path: Path) -> None:
    """A Parquet of int64 columns, a value per dataset row: `fold`; `fold_2`, `fold_3`… for repeats; `order` for rows in time."""
    import pyarrow
    from pyarrow import parquet

    repeats = {f"fold_{number}": fold for number, fold in enumerate(drawn.repeats, 2)}
    order = {} if drawn.order is None else {"order": drawn.order}
    table = pyarrow.table({"fold": drawn.fold} | repeats | order)
    parquet.write_table(table, path, compression="zstd", store_schema=False)


def read(path: Path, validation: Validation | None = None) -> Drawn:
    """What `write` wrote; the gap is that of `validation`."""
    from pyarrow import parquet

    table = parquet.read_table(path)
    held = {name: np.asarray(table.column(name)).astype(np.int64) for name in table.column_names}
    fold = held.pop("fold")
    order = held.pop("order", None)
    repeats = tuple(held[f"fold_{number}"] for number in range(2, len(held) + 2))
    return Drawn(fold, int(fold.max()) + 1, repeats, order, validation.gap if validation is not None else 0)


def draw_by(parquet: Path, usable: Array, group: str | None, time: str | None) -> tuple[Array | None, Array | None]:
    """`groups` and `time` for `draw`, of these columns. Raises InputError where a row that is used has no value in one."""
    from mlworkbench.stages import data

    names = [name for name in dict.fromkeys((group, time)) if name is not None]
    cells = data.column_values(parquet, names) if names else {}
    groups = None if group is None else grouping.group_codes(cells[group], usable, group)
    return groups, None if time is None else in_time.moments(cells[time], usable, time)


def check_cost(validation: Validation, rows: int) -> None:
    """Raises InputError where so many training rows are too many to be left out one by one."""
    if validation.kind == "loo" and rows > MOST_ALONE:
        raise InputError("prepare.loo_too_many", rows=rows, most=MOST_ALONE)


def _require_rows(rows: int) -> None:
    if rows < FEWEST:
        raise InputError("prepare.too_few_rows", rows=rows, fewest=FEWEST)


def _require_classes(classes: Array | None, fold: Array, known: int, folds: int, key: str = "prepare.fold_without_class") -> None:
    """Where there are two classes, no fold can be judged without both."""
    if classes is None or known != 2:
        return
    if any(len(np.unique(classes[fold == number])) < known for number in range(folds)):
        raise InputError(key, folds=folds)


def _require_both(rows: Array, classes: Array, known: int) -> None:
    """Of two classes each is left to learn from when any one row is held back."""
    rarer = int(np.unique(classes[rows], return_counts=True)[1].min())
    if known == 2 and (rarer < 2 or len(np.unique(classes[rows])) < 2):
        raise InputError("prepare.too_few_of_a_class", rows=rarer)


def _folds(groups: Sequence[int], known: int, wanted: int) -> int:
    """Of two classes each fold must hold both, so there are no more folds than rows of the rarer one."""
    if known != 2:
        return wanted
    rarer = min(groups) if len(groups) == known else 0
    if rarer < 2:
        raise InputError("prepare.too_few_of_a_class", rows=rarer)
    return min(wanted, rarer)


def _folds_of(validation: Validation | None, groups: Sequence[int], known: int, wanted: int, stratified: bool) -> int:
    """How many folds there are, for so many training rows of each class that is spread evenly."""
    rows = sum(groups)
    if validation is not None and validation.kind == "loo":
        check_cost(validation, rows)
        return rows
    if validation is not None and wanted > rows:
        raise InputError("prepare.more_folds_than_rows", folds=wanted, rows=rows)
    return _folds(groups, known, wanted) if stratified else wanted


def _deal(dealt: Sequence[Array], fold: Array, folds: int) -> None:
    start = 0
    for left in dealt:
        fold[left] = (start + np.arange(len(left))) % folds
        start += len(left)


def _again(dealt: Sequence[Array], fold: Array, folds: int, validation: Validation | None, seed: int) -> Iterator[Array]:
    """The further draws of repeated validation: the same rows sealed, the others dealt anew."""
    if validation is None or validation.kind != "repeated":
        return
    for number in range(1, validation.repeats):
        random = np.random.Generator(np.random.PCG64([seed, number]))
        other = fold.copy()
        _deal([random.permutation(np.sort(left)) for left in dealt], other, folds)
        yield other


def _grouped(
    classes: Array | None, fold: Array, rows: Array, share: float, folds: int, random: np.random.Generator, groups: Array
) -> Drawn:
    """Whole groups are sealed and dealt into folds, with each class spread evenly where `classes` are given."""
    shared = np.isin(groups[rows], groups[fold == SEALED])
    if shared.any():
        facts = {"groups": len(np.unique(groups[rows[shared]])), "rows": int(shared.sum()), "row": int(rows[shared][0]) + 1}
        raise InputError("prepare.holdout_shares_groups", **facts)
    codes, table = grouping.counts_of(groups[rows], None if classes is None else classes[rows])
    sealed = grouping.sealed_groups(table, share, random)
    left = np.flatnonzero(~sealed)
    if len(left) < folds:
        raise InputError("prepare.too_few_groups", groups=len(codes), sealed=int(sealed.sum()), folds=folds)
    placed = np.full(len(codes), SEALED, dtype=np.int64)
    placed[left] = grouping.dealt_groups(table[left], folds, random)
    fold[rows] = placed[np.searchsorted(codes, groups[rows])]
    return Drawn(fold, folds)


def _in_time(fold: Array, rows: Array, share: float, validation: Validation, order: Array) -> Drawn:
    """The latest moments are sealed, those within the gap before them are left out, and the folds follow each other."""
    own = fold == SEALED
    first = int(order[own].min()) if own.any() else in_time.sealed_from(order[rows], share)
    late = rows[order[rows] >= first]
    if own.any() and len(late):
        raise InputError("prepare.holdout_not_later", rows=len(late), row=int(late[0]) + 1)
    fold[late] = SEALED
    train = rows[order[rows] < (first - validation.gap if share > 0 or own.any() else first)]
    _require_rows(len(train))
    block = in_time.blocks(order[train], validation.folds)
    fold[train] = np.where(block == 0, INITIAL, block - 1)
    drawn = Drawn(fold, validation.folds, order=order, gap=validation.gap)
    if drawn.fits < drawn.folds:
        raise InputError("prepare.gap_too_long", gap=validation.gap, folds=drawn.folds)
    return drawn


def _require_in_time(drawn: Drawn, classes: Array | None, known: int) -> None:
    """Where there are two classes, each fold and what is fitted before it need both."""
    if classes is None or known != 2:
        return
    for number in range(drawn.fits):
        if any(len(np.unique(classes[part])) < known for part in (drawn.fitted(number), drawn.judged(number))):
            raise InputError("prepare.time_fold_without_class", fold=number + 1, folds=drawn.folds)


def _needed(column: Array | None, key: str) -> Array:
    if column is None:
        raise InputError(key)
    return column


def _groups(classes: Array | None, rows: Array) -> list[Array]:
    if classes is None:
        return [rows]
    return [rows[classes[rows] == one] for one in np.unique(classes[rows])]


def _sealed(rows: int, share: float) -> int:
    """How many rows of a class are sealed: at least one and never all, where there are two or more."""
    if share <= 0 or rows < 2:
        return 0
    return min(rows - 1, max(1, round(rows * share)))
