"""XGBoost: gradient boosting with a second-order step and penalties on the leaves."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape
from mlworkbench.stages.train.sampling import endless
from mlworkbench.stages.train.tails import LT, Tail, Tree, Trees
from mlworkbench.stages.train.units import rate_for, rounds_for

OBJECTIVES = {"binary": "binary:logistic", "multiclass": "multi:softprob", "regression": "reg:squarederror"}


def fit(lesson: Lesson, params: Chosen) -> Any:
    import xgboost

    settings = {
        "objective": OBJECTIVES[lesson.task],
        "eta": float(params["rate"]),
        "max_depth": int(params["depth"]),
        "min_child_weight": float(params["least_weight"]),
        "lambda": float(params["penalty"]),
        "subsample": float(params["rows"]),
        "colsample_bytree": float(params["columns"]),
        "tree_method": "hist",
        "nthread": 1,
        "seed": lesson.seed,
        "verbosity": 0,
    }
    if lesson.task == "multiclass":
        settings["num_class"] = lesson.classes
    rows = xgboost.DMatrix(lesson.features, lesson.target, nthread=1)
    return xgboost.train(settings, rows, int(params["rounds"]))


def convert(model: Any, lesson: Lesson) -> Tail:
    learner = json.loads(bytes(model.save_raw("json")))["learner"]
    boosted = learner["gradient_booster"]["model"]
    trees = tuple(_tree(tree, output) for tree, output in zip(boosted["trees"], boosted["tree_info"], strict=True))
    return Trees(trees, LT, _base(learner["learner_model_param"]["base_score"], lesson))


def _base(text: str, lesson: Lesson) -> Array:
    """The start of the sums; for two classes it is stored as a probability."""
    found = np.array(json.loads(text.lower()), dtype=np.float32).astype(np.float64).reshape(-1)
    if lesson.task == "binary":
        return np.asarray(np.log(found / (1 - found)))
    return np.resize(found, lesson.classes if lesson.task == "multiclass" else 1)


def _tree(tree: dict[str, Any], output: int) -> Tree:
    """Splits and leaves are float32 in the library; as float64 they are the same numbers."""
    left = np.array(tree["left_children"], dtype=np.int64)
    values = np.array(tree["split_conditions"], dtype=np.float32).astype(np.float64)
    return Tree(
        output=output,
        feature=np.array(tree["split_indices"], dtype=np.int64),
        split=values,
        left=left,
        right=np.array(tree["right_children"], dtype=np.int64),
        missing_left=np.array(tree["default_left"], dtype=bool),
        value=np.where(left < 0, values, 0.0),
    )


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    import xgboost

    found: Array = model.predict(xgboost.DMatrix(features, nthread=1), output_margin=True)
    return found.astype(np.float64).reshape(len(features), -1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """A sound default, two neighbours, then draws from the usual ranges, always the same."""

    def one(rounds: int, rate: float, depth: int, least_weight: float, penalty: float, rows: float, columns: float) -> Chosen:
        return {
            "rounds": rounds_for(shape, rounds),
            "rate": rate_for(shape, rounds, rate),
            "depth": depth,
            "least_weight": least_weight,
            "penalty": penalty,
            "rows": rows,
            "columns": columns,
        }

    yield one(300, 0.06, 5, 2.0, 1.0, 0.9, 0.8)
    yield one(200, 0.05, 3, 3.0, 3.0, 0.8, 0.6)
    yield one(500, 0.05, 7, 3.0, 3.0, 0.8, 0.5)
    for draw in endless("xgboost"):
        rounds, rate, depth = draw.whole(100, 600), draw.spread(0.02, 0.15), draw.whole(3, 9)
        least, penalty = draw.spread(1.0, 20.0), draw.spread(0.1, 20.0)
        yield one(rounds, rate, depth, least, penalty, draw.choice((0.6, 0.8, 1.0)), draw.choice((0.4, 0.6, 0.8, 1.0)))


ALGORITHM = Algorithm(
    name="xgboost",
    title=Words("XGBoost", "XGBoost"),
    help=Words(
        "Boosted trees with a second-order step and penalties on the leaves.",
        "2차 근사와 잎 벌점을 사용하는 부스팅 트리 모델입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("rounds", Words("Rounds", "반복 횟수"), 300, low=1, high=5000),
        Param("rate", Words("Learning rate", "학습률"), 0.06, low=0.001, high=1.0),
        Param("depth", Words("Depth", "깊이"), 5, low=1, high=16),
        Param("least_weight", Words("Least weight in a leaf", "잎의 최소 가중치"), 2.0, low=0.0, high=1e6),
        Param("penalty", Words("Penalty", "벌점"), 1.0, low=0.0, high=1e6),
        Param("rows", Words("Share of rows a tree sees", "트리마다 보는 행의 비율"), 0.9, low=0.1, high=1.0),
        Param("columns", Words("Share of columns a tree sees", "트리마다 보는 열의 비율"), 0.8, low=0.05, high=1.0),
    ),
    exact=False,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["rounds"]) * (2 + float(params["depth"])),  # each level looks at every row once
)
