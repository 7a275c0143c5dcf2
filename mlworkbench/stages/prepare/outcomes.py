"""What became of the target in each category, on all training rows, and on all but a row's own part for its own features.

One pass over a column serves both: sums by category and part, added up over all parts or over all but one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import Coded, Figures, figures, numbered
from mlworkbench.stages.prepare.part import Taught


@dataclass(frozen=True)
class Outcome:
    """The target as numbers to be summed: row i adds `amounts[i]` to the number `slots[i]` of `width`; slot `width` is not kept.

    `weights` are those of the rows, by which amounts are multiplied already.
    """

    slots: Array
    amounts: Array
    weights: Array
    width: int


@dataclass(frozen=True)
class Tally:
    """Of each category the rows, `counts` [C], and the `sums` [C, width] of the target; of all rows `rows` and `total` [width].

    Rows count by their weight, which is 1 in the mean.
    """

    counts: Array
    sums: Array
    rows: float
    total: Array


Rule = Callable[[Tally], tuple[Array, Array]]  # the figures of each category [C, w], and those of one never seen [w]


@dataclass(frozen=True)
class Found:
    """`beyond` says how many categories count as never seen, by column."""

    figures: Figures
    beyond: tuple[int, ...]
    tallies: tuple[Tally, ...]


def outcome(taught: Taught, classes: Sequence[int] = (1,)) -> Outcome:
    """A number itself; of classes 1 for each row of one of `classes`, each class in a slot of its own."""
    weights = np.ones(len(taught.target)) if taught.weights is None else taught.weights.astype(np.float64)
    if taught.task == "regression":
        return Outcome(np.zeros(len(weights), dtype=np.int64), weights * taught.target, weights, 1)
    slot = np.full(taught.classes, len(classes), dtype=np.int64)
    slot[list(classes)] = np.arange(len(classes))
    return Outcome(slot[taught.target], weights, weights, len(classes))


def learn(values: Array, most: int, summed: Outcome, rule: Rule, endings: Sequence[str]) -> Found:
    """The figures of the `most` frequent categories of each column [N, k]."""
    columns = [numbered(values[:, place], most) for place in range(values.shape[1])]
    return _found(columns, summed, rule, endings)


def learn_apart(
    values: Array, most: int, summed: Outcome, rule: Rule, endings: Sequence[str], taught: Taught
) -> tuple[Found, Array]:
    """The same, and the figures [N, k · w] of the training rows themselves: each row's of the rows outside its part."""
    columns = [numbered(values[:, place], most) for place in range(values.shape[1])]
    apart = np.empty((len(values), len(columns), len(endings)))
    for place, column in enumerate(columns):
        apart[:, place] = _apart(column, summed, rule, taught)
    return _found(columns, summed, rule, endings), apart.reshape(len(values), -1)


def _found(columns: Sequence[Coded], summed: Outcome, rule: Rule, endings: Sequence[str]) -> Found:
    whole = np.zeros(len(summed.slots), dtype=np.int64)
    tallies = [_tally(*_sums(column, summed, whole, 1), len(whole)) for column in columns]
    made = [rule(tally) for tally in tallies]
    rows = [(column.kept, rows) for column, (rows, _) in zip(columns, made, strict=True)]
    return Found(figures(rows, made[0][1], endings), tuple(column.beyond for column in columns), tuple(tallies))


def _apart(column: Coded, summed: Outcome, rule: Rule, taught: Taught) -> Array:
    """Each row's figures [N, w] by the rows outside its part; a category that is in no other part was never seen."""
    counts, sums = _sums(column, summed, taught.fold, taught.folds)
    sizes = np.bincount(taught.fold, minlength=taught.folds)
    tables = []
    for part in range(taught.folds):
        others = np.arange(taught.folds) != part
        tally = _tally(counts[:, others], sums[:, others], int(sizes[others].sum()))
        rows, unseen = rule(tally)
        tables += [np.where((tally.counts > 0)[:, np.newaxis], rows, unseen), unseen[np.newaxis]]
    return np.asarray(np.vstack(tables)[taught.fold * len(counts) + column.codes])


def _sums(column: Coded, summed: Outcome, fold: Array, folds: int) -> tuple[Array, Array]:
    """Weights [C + 1, folds] and sums [C + 1, folds, width] by category and part; the last category is all that is not kept."""
    cells, count = column.codes * folds + fold, (len(column.kept) + 1) * folds
    counts = np.bincount(cells, summed.weights, count)
    width = summed.width + 1
    sums = np.bincount(cells * width + summed.slots, summed.amounts, count * width)
    return counts.reshape(-1, folds), sums.reshape(-1, folds, width)[:, :, :-1]


def _tally(counts: Array, sums: Array, rows: int) -> Tally:
    """Of all these parts together, with the weights' mean at 1."""
    each, outcomes = counts.sum(axis=1), sums.sum(axis=1)
    whole = float(each.sum())
    scale = rows / whole if whole > 0 else 0.0
    return Tally(each[:-1] * scale, outcomes[:-1] * scale, float(rows), outcomes.sum(axis=0) * scale)
