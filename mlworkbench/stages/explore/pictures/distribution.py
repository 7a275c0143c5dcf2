"""How the values of a column are spread, of all rows or group by group."""

import math

import numpy as np

from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import MISSING, OTHERS, Counted, Shares, Spread
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Grouping, Subject

ALL = "1"  # SQL: every row in one group
MOST_VALUES = 15
EDGE = 0.001  # share of the rows beyond each end that a picture of a long tail leaves out


def numbers(subject: Subject, asked: Asked) -> Found:
    column, by = str(asked["column"]), str(asked["by"])
    grouping = subject.grouping(by) if by else None
    subject.report.progress(0.2, "explore.counting", column=column)
    figures = subject.figures(column)
    lacking = (Reason("explore.fact_missing", {"column": column, "rows": figures.missing}),) if figures.missing else ()
    if subject.is_number(column) and figures.minimum is not None and figures.minimum < (figures.maximum or 0.0):
        spread, outside = _spread(subject, column, grouping, int(asked["bins"]))
        views = (View("spread", spread), View("apart", _apart(spread))) if by else (View("spread", spread),)
        beyond = (Reason("explore.fact_outside", {"rows": outside}),) if outside else ()
        return Found(views, (Reason("explore.how_exact"), *beyond, *lacking))
    shares = _shares(subject, column, grouping)
    return Found((View("shares", shares),), (Reason("explore.how_exact"), *lacking))


def _spread(subject: Subject, column: str, grouping: Grouping | None, bins: int) -> tuple[Spread, int]:
    """Counts of equal bins, and how many rows lie outside: the ends of very long tails are left out."""
    low, high, step = _range(subject, column, bins)
    cell = subject.value(column)
    count = max(1, math.ceil((high - low) / step - 1e-9))
    place = f"least(greatest(floor(({cell} - {low!r}) / {step!r}), -1), {count})::INTEGER"
    place = f"CASE WHEN {cell} = {low + step * count!r} THEN {count - 1} ELSE {place} END"
    names = grouping.names if grouping else ("",)
    found = subject.ask(
        f"SELECT {grouping.sql if grouping else ALL}, {place}, count(*) FROM data WHERE {cell} IS NOT NULL GROUP BY 1, 2"
    )
    table = np.zeros((len(names), count), dtype=np.int64)
    outside = 0
    for group, at, rows in found:
        if group is None:
            continue
        if 0 <= at < count:
            table[group if grouping else 0, at] += rows
        else:
            outside += rows
    edges = tuple(low + step * number for number in range(count + 1))
    groups = tuple(Counted(name, tuple(int(one) for one in row)) for name, row in zip(names, table, strict=True) if row.any())
    return Spread(column, edges, groups, grouping.column if grouping else "", subject.is_date(column)), outside


def _range(subject: Subject, column: str, bins: int) -> tuple[float, float, float]:
    """From where to where, and the width of a bin: whole for whole numbers."""
    figures = subject.figures(column)
    low, high = float(figures.minimum or 0.0), float(figures.maximum or 0.0)
    if len(figures.quantiles) == 7:
        q5, q95 = figures.quantiles[1], figures.quantiles[5]
        wide = q95 - q5
        if wide > 0 and high - low > 8 * wide:
            low, high = max(low, q5 - wide), min(high, q95 + wide)
    if subject.column(column).integer:
        low, high = math.floor(low) - 0.5, math.ceil(high) + 0.5
        return low, high, float(math.ceil((high - low) / bins))
    step = (high - low) / bins
    return low, high, step


def _apart(spread: Spread) -> Spread:
    return Spread(spread.column, spread.edges, spread.groups, spread.by, spread.dated, apart=True)


def _shares(subject: Subject, column: str, grouping: Grouping | None) -> Shares:
    """The most frequent values, the others and the missing ones."""
    valued = subject.grouping(column, MOST_VALUES)
    names = grouping.names if grouping else ("",)
    found = subject.ask(f"SELECT {grouping.sql if grouping else ALL}, {valued.sql}, count(*) FROM data GROUP BY 1, 2")
    table = np.zeros((len(names), len(valued.names)), dtype=np.int64)
    for group, value, rows in found:
        if group is not None and value is not None:
            table[group if grouping else 0, value] += rows
    keep = [place for place, name in enumerate(valued.names) if table[:, place].any() or name not in (MISSING, OTHERS)]
    groups = tuple(Counted(name, tuple(int(row[place]) for place in keep)) for name, row in zip(names, table, strict=True))
    shown = tuple(valued.names[place] for place in keep)
    return Shares(column, shown, tuple(one for one in groups if any(one.counts)), grouping.column if grouping else "")


PICTURE = PictureKind(
    name="distribution",
    title=Words("Distribution", "분포"),
    help=Words(
        "How often the values of a column occur, in all rows or by group.",
        "열의 값이 얼마나 자주 나오는지 전체 또는 그룹별로 보여 줍니다.",
    ),
    slots=(
        Slot("column", Words("Column", "열")),
        Slot("by", Words("By group", "그룹"), needed=False),
    ),
    params=(Param("bins", Words("Bins", "구간 수"), 30, low=2, high=200),),
    numbers=numbers,
)
