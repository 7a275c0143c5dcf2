"""What boosting algorithms share: when to stop, the scale of a target, who may meet whom, the cap on rounds and their weight."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import LossName, Reason
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Lesson, Shape, Weight
from mlworkbench.stages.train.units import rounds_for

BEAT = 0.1  # seconds between two calls of a lesson's pulse
PATIENCE = 2.5  # times 1 / rate: 50 rounds at a rate of 0.05
WORK = 2_000_000  # rows × features × classes from which on there are fewer rounds
FEWEST = 60
MOST_CLASSES = 1000  # outputs that a file may have
LINKED: frozenset[LossName] = frozenset({"poisson", "tweedie"})  # raw is the logarithm of what is predicted
STEPPED: frozenset[LossName] = frozenset({"absolute", "quantile"})
BYTES_A_LEAF, BYTES_BESIDE = 34, 4000
STEP_MICROSECONDS, FAR_STEP_MICROSECONDS, CACHE_BYTES = 0.005, 0.024, 8_000_000
MICROSECONDS_BESIDE = 20.0  # for the rest of the graph


class Pulse:
    """Calls the lesson's pulse, but not oftener than every tenth of a second."""

    def __init__(self, lesson: Lesson) -> None:
        self._beat, self._last = lesson.pulse, seconds()

    def __call__(self) -> None:
        if seconds() - self._last >= BEAT:
            self._last = seconds()
            self._beat()


class Watch:
    """Hears the loss on the watched rows after each round and says when it has not improved for too long.

    Small rates need more rounds to show anything: the patience grows as the rate shrinks, from 10 to 100 rounds.
    """

    def __init__(self, rate: float, scale: float = 1.0) -> None:
        self.losses: list[float] = []
        self._patience = patience(rate)
        self._scale, self._best, self._best_round = scale, float("inf"), 0

    def hear(self, loss: float) -> bool:
        """True when it is time to stop."""
        self.losses.append(loss * self._scale)
        if loss < self._best:
            self._best, self._best_round = loss, len(self.losses)
        return len(self.losses) - self._best_round >= self._patience


def patience(rate: float) -> int:
    return min(100, max(10, round(PATIENCE / rate)))


@dataclass(frozen=True)
class Boosted:
    """A library's booster, how many of its rounds count, the losses on the watched rows after each, and the scale on which it
    learnt: raw = margin · scale + centre.
    """

    booster: Any
    rounds: int
    losses: tuple[float, ...] = ()
    centre: float = 0.0
    scale: float = 1.0


def cut(model: Boosted, rounds: int) -> Boosted:
    return replace(model, rounds=min(rounds, model.rounds), losses=model.losses[:rounds])


@dataclass(frozen=True)
class Scale:
    """Libraries hold the target in float32, in which a large mean would hide small differences: they get it centred, sd 1."""

    centre: float
    scale: float

    def inside(self, target: Array) -> Array:
        found: Array = (target - self.centre) / self.scale
        return found


def scale_of(lesson: Lesson) -> Scale:
    """The scale of a regression's target; classes and counts are as they are. Plain steps start from the quantile."""
    if lesson.task != "regression" or lesson.loss in LINKED:
        return Scale(0.0, 1.0)
    largest = float(np.max(np.abs(lesson.target), initial=0.0)) or 1.0  # squares of very large numbers would be infinite
    spread = float(np.std(lesson.target / largest)) * largest
    by_steps = stepwise(lesson)
    centre = weighted_quantile(lesson.target, level_of(lesson), lesson.weights) if by_steps else float(np.mean(lesson.target))
    return Scale(centre, spread if spread > 0 and np.isfinite(spread) else 1.0)


def require_counts(lesson: Lesson) -> None:
    """Raises InputError where the loss is one of counts and the target holds none."""
    if lesson.task != "regression" or lesson.loss not in LINKED:
        return
    least = float(np.min(lesson.target, initial=0.0))
    if least < 0:
        raise InputError("train.target_negative", found=least)
    if not lesson.target.any():
        raise InputError("train.target_all_zero")


def groups(lesson: Lesson) -> list[list[int]]:
    """All groups of features that may meet; a feature that no group names meets none."""
    named = {feature for group in lesson.interactions for feature in group}
    alone = [[feature] for feature in range(lesson.features.shape[1]) if feature not in named]
    return [sorted(group) for group in lesson.interactions] + alone


def stepwise(lesson: Lesson) -> bool:
    """Whether leaves must come from plain gradient steps: the libraries set leaves of these losses to the residuals' quantile
    afterwards, whatever the direction that was asked for.
    """
    return lesson.task == "regression" and lesson.loss in STEPPED and any(lesson.monotone)


def level_of(lesson: Lesson) -> float:
    """The quantile that is asked for: the middle for the absolute loss."""
    return lesson.level if lesson.loss == "quantile" else 0.5


def pinball_gradient(level: float, target: Array, raw: Array, weights: Array | None) -> tuple[Array, Array]:
    """Gradient of the pinball loss and, in place of its second derivative, which is zero, the weights."""
    counted = np.ones(len(target)) if weights is None else weights
    return np.where(raw >= target, 1.0 - level, -level) * counted, counted


def weighted_quantile(values: Array, level: float, weights: Array | None) -> float:
    """The smallest value up to which at least this share of the weight lies."""
    order = np.argsort(values, kind="stable")
    shares = np.cumsum(np.ones(len(values)) if weights is None else weights[order])
    return float(values[order[min(np.searchsorted(shares, level * shares[-1]), len(values) - 1)]])


def capped(shape: Shape, rounds: int) -> int:
    """At most so many rounds: where there are many rows, features or classes, fewer with larger steps reach as far."""
    cells = shape.rows * shape.features * max(shape.classes, 1)
    share = min(1.0, math.sqrt(WORK / max(cells, 1)))
    return max(min(FEWEST, rounds), round(rounds_for(shape, rounds) * share))


def paced(shape: Shape, rounds: int, rate: float) -> float:
    """The learning rate that gets as far in the rounds that are left of `rounds`, up to 0.2."""
    return round(max(rate, min(0.2, rate * rounds / capped(shape, rounds))), 4)


def weight(shape: Shape, rounds: int, leaves: int, depth: float) -> Weight:
    """What so many rounds of trees would need, by the measured size of a leaf and time of a step down: longer where less of the
    trees stays in the processor's cache.
    """
    trees = rounds * (shape.classes if shape.classes > 2 else 1)
    size = BYTES_BESIDE + trees * leaves * BYTES_A_LEAF
    step = STEP_MICROSECONDS + FAR_STEP_MICROSECONDS * min(size / CACHE_BYTES, 1.0)
    return Weight(size, MICROSECONDS_BESIDE + trees * depth * step)


def depth_of(leaves: float) -> float:
    """How deep the usual row stands in a tree of so many leaves that grew where it gained most."""
    return 1 + 1.3 * math.log2(max(leaves, 1.0))


def refuses(shape: Shape) -> Reason | None:
    if shape.classes > MOST_CLASSES:
        return Reason("train.many_classes", {"classes": shape.classes, "most": MOST_CLASSES})
    return None
