"""Make a judgement: every figure and picture of one model on one set of rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base.records import TaskName
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate.intervals import CONFIDENT, intervals, rows_of
from mlworkbench.stages.evaluate.judgement import Basis, Bin, Group, Histogram, Judgement, Point, Sweep
from mlworkbench.stages.evaluate.metric import Scored, Truth, labels, probabilities, values
from mlworkbench.stages.evaluate.metrics import measure
from mlworkbench.stages.evaluate.thresholds import MOST_CUTS, sweep

BINS = 10  # of the calibration, with like numbers of rows
BARS = 40
FEWEST_CUTS = 100  # a class, where there are many
PAIRS = 2000
TAIL = 0.005  # of the residuals at either end lie in the outermost bars
FEWEST = 2  # rows a group must have to be measured


@dataclass(frozen=True)
class Subject:
    """The rows judged: `truth` as class index (int64 [N]) or number (float64 [N]), and what the model says of them.

    `threshold` is the raw score that ships (binary); `probability_at` gives the probability of raw scores float64 [M]. `also` are
    metrics of this problem besides those of its task.
    """

    basis: Basis
    task: TaskName
    classes: tuple[str, ...]
    truth: Truth
    scores: Scored
    threshold: float | None = None
    probability_at: Callable[[Array], Array] | None = None
    also: tuple[str, ...] = ()


def judge(
    subject: Subject, groups: Sequence[tuple[str, str, Array]] = (), told: Callable[[float], None] | None = None
) -> Judgement:
    """`groups` are (column, group, bool [N]); `told` hears how much is done. Raises InputError where nothing can be measured."""
    tell = told or (lambda fraction: None)
    metrics = measure(subject.task, subject.truth, subject.scores, also=subject.also)
    drawn = intervals(subject.truth, subject.scores, metrics)
    tell(0.6)
    measured = tuple(_group(subject, *one) for one in groups)
    tell(0.8)
    of_task = _of_numbers(subject) if subject.task == "regression" else _of_classes(subject)
    return Judgement(
        basis=subject.basis,
        task=subject.task,
        rows=len(subject.truth),
        metrics=metrics,
        intervals=drawn.intervals,
        resamples=drawn.resamples,
        groups=measured,
        **of_task,
    )


def _group(subject: Subject, column: str, group: str, chosen: Array) -> Group:
    rows = int(chosen.sum())
    if rows < FEWEST:
        return Group(column, group, rows, {}, {})
    truth, scores = subject.truth[chosen], rows_of(subject.scores, chosen)
    metrics = measure(subject.task, truth, scores, also=subject.also)
    return Group(column, group, rows, metrics, intervals(truth, scores, metrics).intervals)


# classes


def _of_classes(subject: Subject) -> dict[str, Any]:
    count = len(subject.classes)
    bins = calibration(*_confidence(subject))
    gap = sum(abs(one.observed - one.predicted) * one.rows for one in bins) / len(subject.truth)
    return {
        "classes": subject.classes,
        "counts": tuple(np.bincount(subject.truth, minlength=count).tolist()),
        "threshold": subject.threshold,
        "confusion": confusion(subject.truth, labels(subject.scores), count),
        "sweeps": _sweeps(subject),
        "calibration": bins,
        "calibration_error": gap,
        "scores": _score_histogram(subject),
    }


def _confidence(subject: Subject) -> tuple[Array, Array]:
    """The probability of the positive class and whether it came; of more than two, of the class predicted and whether it did."""
    given = probabilities(subject.scores)
    if subject.task == "binary":
        return given[:, 1], subject.truth == 1
    chosen = given.argmax(axis=1)
    return given[np.arange(len(given)), chosen], subject.truth == chosen


def calibration(predicted: Array, came: Array, count: int = BINS) -> tuple[Bin, ...]:
    """Rows in order of probability, in `count` bins of like size; rows of equal probability stay together.

    The interval of the observed share is Wilson's (1927).
    """
    order = np.argsort(predicted, kind="stable")
    ranked, hits = predicted[order], came[order]
    wanted = np.linspace(0, len(ranked), count + 1)[1:-1].round().astype(np.int64)
    cuts = np.unique(np.searchsorted(ranked, ranked[np.minimum(wanted, len(ranked) - 1)], side="left"))
    pieces = zip(np.split(ranked, cuts), np.split(hits, cuts), strict=True)
    return tuple(_bin(chances, found) for chances, found in pieces if len(chances))


def _bin(chances: Array, found: Array) -> Bin:
    rows, share = len(chances), float(found.mean())
    square = CONFIDENT**2
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    reach = CONFIDENT * np.sqrt(share * (1 - share) / rows + square / (4 * rows**2)) / (1 + square / rows)
    low, high = max(0.0, float(middle - reach)), min(1.0, float(middle + reach))
    return Bin(float(chances.mean()), share, min(low, share), max(high, share), rows)


def confusion(truth: Array, called: Array, count: int) -> tuple[tuple[int, ...], ...]:
    """Rows by [actual][predicted]."""
    table = np.bincount(truth * count + called, minlength=count * count).reshape(count, count)
    return tuple(tuple(row) for row in table.tolist())


def _sweeps(subject: Subject) -> tuple[Sweep, ...]:
    if subject.task == "binary" and subject.probability_at is not None:
        raw = subject.scores.raw.reshape(-1)
        return (sweep(subject.classes[1], subject.truth == 1, raw, subject.probability_at, subject.threshold),)
    given = probabilities(subject.scores)
    most = max(FEWEST_CUTS, MOST_CUTS // len(subject.classes))
    return tuple(
        sweep(name, subject.truth == place, given[:, place], np.asarray, most=most) for place, name in enumerate(subject.classes)
    )


def _score_histogram(subject: Subject) -> Histogram:
    """Of the positive class's probability; of the actual class's where there are more than two."""
    given = probabilities(subject.scores)
    shown = given[:, 1] if subject.task == "binary" else given[np.arange(len(given)), subject.truth]
    edges = np.linspace(0, 1, BARS + 1)
    held = np.clip(shown, 0, 1)
    counts = [np.histogram(held[subject.truth == place], edges)[0].tolist() for place in range(len(subject.classes))]
    return Histogram(tuple(edges.tolist()), subject.classes, tuple(tuple(one) for one in counts))


# numbers


def _of_numbers(subject: Subject) -> dict[str, Any]:
    predicted = values(subject.scores)
    return {"pairs": _pairs(subject.truth, predicted), "residuals": residual_histogram(subject.truth - predicted)}


def _pairs(actual: Array, predicted: Array) -> tuple[Point, ...]:
    chosen = np.arange(len(actual))
    if len(chosen) > PAIRS:
        chosen = np.sort(np.random.Generator(np.random.PCG64(1)).choice(chosen, PAIRS, replace=False))
    return tuple(zip(actual[chosen].tolist(), predicted[chosen].tolist(), strict=True))


def residual_histogram(residuals: Array) -> Histogram:
    """40 bars over the middle 99 %; what lies beyond is counted in the outermost bars."""
    low, high = np.quantile(residuals, [TAIL, 1 - TAIL])
    if not high > low:
        low, high = low - 0.5, high + 0.5
    edges = np.linspace(low, high, BARS + 1)
    counts = np.histogram(np.clip(residuals, low, high), edges)[0]
    return Histogram(tuple(edges.tolist()), ("residuals",), (tuple(counts.tolist()),))
