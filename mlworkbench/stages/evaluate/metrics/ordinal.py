"""Metrics of classes that stand in an order: a near miss is better than a far one."""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Numbers, Scored, Truth, labels, ratio, undefined

MULTICLASS = frozenset({"multiclass"})
ORDERED = frozenset({"ordered"})


def _kappa_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    """1 − squared misses / those of chance with the same classes on both sides, which sums of squares tell without a table."""
    called, rows = labels(scores), weights.sum(axis=1)
    missed = weights @ (truth - called).astype(np.float64) ** 2
    squares = weights @ (truth.astype(np.float64) ** 2 + called.astype(np.float64) ** 2)
    by_chance = rows * squares - 2 * (weights @ truth) * (weights @ called)
    return 1 - ratio(missed * rows, by_chance)


def _kappa(truth: Truth, scores: Scored) -> float:
    """Cohen, Weighted kappa, 1968, with squared weights."""
    found = float(_kappa_drawn(truth, scores, np.ones((1, len(truth))))[0])
    if not np.isfinite(found):
        raise undefined("quadratic_weighted_kappa", len(truth))
    return found


def _rank_error(truth: Truth, scores: Scored) -> float:
    return float(np.mean(np.abs(truth - labels(scores))))


def _rank_error_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return ratio(weights @ np.abs(truth - labels(scores)), weights.sum(axis=1))


QUADRATIC_KAPPA = Metric(
    "quadratic_weighted_kappa",
    Words("Weighted kappa", "가중 카파"),
    MULTICLASS,
    True,
    _kappa,
    Words(
        "How far predicted classes agree with the true ones beyond chance; a miss by two steps costs four times one by one step.",
        "예측 범주가 우연을 넘어 실제와 일치하는 정도입니다. 두 단계 틀리면 한 단계 틀린 것보다 벌점이 네 배입니다.",
    ),
    _kappa_drawn,
    when=Words("It matters when classes have an order, such as grades.", "등급처럼 범주에 순서가 있을 때 알맞습니다."),
    fits=ORDERED,
)
RANK_ERROR = Metric(
    "mean_absolute_rank_error",
    Words("Mean steps off", "평균 단계 오차"),
    MULTICLASS,
    False,
    _rank_error,
    Words(
        "By how many steps of the order predictions miss, on average.",
        "예측이 실제와 평균 몇 단계 벗어나는지 나타냅니다.",
    ),
    _rank_error_drawn,
    when=Words("It matters when each step off costs the same.", "한 단계 벗어날 때마다 비용이 같을 때 알맞습니다."),
    fits=ORDERED,
)
