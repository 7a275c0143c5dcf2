"""Where a column is cut into bins: evenly, by ranks, or so that the bins tell the target best."""

import math
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric

MOST_STRETCHES, FINE_STRETCHES = 200, 40
LEAST_WEIGHT = 1e-9
MOST_CLASSES = 20  # the most frequent; all others count as one


@dataclass(frozen=True)
class Outcome:
    """The target of some rows as weighted sums: `parts` [N, c] are shares of classes, or weight, sum and sum of squares."""

    parts: Array
    weights: Array
    numeric: bool


def even(known: Array, most: int) -> Array:
    """Inner edges of bins equally wide."""
    low, high = float(known.min()), float(known.max())
    return cuts(low + (high / most - low / most) * np.arange(1, most), known)


def ranked(known: Array, most: int) -> Array:
    """Inner edges of bins with equally many rows, as far as equal values allow."""
    return cuts(np.quantile(known, np.linspace(0.0, 1.0, most + 1)[1:-1], method="inverted_cdf"), known)


def cuts(edges: Array, known: Array) -> Array:
    """Each once, and none beyond which there is no value."""
    once = np.unique(edges)
    return np.asarray(once[(once >= known.min()) & (once < known.max())])


def outcome(target: Array, classes: int, weights: Array | None) -> Outcome:
    """`target` is the class index, or a number where there are no classes."""
    each = np.ones(len(target)) if weights is None else weights
    if not classes:
        centre, spread = numeric.mean_and_sd(target.reshape(-1, 1))
        level = np.clip((target - centre[0]) / spread[0], -1e9, 1e9)
        return Outcome(np.column_stack([each, each * level, each * level**2]), each, True)
    counts = np.bincount(target, each, minlength=classes)
    frequent = np.argsort(-counts, kind="stable")[:MOST_CLASSES]
    parts = (target[:, None] == frequent).astype(np.float64) * each[:, None]
    if classes > MOST_CLASSES:
        parts = np.column_stack([parts, each - parts.sum(axis=1)])
    return Outcome(parts, each, False)


def telling(known: Array, told: Outcome, most: int, share: float) -> Array:
    """Inner edges of at most `most` bins, each with at least this share of the weight, that tell the target best.

    Best by exact search over up to 200 stretches with equally many rows (dynamic programming, Fisher 1958, "On grouping for
    maximum homogeneity"), then over finer ones around the cuts: likelihood of classes, or squares around the mean. How many bins
    is decided by Schwarz' criterion.
    """
    coarse = ranked(known, MOST_STRETCHES)
    cut = _chosen(known, told, coarse, most, share)
    if len(coarse) < MOST_STRETCHES - 1 or not len(cut):
        return cut
    finer = [coarse[::3]]
    for place in np.searchsorted(coarse, cut):
        low, high = coarse[max(place - 1, 0)], coarse[min(place + 1, len(coarse) - 1)]
        finer.append(ranked(known[(known >= low) & (known <= high)], FINE_STRETCHES))
    return _chosen(known, told, np.unique(np.concatenate(finer)), most, share)


def _chosen(known: Array, told: Outcome, edges: Array, most: int, share: float) -> Array:
    """The best of these edges."""
    stretch = np.searchsorted(edges, known, side="left")
    sums = np.column_stack([np.bincount(stretch, part, minlength=len(edges) + 1) for part in told.parts.T])
    weight, rows = np.bincount(stretch, told.weights, minlength=len(edges) + 1), len(known)
    factor = rows / max(float(weight.sum()), 1e-300)
    costs = _costs(sums * factor, told.numeric)
    heavy = _between((weight * factor).reshape(-1, 1))[:, :, 0]
    costs = np.where(heavy >= share * rows, costs, np.inf)
    return np.asarray(edges[_best(costs, most, rows, told)])


def _between(sums: Array) -> Array:
    """[n + 1, n + 1, c]: what stands in the stretches from i up to but without j."""
    running = np.vstack([np.zeros((1, sums.shape[1])), np.cumsum(sums, axis=0)])
    return np.asarray(running[None, :, :] - running[:, None, :])


def _costs(sums: Array, of_numbers: bool) -> Array:
    """Of a bin from i to j: squares around its mean, or minus twice the log likelihood of its classes."""
    if of_numbers:
        weight, first, second = np.moveaxis(_between(sums), 2, 0)
        filled = weight > LEAST_WEIGHT
        return np.where(filled, np.maximum(second - first**2 / np.where(filled, weight, 1.0), 0.0), 0.0)
    costs, whole = np.zeros((len(sums) + 1, len(sums) + 1)), np.zeros((len(sums) + 1, len(sums) + 1))
    for place in range(sums.shape[1]):
        part = np.maximum(_between(sums[:, [place]])[:, :, 0], 0.0)
        costs -= 2.0 * part * np.log(np.maximum(part, 1e-300))
        whole += part
    return costs + 2.0 * whole * np.log(np.maximum(whole, 1e-300))


def _best(costs: Array, most: int, rows: int, told: Outcome) -> Array:
    """After which stretches to cut."""
    count = len(costs) - 1
    best = costs[0].copy()
    best[0] = np.inf  # a bin holds a stretch at least
    came: list[Array] = []
    tried: list[tuple[float, Array]] = []
    for bins in range(1, most + 1):
        if np.isfinite(best[count]):
            tried.append((_judged(float(best[count]), bins, rows, told), _back(came, count)))
        if bins == most:
            break
        options = best[:, None] + np.where(np.tri(count + 1, dtype=bool), np.inf, costs)
        came.append(options.argmin(axis=0))
        best = options.min(axis=0)
    return min(tried, key=lambda one: one[0])[1] if tried else np.empty(0, dtype=np.int64)


def _judged(cost: float, bins: int, rows: int, told: Outcome) -> float:
    """Schwarz' criterion: what a further bin must gain grows with the logarithm of the rows."""
    if told.numeric:
        return rows * math.log(max(cost, 1e-12 * rows) / rows) + bins * math.log(rows)
    return cost + bins * (int(told.parts.shape[1]) - 1) * math.log(rows)


def _back(came: list[Array], count: int) -> Array:
    at, places = count, []
    for step in reversed(came):
        at = int(step[at])
        places.append(at - 1)
    return np.array(places[::-1], dtype=np.int64)
