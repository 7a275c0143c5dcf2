"""Metrics of order: do the rows of a class come before the others?"""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import (
    Metric,
    Numbers,
    Scored,
    Truth,
    margins,
    present,
    probabilities,
    ratio,
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


def _steps(positive: Numbers, ranking: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Positive and negative rows of each sample at each value of the ranking, the highest first: [B, V] each."""
    if (ranking[1:] > ranking[:-1]).any():  # whoever draws many samples has sorted the rows before
        order = np.argsort(-ranking, kind="stable")
        positive, ranking, weights = positive[order], ranking[order], weights[:, order]
    begins = np.flatnonzero(np.append(True, ranking[1:] != ranking[:-1]))
    hits = weights * positive
    if len(begins) == len(ranking):
        return hits, weights - hits
    hits = np.add.reduceat(hits, begins, axis=1)
    return hits, np.add.reduceat(weights, begins, axis=1) - hits


def _area(positive: Numbers, ranking: Numbers, weights: Numbers) -> Numbers:
    """Area under the ROC curve: pairs in the right order, those of one value half (Mann and Whitney)."""
    hits, others = _steps(positive, ranking, weights)
    before = np.cumsum(hits, axis=1) - hits / 2
    return ratio((before * others).sum(axis=1), hits.sum(axis=1) * others.sum(axis=1))


def _roc_auc_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return _area((truth == 1).astype(np.float64), margins(scores), weights)


def _roc_auc_ovr_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    given = probabilities(scores)
    areas = [_area((truth == one).astype(np.float64), given[:, one], weights) for one in range(given.shape[1])]
    return np.asarray(np.mean(areas, axis=0))


def _average_precision_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    hits, others = _steps((truth == 1).astype(np.float64), margins(scores), weights)
    found = np.cumsum(hits, axis=1)
    precision = ratio(found, found + np.cumsum(others, axis=1), 0.0)
    return ratio((precision * hits).sum(axis=1), hits.sum(axis=1))


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
    _roc_auc_drawn,
    when=Words(
        "It matters when rows are ranked and the threshold is chosen later.",
        "행의 순위를 매기고 임계값은 나중에 정할 때 중요합니다.",
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
    _roc_auc_ovr_drawn,
    when=Words(
        "It matters when every class should be ranked well, whatever the decision.",
        "어떤 결정을 하든 모든 범주의 순위를 잘 매겨야 할 때 중요합니다.",
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
    _average_precision_drawn,
    when=Words(
        "It matters when few rows are positive and the highest-ranked ones are acted on.",
        "양성이 적고 순위가 높은 행부터 조치할 때 중요합니다.",
    ),
)
