"""Centre numbers and divide them by their spread, so that linear models weigh columns alike; far outliers are held at a bound."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told


@dataclass(frozen=True)
class Scaling:
    mean: Array
    sd: Array
    bound: float


def learn(values: Array, names: Sequence[str], params: Chosen) -> Scaling:
    """Mean and standard deviation over the present values; a column without spread keeps the divisor 1."""
    absent = ~np.isfinite(values)
    counts = np.maximum((~absent).sum(axis=0), 1)
    mean = np.where(absent, 0.0, values).sum(axis=0) / counts
    with np.errstate(over="ignore"):  # a spread beyond float64 becomes the divisor 1 below
        sd = np.sqrt(((np.where(absent, mean, values) - mean) ** 2).sum(axis=0) / counts)
    return Scaling(mean, np.where((sd > 0) & np.isfinite(sd), sd, 1.0), float(params["bound"]))


def emit(graph: Graph, names: Sequence[str], learned: Scaling) -> None:
    centred = graph.node("Sub", graph.take(names), graph.numbers(learned.mean))
    scaled = graph.node("Div", centred, graph.numbers(learned.sd))
    top, bottom = graph.numbers(learned.bound), graph.numbers(-learned.bound)
    held = graph.node("Where", graph.node("Greater", scaled, top), top, scaled)
    graph.put(graph.node("Where", graph.node("Less", held, bottom), bottom, held), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Scaling) -> tuple[tuple[str, ...], Array]:
    return tuple(names), np.clip((values - learned.mean) / learned.sd, -learned.bound, learned.bound)


def tell(names: Sequence[str], learned: Scaling) -> Told:
    each = {
        name: Reason("prepare.learnt_scale", {"mean": float(learned.mean[place]), "sd": float(learned.sd[place])})
        for place, name in enumerate(names)
    }
    return Told(Reason("prepare.told_scaled", {"columns": len(names)}), each)


STEP = StepKind(
    name="scale",
    title=Words("Scale", "표준화"),
    help=Words(
        "Numbers become distances from the training mean in standard deviations, held within a bound.",
        "숫자를 학습 평균에서 떨어진 거리(표준편차 단위)로 바꾸고 한도를 넘지 않게 합니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "bound",
            Words("Bound in standard deviations", "한도(표준편차)"),
            20.0,
            low=1.0,
            high=1e6,
            help=Words(
                "Values farther from the mean are held at this bound, so that one absurd value cannot decide a prediction alone.",
                "평균에서 이보다 멀리 떨어진 값은 한도에 맞춥니다. 터무니없는 값 하나가 예측을 좌우하지 못하게 합니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    tell=tell,
)
