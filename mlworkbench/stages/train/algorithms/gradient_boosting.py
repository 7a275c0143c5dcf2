"""Gradient boosting on histograms, scikit-learn's: many small trees, each mending what the ones before left."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape
from mlworkbench.stages.train.sampling import endless
from mlworkbench.stages.train.tails import LEQ, Tail, Tree, Trees
from mlworkbench.stages.train.units import NEVER, rate_for, rounds_for, spread


def fit(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if lesson.task == "regression" else HistGradientBoostingClassifier
    model = kind(
        learning_rate=float(params["rate"]),
        max_iter=int(params["rounds"]),
        max_leaf_nodes=int(params["leaves"]),
        min_samples_leaf=int(params["least_rows"]),
        l2_regularization=float(params["penalty"]),
        max_features=float(params["columns"]),
        early_stopping=False,
        random_state=lesson.seed,
    )
    return model.fit(lesson.features.astype(np.float64), lesson.target)


def convert(model: Any, lesson: Lesson) -> Tail:
    seen = _classes(model, lesson)
    base = np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1)
    if lesson.task == "multiclass" and len(seen) == 2:  # two classes alone are boosted as one margin
        base = np.array([0.0, base[0]])
    places = [1] if len(base) != len(model._predictors[0]) else range(len(base))
    trees = tuple(
        _tree(predictor.nodes, int(seen[place]) if lesson.task == "multiclass" else 0)
        for round_ in model._predictors
        for place, predictor in zip(places, round_, strict=True)
    )
    if lesson.task == "multiclass":
        base = spread(base, seen, lesson.classes, NEVER)
    return Trees(trees, LEQ, base)


def _classes(model: Any, lesson: Lesson) -> Array:
    return np.asarray(model.classes_, dtype=np.int64) if lesson.task != "regression" else np.zeros(1, dtype=np.int64)


def _tree(nodes: Any, output: int) -> Tree:
    is_leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        output=output,
        feature=nodes["feature_idx"].astype(np.int64),
        split=nodes["num_threshold"].astype(np.float64),
        left=np.where(is_leaf, -1, nodes["left"].astype(np.int64)),
        right=np.where(is_leaf, -1, nodes["right"].astype(np.int64)),
        missing_left=nodes["missing_go_to_left"].astype(bool),
        value=np.where(is_leaf, nodes["value"], 0.0),
    )


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    cells = features.astype(np.float64)
    if lesson.task == "regression":
        return np.asarray(model.predict(cells)).reshape(-1, 1)
    found = np.asarray(model.decision_function(cells))
    if lesson.task == "binary":
        return found.reshape(-1, 1)
    if found.ndim == 1:
        found = np.column_stack([np.zeros(len(found)), found])
    return spread(found, _classes(model, lesson), lesson.classes, NEVER)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """A sound default, two neighbours, then draws from the usual ranges, always the same."""

    def one(rounds: int, rate: float, leaves: int, least_rows: int, penalty: float, columns: float) -> Chosen:
        return {
            "rounds": rounds_for(shape, rounds),
            "rate": rate_for(shape, rounds, rate),
            "leaves": leaves,
            "least_rows": least_rows,
            "penalty": penalty,
            "columns": columns,
        }

    yield one(150, 0.08, 31, 20, 0.0, 1.0)
    yield one(150, 0.05, 8, 30, 1.0, 0.5)
    yield one(400, 0.06, 31, 20, 1.0, 0.5)
    for draw in endless("gradient_boosting"):
        rounds, rate = draw.whole(100, 500), draw.spread(0.02, 0.15)
        leaves, least_rows = draw.whole(6, 63), draw.whole(5, 60)
        yield one(rounds, rate, leaves, least_rows, draw.spread(0.01, 10.0), draw.choice((0.3, 0.5, 0.8, 1.0)))


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
)
