"""Ridge regression: a weighted sum of the prepared columns with weights held small; fast, small, and every weight can be read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import cells_of, linear_weight


def fit(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.linear_model import Ridge

    lesson.pulse()
    cells = cells_of(lesson)
    return Ridge(alpha=float(params["penalty"])).fit(cells, lesson.target, sample_weight=lesson.weights)


def convert(model: Any, lesson: Lesson) -> Tail:
    return Linear(model.coef_.reshape(-1, 1).copy(), np.array([float(model.intercept_)]))


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    found: Array = model.predict(features.astype(np.float64))
    return found.reshape(-1, 1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    for penalty in (1.0, 30.0, 1000.0):
        yield {"penalty": penalty}


ALGORITHM = Algorithm(
    name="ridge",
    title=Words("Ridge regression", "릿지 회귀"),
    help=Words("A weighted sum of the columns with weights held small.", "가중치를 작게 유지하는 열의 가중합 모델입니다."),
    tasks=frozenset({"regression"}),
    family="linear",
    params=(Param("penalty", Words("Penalty", "벌점"), 1.0, low=0.0, high=1e9),),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 1.0,
    explainable=True,
    space=(Span("penalty", 0.001, 100_000.0, even=True),),
    weight=lambda shape, params: linear_weight(shape),
)
