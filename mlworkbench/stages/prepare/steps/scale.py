"""Put numbers on one scale, so that linear models weigh columns alike; far outliers are held at a bound."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

STANDARD, ROBUST, RANGE = "standard", "robust", "range"
OF_A_DEVIATION = 1.3489795003921634  # distance between the quartiles of a normal distribution, in standard deviations
WORDS = {STANDARD: "prepare.learnt_scale", ROBUST: "prepare.learnt_robust", RANGE: "prepare.learnt_range"}


@dataclass(frozen=True)
class Scaling:
    """(x - centre) / spread, held within `low` and `high`."""

    centre: Array
    spread: Array
    low: float
    high: float
    how: str = STANDARD


def learn(values: Array, names: Sequence[str], params: Chosen) -> Scaling:
    """Over the present values; a column without spread keeps the divisor 1."""
    how, bound = str(params["how"]), float(params["bound"])
    if how == RANGE:
        low, high = numeric.quantiles(values, [0.0, 1.0])
        with np.errstate(over="ignore"):
            return Scaling(_known(low), numeric.spread(high - low), 0.0, 1.0, how)
    if how == ROBUST:
        lower, middle, upper = numeric.quantiles(values, [0.25, 0.5, 0.75])
        with np.errstate(over="ignore"):
            width = (upper - lower) / OF_A_DEVIATION
        spread = np.where(width > 0, numeric.spread(width), numeric.mean_and_sd(values)[1])
        return Scaling(_known(middle), spread, -bound, bound, how)
    return Scaling(*numeric.mean_and_sd(values), -bound, bound, how)


def _known(found: Array) -> Array:
    return np.where(np.isnan(found), 0.0, found)


def emit(graph: Graph, names: Sequence[str], learned: Scaling) -> None:
    centred = graph.node("Sub", graph.take(names), graph.numbers(learned.centre))
    scaled = graph.node("Div", centred, graph.numbers(learned.spread))
    graph.put(numeric.held(graph, scaled, learned.low, learned.high), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Scaling) -> tuple[tuple[str, ...], Array]:
    with np.errstate(over="ignore"):
        scaled = (values - learned.centre) / learned.spread
    return tuple(names), numeric.held_values(scaled, learned.low, learned.high)


def tell(names: Sequence[str], learned: Scaling) -> Told:
    each = {}
    for place, name in enumerate(names):
        centre, spread = float(learned.centre[place]), float(learned.spread[place])
        each[name] = Reason(WORDS[learned.how], {"mean": centre, "sd": spread, "top": centre + spread})
    return Told(Reason("prepare.told_scaled", {"columns": len(names)}), each)


STEP = StepKind(
    name="scale",
    title=Words("Scale", "척도 맞추기"),
    help=Words(
        "Numbers are put on one scale: distance from the mean in standard deviations, the same by median and quartiles, "
        "or 0 to 1.",
        "숫자를 같은 척도로 맞춥니다: 평균에서의 거리(표준편차 단위), 중앙값과 사분위수로 구한 거리, 또는 0–1 범위.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "how",
            Words("How", "방법"),
            STANDARD,
            choices=(STANDARD, ROBUST, RANGE),
            help=Words(
                "Standard suits most columns. Robust goes by the median and the quartiles, which outliers do not move. "
                "Range makes the smallest training value 0 and the largest 1, and holds what lies beyond.",
                "표준은 대부분의 열에 알맞습니다. 강건은 극단값에 흔들리지 않는 중앙값과 사분위수를 씁니다. "
                "범위는 가장 작은 학습 값을 0, 가장 큰 값을 1로 하고 벗어난 값은 0과 1에 맞춥니다.",
            ),
            choice_words=(
                Words("standard (mean, deviation)", "표준(평균, 표준편차)"),
                Words("robust (median, quartiles)", "강건(중앙값, 사분위수)"),
                Words("range (0 to 1)", "범위(0–1)"),
            ),
        ),
        Param(
            "bound",
            Words("Bound in standard deviations", "한도(표준편차)"),
            20.0,
            low=1.0,
            high=1e6,
            help=Words(
                "Values farther from the middle are held at this bound, so that one absurd value cannot decide a "
                "prediction alone.",
                "가운데에서 이보다 멀리 떨어진 값은 한도에 맞춥니다. 터무니없는 값 하나가 예측을 좌우하지 못하게 합니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    tell=tell,
    group="scaling",
)
