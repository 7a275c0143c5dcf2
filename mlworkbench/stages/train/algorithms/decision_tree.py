"""One decision tree, small enough to be read: questions with two answers each, and what was seen behind them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting, growing
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import LEQ, Tail, Trees
from mlworkbench.stages.train.tails.trees import collapsed
from mlworkbench.stages.train.units import spread

LEAST = 1e-6
MOST_LEAVES = 64


def fit(lesson: Lesson, params: Chosen) -> Any:
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    boosting.require_counts(lesson)
    if any(lesson.monotone) and lesson.task == "multiclass":
        raise InputError("train.no_direction_of_classes")
    settings: dict[str, Any] = {
        "max_depth": int(params["depth"]),
        "max_leaf_nodes": int(params["leaves"]),
        "min_samples_leaf": int(params["least_rows"]),
        "monotonic_cst": list(lesson.monotone) if any(lesson.monotone) else None,
        "random_state": lesson.seed,
    }
    if lesson.task == "regression":
        model = DecisionTreeRegressor(**settings, criterion="poisson" if lesson.loss == "poisson" else "squared_error")
    else:
        model = DecisionTreeClassifier(**settings, criterion="log_loss")
    return model.fit(lesson.features, growing.target_of(lesson), lesson.weights)


def convert(model: Any, lesson: Lesson) -> Tail:
    values = _values(model, lesson)
    return Trees(collapsed(growing.trees_of(model.tree_, values)), LEQ, np.zeros(values.shape[1]))


def _values(model: Any, lesson: Lesson) -> Array:
    """The raw score of each node, [nodes, K]: what was seen in it and, to the weight of one row, in the whole.

    A leaf of few rows is no certainty. Where a direction must be kept all leaves give way by the same share.
    """
    seen = model.tree_.value[:, 0, :]
    if lesson.task == "regression" and lesson.loss == "squared":
        scale = boosting.scale_of(lesson)
        return np.asarray(seen * scale.scale + scale.centre)
    share = 1 / (model.tree_.weighted_n_node_samples[:, None] + 1)
    share = share.max() if any(lesson.monotone) else share
    smooth = seen * (1 - share) + seen[:1] * share
    if lesson.task == "regression":
        return np.asarray(np.log(np.maximum(smooth, LEAST)))
    whole = np.clip(spread(smooth, np.asarray(model.classes_, dtype=np.int64), lesson.classes, 0.0), LEAST, 1 - LEAST)
    return np.asarray(np.log(whole[:, 1:] / (1 - whole[:, 1:])) if lesson.task == "binary" else np.log(whole))


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    """What the library's own walk through the tree finds."""
    found: Array = _values(model, lesson)[model.apply(features)]
    return found


def weight(shape: Shape, params: Chosen) -> Weight:
    leaves = max(1, min(int(params["leaves"]), 2 ** int(params["depth"]), shape.rows // int(params["least_rows"])))
    return boosting.weight(shape, 1, leaves, int(params["depth"]))


def portfolio(shape: Shape) -> Iterator[Chosen]:
    yield {"depth": 5, "leaves": 24, "least_rows": 20}
    yield {"depth": 3, "leaves": 8, "least_rows": 20}
    yield {"depth": 6, "leaves": MOST_LEAVES, "least_rows": 10}


ALGORITHM = Algorithm(
    name="decision_tree",
    title=Words("Decision tree", "의사결정나무"),
    help=Words(
        "One tree of questions, small enough to be read.",
        "읽을 수 있을 만큼 작은, 질문으로 이루어진 트리 하나입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("depth", Words("Depth", "깊이"), 5, low=1, high=6),
        Param("leaves", Words("Leaves", "잎 수"), 24, low=2, high=MOST_LEAVES),
        Param("least_rows", Words("Least rows in a leaf", "잎의 최소 행 수"), 20, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 1.0,
    explainable=True,
    space=(Span("depth", 2, 6), Span("leaves", 4, MOST_LEAVES, even=True), Span("least_rows", 3, 100, even=True)),
    losses=frozenset({"squared", "poisson"}),
    monotone=True,
    weight=weight,
    refuses=boosting.refuses,
)
