"""Two columns against each other: points, boxes by group, or a table of counts, as their kinds ask for."""

from contextlib import suppress
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Box, Boxes, Cloud, Heat
from mlworkbench.stages.explore import relating
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Drawn, Subject
from mlworkbench.stages.explore.summing import box

Array = np.ndarray[Any, np.dtype[Any]]

MOST_POINTS = 2000  # more are counted in cells
CELLS = (60, 40)
MOST_VALUES = 15


def numbers(subject: Subject, asked: Asked) -> Found:
    x, y = str(asked["x"]), str(asked["y"])
    if x == y:
        raise InputError("explore.same_column", column=x)
    drawn = subject.draw([x, y])
    measured = relating.fitting(subject, drawn, x, y)
    facts = [
        relating.told(measured),
        Reason(f"explore.how_{measured.measure}"),
        Reason("explore.fact_both", {"rows": measured.rows}),
    ]
    if subject.is_number(x) and subject.is_number(y):
        return Found((View("points", _cloud(subject, drawn, x, y)),), tuple(facts), subject.used)
    views = []
    if subject.is_number(x) or subject.is_number(y):
        value, group = (x, y) if subject.is_number(x) else (y, x)
        views.append(View("boxes", _boxes(subject, drawn, value, group)))
    with suppress(InputError):  # a date of many values makes no groups
        views.append(View("counts", _counts(subject, x, y)))
    return Found(tuple(views), tuple(facts), subject.used)


def _cloud(subject: Subject, drawn: Drawn, x: str, y: str) -> Cloud:
    across, up = drawn.values[x], drawn.values[y]
    known = np.isfinite(across) & np.isfinite(up)
    across, up = across[known], up[known]
    dated = subject.is_date(x), subject.is_date(y)
    if len(across) <= MOST_POINTS:
        return Cloud(x, y, tuple(zip(across.tolist(), up.tolist(), strict=True)), (), (), (), *dated)
    edges = [np.linspace(*_ends(values), count + 1) for values, count in ((across, CELLS[0]), (up, CELLS[1]))]
    counts = np.histogram2d(across, up, bins=edges)[0].T.astype(np.int64)
    told = [tuple(float(edge) for edge in one) for one in edges]
    return Cloud(x, y, (), told[0], told[1], tuple(tuple(int(cell) for cell in row) for row in counts), *dated)


def _ends(values: Array) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    return (low, high) if low < high else (low - 0.5, high + 0.5)


def _boxes(subject: Subject, drawn: Drawn, value: str, group: str) -> Boxes:
    codes, levels = subject.codes(drawn, group)
    values = drawn.values[value]
    sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
    order = sorted(range(len(levels)), key=lambda place: (-sizes[place], levels[place]))[:MOST_VALUES]
    found: list[Box | None] = [box(levels[place], values[(codes == place) & np.isfinite(values)]) for place in order]
    return Boxes(value, group, tuple(one for one in found if one is not None), subject.is_date(value))


def _counts(subject: Subject, x: str, y: str) -> Heat:
    across, down = subject.grouping(x, MOST_VALUES), subject.grouping(y, MOST_VALUES)
    table = np.zeros((len(down.names), len(across.names)))
    for at, row, rows in subject.ask(f"SELECT {across.sql}, {down.sql}, count(*) FROM data GROUP BY 1, 2"):
        if at is not None and row is not None:
            table[row, at] = rows
    cells = tuple(tuple(float(cell) for cell in row) for row in table)
    return Heat("count", down.names, across.names, cells, down=y, across=x)


PICTURE = PictureKind(
    name="pair",
    title=Words("Two columns", "두 열"),
    help=Words(
        "Two columns against each other: points, boxes by group, or counts.",
        "두 열을 서로 견줍니다. 점, 그룹별 상자, 빈도 표로 보여 줍니다.",
    ),
    slots=(Slot("x", Words("Across", "가로")), Slot("y", Words("Up", "세로"))),
    params=(),
    numbers=numbers,
)
