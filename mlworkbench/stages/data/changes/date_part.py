"""A new column with one part of a date."""

from collections.abc import Mapping
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import deriving
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.formulas import quoted


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError for a column that holds no dates."""
    column = ground.column(params["column"])
    if column.type != "date":
        raise InputError("data.not_of_dates", column=column.name)
    name = params["name"].strip() or f"{column.name} {params['part']}"
    return deriving.by_formula(ground, name, f"{params['part']}({quoted(column.name)})")


CHANGE = ChangeKind(
    name="date_part",
    title=Words("Part of a date", "날짜에서 값 뽑기"),
    help=Words("Year, month, day, weekday (Monday is 0) or hour.", "연, 월, 일, 요일(월요일이 0) 또는 시."),
    params=(
        Param("column", Words("Column", "열"), ""),
        Param(
            "part",
            Words("Part", "부분"),
            "month",
            choices=("year", "month", "day", "weekday", "hour"),
            choice_words=(
                Words("year", "연"),
                Words("month", "월"),
                Words("day", "일"),
                Words("weekday", "요일"),
                Words("hour", "시"),
            ),
        ),
        Param("name", Words("Name of the column", "열 이름"), ""),
    ),
    sorts={"column": "column"},
    takes={"column": ("date",)},
    make=make,
    sample={"column": "가입일", "part": "month", "name": "가입월"},
)
