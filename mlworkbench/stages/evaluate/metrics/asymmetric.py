"""Metrics of numbers that fit a loss of their own: quantiles, counts, and amounts that are often zero."""

import numpy as np

from mlworkbench.base.words import Words
from mlworkbench.stages.evaluate.metric import Metric, Numbers, Scored, Truth, ratio, undefined, values

REGRESSION = frozenset({"regression"})
QUANTILE, POWER = 0.5, 1.5  # where no level is said, as scikit-learn has it for the quantile


def pinball(level: float | None = None) -> Metric:
    """The metric at this quantile; its name then says it."""
    quantile = QUANTILE if level is None else level

    def losses(truth: Truth, scores: Scored) -> Numbers:
        miss = truth - values(scores)
        return np.asarray(np.maximum(quantile * miss, (quantile - 1) * miss))

    def compute(truth: Truth, scores: Scored) -> float:
        return float(np.mean(losses(truth, scores)))

    def drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
        return ratio(weights @ losses(truth, scores), weights.sum(axis=1))

    return Metric(
        _named("mean_pinball_loss", level),
        _titled(Words("Pinball loss", "핀볼 손실"), level),
        REGRESSION,
        False,
        compute,
        Words(
            "How far predictions of a quantile are off: too low costs the quantile's share of the error, too high the rest.",
            "분위수 예측이 벗어난 정도입니다. 낮게 예측하면 오차에 분위수를 곱하고, 높게 예측하면 나머지 비율을 곱합니다.",
        ),
        drawn,
        when=Words(
            "It matters when a quantile is predicted, such as a stock that is to last nine times in ten.",
            "열 번 중 아홉 번은 모자라지 않을 재고처럼 분위수를 예측할 때 알맞습니다.",
        ),
        fits=frozenset({"quantile"}),
        at=pinball,
    )


def _poisson(truth: Truth, scores: Scored) -> Numbers:
    """Of each row: twice (truth · log(truth / predicted) − truth + predicted)."""
    from scipy.special import xlogy

    given = _positive("mean_poisson_deviance", truth, scores)
    return np.asarray(2 * (xlogy(truth, truth / given) - truth + given))


def _mean_poisson_deviance(truth: Truth, scores: Scored) -> float:
    return float(np.mean(_poisson(truth, scores)))


def _mean_poisson_deviance_drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
    return ratio(weights @ _poisson(truth, scores), weights.sum(axis=1))


def tweedie(level: float | None = None) -> Metric:
    """The metric at this power; its name then says it."""
    power = POWER if level is None else level
    name = _named("mean_tweedie_deviance", level)

    def deviances(truth: Truth, scores: Scored) -> Numbers:
        """Jørgensen, The theory of dispersion models, 1997, for powers between 1 and 2."""
        given = _positive(name, truth, scores)
        own = truth ** (2 - power) / ((1 - power) * (2 - power))
        return np.asarray(2 * (own - truth * given ** (1 - power) / (1 - power) + given ** (2 - power) / (2 - power)))

    def compute(truth: Truth, scores: Scored) -> float:
        return float(np.mean(deviances(truth, scores)))

    def drawn(truth: Truth, scores: Scored, weights: Numbers) -> Numbers:
        return ratio(weights @ deviances(truth, scores), weights.sum(axis=1))

    return Metric(
        name,
        _titled(Words("Tweedie deviance", "트위디 이탈도"), level),
        REGRESSION,
        False,
        compute,
        Words(
            "How unlikely the amounts are under the predictions, where many are zero and the rest spread widely. 0 is perfect.",
            "0이 많고 나머지는 넓게 퍼진 금액이 예측대로라면 얼마나 일어나기 어려운지 나타냅니다. 0은 완벽입니다.",
        ),
        drawn,
        when=Words(
            "It matters for amounts such as claims or rainfall: mostly none, sometimes much.",
            "보험금이나 강수량처럼 대개 0이지만 가끔 큰 금액에 알맞습니다.",
        ),
        fits=frozenset({"tweedie"}),
        at=tweedie,
        between=(1.0, 2.0),
    )


def _positive(name: str, truth: Truth, scores: Scored) -> Numbers:
    """What is predicted; such a deviance has no meaning for negative truths and for predictions that are not positive."""
    given = values(scores)
    if len(truth) and (truth.min() < 0 or given.min() <= 0):
        raise undefined(name, len(truth))
    return given


def _named(name: str, level: float | None) -> str:
    return name if level is None else f"{name}:{level:g}"


def _titled(title: Words, level: float | None) -> Words:
    return title if level is None else Words(f"{title.en} ({level:g})", f"{title.ko} ({level:g})")


PINBALL = pinball()
POISSON_DEVIANCE = Metric(
    "mean_poisson_deviance",
    Words("Poisson deviance", "푸아송 이탈도"),
    REGRESSION,
    False,
    _mean_poisson_deviance,
    Words(
        "How unlikely the counts are under the predictions; being off by the same share costs more where counts are large."
        " 0 is perfect.",
        "건수가 예측대로라면 얼마나 일어나기 어려운지 나타냅니다. 같은 비율로 벗어나도 건수가 많으면 벌점이 큽니다."
        " 0은 완벽입니다.",
    ),
    _mean_poisson_deviance_drawn,
    when=Words("It matters when something is counted.", "건수를 예측할 때 알맞습니다."),
    fits=frozenset({"poisson"}),
)
TWEEDIE_DEVIANCE = tweedie()
