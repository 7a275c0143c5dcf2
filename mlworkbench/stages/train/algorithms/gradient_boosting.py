"""Gradient boosting on histograms, scikit-learn's: many small trees, each mending what the ones before left."""

from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.boosting import Boosted, Pulse, Watch
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import LEQ, Tail, Tree, Trees
from mlworkbench.stages.train.units import NEVER, spread

LOSSES = {"squared": "squared_error", "absolute": "absolute_error", "quantile": "quantile", "poisson": "poisson"}
DEEPEST = 200


def fit(lesson: Lesson, params: Chosen) -> Boosted:
    """The library's own early stopping is switched on, but asks us after each round."""
    from threadpoolctl import threadpool_limits

    boosting.require_counts(lesson)
    if any(lesson.monotone) and lesson.task == "multiclass":
        raise InputError("train.no_direction_of_classes")
    scale = boosting.scale_of(lesson)
    model, watch = _model(lesson, params), Watch(float(params["rate"]), scale.scale)
    model._check_early_stopping_loss = _listener(lesson, model, watch)
    target = scale.inside(lesson.target) if lesson.task == "regression" else lesson.target
    with threadpool_limits(limits=1, user_api="openmp"):
        model.fit(_cells(lesson.features), target, lesson.weights, **_watched(lesson, scale))
    del model._check_early_stopping_loss
    return Boosted(model, len(model._predictors), tuple(watch.losses), scale.centre, scale.scale)


def _cells(features: Array) -> Array:
    """A column without any value stops the library when it looks for bins; one of zeros is left alone just the same."""
    cells = features.astype(np.float64)
    cells[:, np.isnan(cells).all(axis=0)] = 0.0
    return cells


def _model(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    settings: dict[str, Any] = {
        "learning_rate": float(params["rate"]),
        "max_iter": int(params["rounds"]),
        "max_leaf_nodes": int(params["leaves"]),
        "max_depth": DEEPEST,
        "min_samples_leaf": int(params["least_rows"]),
        "l2_regularization": float(params["penalty"]),
        "max_features": float(params["columns"]),
        "early_stopping": True,
        "scoring": "loss",
        "validation_fraction": None,
        "random_state": lesson.seed,
        "monotonic_cst": list(lesson.monotone) if any(lesson.monotone) else None,
        "interaction_cst": [set(group) for group in boosting.groups(lesson)] if lesson.interactions else None,
    }
    if lesson.task != "regression":
        return HistGradientBoostingClassifier(**settings)
    quantile = lesson.level if lesson.loss == "quantile" else None
    loss = _steps(lesson) if boosting.stepwise(lesson) else LOSSES[lesson.loss]
    return HistGradientBoostingRegressor(**settings, loss=loss, quantile=quantile)


def _steps(lesson: Lesson) -> Any:
    """The loss as if it were smooth, so that the library leaves the leaves as they are."""
    from sklearn._loss import PinballLoss

    loss = PinballLoss(sample_weight=lesson.weights, quantile=boosting.level_of(lesson))
    loss.differentiable = True
    return loss


def _watched(lesson: Lesson, scale: boosting.Scale) -> dict[str, Any]:
    """The watched rows, but for those of classes that no training row has."""
    if lesson.watched is None:
        return {}
    seen = lesson.watched
    if lesson.task == "regression":
        rows, target = np.arange(len(seen.target)), scale.inside(seen.target)
    else:
        rows, target = np.flatnonzero(np.isin(seen.target, lesson.target)), seen.target
    if not len(rows):
        return {}
    weights = None if seen.weights is None else seen.weights[rows]
    return {"X_val": seen.features[rows].astype(np.float64), "y_val": target[rows], "sample_weight_val": weights}


def _listener(lesson: Lesson, model: Any, watch: Watch) -> Any:
    """Stands where the library asks whether to stop: before the first round and after each."""
    pulse = Pulse(lesson)

    def heard(*, raw_predictions_val: Any, y_val: Any, sample_weight_val: Any, **_: Any) -> bool:
        pulse()
        if raw_predictions_val is None or not model._predictors:
            return False
        loss = float(model._loss(y_true=y_val, raw_prediction=raw_predictions_val, sample_weight=sample_weight_val, n_threads=1))
        return watch.hear(np.sqrt(2 * loss) if model._loss.__class__.__name__ == "HalfSquaredError" else loss)

    return heard


def convert(boosted: Boosted, lesson: Lesson) -> Tail:
    model = boosted.booster
    seen = _classes(model, lesson)
    if lesson.task != "regression" and len(seen) == 1:
        return Trees((), LEQ, _certain(int(seen[0]), lesson))
    base = np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1)
    if lesson.task == "multiclass" and len(seen) == 2:  # two classes alone are boosted as one margin
        base = np.array([0.0, base[0]])
    places = [1] if len(base) != len(model._predictors[0]) else range(len(base))
    trees = tuple(
        _tree(predictor.nodes, int(seen[place]) if lesson.task == "multiclass" else 0, boosted.scale)
        for round_ in model._predictors
        for place, predictor in zip(places, round_, strict=True)
    )
    if lesson.task == "multiclass":
        base = spread(base, seen, lesson.classes, NEVER)
    return Trees(trees, LEQ, base * boosted.scale + boosted.centre)


