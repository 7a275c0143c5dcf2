"""What the date steps share: the calendar of their columns, made once for all of them, and its plain meaning."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import NO_DATE, Array
from mlworkbench.stages.data.formulas import calendar
from mlworkbench.stages.data.formulas.graph import DAY, HOUR
from mlworkbench.stages.prepare.graph import Graph


@dataclass(frozen=True)
class Moments:
    """Tensors [N, k]: `absent` says where there is no date, `cells` are microseconds since 1970, 0 there, and `parts` int64."""

    absent: str
    cells: str
    parts: dict[str, str]


def moments(graph: Graph, names: Sequence[str]) -> Moments:
    with graph.sharing():
        given = graph.take(names)
        absent = graph.node("Equal", given, graph.numbers(NO_DATE, np.int64))
        cells = graph.node("Where", absent, graph.numbers(0, np.int64), given)
        return Moments(absent, cells, calendar.emit(graph, cells))


def plain_parts(cells: Array) -> dict[str, Array]:
    """The same by numpy's calendar; `cells` int64 [N, k]."""
    present = np.where(cells == NO_DATE, 0, cells)
    days = (present // DAY).astype("datetime64[D]")
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    march = years.astype("datetime64[M]") + 2
    last_march = np.where(months < march, march - 12, march).astype("datetime64[M]").astype("datetime64[D]")
    return {
        "days": days.astype(np.int64),
        "year": years.astype(np.int64) + 1970,
        "month": months.astype(np.int64) % 12 + 1,
        "day": (days - months).astype(np.int64) + 1,
        "weekday": (days.astype(np.int64) + 3) % 7,
        "hour": present % DAY // HOUR,
        "from_march": (days - last_march).astype(np.int64),
    }


def varying(values: Array, parts: dict[str, Array], wanted: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Which of these parts differ between the training rows, as (column, part), part by part."""
    present = values != NO_DATE

    def varies(place: int, part: str) -> bool:
        found = parts[part][present[:, place], place]
        return len(found) > 0 and bool(found.min() != found.max())

    return tuple((place, part) for part in wanted for place in range(values.shape[1]) if varies(place, part))


def chosen(graph: Graph, tensors: Sequence[str], columns: int, places: Sequence[int]) -> str:
    """Of tensors of `columns` columns, side by side, the columns at these places."""
    whole = tensors[0] if len(tensors) == 1 else graph.node("Concat", *tensors, axis=1)
    if list(places) == list(range(len(tensors) * columns)):
        return whole
    return graph.node("Gather", whole, graph.numbers(places, np.int64), axis=1)


def joined(columns: Sequence[Array], rows: int) -> Array:
    """Columns [N] as float64 [N, w], also where there are none."""
    return np.array(columns, dtype=np.float64).T.reshape(rows, len(columns))
