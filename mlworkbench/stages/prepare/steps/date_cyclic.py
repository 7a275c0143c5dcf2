"""Parts of a date as points on a circle, so that December lies beside January: a sine and a cosine for each, from one table.

A table instead of the functions: their last digits differ between machines, so they are rounded away, and the parts are whole
numbers anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.prepare import dates
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

DIGITS = 12


@dataclass(frozen=True)
class Round:
    """A part of a date that comes round: `source` counts from `first`; `shift` is where on the circle the first is."""

    name: str
    source: str
    first: int
    values: int
    period: int
    shift: int = 0

    def points(self) -> Array:
        """Sine and cosine of each value, float64 [values, 2]."""
        angles = 2 * np.pi * ((np.arange(self.values) + self.shift) % self.period) / self.period
        return np.stack([np.sin(angles), np.cos(angles)], axis=1).round(DIGITS) + 0.0  # no negative zero


ROUNDS = (
    Round("month", "month", 1, 12, 12),
    Round("weekday", "weekday", 0, 7, 7),
    Round("hour", "hour", 0, 24, 24),
    Round("day of year", "from_march", 0, 366, 365, 59),  # 29 February lies where 1 March does
)
BY_SOURCE = {one.source: one for one in ROUNDS}


@dataclass(frozen=True)
class Kept:
    """Which parts vary on the training rows, as (column, source), part by part."""

    parts: tuple[tuple[int, str], ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Kept:
    wanted = [one.source for one in ROUNDS if params[one.name.replace(" ", "_")]]
    return Kept(dates.varying(values, dates.plain_parts(values), wanted))


def emit(graph: Graph, names: Sequence[str], learned: Kept) -> None:
    """One table holds the points of all parts, one after the other, and last a row for a missing date."""
    if not learned.parts:
        return
    used = tuple(dict.fromkeys(source for _, source in learned.parts))
    sizes = [BY_SOURCE[source].values for source in used]
    begin = dict(zip(used, np.cumsum([0, *sizes[:-1]]).tolist(), strict=True))
    table = np.vstack([*(BY_SOURCE[source].points() for source in used), [[np.nan, np.nan]]])
    shifts = [begin[source] - BY_SOURCE[source].first for _, source in learned.parts]
    found = dates.moments(graph, names)
    places = [used.index(source) * len(names) + place for place, source in learned.parts]
    parts = dates.chosen(graph, [found.parts[source] for source in used], len(names), places)
    rows = graph.node("Add", parts, graph.numbers(shifts, np.int64))
    absent = dates.chosen(graph, [found.absent], len(names), [place for place, _ in learned.parts])
    present = graph.node("Where", absent, graph.numbers(len(table) - 1, np.int64), rows)
    points = graph.node("Gather", graph.numbers(table), present, axis=0)
    flat = graph.node("Reshape", points, graph.numbers([0, 2 * len(learned.parts)], np.int64))
    graph.put(flat, _titles(names, learned), "numbers")


def _titles(names: Sequence[str], learned: Kept) -> tuple[str, ...]:
    return tuple(
        f"{names[place]} · {BY_SOURCE[source].name} {wave}" for place, source in learned.parts for wave in ("sin", "cos")
    )


def reference(values: Array, names: Sequence[str], learned: Kept) -> tuple[tuple[str, ...], Array]:
    absent, parts, columns = values == NO_DATE, dates.plain_parts(values), []
    for place, source in learned.parts:
        one = BY_SOURCE[source]
        angles = 2 * np.pi * ((parts[source][:, place] - one.first + one.shift) % one.period) / one.period
        columns += [np.where(absent[:, place], np.nan, wave(angles).round(DIGITS)) for wave in (np.sin, np.cos)]
    return _titles(names, learned), dates.joined(columns, len(values))


def tell(names: Sequence[str], learned: Kept) -> Told:
    """The parts go by the names their columns have."""
    parts = {name: [one.name for one in ROUNDS if (place, one.source) in learned.parts] for place, name in enumerate(names)}
    each = {
        name: Reason("prepare.learnt_parts", {"parts": ", ".join(kept)}) if kept else Reason("prepare.learnt_nothing_varies")
        for name, kept in parts.items()
    }
    return Told(Reason("prepare.told_rounds", {"columns": len(names), "parts": len(learned.parts)}), each)


STEP = StepKind(
    name="date_cyclic",
    title=Words("Cyclic date parts", "주기로 본 날짜"),
    help=Words(
        "Month, weekday, hour and day of the year as points on a circle, so that December is as near to January as to November. "
        "The date stays for other steps.",
        "월, 요일, 시, 연중 일을 원 위의 점으로 바꿉니다. 12월이 11월과 1월에 똑같이 가깝습니다. "
        "날짜 열은 다른 단계를 위해 남습니다.",
    ),
    takes=frozenset({"dates"}),
    params=(
        Param(
            "month",
            Words("Month", "월"),
            True,
            help=Words("Where in the year, in twelve steps.", "한 해의 어디쯤인지 열두 단계로 나타냅니다."),
        ),
        Param(
            "weekday",
            Words("Weekday", "요일"),
            True,
            help=Words(
                "Where in the week: Sunday lies beside Monday.", "한 주의 어디쯤인지 나타냅니다. 일요일은 월요일 옆에 있습니다."
            ),
        ),
        Param(
            "hour",
            Words("Hour", "시"),
            True,
            help=Words("Where in the day: 23 o'clock lies beside 0.", "하루의 어디쯤인지 나타냅니다. 23시는 0시 옆에 있습니다."),
        ),
        Param(
            "day_of_year",
            Words("Day of the year", "연중 일"),
            False,
            help=Words(
                "Where in the year, to the day: finer than the month.",
                "한 해의 어디쯤인지 하루 단위로 나타냅니다. 월보다 세밀합니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    learn=learn,
    adds="numbers",
    tell=tell,
    group="dates",
)
