"""Poisson and Tweedie regression: the logarithm of a count or an amount is a weighted sum of the prepared columns."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import cells_of, linear_weight

WORK = 1_000_000_000  # cells looked at in one fit
FEWEST_ITERATIONS, MOST_ITERATIONS = 30, 300
NARROW = 200  # features up to which few steps that know all second derivatives are quicker than many that do not
POSITIVE_FROM = 2.0  # the power of the Tweedie family from which on the target must be above zero


def fit(lesson: Lesson, params: Chosen) -> Any:
    """The target is fitted as multiples of its mean, so that the penalty means the same for targets of any size."""
    from sklearn.linear_model import TweedieRegressor

    power = lesson.level if lesson.loss == "tweedie" else 1.0
    least = float(lesson.target.min())
    if least < 0 or (least == 0 and power >= POSITIVE_FROM):
        raise InputError("train.target_not_positive" if power >= POSITIVE_FROM else "train.target_negative", found=least)
    mean = float(np.average(lesson.target, weights=lesson.weights))
    if mean == 0:
        raise InputError("train.target_all_zero")
    penalty = float(params["penalty"])
    model = TweedieRegressor(
        power=power,
        link="log",
        alpha=penalty / len(lesson.target),
        solver="newton-cholesky" if penalty > 0 and lesson.features.shape[1] <= NARROW else "lbfgs",
        max_iter=int(params["iterations"]),
    )
    lesson.pulse()
    model.fit(cells_of(lesson), lesson.target / mean, sample_weight=lesson.weights)
    model.intercept_ = float(model.intercept_ + np.log(mean))
    return model


def convert(model: Any, lesson: Lesson) -> Tail:
    return Linear(model.coef_.reshape(-1, 1).copy(), np.array([float(model.intercept_)]))


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    """The logarithm of the mean."""
    return np.asarray(model._linear_predictor(features.astype(np.float64))).reshape(-1, 1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, WORK // (shape.rows * shape.features)))
    for penalty in (1.0, 30.0):
        yield {"penalty": penalty, "iterations": iterations}


ALGORITHM = Algorithm(
    name="poisson",
    title=Words("Poisson and Tweedie regression", "푸아송과 트위디 회귀"),
    help=Words(
        "For counts and amounts: a weighted sum gives the logarithm of the mean, so effects multiply and nothing is negative.",
        "건수와 금액에 씁니다. 가중합이 평균의 로그가 되므로 효과가 곱해지고 예측이 음수가 되지 않습니다.",
    ),
    tasks=frozenset({"regression"}),
    family="linear",
    params=(
        Param("penalty", Words("Penalty", "벌점"), 1.0, low=0.0, high=1e9),
        Param("iterations", Words("Iterations", "반복 횟수"), 300, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
    losses=frozenset({"poisson", "tweedie"}),
    space=(Span("penalty", 0.01, 1000.0, even=True),),
    weight=lambda shape, params: linear_weight(shape),
)
