"""Logistic regression: a weighted sum of the prepared columns; fast, small, and every weight can be read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import NEVER, spread

WORK = 1_000_000_000  # cells looked at in one fit, so that many rows and classes get fewer iterations
FEWEST_ITERATIONS, MOST_ITERATIONS = 30, 300


def fit(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=float(params["strength"]), max_iter=int(params["iterations"]), tol=1e-5)
    return model.fit(lesson.features.astype(np.float64), lesson.target)


def convert(model: Any, lesson: Lesson) -> Tail:
    if lesson.task == "binary":
        return Linear(model.coef_.T.copy(), model.intercept_.copy())
    weights, base = _all_classes(model)
    return Linear(spread(weights.T, model.classes_, lesson.classes, 0.0), spread(base, model.classes_, lesson.classes, NEVER))


def _all_classes(model: Any) -> tuple[Array, Array]:
    """Weights [classes, F] and base [classes]; two classes alone come as one margin, which belongs to the second."""
    if len(model.classes_) > 2:
        return model.coef_, model.intercept_
    return np.vstack([np.zeros_like(model.coef_), model.coef_]), np.array([0.0, model.intercept_[0]])


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    found = model.decision_function(features.astype(np.float64))
    if lesson.task == "binary":
        return np.asarray(found).reshape(-1, 1)
    if len(model.classes_) == 2:
        found = np.column_stack([np.zeros(len(features)), found])
    return spread(np.asarray(found), model.classes_, lesson.classes, NEVER)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    cells = shape.rows * shape.features * max(shape.classes, 1)
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, WORK // cells))
    for strength in (1.0, 0.1, 10.0):
        yield {"strength": strength, "iterations": iterations}


ALGORITHM = Algorithm(
    name="logistic",
    title=Words("Logistic regression", "로지스틱 회귀"),
    help=Words("A weighted sum of the columns, turned into a probability.", "열의 가중합을 확률로 바꾸는 모델입니다."),
    tasks=frozenset({"binary", "multiclass"}),
    family="linear",
    params=(
        Param("strength", Words("Freedom (C)", "자유도(C)"), 1.0, low=1e-6, high=1e6),
        Param("iterations", Words("Iterations", "반복 횟수"), 500, low=10, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
)
