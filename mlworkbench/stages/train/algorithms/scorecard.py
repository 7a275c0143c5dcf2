"""A scorecard: points for the bin that each column falls in, added up to a score that stands for the odds of a class."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.cards import Scale, readable
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.sampling import endless
from mlworkbench.stages.train.tails import LT, Tail, Trees, tabled

HALF = 0.5  # rows of each class that every bin has besides its own: no bin is certain
LARGEST = float(np.finfo(np.float32).max)
LARGEST_MARGIN = 700.0


@dataclass(frozen=True)
class Characteristic:
    """A feature, the borders of its bins, and the log odds that each adds: for a missing value, then bin after bin.

    `gain` is its information value.
    """

    feature: int
    cuts: Array
    odds: Array
    gain: float


@dataclass(frozen=True)
class Card:
    base: float
    characteristics: tuple[Characteristic, ...]


def fit(lesson: Lesson, params: Chosen) -> Card:
    """Weight of evidence for each bin, logistic regression on it, and points. Source: Siddiqi 2006.

    No factor is below zero, so that what a bin adds has the sign of its evidence, and a constraint on the bins holds for the sum.
    """
    weights = np.ones(len(lesson.target)) if lesson.weights is None else lesson.weights
    prior = _log_odds(float(weights @ (lesson.target == 1)), float(weights @ (lesson.target == 0)))
    found: list[tuple[Characteristic, Array]] = []
    for feature in range(lesson.features.shape[1]):
        lesson.pulse()
        one = _characteristic(lesson, weights, feature, params, prior)
        if one is not None:
            found.append((one, one.odds[places(lesson.features[:, feature], one.cuts)]))
    found = sorted(found, key=lambda one: -one[0].gain)[: int(params["columns"])]
    base, factors = _factors(lesson, [column for _, column in found], weights, prior, float(params["strength"]))
    used = [(one, factor) for (one, _), factor in zip(found, factors, strict=True) if factor > 0]
    card = Card(base, tuple(replace(one, odds=one.odds * factor) for one, factor in used))
    return _pointed(card, Scale.of(params)) if params["whole"] else card


def places(values: Array, cuts: Array) -> Array:
    """0 for a missing value, else 1 and how many of the borders are reached."""
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(cuts, values.astype(np.float64), side="right"))


def _log_odds(positive: float, negative: float) -> float:
    return float(np.log((positive + HALF) / (negative + HALF)))


def _characteristic(lesson: Lesson, weights: Array, feature: int, params: Chosen, prior: float) -> Characteristic | None:
    """The bins of a feature and their weight of evidence; None where its information value is too small."""
    values = lesson.features[:, feature]
    bound = lesson.monotone[feature] if lesson.monotone else 0
    there = ~np.isnan(values)
    if not there.any():
        return None
    way = bound or (_way(values[there], lesson.target[there], weights[there]) if params["monotone"] else 0)
    cuts = _cuts(values[there], lesson.target[there], weights[there], way, params)
    place = places(values, cuts)
    positive = np.bincount(place, weights * (lesson.target == 1), minlength=len(cuts) + 2)
    negative = np.bincount(place, weights * (lesson.target == 0), minlength=len(cuts) + 2)
    share = 1.0 / (1.0 + np.exp(-prior))
    odds = np.log((positive + share) / (negative + 1 - share)) - prior  # one row of the usual odds besides its own
    if way:
        odds[1:] = _ordered(odds[1:], (positive + negative)[1:], way)
    gain = float((positive / max(positive.sum(), HALF) - negative / max(negative.sum(), HALF)) @ odds)
    return Characteristic(feature, cuts, odds, gain) if gain >= float(params["least_value"]) else None


def _way(values: Array, target: Array, weights: Array) -> int:
    """1 where larger values go with the positive class, else -1: by the weighted covariance of ranks."""
    ranks = np.unique(values, return_inverse=True)[1].astype(np.float64)
    centred = ranks - np.average(ranks, weights=weights)
    return 1 if float((weights * centred) @ target) >= 0 else -1


def _cuts(values: Array, target: Array, weights: Array, way: int, params: Chosen) -> Array:
    """Borders found by a small tree on the target: each bin holds at least its share of the rows."""
    from sklearn.tree import DecisionTreeClassifier

    tree = DecisionTreeClassifier(
        max_leaf_nodes=int(params["bins"]),
        min_samples_leaf=max(1, int(float(params["least_share"]) * len(target))),
        monotonic_cst=[way] if way else None,
        random_state=0,
    )
    tree.fit(np.clip(values, -LARGEST, LARGEST).reshape(-1, 1), target, sample_weight=weights)
    inner = tree.tree_.children_left >= 0
    return np.unique([readable(float(one)) for one in tree.tree_.threshold[inner]])


def _ordered(odds: Array, weights: Array, way: int) -> Array:
    from scipy.optimize import isotonic_regression

    return np.asarray(isotonic_regression(odds, weights=np.maximum(weights, HALF), increasing=way > 0).x)


def _factors(
    lesson: Lesson, columns: Sequence[Array], weights: Array, prior: float, strength: float
) -> tuple[float, Sequence[float]]:
    """Base and factors of least log loss with a penalty on the factors' squares, none of them below zero."""
    from scipy.optimize import minimize

    if not columns:
        return prior, ()
    evidence = np.column_stack(columns)
    sign = np.where(lesson.target == 1, 1.0, -1.0)

    def cost(point: Array) -> tuple[float, Array]:
        lesson.pulse()
        margin = sign * (evidence @ point[1:] + point[0])
        slope = -sign * weights / (1.0 + np.exp(np.clip(margin, -LARGEST_MARGIN, LARGEST_MARGIN)))
        penalty = float(point[1:] @ point[1:]) / (2 * strength)
        total = float(weights @ np.logaddexp(0.0, -margin)) + penalty
        return total, np.concatenate([[slope.sum()], evidence.T @ slope + point[1:] / strength])

    start = np.concatenate([[prior], np.full(evidence.shape[1], 1.0 / evidence.shape[1])])
    bounds = [(None, None), *[(0.0, None)] * evidence.shape[1]]
    found = minimize(cost, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500})
    return float(found.x[0]), [float(one) for one in found.x[1:]]


