"""Quantile regression: a weighted sum of the prepared columns that a given share of rows lies below, or half of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.descent import Slope, least
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import cells_of, linear_weight

WIDTHS = (1.0, 0.3, 0.1, 0.03)  # of the rounded kink, in spreads of the target: each search starts where the one before ended
WORK = 1_000_000_000  # cells looked at in one fit
FEWEST_ITERATIONS, MOST_ITERATIONS = 20, 200


@dataclass(frozen=True)
class Sum:
    """Weights [F] and base of a sum."""

    weights: Array
    base: float


def fit(lesson: Lesson, params: Chosen) -> Sum:
    """Least pinball loss with its kink rounded (He, Pan, Tan, Zhou 2023), narrower from search to search; then the base is the
    quantile of what is left, so that the share of training rows below is the one asked for.
    """
    cells = cells_of(lesson)
    level = lesson.level if lesson.loss == "quantile" else 0.5
    rows = np.ones(len(cells)) if lesson.weights is None else lesson.weights
    middle = quantile(lesson.target, rows, level)
    spread = _spread(np.abs(lesson.target - middle), rows)
    target, found = (lesson.target - middle) / spread, np.zeros(cells.shape[1] + 1)
    for width in WIDTHS:
        slope = _rounded(cells, target, rows / rows.sum(), level, width, float(params["penalty"]) / len(cells), lesson)
        found = least(slope, found, int(params["iterations"]))
    weights = found[:-1] * spread
    return Sum(weights, quantile(lesson.target - cells @ weights, rows, level))


def _spread(away: Array, rows: Array) -> float:
    """A usual distance that few absurd ones do not move; where most rows are alike, one of the others'."""
    found = (quantile(away, rows, share) for share in (0.5, 0.9, 1.0))
    return next((one for one in found if one > 0), 1.0)


def quantile(values: Array, weights: Array, level: float) -> float:
    """The smallest value that at least `level` of the weight does not exceed."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order[min(np.searchsorted(reached, level * reached[-1]), len(values) - 1)]])


def _rounded(cells: Array, target: Array, share: Array, level: float, width: float, penalty: float, lesson: Lesson) -> Slope:
    """level · u + width · log(1 + exp(-u / width)): the pinball loss as `width` goes to zero (Zheng 2011)."""

    def slope(weights: Array) -> tuple[float, Array]:
        lesson.pulse()
        left = target - cells @ weights[:-1] - weights[-1]
        losses = level * left + width * np.logaddexp(0.0, -left / width)
        steep = share * (1.0 / (1.0 + np.exp(np.clip(left / width, -700, 700))) - level)
        value = float(share @ losses) + 0.5 * penalty * float(weights[:-1] @ weights[:-1])
        return value, np.append(cells.T @ steep + penalty * weights[:-1], steep.sum())

    return slope


def convert(model: Sum, lesson: Lesson) -> Tail:
    return Linear(model.weights.reshape(-1, 1).copy(), np.array([model.base]))


def raw(model: Sum, lesson: Lesson, features: Array) -> Array:
    return np.asarray(features.astype(np.float64) @ model.weights + model.base).reshape(-1, 1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, WORK // (shape.rows * shape.features)))
    for penalty in (1.0, 30.0):
        yield {"penalty": penalty, "iterations": iterations}


ALGORITHM = Algorithm(
    name="quantile",
    title=Words("Quantile regression", "분위수 회귀"),
    help=Words(
        "A weighted sum for a quantile or the median; few absurd values do not move it.",
        "분위수나 중앙값을 맞히는 가중합 모델입니다. 터무니없는 값 몇 개에 흔들리지 않습니다.",
    ),
    tasks=frozenset({"regression"}),
    family="linear",
    params=(
        Param("penalty", Words("Penalty", "벌점"), 1.0, low=0.0, high=1e9),
        Param("iterations", Words("Iterations", "반복 횟수"), 200, low=10, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
    losses=frozenset({"absolute", "quantile"}),
    space=(Span("penalty", 0.01, 1000.0, even=True),),
    weight=lambda shape, params: linear_weight(shape),
)
