"""What is chosen on out-of-fold raw scores: the link to probabilities (calibration) and the raw score that decides a class."""

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.assembling import AS_IT_IS, Link

WORTH_IT = 0.002  # calibration must lower the out-of-fold log loss by this share, or it is left out
STRETCH = 3.0  # a temperature lies between e^-3 and e^3
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
