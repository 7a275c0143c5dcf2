"""Linear support vectors: a weighted sum of the prepared columns that keeps classes apart by a margin."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import NEVER, cells_of, linear_weight, spread

WORK = 1_000_000_000  # cells looked at in one fit
FEWEST_ITERATIONS, MOST_ITERATIONS = 20, 1000


@dataclass(frozen=True)
class Margins:
    """The library's machine; a number is fitted as (target - centre) / size."""

    machine: Any
    centre: float = 0.0
    size: float = 1.0


def fit(lesson: Lesson, params: Chosen) -> Margins:
    """LIBLINEAR. Squared losses are lowered in the primal, without a draw; absolute errors only in the dual, by the seed."""
    from sklearn.svm import LinearSVC, LinearSVR

    lesson.pulse()
    cells, settings = cells_of(lesson), {"C": float(params["strength"]), "tol": 1e-4, "max_iter": int(params["iterations"])}
    if lesson.task != "regression":
        if len(np.unique(lesson.target)) < 2:
            raise InputError("train.one_class")
        machine = LinearSVC(**settings, dual=False).fit(cells, lesson.target, sample_weight=lesson.weights)
        return Margins(machine)
    centre, size = float(np.median(lesson.target)), float(lesson.target.std()) or 1.0
    loss = "epsilon_insensitive" if lesson.loss == "absolute" else "squared_epsilon_insensitive"
    regressor = LinearSVR(
        **settings, epsilon=float(params["tolerance"]), loss=loss, dual=loss[0] == "e", random_state=lesson.seed
    )
    return Margins(regressor.fit(cells, (lesson.target - centre) / size, sample_weight=lesson.weights), centre, size)


def convert(model: Margins, lesson: Lesson) -> Tail:
    weights, base = np.atleast_2d(model.machine.coef_), np.asarray(model.machine.intercept_, dtype=np.float64).reshape(-1)
    if lesson.task != "multiclass":
        return Linear(weights.T * model.size, base * model.size + model.centre)
    classes = model.machine.classes_
    if len(classes) == 2:  # two classes alone come as one margin, which belongs to the second
        weights, base = np.vstack([np.zeros_like(weights), weights]), np.append(0.0, base)
    return Linear(spread(weights.T, classes, lesson.classes, 0.0), spread(base, classes, lesson.classes, NEVER))


def raw(model: Margins, lesson: Lesson, features: Array) -> Array:
    cells = features.astype(np.float64)
    if lesson.task == "regression":
        return np.asarray(model.machine.predict(cells) * model.size + model.centre).reshape(-1, 1)
    found = np.asarray(model.machine.decision_function(cells))
    if lesson.task == "binary":
        return found.reshape(-1, 1)
    if found.ndim == 1:
        found = np.column_stack([np.zeros(len(found)), found])
    return spread(found, model.machine.classes_, lesson.classes, NEVER)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    cells = shape.rows * shape.features * max(shape.classes - 1, 1)
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, WORK // cells))
    for strength in (0.1, 0.01):
        yield {"strength": strength, "tolerance": 0.1, "iterations": iterations}


ALGORITHM = Algorithm(
    name="linear_svm",
    title=Words("Linear support vectors", "선형 서포트 벡터"),
    help=Words(
        "A weighted sum that keeps classes apart by a margin, or numbers within one; rows that keep it do not move it.",
        "범주 사이에, 또는 숫자 둘레에 여백을 두는 가중합 모델입니다. 여백을 지킨 행은 영향을 주지 않습니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="linear",
    params=(
        Param("strength", Words("Freedom (C)", "자유도(C)"), 0.1, low=1e-6, high=1e6),
        Param(
            "tolerance",
            Words("Tolerance", "허용 오차"),
            0.1,
            low=0.0,
            high=10.0,
            help=Words(
                "For numbers: misses up to this many standard deviations of the target cost nothing.",
                "숫자 예측에서 예측 대상 표준편차의 이 배수까지의 오차는 벌하지 않습니다.",
            ),
        ),
        Param("iterations", Words("Iterations", "반복 횟수"), 1000, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
    losses=frozenset({"squared", "absolute"}),
    space=(Span("strength", 1e-4, 10.0, even=True),),
    weight=lambda shape, params: linear_weight(shape),
)
