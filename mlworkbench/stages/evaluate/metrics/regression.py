"""Metrics of numbers: how far are predictions from what was measured?"""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Numbers, Scored, Truth, ratio, undefined, values

REGRESSION = frozenset({"regression"})


def _rmse(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import root_mean_squared_error

    return float(root_mean_squared_error(truth, values(scores)))


def _mae(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import mean_absolute_error

    return float(mean_absolute_error(truth, values(scores)))


def _median_absolute_error(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import median_absolute_error

    return float(median_absolute_error(truth, values(scores)))


def _r2(truth: Truth, scores: Scored) -> float:
    from sklearn.metrics import r2_score

    if len(truth) < 2:
        raise undefined("r2", len(truth))
    return float(r2_score(truth, values(scores)))


def _rmse_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return np.sqrt(ratio(weights @ (truth - values(scores)) ** 2, weights.sum(axis=1)))


def _mae_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return ratio(weights @ np.abs(truth - values(scores)), weights.sum(axis=1))


def _median_absolute_error_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    """The middle of the sample's errors; the mean of the two middle ones where their number is even."""
    errors = np.abs(truth - values(scores))
    order = np.argsort(errors, kind="stable")
    reached = np.cumsum(weights[:, order], axis=1)
    half = reached[:, -1:] / 2
    lower, upper = (reached < half).sum(axis=1), (reached <= half).sum(axis=1)
    last = len(errors) - 1
    return np.asarray((errors[order][np.minimum(lower, last)] + errors[order][np.minimum(upper, last)]) / 2)


def _r2_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    rows, centred = weights.sum(axis=1), truth - truth.mean()
    spread = weights @ centred**2 - ratio((weights @ centred) ** 2, rows)
    return 1 - ratio(weights @ (truth - values(scores)) ** 2, spread)


RMSE = Metric(
    "rmse",
    Words("RMSE", "RMSE"),
    REGRESSION,
    False,
    _rmse,
    Words(
        "The root of the mean squared error, in the target's unit; large errors weigh more. 0 is perfect.",
        "오차 제곱 평균의 제곱근으로, 예측 대상과 단위가 같습니다. 큰 오차가 더 크게 반영됩니다. 0은 완벽입니다.",
    ),
    _rmse_drawn,
    when=Words(
        "It matters when one large error is worse than several small ones.",
        "큰 오차 하나가 작은 오차 여럿보다 나쁠 때 알맞습니다.",
    ),
)
MAE = Metric(
    "mae",
    Words("Mean absolute error", "평균 절대 오차"),
    REGRESSION,
    False,
    _mae,
    Words(
        "How far off a prediction is on average, in the target's unit.",
        "예측이 평균적으로 얼마나 벗어나는지 예측 대상의 단위로 나타냅니다.",
    ),
    _mae_drawn,
    when=Words(
        "It matters when every unit of error costs the same, and outliers should not rule.",
        "오차의 크기만큼 비용이 들고 이상값에 휘둘리지 않아야 할 때 알맞습니다.",
    ),
)
MEDIAN_ABSOLUTE_ERROR = Metric(
    "median_absolute_error",
    Words("Median absolute error", "절대 오차의 중앙값"),
    REGRESSION,
    False,
    _median_absolute_error,
    Words(
        "Half of the predictions are closer than this, in the target's unit.",
        "예측의 절반은 오차가 이 값보다 작습니다. 단위는 예측 대상과 같습니다.",
    ),
    _median_absolute_error_drawn,
    when=Words(
        "It matters when the usual case counts and a few wild rows do not.",
        "드문 이상값보다 보통의 경우가 중요할 때 알맞습니다.",
    ),
)
R2 = Metric(
    "r2",
    Words("R²", "R²"),
    REGRESSION,
    True,
    _r2,
    Words(
        "The share of the target's variance that is explained. 0 is as good as always saying the mean, 1 is perfect.",
        "예측 대상의 분산 가운데 설명된 비율입니다. 0은 항상 평균을 답하는 것과 같고 1은 완벽입니다.",
    ),
    _r2_drawn,
    when=Words(
        "It matters for comparing targets of different units; alone it does not say how large errors are.",
        "단위가 다른 예측 대상을 비교할 때 알맞습니다. 오차의 크기는 이것만으로 알 수 없습니다.",
    ),
)
