"""XGBoost: gradient boosting with a second-order step and penalties on the leaves."""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting, ubjson
from mlworkbench.stages.train.boosting import Boosted, Pulse, Watch
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import LT, Tail, Tree, Trees

BINS = 256
OBJECTIVES = {
    "binary": ("binary:logistic", "logloss"),
    "multiclass": ("multi:softprob", "mlogloss"),
    "squared": ("reg:squarederror", "rmse"),
    "absolute": ("reg:absoluteerror", "mae"),
    "quantile": ("reg:quantileerror", "quantile"),
    "poisson": ("count:poisson", "poisson-nloglik"),
    "tweedie": ("reg:tweedie", "tweedie-nloglik@{level}"),
}
NEARLY_SURE = np.float32(1e-6)  # the library holds a start that is a probability this far from 0 and 1


def fit(lesson: Lesson, params: Chosen) -> Boosted:
    import xgboost

    boosting.require_counts(lesson)
    scale, watch = boosting.scale_of(lesson), Watch(float(params["rate"]))
    target = scale.inside(lesson.target)
    rows = xgboost.QuantileDMatrix(lesson.features, target, weight=lesson.weights, max_bin=BINS, nthread=1)
    watched = []
    if lesson.watched is not None:
        seen = lesson.watched
        watched = [(xgboost.DMatrix(seen.features, scale.inside(seen.target), weight=seen.weights, nthread=1), "watched")]
        watch = Watch(float(params["rate"]), scale.scale)
    step = partial(_step, lesson, target) if boosting.stepwise(lesson) else None
    settings = _settings(lesson, params)
    told = [_listener(lesson, watch)]
    booster = xgboost.train(settings, rows, int(params["rounds"]), evals=watched, verbose_eval=False, callbacks=told, obj=step)
    return Boosted(booster, booster.num_boosted_rounds(), tuple(watch.losses), scale.centre, scale.scale)


def _settings(lesson: Lesson, params: Chosen) -> dict[str, Any]:
    objective, metric = OBJECTIVES[lesson.loss if lesson.task == "regression" else lesson.task]
    settings: dict[str, Any] = {
        "objective": objective,
        "eval_metric": metric.format(level=lesson.level),
        "eta": float(params["rate"]),
        "max_depth": int(params["depth"]),
        "min_child_weight": float(params["least_weight"]),
        "lambda": float(params["penalty"]),
        "subsample": float(params["rows"]),
        "colsample_bytree": float(params["columns"]),
        "tree_method": "hist",
        "max_bin": BINS,
        "nthread": 1,
        "seed": lesson.seed,
        "verbosity": 0,
    }
    if lesson.task == "multiclass":
        settings["num_class"] = lesson.classes
    if lesson.task == "regression":
        settings |= _of_loss(lesson)
    if any(lesson.monotone):
        settings["monotone_constraints"] = str(tuple(lesson.monotone))
    if lesson.interactions:
        settings["interaction_constraints"] = json.dumps(boosting.groups(lesson))
    return settings


def _of_loss(lesson: Lesson) -> dict[str, Any]:
    """Plain steps start from zero, which is where the target's scale has its quantile."""
    if lesson.loss == "tweedie":
        return {"tweedie_variance_power": lesson.level}
    found: dict[str, Any] = {"quantile_alpha": lesson.level} if lesson.loss == "quantile" else {}
    if boosting.stepwise(lesson):
        found |= {"objective": "reg:squarederror", "base_score": 0.0}
    return found


def _step(lesson: Lesson, target: Array, raw: Array, rows: Any) -> tuple[Array, Array]:
    return boosting.pinball_gradient(boosting.level_of(lesson), target, raw, lesson.weights)


def _listener(lesson: Lesson, watch: Watch) -> Any:
    from xgboost.callback import TrainingCallback

    pulse = Pulse(lesson)

    class Listener(TrainingCallback):
        def after_iteration(self, model: Any, epoch: int, evals_log: Any) -> bool:
            """Let the owner of the lesson speak, then say whether the fit should end."""
            pulse()
            if not evals_log:
                return False
            (found,) = evals_log["watched"].values()
            return watch.hear(found[-1])

    return Listener()


