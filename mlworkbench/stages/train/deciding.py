"""What is chosen on out-of-fold raw scores: the link to probabilities (calibration) and the raw score that decides a class."""

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.assembling import AS_IT_IS, Link

WORTH_IT = 0.002  # calibration must lower the out-of-fold log loss by this share, or it is left out
STEPS = 50
SMALLEST = 1e-15


def probabilities(raw: Array, link: Link) -> Array:
    """[N, C] by the same formulas as the graph's: sigmoid for one margin, softmax for one score a class."""
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


def calibration(raw: Array, target: Array, fold: Array) -> Link:
    """A sigmoid (binary) or a temperature (multiclass), if it holds on rows it was not fitted on.

    Fitted on the other folds' out-of-fold scores and judged on each fold in turn; used only where the log loss falls by at least
    0.2 %. Source: Platt 1999 for the sigmoid, Guo et al. 2017 for the temperature.
    """
    as_it_is = loss(raw, target, AS_IT_IS)
    judged = 0.0
    for number in np.unique(fold):
        here = fold == number
        judged += loss(raw[here], target[here], _fitted(raw[~here], target[~here])) * here.sum()
    if judged / len(target) > as_it_is * (1 - WORTH_IT):
        return AS_IT_IS
    return _fitted(raw, target)


def _fitted(raw: Array, target: Array) -> Link:
    """Newton's method on slope and shift; the shift stays zero where there is one score a class."""
    if raw.shape[1] > 1:
        return _temperature(raw, target)
    margin, slope, shift = raw[:, 0], 1.0, 0.0
    for _ in range(STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(slope * margin + shift, -700, 700)))
        off, weight = chance - target, np.maximum(chance * (1 - chance), 1e-12)
        gradient = np.array([off @ margin, off.sum()])
        hessian = np.array([[weight @ (margin * margin), weight @ margin], [weight @ margin, weight.sum()]])
        step = np.linalg.solve(hessian + 1e-9 * np.trace(hessian) * np.eye(2), gradient)
        slope, shift = slope - step[0], shift - step[1]
        if np.abs(step).max() < 1e-10:
            break
    return Link(float(slope), float(shift)) if slope > 0 and np.isfinite([slope, shift]).all() else AS_IT_IS


def _temperature(raw: Array, target: Array) -> Link:
    """The slope of least log loss between 1/8 and 8, by golden section on its logarithm."""
    ratio, low, high = (5**0.5 - 1) / 2, np.log(1 / 8), np.log(8)
    for _ in range(STEPS):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if loss(raw, target, Link(float(np.exp(left)))) < loss(raw, target, Link(float(np.exp(right)))):
            high = right
        else:
            low = left
    return Link(float(np.exp((low + high) / 2)))


def threshold(raw: Array, target: Array) -> float:
    """The raw score from which a row is called positive: where F1 is largest on the out-of-fold scores.

    It lies half-way between two neighbouring scores, so that it does not hang on one row. It is 0 (probability one half, before
    calibration) where no cut does better than calling every row positive.
    """
    order = np.argsort(-raw[:, 0], kind="stable")
    margin, hits = raw[order, 0], np.cumsum(target[order])
    called = np.arange(1, len(margin) + 1)
    f1 = 2 * hits / (called + target.sum())
    cuts = np.flatnonzero(np.append(margin[:-1] > margin[1:], False))
    if not len(cuts) or f1[cuts].max() <= f1[-1]:
        return 0.0
    best = cuts[np.argmax(f1[cuts])]
    return float((margin[best] + margin[best + 1]) / 2)
