"""Explainable boosting: a curve a column and a few tables for pairs of columns, added up; each can be drawn and read."""

import warnings
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import LossName
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span, Weight
from mlworkbench.stages.train.sampling import endless
from mlworkbench.stages.train.tails import LT, Tail, Tree, Trees, tabled
from mlworkbench.stages.train.units import NEVER, spread

OBJECTIVES: dict[LossName, str] = {
    "squared": "rmse",
    "poisson": "poisson_deviance",
    "tweedie": "tweedie_deviance:variance_power={level}",
}
FEWEST = 100  # rows below which none are set aside to see when to stop
WATCHED_SHARE = 0.15
PATIENCE = 50  # rounds without a better score on the rows set aside
PAIRS = 3_000  # pairs of columns worth looking at before a fit
MOST_PAIRS, MOST_BAGS = 10, 2  # of what is tried by itself
LONGEST = 6.0  # seconds that a fit should take at most
COLUMN_NANOSECONDS, PAIR_NANOSECONDS = 6.0, 30.0  # for a row and a round, measured
CURVE_SHARE, TABLE_SHARE = 0.4, 0.65  # of bins and cells that have a leaf of their own, measured
STEP = 100.0  # rounds times learning rate: fewer rounds go with longer steps, at little cost


def fit(lesson: Lesson, params: Chosen) -> Any:
    """One thread, and no callback: the library starts a process for one. So a cancel is heard before and after the fit."""
    from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor

    warnings.filterwarnings("ignore", module=r"interpret\.")  # of what the library's own pictures leave out
    lesson.pulse()
    if any(lesson.monotone) and lesson.task == "multiclass":
        raise InputError("train.no_direction_of_classes")
    cells, target, weights = lesson.features, lesson.target, lesson.weights
    if weights is not None:  # the library takes none that are zero
        cells, target, weights = cells[weights > 0], target[weights > 0], weights[weights > 0]
    regression, few = lesson.task == "regression", len(target) < FEWEST
    if not regression and len(np.unique(target)) < 2:
        raise InputError("train.one_class")
    kind = ExplainableBoostingRegressor if regression else ExplainableBoostingClassifier
    width = lesson.features.shape[1]
    model = kind(
        objective=OBJECTIVES[lesson.loss].format(level=lesson.level) if regression else "log_loss",
        feature_types=["continuous"] * width,
        max_bins=int(params["bins"]),
        max_interaction_bins=min(int(params["bins"]), int(params["pair_bins"])),
        interactions=min(int(params["pairs"]), width * (width - 1) // 2),
        exclude=_kept_apart(lesson),
        validation_size=0 if few else WATCHED_SHARE,
        outer_bags=1 if few else int(params["bags"]),
        learning_rate=float(params["rate"]),
        max_rounds=int(params["rounds"]),
        smoothing_rounds=min(int(params["smooth"]), int(params["rounds"]) // 2),
        interaction_smoothing_rounds=min(int(params["smooth"]), int(params["rounds"]) // 2),
        early_stopping_rounds=PATIENCE,
        min_samples_leaf=int(params["least_rows"]),
        monotone_constraints=list(lesson.monotone) if any(lesson.monotone) else None,
        n_jobs=1,
        random_state=lesson.seed % 2**31,
    )
    try:
        fitted = model.fit(cells.astype(np.float64), target, sample_weight=weights)
    except MemoryError:
        raise
    except Exception as reason:  # what its C++ code refuses is told by bare exceptions
        raise InputError("train.library_refused", reason=str(reason)[:300]) from reason
    lesson.pulse()
    return fitted


def _kept_apart(lesson: Lesson) -> list[tuple[int, int]] | None:
    """Pairs of features that no group holds together."""
    if not lesson.interactions:
        return None
    together = {pair for group in lesson.interactions for pair in combinations(sorted(group), 2)}
    return [pair for pair in combinations(range(lesson.features.shape[1]), 2) if pair not in together]


def convert(model: Any, lesson: Lesson) -> Tail:
    """Each term becomes a tree an output; the last cell a dimension is for categories, which there are none of."""
    base = np.asarray(model.intercept_, dtype=np.float64).reshape(-1)
    trees = tuple(tree for number in range(len(model.term_features_)) for tree in _trees(model, lesson, number, len(base)))
    if lesson.task != "multiclass":
        return Trees(trees, LT, base)
    if len(base) == 1:  # two classes alone are boosted as one margin
        base = np.array([0.0, base[0]])
    return Trees(trees, LT, spread(base, model.classes_, lesson.classes, NEVER))


def _trees(model: Any, lesson: Lesson, number: int, outputs: int) -> Iterator[Tree]:
    features = model.term_features_[number]
    cuts = [model.bins_[feature][min(len(model.bins_[feature]), len(features)) - 1] for feature in features]
    table = model.term_scores_[number][(slice(-1),) * len(features)].reshape(*(len(one) + 2 for one in cuts), outputs)
    for output in range(outputs):
        target = 0
        if lesson.task == "multiclass":
            target = int(model.classes_[output if outputs > 1 else 1])
        yield tabled(target, features, cuts, table[..., output])


def raw(model: Any, lesson: Lesson, features: Array) -> Array:
    found = np.asarray(model._predict_score(features.astype(np.float64))).reshape(len(features), -1)
    if lesson.task != "multiclass":
        return found
    if found.shape[1] == 1:
        found = np.column_stack([np.zeros(len(found)), found])
    return spread(found, model.classes_, lesson.classes, NEVER)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """A quick one, the same with pairs, then draws from the usual ranges, always the same."""
    rounds = _rounds(shape)
    rate = round(min(0.3, max(0.05, STEP / rounds)), 3)
    many = shape.features * (shape.features - 1) // 2 > PAIRS

    def one(bins: int, pairs: int, bags: int, rate: float, least_rows: int) -> Chosen:
        told: Chosen = {"bins": bins, "pairs": 0 if many else pairs, "pair_bins": 32, "bags": bags, "rate": rate}
        return told | {"rounds": rounds, "smooth": 25, "least_rows": least_rows}

    yield one(256, 0, 1, rate, 4)
    yield one(256, 10, 2, rate, 4)
    for draw in endless("explainable_boosting"):
        bins, pairs, bags = draw.whole(32, 512), draw.whole(2, MOST_PAIRS), draw.whole(1, MOST_BAGS)
        yield one(bins, pairs, bags, round(min(0.3, rate * draw.spread(0.5, 2.0)), 4), draw.whole(2, 30))


def _rounds(shape: Shape) -> int:
    """So many that a fit with the most pairs takes seconds: nothing stops it on the way."""
    step = shape.rows * (COLUMN_NANOSECONDS * shape.features + PAIR_NANOSECONDS * MOST_PAIRS)
    work = step * MOST_BAGS * (shape.classes if shape.classes > 2 else 1)
    return int(min(2000, max(150, LONGEST * 1e9 / max(work, 1))))


def weight(shape: Shape, params: Chosen) -> Weight:
    """By the leaves of curves and tables, of which neighbours of the same value are one."""
    pairs = min(int(params["pairs"]), shape.features * (shape.features - 1) // 2)
    bins = min(int(params["bins"]), shape.rows)
    leaves = CURVE_SHARE * shape.features * bins + TABLE_SHARE * pairs * min(int(params["pair_bins"]), bins) ** 2
    return boosting.weight(shape, shape.features + pairs, round(leaves / (shape.features + pairs)), 8)


ALGORITHM = Algorithm(
    name="explainable_boosting",
    title=Words("Explainable boosting", "설명 가능한 부스팅"),
    help=Words(
        "Learns one curve for each column and small tables for a few pairs of columns, and adds them up.",
        "열마다 곡선 하나와 몇몇 열 쌍의 작은 표를 학습해 더하는 모델입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("bins", Words("Most bins of a column", "열의 최대 구간 수"), 256, low=3, high=1024),
        Param("pairs", Words("Pairs of columns", "열 쌍의 수"), 0, low=0, high=100),
        Param("pair_bins", Words("Most bins of a column in a pair", "쌍에서 열의 최대 구간 수"), 32, low=3, high=256),
        Param("bags", Words("Fits that are averaged", "평균할 학습 횟수"), 1, low=1, high=32),
        Param("rate", Words("Learning rate", "학습률"), 0.05, low=0.001, high=1.0),
        Param("rounds", Words("Most rounds", "최대 반복 횟수"), 2000, low=1, high=50_000),
        Param("smooth", Words("Smoothing rounds", "평활화 반복 횟수"), 25, low=0, high=5000),
        Param("least_rows", Words("Least rows in a leaf", "잎의 최소 행 수"), 4, low=1, high=100_000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["bags"]) * float(params["rounds"]) * (10 + 5 * float(params["pairs"])),
    explainable=True,
    weight=weight,
    space=(
        Span("bins", 32, 512, even=True),
        Span("pairs", 0, MOST_PAIRS),
        Span("bags", 1, MOST_BAGS),
        Span("rate", 0.03, 0.3, even=True),
        Span("least_rows", 2, 30, even=True),
    ),
    losses=frozenset(OBJECTIVES),
    monotone=True,
    interactions=True,
)
