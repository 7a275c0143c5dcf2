"""How sure a figure is: 95 % intervals by the bootstrap, for every metric on the same samples of the rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate.metric import Guess, Metric, Numbers, Scored, Truth
from mlworkbench.stages.evaluate.metrics import METRICS

LEVEL = 0.95
CONFIDENT = 1.959963984540054  # standard deviations of a 95 % interval
MOST, LEAST = 1000, 100  # samples drawn
LARGE = 50_000  # rows beyond which figures are normally distributed for all purposes, and fewer samples tell their spread
BLOCK = 4_000_000  # rows × samples held at once
GROUPS = 200  # the jackknife leaves out one of so many groups of rows at a time
USABLE = 0.95  # of the samples must have a meaning, or there is no interval

Interval = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """Intervals by metric, and how many samples they rest on. A metric without one is left out: it would not be true."""

    intervals: dict[str, Interval]
    resamples: int


def intervals(truth: Truth, scores: Scored, found: dict[str, float], seed: int = 1) -> Drawn:
    """95 % intervals (low, high) of the metrics in `found`, which are those of all rows.

    Bias-corrected and accelerated bootstrap over rows with 1,000 samples; the acceleration is that of a jackknife over groups of
    rows. Beyond 50,000 rows: the figure, and 1.96 standard deviations of (at least 100) samples on either side. No interval where
    all samples give the same figure, as for an accuracy of 1: the sample knows nothing of the mistakes still to come. Source:
    Efron, Better bootstrap confidence intervals, 1987.
    """
    rows = len(truth)
    if rows < 2:
        return Drawn({}, 0)
    count = int(np.clip(MOST * LARGE // rows, LEAST, MOST))
    metrics = [METRICS[name] for name in found]
    order = np.argsort(-scores.raw[:, -1], kind="stable")
    truth, scores = truth[order], rows_of(scores, order)
    random = np.random.Generator(np.random.PCG64(seed))
    drawn = _figures(metrics, truth, scores, _samples(random, rows, count), rows)
    if rows > LARGE:
        made = {name: _normal(found[name], drawn[place]) for place, name in enumerate(found)}
    else:
        left_out = _figures(metrics, truth, scores, _left_out(random, rows), rows)
        made = {name: _accelerated(found[name], drawn[place], left_out[place]) for place, name in enumerate(found)}
    return Drawn({name: one for name, one in made.items() if one is not None}, count)


def _samples(random: np.random.Generator, rows: int, count: int) -> Iterator[Numbers]:
    for _ in range(count):
        yield np.bincount(random.integers(0, rows, rows), minlength=rows).astype(np.float64)


def _left_out(random: np.random.Generator, rows: int) -> Iterator[Numbers]:
    """All rows but those of one group, for each group."""
    for group in np.array_split(random.permutation(rows), min(rows, GROUPS)):
        weights = np.ones(rows)
        weights[group] = 0.0
        yield weights


def _figures(metrics: Sequence[Metric], truth: Truth, scores: Scored, samples: Iterator[Numbers], rows: int) -> list[Numbers]:
    """Every metric [samples] in the order of `metrics`."""
    blocks: list[list[Numbers]] = [[] for _ in metrics]
    for weights in _blocks(samples, max(1, BLOCK // rows)):
        for metric, found in zip(metrics, blocks, strict=True):
            found.append(_drawn(metric, truth, scores, weights))
    return [np.concatenate(found) for found in blocks]


def _blocks(samples: Iterator[Numbers], size: int) -> Iterator[Numbers]:
    held: list[Numbers] = []
    for one in samples:
        held.append(one)
        if len(held) == size:
            yield np.array(held)
            held = []
    if held:
        yield np.array(held)


def _drawn(metric: Metric, truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    if metric.drawn is not None:
        return metric.drawn(truth, scores, weights)
    return np.array([_one_by_one(metric, truth, scores, row.astype(np.int64)) for row in weights])


def _one_by_one(metric: Metric, truth: Truth, scores: Scored, times: Array) -> float:
    chosen = np.repeat(np.arange(len(truth)), times)
    try:
        return metric.compute(truth[chosen], rows_of(scores, chosen))
    except InputError:
        return float("nan")


def rows_of(scores: Scored, chosen: Array) -> Guess:
    """The scores of some rows, by number or by a bool for each."""

    def of(cells: Numbers | None) -> Numbers | None:
        return None if cells is None else cells[chosen]

    label = None if scores.label is None else scores.label[chosen]
    return Guess(scores.raw[chosen], label, of(scores.probability), of(scores.value))


def _usable(found: float, drawn: Numbers) -> Numbers | None:
    """The samples that have a meaning; None where they are too few, or all alike."""
    usable = drawn[np.isfinite(drawn)]
    enough = len(usable) >= USABLE * len(drawn) and np.ptp(usable) > 1e-12 * max(abs(found), 1e-12)
    return usable if enough else None


def _normal(found: float, drawn: Numbers) -> Interval | None:
    usable = _usable(found, drawn)
    if usable is None:
        return None
    reach = CONFIDENT * float(np.std(usable, ddof=1))
    return found - reach, found + reach


def _accelerated(found: float, drawn: Numbers, left_out: Numbers) -> Interval | None:
    from scipy.stats import norm

    usable = _usable(found, drawn)
    if usable is None:
        return None
    below = (np.sum(usable < found) + np.sum(usable == found) / 2) / len(usable)
    bias = norm.ppf(np.clip(below, 1 / len(usable), 1 - 1 / len(usable)))
    speed = _acceleration(left_out[np.isfinite(left_out)])
    edges = bias + norm.ppf([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    places = norm.cdf(bias + edges / (1 - speed * edges))
    low, high = np.quantile(usable, places)
    return float(low), float(high)


def _acceleration(left_out: Numbers) -> float:
    if len(left_out) < 3:
        return 0.0
    pulls = left_out.mean() - left_out
    spread = float(np.sum(pulls**2))
    return float(np.sum(pulls**3) / (6 * spread**1.5)) if spread > 0 else 0.0
