"""Where to draw the line between two classes: how a threshold stands, and which one money or a wished recall asks for."""

from collections.abc import Callable, Iterable

import numpy as np

from mlworkbench.base.records import Costs
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate.judgement import Cut, Standing, Sweep

MOST_CUTS = 1000
PER = 1000  # value is told for so many rows


def sweep(
    name: str,
    positive: Array,
    score: Array,
    probability_at: Callable[[Array], Array],
    keep: float | None = None,
    most: int = MOST_CUTS,
) -> Sweep:
    """Every threshold that changes a decision, or about `most` of them, evenly along the ROC curve.

    Among them are always the corners of the curve's convex hull, where the cheapest threshold lies whatever mistakes cost.
    `positive` bool [N], `score` float64 [N]; `probability_at` gives the probability of scores. Thresholds lie half-way between
    neighbouring scores, so that none hangs on one row; `keep` is one more to be among them.
    """
    order = np.argsort(-score, kind="stable")
    ranked, hits = score[order], np.cumsum(positive[order])
    ends = np.flatnonzero(np.append(ranked[1:] < ranked[:-1], True))  # the last row of each run of equal scores
    if len(ends) > most:
        ends = ends[_worth_showing(hits[ends], ends + 1 - hits[ends], most)]
    below = ranked[np.minimum(ends + 1, len(ranked) - 1)]
    raw = np.append(np.nextafter(ranked[0], np.inf), (ranked[ends] + below) / 2)
    raw[-1] = ranked[-1]
    called, found = np.append(0, ends + 1), np.append(0, hits[ends])
    if keep is not None and keep not in raw:
        reached = int(np.sum(score >= keep))
        place = int(np.sum(raw > keep))
        raw, called = np.insert(raw, place, keep), np.insert(called, place, reached)
        found = np.insert(found, place, hits[reached - 1] if reached else 0)
    chances = probability_at(raw)
    cuts = zip(raw.tolist(), chances.tolist(), found.tolist(), (called - found).tolist(), strict=True)
    total = int(positive.sum())
    return Sweep(name, total, len(positive) - total, tuple(Cut(*one) for one in cuts))


def _worth_showing(hits: Array, false_alarms: Array, most: int) -> Array:
    """Places, in order, of about `most` points of the ROC curve: evenly along it, and every corner of its convex hull."""
    along = hits / max(hits[-1], 1) + false_alarms / max(false_alarms[-1], 1)
    evenly = np.searchsorted(along, np.linspace(0, along[-1], most))
    return np.unique(np.concatenate([np.minimum(evenly, len(hits) - 1), _hull(hits, false_alarms), [len(hits) - 1]]))


def _hull(hits: Array, false_alarms: Array) -> Array:
    """Places of the corners of the upper convex hull, by Andrew's monotone chain."""
    rises, runs = np.diff(hits, append=hits[-1]), np.diff(false_alarms, append=false_alarms[-1] + 1)
    corners = np.flatnonzero((np.append(1, rises[:-1]) > 0) & (runs > 0))  # after a hit, before a false alarm
    chain: list[tuple[int, int, int]] = []
    for point in zip(false_alarms[corners].tolist(), hits[corners].tolist(), corners.tolist(), strict=True):
        while len(chain) > 1 and _turns_left(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    return np.array([place for _, _, place in chain], dtype=np.int64)


def _turns_left(one: tuple[int, int, int], two: tuple[int, int, int], three: tuple[int, int, int]) -> bool:
    return (two[0] - one[0]) * (three[1] - one[1]) >= (two[1] - one[1]) * (three[0] - one[0])


def standing(swept: Sweep, cut: Cut, costs: Costs | None) -> Standing:
    """All that follows from a threshold."""
    misses, rejections = swept.positives - cut.hits, swept.negatives - cut.false_alarms
    rows = swept.positives + swept.negatives
    cost = None if costs is None else costs.miss * misses + costs.false_alarm * cut.false_alarms
    return Standing(
        raw=cut.raw,
        probability=cut.probability,
        hits=cut.hits,
        misses=misses,
        false_alarms=cut.false_alarms,
        rejections=rejections,
        precision=_share(cut.hits, cut.hits + cut.false_alarms),
        recall=_share(cut.hits, swept.positives),
        false_positive_rate=_share(cut.false_alarms, swept.negatives),
        f1=_share(2 * cut.hits, cut.hits + cut.false_alarms + swept.positives),
        accuracy=(cut.hits + rejections) / max(rows, 1),
        cost=cost,
        value=None if costs is None or cost is None else (without_model(swept, costs) - cost) * PER / max(rows, 1),
    )


def without_model(swept: Sweep, costs: Costs) -> float:
    """What mistakes cost when all rows are treated alike, the cheaper way."""
    return min(costs.miss * swept.positives, costs.false_alarm * swept.negatives)


def by_cost(swept: Sweep, costs: Costs) -> Cut:
    """The threshold at which mistakes cost least; of equally cheap ones the highest."""
    return min(swept.cuts, key=lambda cut: costs.miss * (swept.positives - cut.hits) + costs.false_alarm * cut.false_alarms)


def by_recall(swept: Sweep, recall: float) -> Cut:
    """The highest of these thresholds that finds at least this share of the positive rows."""
    return next((cut for cut in swept.cuts if cut.hits >= recall * swept.positives), swept.cuts[-1])


def nearest(swept: Sweep, probability: float) -> Cut:
    """The threshold whose probability is nearest."""
    return min(swept.cuts, key=lambda cut: abs(cut.probability - probability))


def at(swept: Sweep, raw: float) -> Cut:
    """The threshold as it is among the cuts, or the nearest."""
    return min(swept.cuts, key=lambda cut: abs(cut.raw - raw))


def costs_along(swept: Sweep, costs: Costs) -> Iterable[tuple[float, float]]:
    """(probability, value per 1,000 rows) for every threshold, the lowest probability first."""
    for cut in reversed(swept.cuts):
        value = standing(swept, cut, costs).value
        if value is not None:
            yield cut.probability, value


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