def convert(model: Boosted, lesson: Lesson) -> Tail:
    learner = ubjson.read(bytes(model.booster[: model.rounds].save_raw("ubj")))["learner"]
    boosted = learner["gradient_booster"]["model"]
    trees = tuple(_tree(tree, output, model.scale) for tree, output in zip(boosted["trees"], boosted["tree_info"], strict=True))
    base = _base(learner["learner_model_param"]["base_score"], lesson)
    return Trees(trees, LT, base * model.scale + model.centre)


def _base(text: str, lesson: Lesson) -> Array:
    """The start of the sums; for two classes it is stored as a probability, for counts as their mean."""
    found = np.array(json.loads(text.lower()), dtype=np.float32).reshape(-1)
    if lesson.task == "binary":
        held = np.clip(found, NEARLY_SURE, 1 - NEARLY_SURE)
        return np.asarray(-np.log(1 / held - 1)).astype(np.float64)
    if lesson.task == "regression" and lesson.loss in boosting.LINKED:
        return np.asarray(np.log(found.astype(np.float64)))
    return np.resize(found.astype(np.float64), lesson.classes if lesson.task == "multiclass" else 1)


def _tree(tree: dict[str, Any], output: int, scale: float) -> Tree:
    """Splits and leaves are float32 in the library; as float64 they are the same numbers."""
    left, values = tree["left_children"].astype(np.int64), tree["split_conditions"].astype(np.float64)
    return Tree(
        output=output,
        feature=tree["split_indices"].astype(np.int64),
        split=values,
        left=left,
        right=tree["right_children"].astype(np.int64),
        missing_left=tree["default_left"].astype(bool),
        value=np.where(left < 0, values * scale, 0.0),
    )


def raw(model: Boosted, lesson: Lesson, features: Array) -> Array:
    import xgboost

    rows, used = xgboost.DMatrix(features, nthread=1), (0, model.rounds)
    found = model.booster.predict(rows, output_margin=True, iteration_range=used).astype(np.float64)
    return np.asarray(found.reshape(len(features), -1) * model.scale + model.centre)


def weight(shape: Shape, params: Chosen) -> Weight:
    """Few trees fill all leaves that their depth allows: measured, the number of leaves doubles with every 1.4 levels."""
    depth, least = int(params["depth"]), max(1.0, float(params["least_weight"]))
    leaves = max(1, int(min(2**depth, 2 ** (0.7 * depth + 1.2), shape.rows / (2 * least))))
    return boosting.weight(shape, int(params["rounds"]), leaves, depth)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """The configurations that do well on most data, and a few that differ from them."""

    def one(rounds: int, rate: float, depth: int, least_weight: float, penalty: float, rows: float, columns: float) -> Chosen:
        return {
            "rounds": boosting.capped(shape, rounds),
            "rate": boosting.paced(shape, rounds, rate),
            "depth": depth,
            "least_weight": least_weight,
            "penalty": penalty,
            "rows": rows,
            "columns": columns,
        }

    yield one(3000, 0.05, 6, 2.0, 1.0, 0.9, 0.8)
    yield one(2000, 0.03, 9, 5.0, 3.0, 0.8, 0.5)
    yield one(2000, 0.08, 4, 3.0, 1.0, 0.8, 0.6)
    yield one(2000, 0.03, 7, 20.0, 10.0, 0.7, 0.4)
    yield one(3000, 0.06, 2, 1.0, 1.0, 0.9, 0.8)
    yield one(2000, 0.05, 10, 1.0, 20.0, 0.6, 0.7)
    yield one(3000, 0.05, 5, 1.0, 1.0, 0.9, 1.0)
    yield one(3000, 0.05, 7, 1.0, 1.0, 0.7, 0.8)


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
    space=(
        Span("depth", 3, 10),
        Span("rate", 0.02, 0.2, even=True),
        Span("least_weight", 1.0, 100.0, even=True),
        Span("penalty", 0.01, 100.0, even=True),
        Span("rows", 0.5, 1.0),
        Span("columns", 0.3, 1.0),
    ),
    losses=frozenset({"squared", "absolute", "quantile", "poisson", "tweedie"}),
    monotone=True,
    interactions=True,
    weight=weight,
    refuses=boosting.refuses,
    rounds="rounds",
    curve=lambda model: model.losses,
    cut=boosting.cut,
)
