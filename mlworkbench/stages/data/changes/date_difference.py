"""A new column with the time between two dates."""

from collections.abc import Mapping
from typing import Any, Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import deriving
from mlworkbench.stages.data.change import ChangeKind, Ground, Made
from mlworkbench.stages.data.formulas import quoted

UNITS: Final = {"days": "", "hours": " * 24", "weeks": " / 7", "years": " / 365.2425"}


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError for a column that holds no dates."""
    ends = [ground.column(params[name]) for name in ("start", "end")]
    for column in ends:
        if column.type != "date":
            raise InputError("data.not_of_dates", column=column.name)
    first, last = (quoted(column.name) for column in ends)
    name = params["name"].strip() or f"{ends[1].name} – {ends[0].name} ({params['unit']})"
    return deriving.by_formula(ground, name, f"days_between({first}, {last}){UNITS[params['unit']]}")


CHANGE = ChangeKind(
    name="date_difference",
    title=Words("Time between two dates", "두 날짜 사이의 시간"),
    help=Words(
        "From the first date to the second; below zero where the second comes earlier.",
        "첫 날짜부터 둘째 날짜까지의 시간입니다. 둘째 날짜가 앞서면 음수입니다.",
    ),
    params=(
        Param("start", Words("From", "시작"), ""),
        Param("end", Words("To", "끝"), ""),
        Param(
            "unit",
            Words("Unit", "단위"),
            "days",
            choices=tuple(UNITS),
            choice_words=(Words("days", "일"), Words("hours", "시간"), Words("weeks", "주"), Words("years", "년")),
        ),
        Param("name", Words("Name of the column", "열 이름"), ""),
    ),
    sorts={"start": "column", "end": "column"},
    takes={"start": ("date",), "end": ("date",)},
    make=make,
    sample={"start": "가입일", "end": "해지일", "unit": "days", "name": "이용 일수"},
)
