"""Linear support vectors: a weighted sum of the prepared columns that keeps classes apart by a margin."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import NEVER, linear_weight, spread

WORK = 2_000_000_000  # cells looked at in one fit
FEWEST_ITERATIONS, MOST_ITERATIONS = 20, 1000


def fit(lesson: Lesson, params: Chosen) -> Any:
    """Squared hinge loss in the primal (LIBLINEAR): no draw, and as quick for many rows as logistic regression."""
    from sklearn.svm import LinearSVC

    lesson.pulse()
    model = LinearSVC(C=float(params["strength"]), dual=False, tol=1e-4, max_iter=int(params["iterations"]))
    return model.fit(lesson.features.astype(np.float64), lesson.target, sample_weight=lesson.weights)


def convert(model: Any, lesson: Lesson) -> Tail:
    if lesson.task == "binary":
        return Linear(model.coef_.T.copy(), np.asarray(model.intercept_, dtype=np.float64).copy())
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
    cells = shape.rows * shape.features * max(shape.classes - 1, 1)
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, WORK // cells))
    for strength in (0.1, 0.01):
        yield {"strength": strength, "iterations": iterations}


ALGORITHM = Algorithm(
    name="linear_svm",
    title=Words("Linear support vectors", "선형 서포트 벡터"),
    help=Words(
        "A weighted sum that keeps the classes apart by a margin; rows far on the right side do not move it.",
        "클래스 사이에 여백을 두는 가중합 모델입니다. 이미 확실히 구분된 행은 영향을 주지 않습니다.",
    ),
    tasks=frozenset({"binary", "multiclass"}),
    family="linear",
    params=(
        Param("strength", Words("Freedom (C)", "자유도(C)"), 0.1, low=1e-6, high=1e6),
        Param("iterations", Words("Iterations", "반복 횟수"), 1000, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
    space=(Span("strength", 1e-4, 10.0, even=True),),
    weight=lambda shape, params: linear_weight(shape),
)
