"""Metrics of probabilities: is a row that is given 70 % right seven times in ten?"""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Numbers, Scored, Truth, probabilities, ratio


def _log_loss(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import log_loss

    given = probabilities(scores)
    return float(log_loss(truth, given, labels=range(given.shape[1])))


def _brier(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import brier_score_loss

    return float(brier_score_loss(truth, probabilities(scores)[:, 1], labels=[0, 1], pos_label=1))


def _log_loss_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    given = probabilities(scores)
    least = np.finfo(given.dtype).eps
    own = np.clip(given, least, 1 - least)[np.arange(len(truth)), truth.astype(np.int64)]
    return ratio(weights @ -np.log(own), weights.sum(axis=1))


def _brier_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return ratio(weights @ (probabilities(scores)[:, 1] - truth) ** 2, weights.sum(axis=1))


LOG_LOSS = Metric(
    "log_loss",
    Words("Log loss", "로그 손실"),
    frozenset({"binary", "multiclass"}),
    False,
    _log_loss,
    Words(
        "How surprised the model is by what happened; being sure and wrong costs most. 0 is perfect.",
        "실제 결과가 모델의 확률과 얼마나 다른지 나타냅니다. 확신했으나 틀린 경우의 벌점이 가장 큽니다. 0은 완벽입니다.",
    ),
    _log_loss_drawn,
    when=Words(
        "It matters when probabilities themselves are used, and a sure mistake is bad.",
        "확률 자체를 사용하며 확신한 오답이 치명적일 때 중요합니다.",
    ),
)
BRIER = Metric(
    "brier_score_loss",
    Words("Brier score", "브라이어 점수"),
    frozenset({"binary"}),
    False,
    _brier,
    Words(
        "The mean squared distance between the probability and what happened. 0 is perfect.",
        "확률과 실제 결과의 차이를 제곱하여 평균한 값입니다. 0은 완벽입니다.",
    ),
    _brier_drawn,
    when=Words(
        "It matters when probabilities themselves are used, such as to weigh costs.",
        "비용을 따지는 것처럼 확률 자체를 사용할 때 중요합니다.",
    ),
)
