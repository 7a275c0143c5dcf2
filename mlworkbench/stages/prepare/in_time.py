"""Rows in the order of time: the latest are sealed, and each fold comes after the rows its model is fitted on."""

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.grouping import require_filled


def moments(cells: Array, usable: Array, column: str) -> Array:
    """The place of each row in time, int64 [rows]: 0 for the earliest moment, the same for rows of one moment, -1 if not used.

    `cells` are dates (int64) or numbers (float64), `usable` bool [rows]. Raises InputError where a row that is used has none,
    or where the column holds texts.
    """
    if cells.dtype == object:
        raise InputError("prepare.time_of_texts", column=column)
    require_filled(cells, usable, column, "prepare.no_time")
    found = np.full(len(cells), -1, dtype=np.int64)
    found[usable] = np.unique(cells[usable], return_inverse=True)[1]
    return found


def sealed_from(order: Array, share: float) -> int:
    """The first moment that is sealed, so that about `share` of these rows lie there or later; past the last if none does."""
    count = np.bincount(order)
    if share <= 0 or len(count) < 2:
        return len(count)
    ends = np.cumsum(count)
    wanted = len(order) - max(1, round(len(order) * share))
    first = int(np.argmin(np.abs(ends - wanted))) + 1
    return min(first, len(count) - 1)


def blocks(order: Array, folds: int) -> Array:
    """The block of each row, int64 [rows]: 0 is never validated, then come `folds` blocks of about as many rows, later ones last.

    Rows of one moment share a block. Where every row has a moment of its own, these are the folds of scikit-learn's
    TimeSeriesSplit. Raises InputError where there are fewer moments than blocks.
    """
    known, place = np.unique(order, return_inverse=True)
    if len(known) <= folds:
        raise InputError("prepare.too_few_moments", moments=len(known), folds=folds, least=folds + 1)
    ends = np.cumsum(np.bincount(place))
    size = max(1, len(order) // (folds + 1))
    cuts: list[int] = []
    for number in range(folds):
        wanted = len(order) - size * (folds - number)
        nearest = int(np.argmin(np.abs(ends - wanted))) + 1
        low = cuts[-1] + 1 if cuts else 1
        cuts.append(min(max(nearest, low), len(known) - (folds - number)))
    found: Array = np.searchsorted(np.array(cuts), place, side="right")
    return found.astype(np.int64)
