"""What is chosen on out-of-fold raw scores: the link to probabilities (calibration) and the raw score that decides a class."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import calibrating
from mlworkbench.stages.train.assembling import Link

WORTH_IT = 0.002  # calibration must lower the out-of-fold log loss by this share, or it is left out
SMALLEST = 1e-15


def probabilities(raw: Array, link: Link) -> Array:
    """[N, C] by the same formulas as the graph's: sigmoid for one margin or its steps, softmax for one score a class."""
    if link.steps:
        starts, chances = np.array(link.steps).T
        chance = chances[np.searchsorted(starts[1:], raw, side="right")]
        return np.hstack([1.0 - chance, chance])
    linked = link.slope * raw + link.shift
    if raw.shape[1] == 1:
        chance = 1.0 / (1.0 + np.exp(-np.clip(linked, -700, 700)))
        return np.hstack([1.0 - chance, chance])
    powers = np.exp(linked - linked.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def loss(raw: Array, target: Array, link: Link, weights: Array | None = None) -> float:
    """Mean log loss of the target's class, by weight, over the rows that have a raw score."""
    raw, target, weights = scored(raw, target, weights)
    chances = probabilities(raw, link)[np.arange(len(target)), target]
    return float(np.average(-np.log(np.maximum(chances, SMALLEST)), weights=weights))


def scored(raw: Array, target: Array, weights: Array | None = None) -> tuple[Array, Array, Array]:
    """The rows that have a raw score, with the weight of each: rows that no fold left out have none (NaN)."""
    known = ~np.isnan(raw).any(axis=1)
    return raw[known], target[known], np.ones(int(known.sum())) if weights is None else weights[known]


@dataclass(frozen=True)
class Calibration:
    """The link that ships, fitted on all out-of-fold scores, and for each fold the one fitted without it."""

    whole: Link
    without: Mapping[int, Link]


def calibration(raw: Array, target: Array, fold: Array, weights: Array | None = None, how: str = "auto") -> Calibration:
    """The link to probabilities by out-of-fold scores, of the kind `how` (see `calibrating.KINDS`).

    "auto" tries all that suit, from simple to free, each fitted on the other folds' scores and judged on each fold in turn; a
    freer one is used only where it lowers the log loss by at least 0.2 % more. Rows without a raw
    score (NaN) are left out. Raises InputError for a kind that this number of classes does not have.
    """
    numbers = [int(number) for number in np.unique(fold)]
    known = ~np.isnan(raw).any(axis=1)
    fold = fold[known]
    raw, target, weights = scored(raw, target, weights)
    best, least = "none", np.inf
    without: dict[int, Link] = {}
    for kind in calibrating.kinds(how, raw.shape[1]):
        links = {number: calibrating.fitted(kind, *_of(fold != number, raw, target, weights)) for number in numbers}
        judged = sum(_total(link, *_of(fold == number, raw, target, weights)) for number, link in links.items())
        if not without or judged < least * (1 - WORTH_IT):
            best, least, without = kind, judged, links
    whole = calibrating.fitted(best, raw, target, weights)
    if whole.steps:
        whole = replace(calibrating.fitted("sigmoid", raw, target, weights), steps=whole.steps)
    return Calibration(whole, without)


def _of(rows: Array, raw: Array, target: Array, weights: Array) -> tuple[Array, Array, Array]:
    return raw[rows], target[rows], weights[rows]


def _total(link: Link, raw: Array, target: Array, weights: Array) -> float:
    total = float(weights.sum())
    return loss(raw, target, link, weights) * total if total else 0.0


def threshold(raw: Array, target: Array, metric: str, weights: Array | None = None) -> float:
    """The raw score from which a row is called positive: where `metric`, by weight, is largest on the out-of-fold scores.

    That is accuracy or balanced accuracy where one of them is the metric of the problem, F1 otherwise. The threshold lies
    half-way between two neighbouring scores, so that it does not hang on one row. It is 0 (probability one half, before
    calibration) where no cut does better than calling all rows alike. Rows without a raw score (NaN) are left out.
    """
    raw, target, weights = scored(raw, target, weights)
    order = np.argsort(-raw[:, 0], kind="stable")
    margin, called, hits = raw[order, 0], np.cumsum(weights[order]), np.cumsum((weights * target)[order])
    if not len(order) or not 0 < hits[-1] < called[-1]:
        return 0.0
    positives, rows = float(hits[-1]), float(called[-1])
    gain, none = GAINS.get(metric, _f1), np.zeros(1)
    found = gain(hits, called - hits, positives, rows)
    cuts = np.flatnonzero(np.append(margin[:-1] > margin[1:], False))
    alike = max(float(found[-1]), float(gain(none, none, positives, rows)[0]))
    if not len(cuts) or found[cuts].max() <= alike:
        return 0.0
    best = cuts[np.argmax(found[cuts])]
    return float((margin[best] + margin[best + 1]) / 2)


# Of the rows called positive, `hits` are and `misses` are not; `positives` of all `rows` are. All by weight.


def _f1(hits: Array, misses: Array, positives: float, rows: float) -> Array:
    return np.asarray(2 * hits / (hits + misses + positives))


def _accuracy(hits: Array, misses: Array, positives: float, rows: float) -> Array:
    return np.asarray((hits + rows - positives - misses) / rows)


def _balanced_accuracy(hits: Array, misses: Array, positives: float, rows: float) -> Array:
    return np.asarray((hits / positives + 1 - misses / (rows - positives)) / 2)


GAINS = {"accuracy": _accuracy, "balanced_accuracy": _balanced_accuracy}
