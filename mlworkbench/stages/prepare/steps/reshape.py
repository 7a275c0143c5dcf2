"""Change how the values of a column are spread: evenly, like a bell, or less skewed. Each column by a curve of straight pieces.

A curve is a stored table, so no logarithm or power is computed when rows are scored and no library can differ in its last digit.
Quantiles as in Gilchrist, "Statistical modelling with quantile functions"; the power transformation is that of Yeo and Johnson
2000, its exponent the one of greatest likelihood.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import lookup, numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.lookup import Curve
from mlworkbench.stages.prepare.part import StepKind, Told

EVEN, BELL, POWER, LOG = "even", "bell", "power", "log"
MOST_VALUES, WIDE_POINTS = 20_000, 400
EXPONENTS = (-3.0, 5.0)
FARTHEST = 5.2  # standard deviations; as far as scikit-learn goes
GOLDEN = (5**0.5 - 1) / 2
NOTHING = Curve(np.zeros(1), np.zeros(1))


@dataclass(frozen=True)
class Reshaping:
    """`exponents` are those of the power transformation, NaN for other curves and for columns that it cannot be learnt for."""

    how: str
    curves: tuple[Curve, ...]
    exponents: tuple[float, ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Reshaping:
    """`values` float64 [N, k]. A column without two different values becomes 0."""
    how, points = str(params["how"]), int(params["points"])
    cells = numeric.present(values)
    curves, exponents = [], []
    for column in cells.T:
        known = np.sort(column[~np.isnan(column)])
        curve, exponent = NOTHING, float("nan")
        if len(known) and known[0] < known[-1]:
            if how == POWER:
                exponent = most_likely(thinned(known))
            curve = _curve(known, how, points, exponent)
        curves.append(curve)
        exponents.append(exponent)
    return Reshaping(how, tuple(curves), tuple(exponents))


def thinned(known: Array) -> Array:
    """So many of the sorted values, evenly among them, as a search can go through quickly."""
    if len(known) <= MOST_VALUES:
        return known
    return np.asarray(known[np.linspace(0, len(known) - 1, MOST_VALUES).astype(np.int64)])


def _curve(known: Array, how: str, points: int, exponent: float) -> Curve:
    if how in (EVEN, BELL):
        return _ranked(known, points, how == BELL)
    bent = (lambda cells: power(cells, exponent)) if how == POWER else power_of_log
    return _bent(known, bent, points)


def _ranked(known: Array, points: int, bell: bool) -> Curve:
    """Through the quantiles; a value that fills several gets the middle of their shares."""
    shares = np.linspace(0.0, 1.0, min(points, len(known)) + 1)
    x, place = np.unique(np.quantile(known, shares), return_inverse=True)
    first = np.searchsorted(place, np.arange(len(x)), side="left")
    last = np.searchsorted(place, np.arange(len(x)), side="right") - 1
    y = (shares[first] + shares[last]) / 2.0
    if bell:
        edge = 0.5 / len(known)
        normal = NormalDist()
        y = np.array([normal.inv_cdf(min(max(float(share), edge), 1.0 - edge)) for share in y])
        y = np.clip(y, -FARTHEST, FARTHEST)
    return _steep_enough(x, y)


def _bent(known: Array, bent: Callable[[Array], Array], points: int) -> Curve:
    """A formula's values at the quantiles and at places where it has risen evenly, as deviations from the training mean.

    The curve reaches beyond both ends of the training rows, by at most half of what it rises between them.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        training = bent(known)
        mean, sd = float(training.mean()), float(training.std())
        if not (np.isfinite(mean) and np.isfinite(sd)):
            return NOTHING
        beyond, half = (known[-1] - known[0]) / 4.0, max(points // 2, 2)
        low, high = max(known[0] - beyond, -numeric.LARGEST), min(known[-1] + beyond, numeric.LARGEST)
        wide = np.linspace(low, high, WIDE_POINTS)
        x = np.unique(np.concatenate([thinned(known), wide]))
        y = bent(x)
        room = (training[-1] - training[0]) / 2.0
        near = (y >= training[0] - room) & (y <= training[-1] + room)
        even = np.interp(np.linspace(y[near][0], y[near][-1], half), y[near], x[near])
        x = np.unique(np.concatenate([even, np.quantile(known, np.linspace(0.0, 1.0, half))]))
        return _steep_enough(x, (bent(x) - mean) / (sd if sd > 0 else 1.0))


def _steep_enough(x: Array, y: Array) -> Curve:
    """Without points so close that a slope between them would be infinite."""
    kept = [0]
    for place in range(1, len(x)):
        with np.errstate(over="ignore", divide="ignore"):
            slope = (y[place] - y[kept[-1]]) / (x[place] - x[kept[-1]])
        if np.isfinite(slope):
            kept.append(place)
    return Curve(x[kept], y[kept])


def power(cells: Array, exponent: float) -> Array:
    """The transformation of Yeo and Johnson."""
    size = np.log1p(np.abs(cells))
    up = size if exponent == 0 else np.expm1(exponent * size) / exponent
    down = size if exponent == 2 else np.expm1((2.0 - exponent) * size) / (2.0 - exponent)
    return np.where(cells >= 0, up, -down)


def power_of_log(cells: Array) -> Array:
    """log(1 + x), and the same mirrored for negative numbers."""
    return np.sign(cells) * np.log1p(np.abs(cells))


def most_likely(known: Array) -> float:
    """The exponent whose result is likeliest under a normal distribution, by golden section to three digits."""
    size = (np.sign(known) * np.log1p(np.abs(known))).sum()

    def unlikely(exponent: float) -> float:
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            spread = power(known, exponent).var()
            loss = 0.5 * len(known) * np.log(spread) - (exponent - 1.0) * size
        return float(loss) if np.isfinite(loss) else float("inf")

    low, high = EXPONENTS
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    worse_left, worse_right = unlikely(left), unlikely(right)
    while high - low > 1e-4:
        if worse_left <= worse_right:
            high, right, worse_right = right, left, worse_left
            left = high - GOLDEN * (high - low)
            worse_left = unlikely(left)
        else:
            low, left, worse_left = left, right, worse_right
            right = low + GOLDEN * (high - low)
            worse_right = unlikely(right)
    return round((low + high) / 2.0, 3)


def emit(graph: Graph, names: Sequence[str], learned: Reshaping) -> None:
    graph.put(lookup.emit_curves(graph, graph.take(names), learned.curves), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Reshaping) -> tuple[tuple[str, ...], Array]:
    return tuple(names), lookup.on_curves(values, learned.curves)


def tell(names: Sequence[str], learned: Reshaping) -> Told:
    each = {}
    for name, curve, exponent in zip(names, learned.curves, learned.exponents, strict=True):
        if len(curve.x) < 2:
            each[name] = Reason("prepare.learnt_level")
        elif np.isnan(exponent):
            each[name] = Reason("prepare.learnt_curve", {"points": len(curve.x)})
        else:
            each[name] = Reason("prepare.learnt_power", {"exponent": exponent, "points": len(curve.x)})
    return Told(Reason("prepare.told_reshaped", {"columns": len(names)}), each)


STEP = StepKind(
    name="reshape",
    title=Words("Change distribution", "분포 바꾸기"),
    help=Words(
        "Skewed numbers are spread anew: evenly between 0 and 1, like a bell, or by a power or logarithm. Order stays, so trees "
        "gain nothing; linear models and distances do. Values far beyond the training rows are held at the end of the curve.",
        "치우친 숫자의 분포를 바꿉니다. 0에서 1 사이에 고르게, 종 모양으로, 또는 거듭제곱이나 로그로 바꿉니다. 순서는 그대로라 "
        "트리 모델에는 이득이 없고 선형 모델과 거리에 도움이 됩니다. 학습 범위를 크게 벗어난 값은 곡선 끝 값에 맞춥니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "how",
            Words("How", "방법"),
            POWER,
            choices=(POWER, LOG, EVEN, BELL),
            help=Words(
                "Power (Yeo-Johnson) finds the exponent that makes a column most like a bell. Logarithm suits amounts of money. "
                "Even: the share of training rows that are smaller. Bell: the same as a normal distribution.",
                "거듭제곱(Yeo-Johnson)은 열을 종 모양에 가장 가깝게 하는 지수를 찾습니다. 로그는 금액에 알맞습니다. "
                "고르게: 더 작은 학습 행의 비율입니다. 종 모양: 그 비율을 정규분포로 옮깁니다.",
            ),
            choice_words=(
                Words("power (Yeo-Johnson)", "거듭제곱(Yeo-Johnson)"),
                Words("logarithm", "로그"),
                Words("even (quantiles)", "고르게(분위수)"),
                Words("bell (quantiles)", "종 모양(분위수)"),
            ),
        ),
        Param(
            "points",
            Words("Points of a curve", "곡선의 점 수"),
            100,
            low=10,
            high=1000,
            help=Words(
                "A curve goes straight between so many stored points. More follow it closer and make the model larger.",
                "저장한 점 사이를 직선으로 잇습니다. 점이 많을수록 곡선에 가깝고 모델은 커집니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    tell=tell,
    group="scaling",
)
