"""LightGBM: gradient boosting that always splits the leaf that gains most, so that trees grow deep where it pays."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import boosters
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.boosting import Boosted, Pulse, Watch
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.tails import LEQ, Tail, Tree, Trees

OBJECTIVES = {
    "binary": ("binary", "binary_logloss"),
    "multiclass": ("multiclass", "multi_logloss"),
    "squared": ("regression", "rmse"),
    "absolute": ("regression_l1", "l1"),
    "quantile": ("quantile", "quantile"),
    "poisson": ("poisson", "poisson"),
    "tweedie": ("tweedie", "tweedie"),
}
ZERO = float(np.float32(1e-35))  # the library takes values up to here, both sides, for zero
DEEPEST = 200
DEFAULT_LEFT, MISSING_KIND, MISSING_IS_NAN = 2, 12, 8  # bits of a decision
FIELD = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)


def fit(lesson: Lesson, params: Chosen) -> Boosted:
    library = boosters.lightgbm()
    boosting.require_counts(lesson)
    try:
        return _fitted(library, lesson, params)
    except library.basic.LightGBMError as reason:
        raise InputError("train.library_refused", reason=str(reason)[:300]) from reason


def _fitted(library: Any, lesson: Lesson, params: Chosen) -> Boosted:
    settings, scale = _settings(lesson, params), boosting.scale_of(lesson)
    rows = library.Dataset(lesson.features, scale.inside(lesson.target), weight=lesson.weights, params=settings)
    booster = library.Booster(settings, rows)
    if lesson.watched is not None:
        seen = lesson.watched
        booster.add_valid(rows.create_valid(seen.features, scale.inside(seen.target), weight=seen.weights), "watched")
    watch, pulse = Watch(float(params["rate"]), scale.scale), Pulse(lesson)
    step = _step(lesson) if boosting.stepwise(lesson) else None
    for _ in range(int(params["rounds"])):
        ended = booster.update(fobj=step)
        pulse()
        if ended or (lesson.watched is not None and watch.hear(booster.eval_valid()[0][2])):
            break
    rounds = booster.current_iteration()
    return Boosted(booster, rounds, tuple(watch.losses), scale.centre, scale.scale)


def _settings(lesson: Lesson, params: Chosen) -> dict[str, Any]:
    objective, metric = OBJECTIVES[lesson.loss if lesson.task == "regression" else lesson.task]
    settings: dict[str, Any] = {
        "objective": "none" if boosting.stepwise(lesson) else objective,
        "metric": metric,
        "learning_rate": float(params["rate"]),
        "num_leaves": int(params["leaves"]),
        "max_depth": DEEPEST,
        "min_data_in_leaf": int(params["least_rows"]),
        "lambda_l2": float(params["penalty"]),
        "bagging_fraction": float(params["rows"]),
        "bagging_freq": 1 if float(params["rows"]) < 1 else 0,
        "feature_fraction": float(params["columns"]),
        "extra_trees": bool(params["random_splits"]),
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
        "seed": lesson.seed,
        "verbosity": -1,
    }
    if lesson.task == "multiclass":
        settings["num_class"] = lesson.classes
    if lesson.loss == "quantile":
        settings["alpha"] = lesson.level
    if lesson.loss == "tweedie":
        settings["tweedie_variance_power"] = lesson.level
    if any(lesson.monotone):
        settings["monotone_constraints"] = list(lesson.monotone)
        settings["monotone_constraints_method"] = "intermediate"
    if lesson.interactions:
        settings["interaction_constraints"] = boosting.groups(lesson)
    return settings


def _step(lesson: Lesson) -> Any:
    level = boosting.level_of(lesson)

    def step(raw: Array, rows: Any) -> tuple[Array, Array]:
        return boosting.pinball_gradient(level, rows.get_label(), raw, lesson.weights)

    return step


def convert(model: Boosted, lesson: Lesson) -> Tail:
    text = model.booster.model_to_string(num_iteration=model.rounds, importance_type="split")
    _, *pieces = text.partition("\nend of trees")[0].split("\nTree=")
    outputs = lesson.classes if lesson.task == "multiclass" else 1
    trees = tuple(_tree(dict(FIELD.findall(piece)), number % outputs, model.scale) for number, piece in enumerate(pieces))
    return Trees(trees, LEQ, np.full(outputs, model.centre))


def _tree(told: dict[str, str], output: int, scale: float) -> Tree:
    """The library numbers inner nodes and leaves apart, a leaf as -1 - number; here leaves come behind the inner nodes."""

    def inner(name: str, kind: Any) -> Array:
        return np.concatenate([np.array(told.get(name, "").split(), dtype=kind)[:nodes], np.zeros(leaves, dtype=kind)])

    def child(name: str) -> Array:
        to = inner(name, np.int64)
        to = np.where(to < 0, nodes - 1 - to, to)
        to[nodes:] = -1
        return to

    leaves = int(told["num_leaves"])
    nodes = leaves - 1
    split, decision = inner("threshold", np.float64), inner("decision_type", np.int64)
    by_choice = (decision & MISSING_KIND) == MISSING_IS_NAN
    return Tree(
        output=output,
        feature=inner("split_feature", np.int64),
        split=_split(split),
        left=child("left_child"),
        right=child("right_child"),
        missing_left=np.where(by_choice, (decision & DEFAULT_LEFT) > 0, split >= 0),
        value=np.concatenate([np.zeros(nodes), np.array(told["leaf_value"].split(), dtype=np.float64) * scale]),
    )


def _split(split: Array) -> Array:
    """The splits for values as they are, where the library compares values of which those within ±ZERO were set to zero.

    A split within the gap lets all of it pass if zero does, else none of it; a missing value of a column that had none is zero.
    """
    passing = np.where((split >= 0) & (split < ZERO), ZERO, split)
    return np.where((split < 0) & (split >= -ZERO), np.nextafter(-ZERO, -np.inf), passing)


def raw(model: Boosted, lesson: Lesson, features: Array) -> Array:
    found = np.asarray(model.booster.predict(features, raw_score=True, num_iteration=model.rounds, num_threads=1))
    return np.asarray(found.reshape(len(features), -1) * model.scale + model.centre)


def weight(shape: Shape, params: Chosen) -> Weight:
    leaves = max(1, min(int(params["leaves"]), shape.rows // (2 * int(params["least_rows"]))))
    return boosting.weight(shape, int(params["rounds"]), leaves, boosting.depth_of(leaves))


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """The configurations that do well on most data, and a few that differ from them."""

    def one(
        rounds: int, rate: float, leaves: int, least_rows: int, penalty: float, rows: float, columns: float, random: bool = False
    ) -> Chosen:
        return {
            "rounds": boosting.capped(shape, rounds),
            "rate": boosting.paced(shape, rounds, rate),
            "leaves": leaves,
            "least_rows": least_rows,
            "penalty": penalty,
            "rows": rows,
            "columns": columns,
            "random_splits": random,
        }

    yield one(3000, 0.05, 31, 20, 1.0, 0.9, 0.8)
    yield one(2000, 0.03, 127, 20, 5.0, 0.8, 0.5)
    yield one(2500, 0.05, 63, 10, 1.0, 1.0, 0.8, True)
    yield one(2500, 0.08, 8, 20, 1.0, 0.8, 0.6)
    yield one(2000, 0.03, 48, 100, 20.0, 0.7, 0.4)
    yield one(1500, 0.05, 255, 5, 0.1, 0.9, 0.6)
    yield one(3000, 0.05, 31, 5, 1.0, 0.9, 1.0)
    yield one(3000, 0.05, 31, 5, 1.0, 0.7, 1.0)
    yield one(3000, 0.05, 63, 5, 1.0, 0.7, 0.8)


ALGORITHM = Algorithm(
    name="lightgbm",
    title=Words("LightGBM", "LightGBM"),
    help=Words(
        "Boosted trees that grow deep where it pays most.",
        "이득이 가장 큰 잎부터 깊게 키우는 부스팅 트리 모델입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("rounds", Words("Rounds", "반복 횟수"), 300, low=1, high=5000),
        Param("rate", Words("Learning rate", "학습률"), 0.06, low=0.001, high=1.0),
        Param("leaves", Words("Leaves a tree", "트리당 잎 수"), 31, low=2, high=1024),
        Param("least_rows", Words("Least rows in a leaf", "잎의 최소 행 수"), 20, low=1, high=100_000),
        Param("penalty", Words("Penalty", "벌점"), 1.0, low=0.0, high=1e6),
        Param("rows", Words("Share of rows a tree sees", "트리마다 보는 행의 비율"), 0.9, low=0.1, high=1.0),
        Param("columns", Words("Share of columns a tree sees", "트리마다 보는 열의 비율"), 0.8, low=0.05, high=1.0),
        Param("random_splits", Words("Splits at random places", "임의 위치에서 분기"), False),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["rounds"]) * (3 + float(np.log2(int(params["leaves"])))),
    space=(
        Span("leaves", 8, 255, even=True),
        Span("rate", 0.02, 0.2, even=True),
        Span("least_rows", 3, 200, even=True),
        Span("penalty", 0.01, 100.0, even=True),
        Span("rows", 0.5, 1.0),
        Span("columns", 0.3, 1.0),
        Span("random_splits", options=(False, True)),
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
