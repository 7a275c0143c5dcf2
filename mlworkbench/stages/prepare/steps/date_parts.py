"""A date as numbers: days since 1970, year, month, day of the month, day of the week, hour; by integer arithmetic alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.data.formulas.graph import DAY
from mlworkbench.stages.prepare import dates
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

PARTS = ("days", "year", "month", "day", "weekday", "hour")


@dataclass(frozen=True)
class Kept:
    """Which parts vary on the training rows, as (column, part), part by part."""

    parts: tuple[tuple[int, str], ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Kept:
    return Kept(dates.varying(values, _parts(values), PARTS))


def _parts(cells: Array) -> dict[str, Array]:
    """Days with the part of a day that has passed; missing ones are 0."""
    return dates.plain_parts(cells) | {"days": np.where(cells == NO_DATE, 0, cells) / DAY}


def emit(graph: Graph, names: Sequence[str], learned: Kept) -> None:
    if not learned.parts:
        graph.drop(names)
        return
    found, used = dates.moments(graph, names), tuple(dict.fromkeys(part for _, part in learned.parts))
    whole = [found.parts[part] for part in used if part != "days"]
    tensors = [graph.cast(graph.node("Concat", *whole, axis=1) if len(whole) > 1 else whole[0], np.float64)] if whole else []
    if "days" in used:
        tensors = [graph.node("Div", graph.cast(found.cells, np.float64), graph.numbers(float(DAY))), *tensors]
    made = tensors[0] if len(tensors) == 1 else graph.node("Concat", *tensors, axis=1)
    picked = dates.chosen(graph, [made], len(used) * len(names), _places(learned, names, used))
    absent = graph.node("Gather", found.absent, graph.numbers([place for place, _ in learned.parts], np.int64), axis=1)
    filled = graph.node("Where", absent, graph.numbers(np.nan), picked)
    graph.put(filled, _titles(names, learned), "numbers", instead_of=names)


def _places(learned: Kept, names: Sequence[str], used: tuple[str, ...]) -> list[int]:
    """Where each feature stands when all used parts of all columns are side by side."""
    return [used.index(part) * len(names) + place for place, part in learned.parts]


def _titles(names: Sequence[str], learned: Kept) -> tuple[str, ...]:
    return tuple(f"{names[place]} · {part}" for place, part in learned.parts)


def reference(values: Array, names: Sequence[str], learned: Kept) -> tuple[tuple[str, ...], Array]:
    absent, parts = values == NO_DATE, _parts(values)
    columns = [np.where(absent[:, place], np.nan, parts[part][:, place]) for place, part in learned.parts]
    return _titles(names, learned), dates.joined(columns, len(values))


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
