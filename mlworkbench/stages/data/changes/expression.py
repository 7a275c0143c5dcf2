"""A new column by a formula; a model's own graph computes it where that can be, so that a device need not bring it."""

from collections.abc import Mapping
from typing import Any

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import deriving
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    return deriving.by_formula(ground, params["name"], params["formula"])


CHANGE = ChangeKind(
    name="expression",
    title=Words("Column by a formula", "수식으로 새 열"),
    help=Words(
        "Numbers, columns, + - * / % **, comparisons, and or not, if(condition, a, b) and functions.",
        "수, 열 이름, + - * / % **, 비교, and or not, if(조건, a, b)와 함수를 쓸 수 있습니다.",
    ),
    params=(
        Param("name", Words("Name of the column", "열 이름"), ""),
        Param("formula", Words("Formula", "수식"), ""),
    ),
    sorts={"formula": "formula"},
    make=make,
    sample={"name": "비만도", "formula": "`몸무게 (kg)` / (키 / 100) ** 2"},
)