def _pointed(card: Card, scale: Scale) -> Card:
    """The same card in whole points: what a person adds up by hand is what the model computes."""
    ones = tuple(replace(one, odds=np.round(one.odds * scale.factor) / scale.factor) for one in card.characteristics)
    return Card((round(card.base * scale.factor + scale.offset) - scale.offset) / scale.factor, ones)


def convert(card: Card, lesson: Lesson) -> Tail:
    trees = tuple(tabled(0, (one.feature,), (one.cuts,), one.odds) for one in card.characteristics)
    return Trees(trees, LT, np.array([card.base]))


def raw(card: Card, lesson: Lesson, features: Array) -> Array:
    total = np.full(len(features), card.base)
    for one in card.characteristics:
        total += one.odds[places(features[:, one.feature], one.cuts)]
    return total.reshape(-1, 1)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """Usual bins, the same in one direction only, then draws from the usual ranges, always the same."""

    def one(bins: int, least_share: float, least_value: float, strength: float, monotone: bool) -> Chosen:
        told = {"bins": bins, "least_share": least_share, "least_value": least_value, "columns": 20, "strength": strength}
        return told | {"monotone": monotone} | POINTS

    yield one(6, 0.05, 0.02, 10.0, False)
    yield one(6, 0.05, 0.02, 10.0, True)
    for draw in endless("scorecard"):
        bins, share, value = draw.whole(3, 12), draw.spread(0.01, 0.1), draw.spread(0.005, 0.05)
        yield one(bins, share, value, draw.spread(0.1, 100.0), draw.choice((0, 1)) == 1)


POINTS: Chosen = {"base_points": 600.0, "base_odds": 50.0, "double": 20.0, "against": False, "whole": True}
ALGORITHM = Algorithm(
    name="scorecard",
    title=Words("Scorecard", "스코어카드"),
    help=Words(
        "Points for the range each column falls in, added up. Whole points, so that a person can add them up by hand.",
        "열의 값이 속한 구간마다 점수를 주어 더합니다. 점수가 정수라서 손으로도 더할 수 있습니다.",
    ),
    tasks=frozenset({"binary"}),
    family="tree",
    params=(
        Param("bins", Words("Most bins of a column", "열의 최대 구간 수"), 6, low=2, high=50),
        Param("least_share", Words("Least share of rows in a bin", "구간의 최소 행 비율"), 0.05, low=0.0001, high=0.5),
        Param("least_value", Words("Least information value", "최소 정보 가치(IV)"), 0.02, low=0.0, high=10.0),
        Param("columns", Words("Most columns", "최대 열 수"), 20, low=1, high=1000),
        Param("strength", Words("Freedom (C)", "자유도(C)"), 10.0, low=1e-6, high=1e6),
        Param("monotone", Words("Points in one direction only", "점수를 한 방향으로만"), False),
        Param("base_points", Words("Points at the base odds", "기준 오즈의 점수"), 600.0, low=-1e6, high=1e6),
        Param("base_odds", Words("Base odds (to 1)", "기준 오즈(대 1)"), 50.0, low=1e-6, high=1e6),
        Param("double", Words("Points that double the odds", "오즈가 두 배 되는 점수"), 20.0, low=0.1, high=1e5),
        Param("against", Words("Points speak against the class that is looked for", "점수가 높을수록 양성 범주가 아님"), False),
        Param("whole", Words("Whole points", "정수 점수"), True),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 1.0,
    explainable=True,
    weight=lambda shape, params: boosting.weight(shape, min(int(params["columns"]), shape.features), int(params["bins"]) + 1, 3),
    space=(
        Span("bins", 3, 12, even=True),
        Span("least_share", 0.01, 0.1, even=True),
        Span("least_value", 0.005, 0.05, even=True),
        Span("strength", 0.1, 100.0, even=True),
        Span("monotone", options=(False, True)),
    ),
    monotone=True,
    interactions=True,
)
