"""Days from a reference to a date: from the first date of the training rows, from a date of one's own, or between two columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.data.formulas.graph import DAY
from mlworkbench.stages.prepare import dates
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

FIRST, FIXED, BETWEEN = "first", "fixed", "between"
MOST_TOGETHER = 10
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Since:
    """`origins` are microseconds since 1970, by column; with BETWEEN there are none, and `pairs` are the columns compared."""

    how: str
    origins: tuple[int, ...] = ()
    pairs: tuple[tuple[int, int], ...] = ()

    def titles(self, names: Sequence[str]) -> tuple[str, ...]:
        if self.how == BETWEEN:
            return tuple(f"{names[later]} − {names[earlier]} · days" for earlier, later in self.pairs)
        ending = "first" if self.how == FIRST else _shown(self.origins[0])
        return tuple(f"{name} · days since {ending}" for name in names)


def learn(values: Array, names: Sequence[str], params: Chosen) -> Since:
    how = str(params["since"])
    if how == BETWEEN:
        if len(names) > MOST_TOGETHER:
            raise InputError("prepare.many_dates_between", columns=len(names), most=MOST_TOGETHER)
        return Since(how, pairs=tuple(combinations(range(len(names)), 2)))
    if how == FIXED:
        return Since(how, (_read(str(params["date"])),) * len(names))
    present = values != NO_DATE
    firsts = [values[there, place].min() if there.any() else 0 for place, there in enumerate(present.T)]
    return Since(how, tuple(int(first) for first in firsts))


def _read(text: str) -> int:
    """Microseconds since 1970 of a date as 2000-01-31, if wanted with a time. Raises InputError for another text."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as reason:
        raise InputError("prepare.no_such_date", found=ascii(text)[:40]) from reason
    apart = found.replace(tzinfo=found.tzinfo or UTC) - EPOCH
    return (apart.days * 86_400 + apart.seconds) * 1_000_000 + apart.microseconds


def _shown(moment: int) -> str:
    """The date, and the time unless it is midnight."""
    found = np.datetime64(moment, "us")
    return str(found.astype("datetime64[D]" if moment % DAY == 0 else "datetime64[m]")).replace("T", " ")


def emit(graph: Graph, names: Sequence[str], learned: Since) -> None:
    if learned.how == BETWEEN and not learned.pairs:
        return
    found = dates.moments(graph, names)
    cells = graph.node("Where", found.absent, graph.numbers(np.nan), graph.cast(found.cells, np.float64))
    if learned.how == BETWEEN:
        earlier, later = (dates.chosen(graph, [cells], len(names), places) for places in zip(*learned.pairs, strict=True))
        apart = graph.node("Sub", later, earlier)
    else:
        apart = graph.node("Sub", cells, graph.numbers(learned.origins))
    graph.put(graph.node("Div", apart, graph.numbers(float(DAY))), learned.titles(names), "numbers")


def reference(values: Array, names: Sequence[str], learned: Since) -> tuple[tuple[str, ...], Array]:
    cells = np.where(values == NO_DATE, np.nan, values.astype(np.float64))
    if learned.how == BETWEEN:
        columns = [(cells[:, later] - cells[:, earlier]) / DAY for earlier, later in learned.pairs]
        return learned.titles(names), dates.joined(columns, len(values))
    return learned.titles(names), (cells - np.array(learned.origins, dtype=np.float64)) / DAY


def tell(names: Sequence[str], learned: Since) -> Told:
    if learned.how == BETWEEN:
        return Told(Reason("prepare.told_between", {"columns": len(names), "pairs": len(learned.pairs)}))
    each = {name: Reason("prepare.learnt_origin", {"date": _shown(learned.origins[place])}) for place, name in enumerate(names)}
    return Told(Reason("prepare.told_since", {"columns": len(names)}), each)


STEP = StepKind(
    name="date_since",
    title=Words("Days since", "경과 일수"),
    help=Words(
        "How many days lie between a reference and the date. The date stays for other steps.",
        "기준일에서 날짜까지 며칠이 지났는지 계산합니다. 날짜 열은 다른 단계를 위해 남습니다.",
    ),
    takes=frozenset({"dates"}),
    params=(
        Param(
            "since",
            Words("Since", "기준"),
            FIRST,
            choices=(FIRST, FIXED, BETWEEN),
            help=Words(
                "Between the chosen columns means days from each to each that comes after it, such as from order to delivery.",
                "선택한 열 사이는 앞의 열에서 뒤의 열까지의 일수입니다. 주문일에서 배송일까지가 한 예입니다.",
            ),
            choice_words=(
                Words("the first date of the training rows", "학습 행의 첫 날짜"),
                Words("a date of your own", "직접 정한 날짜"),
                Words("between the chosen columns", "선택한 열 사이"),
            ),
        ),
        Param(
            "date",
            Words("Date", "날짜"),
            "2000-01-01",
            help=Words(
                "For a date of your own: year-month-day, if you like with a time, as 2000-01-31 08:30.",
                "직접 정한 날짜일 때 씁니다. 연-월-일이며 2000-01-31 08:30처럼 시각을 붙일 수 있습니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    learn=learn,
    adds="numbers",
    tell=tell,
    group="dates",
    mixes=lambda params: params["since"] == BETWEEN,
)
