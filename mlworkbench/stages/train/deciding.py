"""What is chosen on out-of-fold raw scores: the link to probabilities (calibration) and the raw score that decides a class."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.assembling import AS_IT_IS, Link

WORTH_IT = 0.002  # calibration must lower the out-of-fold log loss by this share, or it is left out
STRETCH = 3.0  # a temperature lies between e^-3 and e^3
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


def loss(raw: Array, target: Array, link: Link) -> float:
    """Mean log loss of the target's class."""
    chances = probabilities(raw, link)[np.arange(len(target)), target]
    return float(-np.mean(np.log(np.maximum(chances, SMALLEST))))


@dataclass(frozen=True)
class Calibration:
    """The link that ships, fitted on all out-of-fold scores, and for each fold the one fitted without it."""

    whole: Link
    without: Mapping[int, Link]


def calibration(raw: Array, target: Array, fold: Array) -> Calibration:
    """A sigmoid (binary) or a temperature (multiclass), if it holds on rows it was not fitted on.

    Fitted on the other folds' out-of-fold scores and judged on each fold in turn; used only where the log loss falls by at least
    0.2 %. Source: Platt 1999 for the sigmoid, Guo et al. 2017 for the temperature.
    """
    folds = [int(number) for number in np.unique(fold)]
    links = {number: _fitted(raw[fold != number], target[fold != number]) for number in folds}
    judged = sum(loss(raw[fold == number], target[fold == number], links[number]) * (fold == number).sum() for number in folds)
    if judged / len(target) > loss(raw, target, AS_IT_IS) * (1 - WORTH_IT):
        return Calibration(AS_IT_IS, dict.fromkeys(folds, AS_IT_IS))
    return Calibration(_fitted(raw, target), links)


def _fitted(raw: Array, target: Array) -> Link:
    """Slope and shift of least log loss; the shift stays zero where there is one score a class."""
    if raw.shape[1] > 1:
        return _temperature(raw, target)
    from sklearn.linear_model import LogisticRegression

    spread = float(np.std(raw)) or 1.0
    if len(np.unique(target)) < 2:
        return AS_IT_IS
    fitted = LogisticRegression(C=1e6, tol=1e-8, max_iter=1000).fit(raw / spread, target)
    link = Link(float(fitted.coef_[0, 0]) / spread, float(fitted.intercept_[0]))
    return link if link.slope > 0 else AS_IT_IS


def _temperature(raw: Array, target: Array) -> Link:
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda power: loss(raw, target, Link(float(np.exp(power)))), bounds=(-STRETCH, STRETCH), method="bounded"
    )
    return Link(float(np.exp(found.x)))


def threshold(raw: Array, target: Array, metric: str) -> float:
    """The raw score from which a row is called positive: where `metric` is largest on the out-of-fold scores.

    That is accuracy or balanced accuracy where one of them is the metric of the problem, F1 otherwise. The threshold lies
    half-way between two neighbouring scores, so that it does not hang on one row. It is 0 (probability one half, before
    calibration) where no cut does better than calling all rows alike.
    """
    order = np.argsort(-raw[:, 0], kind="stable")
    margin, hits = raw[order, 0], np.cumsum(target[order])
    gain = GAINS.get(metric, _f1)
    found = gain(hits, np.arange(1, len(margin) + 1) - hits, int(target.sum()), len(target))
    cuts = np.flatnonzero(np.append(margin[:-1] > margin[1:], False))
    alike = max(float(found[-1]), float(gain(np.zeros(1), np.zeros(1), int(target.sum()), len(target))[0]))
    if not len(cuts) or found[cuts].max() <= alike:
        return 0.0
    best = cuts[np.argmax(found[cuts])]
    return float((margin[best] + margin[best + 1]) / 2)


# Of the rows called positive, `hits` are and `misses` are not; `positives` of all `rows` are.


def _f1(hits: Array, misses: Array, positives: int, rows: int) -> Array:
    return np.asarray(2 * hits / (hits + misses + positives))


def _accuracy(hits: Array, misses: Array, positives: int, rows: int) -> Array:
    return np.asarray((hits + rows - positives - misses) / rows)


def _balanced_accuracy(hits: Array, misses: Array, positives: int, rows: int) -> Array:
    return np.asarray((hits / positives + 1 - misses / (rows - positives)) / 2)


GAINS = {"accuracy": _accuracy, "balanced_accuracy": _balanced_accuracy}
