"""Rows that belong together stay together: whole groups are sealed, and whole groups are dealt into folds."""

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import NO_DATE, Array


def group_codes(cells: Array, usable: Array, column: str) -> Array:
    """The groups of a column as int64 [rows], from 0 in the order of their values; -1 for a row that is not used.

    `cells` as a data reader gives them, `usable` bool [rows]. Raises InputError where a row that is used names no group.
    """
    require_filled(cells, usable, column, "prepare.no_group")
    found = np.full(len(cells), -1, dtype=np.int64)
    import pandas

    found[usable] = pandas.factorize(cells[usable], sort=True)[0]
    return found


def require_filled(cells: Array, usable: Array, column: str, key: str) -> None:
    """Raises InputError with the number of rows that are used and lack a value, and the first of them, counted from 1."""
    lacking = np.flatnonzero(missing(cells) & usable)
    if len(lacking):
        raise InputError(key, column=column, rows=len(lacking), row=int(lacking[0]) + 1)


def missing(cells: Array) -> Array:
    """bool [rows]: which cells of the wire hold nothing."""
    if cells.dtype == object:
        return np.array([cell is None or cell == "" for cell in cells], dtype=bool)
    return np.asarray(cells == NO_DATE if cells.dtype == np.int64 else np.isnan(cells.astype(np.float64)))


def counts_of(groups: Array, classes: Array | None) -> tuple[Array, Array]:
    """Codes of the groups that occur, and rows by group and class: float64 [G, C], one class where `classes` is None."""
    known, place = np.unique(groups, return_inverse=True)
    own = np.zeros(len(groups), dtype=np.int64) if classes is None else np.unique(classes, return_inverse=True)[1]
    wide = int(own.max(initial=0)) + 1
    table = np.bincount(place * wide + own, minlength=len(known) * wide).reshape(len(known), wide)
    return known, table.astype(np.float64)


def sealed_groups(table: Array, share: float, random: np.random.Generator) -> Array:
    """bool [G]: groups to be sealed, drawn by chance, so that of every class about `share` of the rows are in them.

    A group is taken where that brings the sealed rows nearer to what is wanted. One group at least is sealed, and one is not.
    """
    taken = np.zeros(len(table), dtype=bool)
    if share <= 0 or len(table) < 2:
        return taken
    lack = table.sum(axis=0) * share
    scale = 1.0 / np.maximum(table.sum(axis=0), 1.0) ** 2
    order = random.permutation(len(table))
    for group in order:
        rows = table[group]
        if float((rows * (rows - 2 * lack) * scale).sum()) < 0:
            taken[group] = True
            lack = lack - rows
    if not taken.any():
        taken[order[np.argmin(table[order].sum(axis=1))]] = True
    if taken.all():
        taken[order[0]] = False
    return taken


def dealt_groups(table: Array, folds: int, random: np.random.Generator) -> Array:
    """int64 [G]: a fold for each group; large groups first, each to the fold that lacks most of the classes it holds.

    Groups of one size come in an order drawn by chance. The rule is that of scikit-learn's GroupKFold for one class, and keeps
    classes even as its StratifiedGroupKFold does for more.
    """
    order = random.permutation(len(table))
    order = order[np.argsort(-table[order].sum(axis=1), kind="stable")]
    scale = 1.0 / np.maximum(table.sum(axis=0), 1.0) ** 2
    held = np.zeros((folds, table.shape[1]))
    found = np.empty(len(table), dtype=np.int64)
    for group in order:
        fold = int(np.argmin(held @ (table[group] * scale)))
        found[group] = fold
        held[fold] += table[group]
    return found
