"""Support vectors with bells: training rows near the border between classes, each with a bell around it that pulls or pushes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import MOST_FEATURES, Bells, Grid, Tail, grid_of
from mlworkbench.stages.train.units import NEVER, outputs_of, some, spread, weight_of

MOST_ROWS, USUAL_ROWS, FEWEST_ROWS = 10_000, 3000, 300
WORK = 20_000_000_000  # rows of the table × rows learnt from × features that may be compared
FITTING = 5_000_000_000  # products of two rows × features × classes that a fit may look at
BELL_MICROSECONDS = 0.005
STEPS_A_ROW = 100  # of the solver, at most


@dataclass(frozen=True)
class Machines:
    """One machine a class (one in all for two classes or a number), fitted on rows of the grid.

    A number is fitted as (target - centre) / size.
    """

    grid: Grid
    width: float
    machines: tuple[Any, ...]
    classes: Array
    centre: float = 0.0
    size: float = 1.0


def fit(lesson: Lesson, params: Chosen) -> Machines:
    rows = some(lesson, int(params["points"]))
    grid = grid_of(lesson.features)
    cells, target = grid.whole(lesson.features[rows]), lesson.target[rows]
    weights = None if lesson.weights is None else lesson.weights[rows]
    width = float(params["width"]) / (cells.shape[1] * (float(cells.var()) or 1.0))
    if lesson.task == "regression":
        centre, size = float(target.mean()), float(target.std()) or 1.0
        lesson.pulse()
        machine = _machine(lesson, params, width).fit(cells, (target - centre) / size, sample_weight=weights)
        return Machines(grid, width, (machine,), np.zeros(1, dtype=np.int64), centre, size)
    classes = np.unique(target)
    if len(classes) < 2:
        raise InputError("train.one_class")
    machines = []
    for number in classes if len(classes) > 2 else classes[1:]:
        lesson.pulse()
        machines.append(_machine(lesson, params, width).fit(cells, target == number, sample_weight=weights))
    return Machines(grid, width, tuple(machines), classes)


def _machine(lesson: Lesson, params: Chosen, width: float) -> Any:
    from sklearn.svm import SVC, SVR

    settings = {
        "C": float(params["strength"]),
        "gamma": width,
        "cache_size": 500,
        "max_iter": STEPS_A_ROW * int(params["points"]),
    }
    return SVR(**settings, epsilon=float(params["tolerance"])) if lesson.task == "regression" else SVC(**settings)


def convert(model: Machines, lesson: Lesson) -> Tail:
    """Rows that several machines hold are kept once."""
    held = [(machine.support_, machine.dual_coef_[0]) for machine in model.machines]
    places = np.unique(np.concatenate([support for support, _ in held]))
    weights, points = np.zeros((len(places), len(held))), np.zeros((len(places), model.machines[0].n_features_in_))
    for column, (support, coefficients) in enumerate(held):
        weights[np.searchsorted(places, support), column] = coefficients
        points[np.searchsorted(places, support)] = model.machines[column].support_vectors_
    base = np.array([float(machine.intercept_[0]) for machine in model.machines])
    if lesson.task == "regression":
        weights, base = weights * model.size, base * model.size + model.centre
    if lesson.task == "multiclass":
        weights = spread(_both(weights, model), model.classes, lesson.classes, 0.0)
        base = spread(_both(base, model), model.classes, lesson.classes, NEVER)
    return Bells(model.grid, points, model.width, weights, base)


def _both(scores: Array, model: Machines) -> Array:
    """A column for each class: two classes alone are one machine, which is the second's."""
    if len(model.classes) > 2:
        return scores
    return np.concatenate([np.zeros_like(scores), scores], axis=-1)


def raw(model: Machines, lesson: Lesson, features: Array) -> Array:
    cells = model.grid.whole(features)
    if lesson.task == "regression":
        return np.asarray(model.machines[0].predict(cells) * model.size + model.centre).reshape(-1, 1)
    found = np.column_stack([machine.decision_function(cells) for machine in model.machines])
    return found if lesson.task == "binary" else spread(_both(found, model), model.classes, lesson.classes, NEVER)


def rows_for(shape: Shape) -> int:
    fitting = (FITTING / (shape.features * outputs_of(shape))) ** 0.5
    return int(min(USUAL_ROWS, fitting, WORK / (shape.rows * shape.features)))


def refuses(shape: Shape) -> Reason | None:
    if shape.features > MOST_FEATURES:
        return Reason("train.too_many_features", {"found": shape.features, "most": MOST_FEATURES})
    if rows_for(shape) < min(FEWEST_ROWS, shape.rows):
        return Reason("train.too_many_comparisons", {"rows": shape.rows, "columns": shape.features})
    return None


def portfolio(shape: Shape) -> Iterator[Chosen]:
    rows = max(FEWEST_ROWS, rows_for(shape))
    for strength, width in ((1.0, 0.15), (10.0, 0.3), (1.0, 1.0)):
        yield {"strength": strength, "width": width, "tolerance": 0.1, "points": rows}


def weight(shape: Shape, params: Chosen) -> Weight:
    """As if every row learnt from became part of the model; about half of them do."""
    points = min(int(params["points"]), shape.rows)
    found = weight_of(16, points * (shape.features + 1 + outputs_of(shape)))
    return replace(found, row_microseconds=found.row_microseconds + points * BELL_MICROSECONDS)


ALGORITHM = Algorithm(
    name="svm",
    title=Words("Support vectors with bells (RBF)", "RBF 서포트 벡터"),
    help=Words(
        "Bends its border around rows near it. Those rows become part of the model, so it is large and slower to score.",
        "경계 가까이의 행을 따라 휘는 모델입니다. 그 행들이 모델에 들어가므로 모델이 크고 채점이 느립니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="linear",
    params=(
        Param("strength", Words("Freedom (C)", "자유도(C)"), 1.0, low=1e-3, high=1e4),
        Param(
            "width",
            Words("Narrowness of the bells", "종형의 좁은 정도"),
            1.0,
            low=1e-3,
            high=100.0,
            help=Words(
                "1 suits columns of a like spread; more bends closer to single rows.",
                "1이 기본이며, 클수록 개별 행을 더 따라갑니다.",
            ),
        ),
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
        Param(
            "points",
            Words("Rows learnt from at most", "학습에 쓸 최대 행 수"),
            USUAL_ROWS,
            low=10,
            high=MOST_ROWS,
            help=Words(
                "Of more training rows so many are drawn by the seed.", "학습 행이 이보다 많으면 시드에 따라 이만큼 뽑습니다."
            ),
        ),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["points"]) ** 2,
    losses=frozenset({"squared", "absolute"}),
    space=(Span("strength", 0.1, 100.0, even=True), Span("width", 0.01, 5.0, even=True)),
    weight=weight,
    refuses=refuses,
)
