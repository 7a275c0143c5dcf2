"""A rule list: if this, then that, else if …; the first rule that holds decides, and each can be read."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import boosting
from mlworkbench.stages.train.cards import readable
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.sampling import endless
from mlworkbench.stages.train.tails import Tail
from mlworkbench.stages.train.tails.listed import MOST_RULES, Bounds, Listed
from mlworkbench.stages.train.units import NEVER

LARGEST = float(np.finfo(np.float32).max)
SEEN = 10_000  # rows that candidates are drawn from; all rows judge them
WIDE = 60  # features up to which one tree looks at all of them
NARROW = 20  # features that the other trees look at in a node
NEARLY = 0.97  # a shorter rule is taken where it settles so much of what the best one does

Rule = tuple[Bounds, ...]


def fit(lesson: Lesson, params: Chosen) -> Listed:
    """Rule by rule, each the one that settles most of the rows left over. Source: Rivest 1987 for the model.

    Candidates are the ways to the nodes of small trees, grown on the rows left over and on features drawn at random.
    """
    features = np.clip(lesson.features, -LARGEST, LARGEST)
    sums = _sums(lesson)
    usual = sums.sum(axis=0)
    random = np.random.Generator(np.random.PCG64(lesson.seed))
    left = np.arange(len(lesson.target))
    least = max(1, int(float(params["least_share"]) * len(left)))
    enough = float(params["least_gain"]) * _loss(lesson, usual)
    rules: list[Rule] = []
    values = []
    while len(rules) < int(params["rules"]) and len(left) >= 2 * least:
        candidates = _candidates(lesson, features, left, least, int(params["candidates"]), random)
        rule, gain = _best(lesson, candidates, features[left], sums[left], least)
        if gain <= enough:
            break
        holds = holding(rule, features[left])
        rules.append(rule)
        values.append(_value(lesson, sums[left[holds]].sum(axis=0), usual))
        left = left[~holds]
    values.append(_value(lesson, sums[left].sum(axis=0), usual))
    return Listed(tuple(rules), np.array(values))


def holding(rule: Rule, features: Array) -> Array:
    """bool [N]: where all bounds hold."""
    return np.asarray(np.all([one.hold(features) for one in rule], axis=0))


# -- what rows are worth ---------------------------------------------------------------------------------------------------------


def _sums(lesson: Lesson) -> Array:
    """What is added up to know the loss of any rows: weight by class; or weight, and weighted target and its square, centred."""
    weights = np.ones(len(lesson.target)) if lesson.weights is None else lesson.weights
    if lesson.task != "regression":
        return np.asarray(np.eye(lesson.classes)[lesson.target] * weights[:, None])
    centred = lesson.target - _middle(lesson)
    return np.column_stack([weights, weights * centred, weights * centred**2])


def _middle(lesson: Lesson) -> float:
    return float(np.average(lesson.target, weights=lesson.weights))


def _loss(lesson: Lesson, sums: Array) -> float:
    """Log loss of rows by their own shares of classes, or squared loss about their own mean."""
    if lesson.task == "regression":
        return float(sums[2] - sums[1] ** 2 / sums[0]) if sums[0] > 0 else 0.0
    some = sums[sums > 0]
    return float(-some @ np.log(some / some.sum()))


def _told(lesson: Lesson, inside: Array, total: Array) -> float:
    """By how much these rows' own shares, or mean, are nearer to them than those of all."""
    if lesson.task == "regression":
        return float(inside[0] * (inside[1] / inside[0] - total[1] / total[0]) ** 2) if inside[0] > 0 else 0.0
    some = inside > 0
    return float(inside[some] @ np.log(inside[some] / inside.sum() * total.sum() / total[some]))


def _value(lesson: Lesson, sums: Array, usual: Array) -> Array:
    """The raw score of rows: log odds, log shares, or the mean; each as if there were one row more like all the others."""
    if lesson.task == "regression":
        return np.array([_middle(lesson) + sums[1] / (sums[0] + 1.0)])
    shares = (sums + usual / usual.sum()) / (sums.sum() + 1.0)
    logs = np.where(shares > 0, np.log(np.where(shares > 0, shares, 1.0)), NEVER)
    return np.array([logs[1] - logs[0]]) if lesson.task == "binary" else logs


# -- candidates ------------------------------------------------------------------------------------------------------------------


def _best(lesson: Lesson, rules: list[Rule], features: Array, sums: Array, least: int) -> tuple[Rule, float]:
    """The rule that settles most, and by how much it lowers the loss of these rows.

    What a rule takes no later one can refine. So it is judged by what it tells of the rows it takes, and by how many it leaves.
    Of rules that settle nearly as much the one with the fewest conditions is taken.
    """
    total = sums.sum(axis=0)
    settled, gains = [], []
    for rule in rules:
        holds = holding(rule, features)
        count, inside = int(holds.sum()), sums[holds].sum(axis=0)
        able = least <= count <= len(holds) - least
        settled.append(_told(lesson, inside, total) * (1 - count / len(holds)) if able else 0.0)
        gains.append(_loss(lesson, total) - _loss(lesson, inside) - _loss(lesson, total - inside))
    most = max(settled, default=0.0)
    if most <= 0:
        return (), 0.0
    near = [place for place, found in enumerate(settled) if found >= NEARLY * most]
    place = min(near, key=lambda at: (len(rules[at]), -settled[at], at))
    return rules[place], gains[place]


