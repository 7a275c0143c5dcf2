"""The kinds of calibration: how a link from raw scores to probabilities is fitted to scores whose truth is known."""

from collections.abc import Callable

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.assembling import AS_IT_IS, Link

RIDGE = 1e-6  # on the slope's square: finite where a margin parts the classes
MOST_STEPS, SMALLEST_STEP, SMALLEST_GAIN, LARGEST = 100, 1e-9, 1e-13, 700.0
STRETCH = 3.0  # a temperature lies between e^-3 and e^3
FINEST = 2.0**40  # probabilities of steps are multiples of 1 / this, so that a sum of leaves gives them unchanged
SMOOTH = "smooth"  # as "auto" was before there were steps

Fit = Callable[[Array, Array, Array], Link]


def kinds(how: str, outputs: int) -> tuple[str, ...]:
    """The kinds to try for `how`, from simple to free. Raises InputError("train.no_calibration")."""
    offered = OF_CLASSES if outputs > 1 else OF_MARGIN
    if how not in offered:
        raise InputError("train.no_calibration", found=how, choices=", ".join(one for one in offered if one != SMOOTH))
    return offered[how]


def fitted(kind: str, raw: Array, target: Array, weights: Array) -> Link:
    """The link of this kind with the least log loss; the raw score's own where the rows do not hold two classes."""
    counted = weights > 0
    if len(np.unique(target[counted])) < 2:
        return AS_IT_IS
    return KINDS[kind](raw[counted], target[counted], weights[counted])


def _none(raw: Array, target: Array, weights: Array) -> Link:
    return AS_IT_IS


def _sigmoid(raw: Array, target: Array, weights: Array) -> Link:
    """Slope and shift of a margin, by Newton's method. Source: Platt 1999."""
    spread = float(np.std(raw)) or 1.0
    margin, share = raw[:, 0] / spread, float(np.average(target, weights=weights))
    point = np.array([0.0, np.log(share / (1.0 - share))])
    least = _cost(point, margin, target, weights)
    for _ in range(MOST_STEPS):
        step, gain = _step(point, margin, target, weights)
        if 0 < gain <= SMALLEST_GAIN * least:  # less than the rounding of the sum, which cannot tell whether to go on
            point = point - step
            break
        while (cost := _cost(point - step, margin, target, weights)) > least and np.abs(step).max() > SMALLEST_STEP:
            step = step / 2
        if cost > least or np.abs(step).max() <= SMALLEST_STEP:
            break
        point, least = point - step, cost
    link = Link(float(point[0]) / spread, float(point[1]))
    return link if link.slope > 0 else AS_IT_IS


def _cost(point: Array, margin: Array, target: Array, weights: Array) -> float:
    linked = point[0] * margin + point[1]
    return float(np.sum(weights * (np.logaddexp(0.0, linked) - target * linked)) + RIDGE * point[0] ** 2 / 2)


def _step(point: Array, margin: Array, target: Array, weights: Array) -> tuple[Array, float]:
    """By the gradient and the curvature at this slope and shift, and by how much it would lower the cost.

    Sums of numpy, which no number of threads changes.
    """
    chance = 1.0 / (1.0 + np.exp(-np.clip(point[0] * margin + point[1], -LARGEST, LARGEST)))
    off, curve = weights * (chance - target), weights * chance * (1.0 - chance)
    slope = np.array([np.sum(off * margin) + RIDGE * point[0], np.sum(off)])
    cross = float(np.sum(curve * margin))
    bend = np.array([[np.sum(curve * margin * margin) + RIDGE, cross], [cross, np.sum(curve) + RIDGE]])
    step = np.linalg.solve(bend, slope)
    return step, float(slope @ step) / 2


def _temperature(raw: Array, target: Array, weights: Array) -> Link:
    """One slope for the scores of all classes, without a shift. Source: Guo et al. 2017."""
    from scipy.optimize import minimize_scalar
    from scipy.special import logsumexp

    scores = np.hstack([np.zeros_like(raw), raw]) if raw.shape[1] == 1 else raw
    own = scores[np.arange(len(target)), target]

    def total(power: float) -> float:
        slope = float(np.exp(power))
        return float(np.sum(weights * (logsumexp(slope * scores, axis=1) - slope * own)))

    found = minimize_scalar(total, bounds=(-STRETCH, STRETCH), method="bounded")
    return Link(float(np.exp(found.x)))


def _isotonic(raw: Array, target: Array, weights: Array) -> Link:
    """The ascending steps of least squares, which are those of least log loss, too. Source: Zadrozny and Elkan 2002.

    One row more below all others is positive and one above all others negative: no probability becomes 0 or 1. A step lies
    half-way between two neighbouring scores.
    """
    from scipy.optimize import isotonic_regression

    scores, place = np.unique(raw[:, 0], return_inverse=True)
    total = np.bincount(place, weights)
    share = np.bincount(place, weights * target) / total
    found = isotonic_regression([1.0, *share, 0.0], weights=[1.0, *total, 1.0])
    chances = np.round(found.x[1:-1] * FINEST) / FINEST
    first = np.flatnonzero(np.diff(chances) > 0) + 1
    middle = (scores[first - 1] + scores[first]) / 2
    starts = np.where(middle > scores[first - 1], middle, scores[first])
    pairs = zip([scores[0], *starts], [chances[0], *chances[first]], strict=True)
    return Link(steps=tuple((float(start), float(chance)) for start, chance in pairs))


KINDS: dict[str, Fit] = {"none": _none, "sigmoid": _sigmoid, "temperature": _temperature, "isotonic": _isotonic}

# Isotonic steps are for one margin: made for each class alone and scaled to the sum 1 they could put another class first than
# the raw scores do, on which the class is decided.
OF_MARGIN = {"auto": ("none", "sigmoid", "isotonic"), SMOOTH: ("none", "sigmoid"), **{kind: (kind,) for kind in KINDS}}
OF_CLASSES = {
    "auto": ("none", "temperature"),
    SMOOTH: ("none", "temperature"),
    "none": ("none",),
    "temperature": ("temperature",),
}
