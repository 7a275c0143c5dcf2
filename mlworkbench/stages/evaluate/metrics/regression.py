"""Metrics of numbers: how far are predictions from what was measured?"""

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Scored, Truth, undefined, values

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
)
