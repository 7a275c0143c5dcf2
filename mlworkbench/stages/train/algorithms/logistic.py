"""Logistic regression: a weighted sum of the prepared columns; fast, small, and every weight can be read."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.descent import Slope, least
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Linear, Tail
from mlworkbench.stages.train.units import NEVER, cells_of, linear_weight, spread

WORK = 1_000_000_000  # cells looked at in one fit, so that many rows and classes get fewer iterations
FEWEST_ITERATIONS, MOST_ITERATIONS = 30, 300
SPARSE = 0.003  # a penalty that leaves columns out, as a share of the rows


def fit(lesson: Lesson, params: Chosen) -> Any:
    """The library's own solver; ours where columns are to be left out, for which the library's takes ten times as long."""
    from sklearn.linear_model import LogisticRegression

    cells, mix = cells_of(lesson), float(params["mix"])
    if len(np.unique(lesson.target)) < 2:
        raise InputError("train.one_class")
    model = LogisticRegression(C=float(params["strength"]), max_iter=int(params["iterations"]), tol=1e-5)
    if mix > 0:
        return _sparse(model, mix, cells, lesson)
    if hasattr(model, "set_callbacks"):  # scikit-learn 1.9
        model.set_callbacks(_Ear(lesson))
    model.fit(cells, lesson.target, sample_weight=lesson.weights)
    model.__dict__.pop("_skl_callbacks", None)
    return model


class _Ear:
    """Lets the library's solver hear between two iterations that its fit is no longer wanted."""

    def __init__(self, lesson: Lesson) -> None:
        self._pulse = lesson.pulse

    def setup(self, estimator: Any, context: Any) -> None:
        """Nothing to make ready."""

    def teardown(self, estimator: Any, context: Any) -> None:
        """Nothing to put away."""

    def on_fit_task_begin(self, estimator: Any, context: Any, **told: Any) -> None:
        self._pulse()

    def on_fit_task_end(self, estimator: Any, context: Any, **told: Any) -> bool:
        return False


def _sparse(model: Any, mix: float, cells: Array, lesson: Lesson) -> Any:
    """The library's objective for an elastic net, C · losses + (1 - mix) / 2 · squares + mix · sizes, divided by C · rows."""
    model.classes_, place = np.unique(lesson.target, return_inverse=True)
    count, width = len(model.classes_), cells.shape[1]
    hits = np.eye(count)[place] if count > 2 else place.astype(np.float64)[:, None]
    shares = (np.ones(len(cells)) if lesson.weights is None else lesson.weights) / len(cells)
    penalty = 1.0 / (model.C * len(cells))
    absolute = np.zeros((hits.shape[1], width + 1))
    absolute[:, :width] = penalty * mix
    slope = _slope(cells, hits, shares, penalty * (1.0 - mix), lesson)
    found = least(slope, np.zeros(absolute.size), model.max_iter, absolute.ravel()).reshape(absolute.shape)
    model.coef_, model.intercept_, model.n_features_in_ = found[:, :width].copy(), found[:, width].copy(), width
    return model


def _slope(cells: Array, hits: Array, shares: Array, penalty: float, lesson: Lesson) -> Slope:
    """Log loss of one margin, or of one score a class, and half the squares of the weights; the base is free."""

    def slope(flat: Array) -> tuple[float, Array]:
        lesson.pulse()
        weights = flat.reshape(hits.shape[1], -1)
        scores = cells @ weights[:, :-1].T + weights[:, -1]
        if hits.shape[1] == 1:
            total, chances = np.logaddexp(0.0, scores)[:, 0], 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))
        else:
            highest = scores.max(axis=1, keepdims=True)
            powers = np.exp(scores - highest)
            total, chances = np.log(powers.sum(axis=1)) + highest[:, 0], powers / powers.sum(axis=1, keepdims=True)
        away = (chances - hits) * shares[:, None]
        value = float(shares @ (total - (scores * hits).sum(axis=1))) + 0.5 * penalty * float((weights[:, :-1] ** 2).sum())
        return value, np.column_stack([away.T @ cells + penalty * weights[:, :-1], away.sum(axis=0)]).ravel()

    return slope


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
    sparse = float(f"{max(1e-6, 1.0 / (SPARSE * shape.rows)):.3g}")
    for strength, mix in ((1.0, 0.0), (0.1, 0.0), (sparse, 1.0), (10.0, 0.0)):
        yield {"strength": strength, "mix": mix, "iterations": iterations}


ALGORITHM = Algorithm(
    name="logistic",
    title=Words("Logistic regression", "로지스틱 회귀"),
    help=Words("A weighted sum of the columns, turned into a probability.", "열의 가중합을 확률로 바꾸는 모델입니다."),
    tasks=frozenset({"binary", "multiclass"}),
    family="linear",
    params=(
        Param("strength", Words("Freedom (C)", "자유도(C)"), 1.0, low=1e-6, high=1e6),
        Param(
            "mix",
            Words("Mix", "혼합"),
            0.0,
            low=0.0,
            high=1.0,
            help=Words(
                "0 shrinks all weights, 1 gives columns that add little the weight zero, and between is both (elastic net).",
                "0이면 모든 가중치를 줄이고, 1이면 도움이 적은 열의 가중치를 0으로 둡니다. 그 사이는 둘을 섞습니다.",
            ),
        ),
        Param("iterations", Words("Iterations", "반복 횟수"), 500, low=10, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["iterations"]),
    explainable=True,
    space=(Span("strength", 1e-4, 100.0, even=True), Span("mix", options=(0.0, 0.5, 1.0))),
    weight=lambda shape, params: linear_weight(shape),
)
