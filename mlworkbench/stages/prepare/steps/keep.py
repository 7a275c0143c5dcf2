"""Choose the columns a model sees; numbers that no float32 can hold, infinity among them, count as missing."""

from collections.abc import Sequence

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

LARGEST = float(np.finfo(np.float32).max)


def learn(values: Array, names: Sequence[str], params: Chosen) -> None:
    return None


def emit(graph: Graph, names: Sequence[str], learned: None) -> None:
    wire = graph.wire_of(names[0])
    kept = set(names)
    graph.drop([name for name in graph.columns(wire) if name not in kept])
    if wire != "numbers":
        return
    cells = graph.take(names)
    too_large = graph.node("Greater", graph.node("Abs", cells), graph.numbers(LARGEST))
    graph.put(graph.node("Where", too_large, graph.numbers(np.nan), cells), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: None) -> tuple[tuple[str, ...], Array]:
    if values.dtype != np.float64:
        return tuple(names), values
    return tuple(names), np.where(np.abs(values) > LARGEST, np.nan, values)


def tell(names: Sequence[str], learned: None) -> Told:
    return Told(Reason("prepare.told_kept", {"columns": len(names)}))


STEP = StepKind(
    name="keep",
    title=Words("Keep columns", "열 선택"),
    help=Words(
        "The columns the model may see. Infinite numbers count as missing.",
        "모델이 사용할 열입니다. 무한대 값은 결측으로 처리합니다.",
    ),
    takes=frozenset({"numbers", "texts", "dates"}),
    params=(),
    learn=learn,
    emit=emit,
    reference=reference,
    tell=tell,
    group="select",
)
