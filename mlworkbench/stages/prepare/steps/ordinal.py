"""One number a category, the most frequent first; for trees, which can cut such a line wherever it helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import MISSING, coded, counted, looked_up
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind

UNKNOWN = -1.0


@dataclass(frozen=True)
class Ranks:
    tables: tuple[dict[str, float], ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Ranks:
    tables = []
    for place in range(len(names)):
        kept = [text for text in counted(values[:, place], 0.0, int(params["most"])).kept if text != MISSING]
        ranks = {text: float(rank) for rank, text in enumerate(kept)}
        tables.append(ranks | {MISSING: float("nan")})
    return Ranks(tuple(tables))


def emit(graph: Graph, names: Sequence[str], learned: Ranks) -> None:
    graph.put(coded(graph, names, learned.tables, UNKNOWN), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Ranks) -> tuple[tuple[str, ...], Array]:
    return tuple(names), looked_up(values, learned.tables, UNKNOWN)


STEP = StepKind(
    name="ordinal",
    title=Words("Number categories", "범주 번호 매기기"),
    help=Words(
        "Each category becomes its rank by frequency. Those beyond the limit or never seen become -1; missing stays missing.",
        "범주를 빈도 순위로 바꿉니다. 한도를 넘는 드문 범주와 처음 보는 범주는 -1이 되고, 결측은 결측으로 남습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(Param("most", Words("At most categories", "최대 범주 수"), 1000, low=2, high=100_000),),
    learn=learn,
    emit=emit,
    reference=reference,
)
