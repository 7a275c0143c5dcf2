"""Metrics of order: do the rows of a class come before the others?"""

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import (
    Metric,
    Scored,
    Truth,
    margins,
    present,
    probabilities,
    undefined,
)


def _roc_auc(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import roc_auc_score

    if len(present(truth)) < 2:
        raise undefined("roc_auc", len(truth))
    return float(roc_auc_score(truth, margins(scores)))


def _roc_auc_ovr(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import roc_auc_score

    given = probabilities(scores)
    if len(present(truth)) < given.shape[1]:
        raise undefined("roc_auc_ovr", len(truth))
    return float(roc_auc_score(truth, given, multi_class="ovr", labels=range(given.shape[1])))


def _average_precision(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import average_precision_score

    if 1 not in truth:
        raise undefined("average_precision", len(truth))
    return float(average_precision_score(truth, margins(scores)))


ROC_AUC = Metric(
    "roc_auc",
    Words("ROC AUC", "ROC AUC"),
    frozenset({"binary"}),
    True,
    _roc_auc,
    Words(
        "How often a positive row is ranked before a negative one. 0.5 is chance, 1 is perfect.",
        "양성 행이 음성 행보다 앞에 놓이는 비율입니다. 0.5는 우연, 1은 완벽입니다.",
    ),
)
ROC_AUC_OVR = Metric(
    "roc_auc_ovr",
    Words("ROC AUC (each class against the rest)", "ROC AUC (각 범주 대 나머지)"),
    frozenset({"multiclass"}),
    True,
    _roc_auc_ovr,
    Words(
        "The mean over classes of how often a row of the class is ranked before the others. 0.5 is chance, 1 is perfect.",
        "한 범주의 행이 다른 행보다 앞에 놓이는 비율을 범주별로 평균한 값입니다. 0.5는 우연, 1은 완벽입니다.",
    ),
)
AVERAGE_PRECISION = Metric(
    "average_precision",
    Words("Average precision", "평균 정밀도"),
    frozenset({"binary"}),
    True,
    _average_precision,
    Words(
        "Precision averaged over all thresholds; it says more than ROC AUC where positives are rare. 1 is perfect.",
        "모든 임계값에 걸친 정밀도의 평균입니다. 양성이 드물 때 ROC AUC보다 많은 것을 알려 줍니다. 1은 완벽입니다.",
    ),
)