def _candidates(lesson: Lesson, features: Array, left: Array, least: int, count: int, random: np.random.Generator) -> list[Rule]:
    """The ways to every node but the root of trees of depth two, each rule once."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    rows = np.sort(random.choice(left, SEEN, replace=False)) if len(left) > SEEN else left
    width = features.shape[1]
    kind = DecisionTreeRegressor if lesson.task == "regression" else DecisionTreeClassifier
    gaps = np.isnan(features[rows]).any(axis=0)
    found: dict[Rule, None] = {}
    for number in range(count):
        lesson.pulse()
        tree = kind(
            criterion="squared_error" if lesson.task == "regression" else "log_loss",
            max_depth=2,
            min_samples_leaf=max(1, least * len(rows) // len(left)),
            max_features=None if number == 0 and width <= WIDE else min(NARROW, max(1, width // 2)),
            random_state=int(random.integers(2**31)),
        )
        weights = None if lesson.weights is None else lesson.weights[rows]
        tree.fit(features[rows], lesson.target[rows], sample_weight=weights)
        found.update(dict.fromkeys(rule for rule in _ways(tree.tree_, gaps) if _may_meet(rule, lesson)))
    return list(found)


def _ways(tree: Any, gaps: Array) -> Iterator[Rule]:
    """The conditions on the way to each node; a missing value meets one only where some were missing in training."""
    waiting: list[tuple[int, dict[int, Bounds]]] = [(0, {})]
    while waiting:
        node, met = waiting.pop()
        if met:
            yield tuple(met[feature] for feature in sorted(met))
        if tree.children_left[node] < 0:
            continue
        feature, border = int(tree.feature[node]), readable(float(tree.threshold[node]))
        goes_left = bool(tree.missing_go_to_left[node])
        before = met.get(feature, Bounds(feature, -np.inf, np.inf, bool(gaps[feature])))
        below = Bounds(feature, before.low, min(before.high, border), before.missing and goes_left)
        above = Bounds(feature, max(before.low, border), before.high, before.missing and not goes_left)
        waiting.append((int(tree.children_left[node]), met | {feature: below}))
        waiting.append((int(tree.children_right[node]), met | {feature: above}))


def _may_meet(rule: Rule, lesson: Lesson) -> bool:
    pairs = combinations([one.feature for one in rule], 2)
    return not lesson.interactions or all(any({*pair} <= {*group} for group in lesson.interactions) for pair in pairs)


# -- the part --------------------------------------------------------------------------------------------------------------------


def convert(model: Listed, lesson: Lesson) -> Tail:
    return model


def raw(model: Listed, lesson: Lesson, features: Array) -> Array:
    found = np.full(len(features), len(model.rules))
    for place in reversed(range(len(model.rules))):
        found[holding(model.rules[place], features)] = place
    return np.asarray(model.values[found])


def portfolio(shape: Shape) -> Iterator[Chosen]:
    """Lists of usual length and a long one, then draws from the usual ranges, always the same."""

    def one(rules: int, least_share: float, least_gain: float, candidates: int) -> Chosen:
        return {"rules": rules, "least_share": least_share, "least_gain": least_gain, "candidates": candidates}

    yield one(12, 0.02, 0.002, 20)
    yield one(24, 0.01, 0.0005, 20)
    for draw in endless("rule_list"):
        yield one(draw.whole(4, 30), draw.spread(0.005, 0.05), draw.spread(0.0002, 0.01), draw.whole(10, 40))


ALGORITHM = Algorithm(
    name="rule_list",
    title=Words("Rule list", "규칙 목록"),
    help=Words(
        "A short list of rules: the first one that holds decides. Easy to read and to follow by hand.",
        "짧은 규칙 목록입니다. 처음으로 맞는 규칙이 결과를 정합니다. 읽고 손으로 따라가기 쉽습니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(
        Param("rules", Words("Most rules", "최대 규칙 수"), 12, low=1, high=MOST_RULES),
        Param("least_share", Words("Least share of rows of a rule", "규칙의 최소 행 비율"), 0.02, low=0.0001, high=0.5),
        Param(
            "least_gain", Words("Least share of the loss it removes", "줄여야 하는 손실의 최소 비율"), 0.002, low=0.0, high=1.0
        ),
        Param("candidates", Words("Small trees for each rule", "규칙마다 만드는 작은 트리 수"), 20, low=1, high=1000),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: float(params["rules"]) * float(params["candidates"]),
    explainable=True,
    weight=lambda shape, params: boosting.weight(shape, int(params["rules"]), 4, 2),
    space=(
        Span("rules", 4, 30, even=True),
        Span("least_share", 0.005, 0.05, even=True),
        Span("least_gain", 0.0002, 0.01, even=True),
    ),
    interactions=True,
)