def _certain(seen: int, lesson: Lesson) -> Array:
    """Where there was one class alone, which the library would take for the first of two."""
    if lesson.task == "binary":
        return np.array([-NEVER if seen else NEVER])
    return np.where(np.arange(lesson.classes) == seen, 0.0, NEVER)


def _classes(model: Any, lesson: Lesson) -> Array:
    return np.asarray(model.classes_, dtype=np.int64) if lesson.task != "regression" else np.zeros(1, dtype=np.int64)


def _tree(nodes: Any, output: int, scale: float) -> Tree:
    is_leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        output=output,
        feature=nodes["feature_idx"].astype(np.int64),
        split=nodes["num_threshold"].astype(np.float64),
        left=np.where(is_leaf, -1, nodes["left"].astype(np.int64)),
        right=np.where(is_leaf, -1, nodes["right"].astype(np.int64)),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        value=np.where(is_leaf, nodes["value"] * scale, 0.0),
    )


def raw(boosted: Boosted, lesson: Lesson, features: Array) -> Array:
    model, cells = boosted.booster, features.astype(np.float64)
    if lesson.task == "regression":
        return np.asarray(model._raw_predict(cells)).reshape(-1, 1) * boosted.scale + boosted.centre
    if len(model.classes_) == 1:
        return np.tile(_certain(int(model.classes_[0]), lesson), (len(cells), 1))
    found = np.asarray(model.decision_function(cells))
    if lesson.task == "binary":
        return found.reshape(-1, 1)
    if found.ndim == 1:
        found = np.column_stack([np.zeros(len(found)), found])
    return spread(found, _classes(model, lesson), lesson.classes, NEVER)


def cut(model: Boosted, rounds: int) -> Boosted:
    shorter = copy(model.booster)
    shorter._predictors = shorter._predictors[:rounds]
    return replace(boosting.cut(model, rounds), booster=shorter)


def weight(shape: Shape, params: Chosen) -> Weight:
    leaves = max(1, min(int(params["leaves"]), shape.rows // (2 * int(params["least_rows"]))))
    return boosting.weight(shape, int(params["rounds"]), leaves, boosting.depth_of(leaves))


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """A sound default and two neighbours: where the other boosters do well, so does this."""

    def one(rounds: int, rate: float, leaves: int, least_rows: int, penalty: float, columns: float) -> Chosen:
        return {
            "rounds": boosting.capped(shape, rounds),
            "rate": boosting.paced(shape, rounds, rate),
            "leaves": leaves,
            "least_rows": least_rows,
            "penalty": penalty,
            "columns": columns,
        }

    yield one(1500, 0.06, 31, 20, 0.0, 1.0)
    yield one(1500, 0.05, 8, 30, 1.0, 0.5)
    yield one(1500, 0.04, 63, 20, 3.0, 0.4)


ALGORITHM = Algorithm(
    name="gradient_boosting",
    title=Words("Gradient boosting", "그래디언트 부스팅"),
    help=Words(
        "Many small trees, each mending what the ones before left.",
        "앞선 트리가 남긴 오차를 고쳐 가는 작은 트리 여러 개로 이루어진 모델입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("rounds", Words("Rounds", "반복 횟수"), 150, low=1, high=5000),
        Param("rate", Words("Learning rate", "학습률"), 0.08, low=0.001, high=1.0),
        Param("leaves", Words("Leaves a tree", "트리당 잎 수"), 31, low=2, high=1024),
        Param("least_rows", Words("Least rows in a leaf", "잎의 최소 행 수"), 20, low=1, high=100_000),
        Param("penalty", Words("Penalty", "벌점"), 0.0, low=0.0, high=1e6),
        Param("columns", Words("Share of columns a split sees", "분기마다 보는 열의 비율"), 1.0, low=0.05, high=1.0),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["rounds"]) * (3 + float(np.log2(int(params["leaves"])))),
    space=(
        Span("leaves", 6, 128, even=True),
        Span("rate", 0.02, 0.2, even=True),
        Span("least_rows", 3, 200, even=True),
        Span("penalty", 0.01, 100.0, even=True),
        Span("columns", 0.3, 1.0),
    ),
    losses=frozenset({"squared", "absolute", "quantile", "poisson"}),
    monotone=True,
    interactions=True,
    weight=weight,
    refuses=boosting.refuses,
    rounds="rounds",
    curve=lambda model: model.losses,
    cut=cut,
)
