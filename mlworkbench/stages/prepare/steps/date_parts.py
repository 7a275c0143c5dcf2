"""A date as numbers: days since 1970, year, month, day of the month, day of the week, hour; by integer arithmetic alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.data.formulas import calendar
from mlworkbench.stages.data.formulas.graph import DAY, HOUR
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

PARTS = ("days", "year", "month", "day", "weekday", "hour")


@dataclass(frozen=True)
class Kept:
    """Which parts vary on the training rows, by column."""

    parts: tuple[tuple[int, str], ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Kept:
    kept = []
    parts = _parts(np.where(values == NO_DATE, 0, values))
    for place in range(len(names)):
        present = values[:, place] != NO_DATE
        for part in PARTS:
            found = parts[part][present, place]
            if len(found) and found.min() != found.max():
                kept.append((place, part))
    return Kept(tuple(kept))


def emit(graph: Graph, names: Sequence[str], learned: Kept) -> None:
    if not learned.parts:
        graph.drop(names)
        return
    cells = graph.take(names)
    absent = graph.node("Equal", cells, graph.numbers(NO_DATE, np.int64))
    present = graph.node("Where", absent, graph.numbers(0, np.int64), cells)
    tensors = _emit_parts(graph, present, {part for _, part in learned.parts})
    for part in PARTS:
        places = [place for place, kept in learned.parts if kept == part]
        if places:
            filled = graph.node("Where", absent, graph.numbers(np.nan), tensors[part])
            chosen = graph.node("Gather", filled, graph.numbers(places, np.int64), axis=1)
            graph.put(chosen, [f"{names[place]} · {part}" for place in places], "numbers")
    graph.drop(names)


def _emit_parts(graph: Graph, cells: str, wanted: set[str]) -> dict[str, str]:
    """Each part as double."""
    parts = calendar.emit(graph, cells)
    doubles = {part: graph.cast(parts[part], np.float64) for part in parts if part in wanted}
    if "days" in wanted:
        doubles["days"] = graph.node("Div", graph.cast(cells, np.float64), graph.numbers(float(DAY)))
    return doubles


def _parts(cells: Array) -> dict[str, Array]:
    """The same by numpy's calendar; `cells` int64 microseconds since 1970 without missing ones."""
    days = (cells // DAY).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    return {
        "days": cells / DAY,
        "year": days.astype("datetime64[Y]").astype(np.int64) + 1970,
        "month": months.astype(np.int64) % 12 + 1,
        "day": (days - months).astype(np.int64) + 1,
        "weekday": (days.astype(np.int64) + 3) % 7,
        "hour": cells % DAY // HOUR,
    }


def reference(values: Array, names: Sequence[str], learned: Kept) -> tuple[tuple[str, ...], Array]:
    absent = values == NO_DATE
    parts = _parts(np.where(absent, 0, values))
    order = [(place, part) for part in PARTS for place, kept in learned.parts if kept == part]
    columns = [np.where(absent[:, place], np.nan, parts[part][:, place]) for place, part in order]
    return tuple(f"{names[place]} · {part}" for place, part in order), np.array(columns, dtype=np.float64).T.reshape(
        len(values), len(order)
    )


def tell(names: Sequence[str], learned: Kept) -> Told:
    """The parts go by the names their columns have."""
    parts = {name: [part for part in PARTS if (place, part) in learned.parts] for place, name in enumerate(names)}
    each = {
        name: Reason("prepare.learnt_parts", {"parts": ", ".join(kept)}) if kept else Reason("prepare.learnt_no_parts")
        for name, kept in parts.items()
    }
    return Told(Reason("prepare.told_parts", {"columns": len(names), "parts": len(learned.parts)}), each)


STEP = StepKind(
    name="date_parts",
    title=Words("Date parts", "날짜 분해"),
    help=Words(
        "A date becomes days since 1970, year, month, day, weekday (Monday is 0) and hour; parts that never vary are left out.",
        "날짜를 1970년 이후 일수, 연, 월, 일, 요일(월요일이 0), 시로 나눕니다. 변하지 않는 부분은 제외합니다.",
    ),
    takes=frozenset({"dates"}),
    params=(),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    uses_up=True,
    tell=tell,
    group="dates",
)
