"""Metrics of decisions: how many classes are right, and which kind of mistake is made."""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Numbers, Scored, Truth, labels, present, ratio


def _accuracy(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import accuracy_score

    return float(accuracy_score(truth, labels(scores)))


def _balanced_accuracy(truth: Truth, scores: Scored) -> float:
    """The mean recall of the classes that occur: scikit-learn's figure without its warning about the others."""
    from sklearn.metrics import recall_score

    return float(
        recall_score(
            truth,
            labels(scores),
            labels=present(truth),
            average="macro",
            zero_division=0.0,
        )
    )


def _f1(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import f1_score

    return float(
        f1_score(
            truth,
            labels(scores),
            labels=[0, 1],
            pos_label=1,
            average="binary",
            zero_division=0.0,
        )
    )


def _f1_macro(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(truth, labels(scores), average="macro", zero_division=0.0))


def _precision(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import precision_score

    return float(
        precision_score(
            truth,
            labels(scores),
            labels=[0, 1],
            pos_label=1,
            average="binary",
            zero_division=0.0,
        )
    )


def _recall(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import recall_score

    return float(
        recall_score(
            truth,
            labels(scores),
            labels=[0, 1],
            pos_label=1,
            average="binary",
            zero_division=0.0,
        )
    )


def _counted(truth: Truth, scores: Scored, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """For each sample [B] and class [C]: rows that are of the class and called so, rows that are, rows that are called so."""
    called = labels(scores)
    classes = range(max(int(truth.max()), int(called.max()), 1) + 1)
    are = np.array([truth == one for one in classes], dtype=np.float64)
    say = np.array([called == one for one in classes], dtype=np.float64)
    return weights @ (are * say).T, weights @ are.T, weights @ say.T


def _accuracy_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, are, _ = _counted(truth, scores, weights)
    return ratio(hits.sum(axis=1), are.sum(axis=1))


def _balanced_accuracy_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, are, _ = _counted(truth, scores, weights)
    return ratio(ratio(hits, are, 0.0).sum(axis=1), (are > 0).sum(axis=1).astype(np.float64))


def _f1_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, are, say = (counts[:, 1] for counts in _counted(truth, scores, weights))
    return ratio(2 * hits, are + say, 0.0)


def _f1_macro_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    """scikit-learn's mean is over the classes that occur or are called."""
    hits, are, say = _counted(truth, scores, weights)
    return ratio(ratio(2 * hits, are + say, 0.0).sum(axis=1), (are + say > 0).sum(axis=1).astype(np.float64))


def _precision_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, _, say = _counted(truth, scores, weights)
    return ratio(hits[:, 1], say[:, 1], 0.0)


def _recall_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, are, _ = _counted(truth, scores, weights)
    return ratio(hits[:, 1], are[:, 1], 0.0)


ACCURACY = Metric(
    "accuracy",
    Words("Accuracy", "정확도"),
    frozenset({"binary", "multiclass"}),
    True,
    _accuracy,
    Words("The share of rows whose class is right.", "범주를 바르게 맞힌 행의 비율입니다."),
    _accuracy_drawn,
    when=Words(
        "It matters when classes are about equally common; with a rare class it looks good for doing nothing.",
        "범주의 수가 비슷할 때 알맞습니다. 드문 범주가 있으면 아무것도 하지 않아도 좋아 보입니다.",
    ),
)
BALANCED_ACCURACY = Metric(
    "balanced_accuracy",
    Words("Balanced accuracy", "균형 정확도"),
    frozenset({"binary", "multiclass"}),
    True,
    _balanced_accuracy,
    Words(
        "The share that is right within each class, averaged: rare classes count as much as common ones.",
        "범주마다 맞힌 비율을 구하여 평균한 값입니다. 드문 범주도 흔한 범주와 똑같이 반영됩니다.",
    ),
    _balanced_accuracy_drawn,
    when=Words(
        "It matters when a class is rare and each class is worth the same.",
        "드문 범주가 있고 모든 범주가 똑같이 중요할 때 알맞습니다.",
    ),
)
F1 = Metric(
    "f1",
    Words("F1", "F1"),
    frozenset({"binary"}),
    True,
    _f1,
    Words(
        "The harmonic mean of precision and recall of the positive class.",
        "양성 범주의 정밀도와 재현율의 조화 평균입니다.",
    ),
    _f1_drawn,
    when=Words(
        "It matters when misses and false alarms are about equally bad and positives are rare.",
        "놓침과 오경보가 비슷하게 나쁘고 양성이 드물 때 알맞습니다.",
    ),
)
F1_MACRO = Metric(
    "f1_macro",
    Words("F1 (mean of classes)", "F1 (범주 평균)"),
    frozenset({"multiclass"}),
    True,
    _f1_macro,
    Words(
        "F1 of each class, averaged: rare classes count as much as common ones.",
        "범주마다 F1을 구하여 평균한 값입니다. 드문 범주도 흔한 범주와 똑같이 반영됩니다.",
    ),
    _f1_macro_drawn,
    when=Words(
        "It matters when rare classes must be found, too.",
        "드문 범주도 찾아야 할 때 알맞습니다.",
    ),
)
PRECISION = Metric(
    "precision",
    Words("Precision", "정밀도"),
    frozenset({"binary"}),
    True,
    _precision,
    Words(
        "Of the rows called positive, the share that is.",
        "양성으로 예측한 행 가운데 실제로 양성인 비율입니다.",
    ),
    _precision_drawn,
    when=Words(
        "It matters when false alarms are costly.",
        "오경보의 비용이 클 때 중요합니다.",
    ),
)
RECALL = Metric(
    "recall",
    Words("Recall", "재현율"),
    frozenset({"binary"}),
    True,
    _recall,
    Words(
        "Of the positive rows, the share that is found.",
        "실제 양성인 행 가운데 찾아낸 비율입니다.",
    ),
    _recall_drawn,
    when=Words(
        "It matters when misses are costly.",
        "놓침의 비용이 클 때 중요합니다.",
    ),
)
