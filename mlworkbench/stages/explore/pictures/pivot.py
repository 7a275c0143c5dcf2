"""A table of rows by columns: how many, which mean, sum or share, as colours or as small multiples."""

from dataclasses import replace

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.charts.panels import Heat
from mlworkbench.stages.explore.part import Asked, Found, PictureKind, Slot, View
from mlworkbench.stages.explore.subject import Subject

MOST = 20
FIGURES = {"count": "count(*)::DOUBLE", "mean": "avg({cell})", "sum": "sum({cell})"}
ONE = "0"


def numbers(subject: Subject, asked: Asked) -> Found:
    down, across, value = (str(asked[name]) for name in ("rows", "columns", "value"))
    of = str(asked["of"])
    if of in ("mean", "sum") and not value:
        raise InputError("explore.value_needed")
    if value and subject.column(value).type not in ("number", "flag"):
        raise InputError("explore.not_a_number", column=value)
    if down == across:
        raise InputError("explore.same_column", column=down)
    subject.report.progress(0.2, "explore.counting", column=down)
    heat = _heat(subject, down, across, value, of)
    facts = (Reason("explore.how_exact"), Reason(f"explore.how_pivot_{of}"))
    return Found((View("table", heat), View("multiples", replace(heat, apart=True))), facts)


def _heat(subject: Subject, down: str, across: str, value: str, of: str) -> Heat:
    rows = subject.grouping(down, MOST)
    columns = subject.grouping(across, MOST) if across else None
    summed = "sum" if value else "count"
    figure = FIGURES[summed if of == "share" else of].format(cell=subject.value(value) if value else "")
    query = f"SELECT {rows.sql}, {columns.sql if columns else ONE}, {figure} FROM data GROUP BY 1, 2"
    names = columns.names if columns else (value or down,)
    table = np.full((len(rows.names), len(names)), np.nan)
    for row, column, found in subject.ask(query):
        if row is not None and column is not None and found is not None:
            table[row, column] = found
    if of == "share":
        with np.errstate(invalid="ignore", divide="ignore"):
            table = table / (np.nansum(table, axis=1, keepdims=True) if columns else np.nansum(table))
    cells = tuple(tuple(float(cell) if np.isfinite(cell) else None for cell in row) for row in table)
    return Heat(of, rows.names, names, cells, down, across, value)  # type: ignore[arg-type]  # one of its words


PICTURE = PictureKind(
    name="pivot",
    title=Words("Pivot", "피벗"),
    help=Words(
        "A table of one column by another: rows, mean, sum or share.",
        "한 열을 다른 열로 나눈 표입니다. 행 수, 평균, 합계, 비율을 보여 줍니다.",
    ),
    slots=(
        Slot("rows", Words("Rows", "행")),
        Slot("columns", Words("Columns", "열"), needed=False),
        Slot("value", Words("Number", "숫자"), "number", needed=False),
    ),
    params=(
        Param(
            "of",
            Words("Figure", "수치"),
            "count",
            choices=("count", "share", "mean", "sum"),
            choice_words=(Words("Rows", "행 수"), Words("Share", "비율"), Words("Mean", "평균"), Words("Sum", "합계")),
        ),
    ),
    numbers=numbers,
)
