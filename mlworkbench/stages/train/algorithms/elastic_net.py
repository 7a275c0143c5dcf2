"""Lasso and elastic net: a weighted sum of the prepared columns that gives those which add little the weight zero."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import cells_of, linear_weight

SMALLEST = 1e-9  # no penalty at all is another method
WIDEST = 3000  # features up to which all products of two columns are kept: a fit is then quick, however many rows there are


def fit(lesson: Lesson, params: Chosen) -> Any:
    """The target is fitted in standard deviations, so that both penalties mean the same for targets of any size."""
    from sklearn.linear_model import ElasticNet

    cells, mix = cells_of(lesson), float(params["mix"])
    mean = float(np.average(lesson.target, weights=lesson.weights))
    size = float(lesson.target.std()) or 1.0
    target = (lesson.target - mean) / size
    model = ElasticNet(
        alpha=max(float(params["penalty"]) * _highest(cells, target, lesson.weights) / mix, SMALLEST),
        l1_ratio=mix,
        precompute=cells.shape[1] <= min(WIDEST, len(cells)),
        max_iter=int(params["iterations"]),
    )
    lesson.pulse()
    model.fit(cells, target, sample_weight=lesson.weights)
    model.coef_, model.intercept_ = model.coef_ * size, float(model.intercept_ * size + mean)
    return model


def _highest(cells: Array, target: Array, weights: Array | None) -> float:
    """The lasso's penalty from which on all weights are zero, for a target whose mean is zero."""
    return float(np.abs(cells.T @ (target if weights is None else weights * target)).max() / len(cells))


def convert(model: Any, lesson: Lesson) -> Tail:
    return Linear(model.coef_.reshape(-1, 1).copy(), np.array([float(model.intercept_)]))


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    found: Array = model.predict(features.astype(np.float64))
    return found.reshape(-1, 1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    for penalty, mix in ((0.003, 1.0), (0.03, 1.0), (0.001, 0.5)):
        yield {"penalty": penalty, "mix": mix, "iterations": 1000}


ALGORITHM = Algorithm(
    name="elastic_net",
    title=Words("Lasso and elastic net", "라소와 엘라스틱 넷"),
    help=Words(
        "A weighted sum that leaves out columns which add little. With mix 1 it is the lasso.",
        "도움이 적은 열을 뺀 가중합 모델입니다. 혼합이 1이면 라소입니다.",
    ),
    tasks=frozenset({"regression"}),
    family="linear",
    params=(
        Param(
            "penalty",
            Words("Penalty", "벌점"),
            0.003,
            low=0.0,
            high=1.0,
            help=Words(
                "As a share of the penalty from which on no column is used.", "어떤 열도 쓰지 않게 되는 벌점에 대한 비율입니다."
            ),
        ),
        Param(
            "mix",
            Words("Mix", "혼합"),
            1.0,
            low=0.01,
            high=1.0,
            help=Words(
                "1 leaves out columns, small values rather shrink all weights.",
                "1이면 열을 빼고, 작을수록 모든 가중치를 고르게 줄입니다.",
            ),
        ),
        Param("iterations", Words("Iterations", "반복 횟수"), 1000, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 1.0,
    explainable=True,
    space=(Span("penalty", 1e-5, 0.3, even=True), Span("mix", 0.05, 1.0)),
    weight=lambda shape, params: linear_weight(shape),
)
