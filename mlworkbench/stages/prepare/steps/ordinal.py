"""One number a category, the most frequent first or by name; for trees, which can cut such a line wherever it helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import MISSING, coded, counted, looked_up
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

UNKNOWN = -1.0
FREQUENCY, NAME = "frequency", "name"


@dataclass(frozen=True)
class Ranks:
    """`beyond` says how many categories have no rank of their own, by column."""

    tables: tuple[dict[str, float], ...]
    beyond: tuple[int, ...] = ()


def learn(values: Array, names: Sequence[str], params: Chosen) -> Ranks:
    tables, beyond = [], []
    for place in range(len(names)):
        found = counted(values[:, place], 0.0, int(params["most"]))
        kept = [text for text in found.kept if text != MISSING]
        ranks = {text: float(rank) for rank, text in enumerate(sorted(kept) if params["order"] == NAME else kept)}
        tables.append(ranks | {MISSING: float("nan")})
        beyond.append(len(found.rare))
    return Ranks(tuple(tables), tuple(beyond))


def emit(graph: Graph, names: Sequence[str], learned: Ranks) -> None:
    graph.put(coded(graph, names, learned.tables, UNKNOWN), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Ranks) -> tuple[tuple[str, ...], Array]:
    return tuple(names), looked_up(values, learned.tables, UNKNOWN)


def tell(names: Sequence[str], learned: Ranks) -> Told:
    ranks = [len(table) - 1 for table in learned.tables]
    each = {
        name: Reason("prepare.learnt_ranks", {"ranks": ranks[place], "beyond": learned.beyond[place]})
        for place, name in enumerate(names)
    }
    return Told(Reason("prepare.told_ranks", {"columns": len(names), "ranks": sum(ranks), "beyond": sum(learned.beyond)}), each)


STEP = StepKind(
    name="ordinal",
    title=Words("Number categories", "범주 번호 매기기"),
    help=Words(
        "Each category becomes its place by frequency or by name. Those beyond the limit or never seen become -1; "
        "missing stays missing.",
        "범주를 빈도순 또는 이름순 위치로 바꿉니다. 한도를 넘는 드문 범주와 처음 보는 범주는 -1이 되고, "
        "결측은 결측으로 남습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "order",
            Words("Order", "순서"),
            FREQUENCY,
            choices=(FREQUENCY, NAME),
            choice_words=(Words("by frequency", "빈도순"), Words("by name", "이름순")),
            help=Words(
                "By name, what begins alike stands together, as regions and their towns do.",
                "이름순에서는 지역과 그 아래 도시처럼 앞부분이 같은 범주가 가까이 놓입니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            1000,
            low=2,
            high=100_000,
            help=Words(
                "So many categories, the most frequent first, get a rank of their own; the rest become -1.",
                "자주 나오는 범주부터 이 수까지 순위를 매기고 나머지는 -1로 둡니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    tell=tell,
    group="categories",
)
