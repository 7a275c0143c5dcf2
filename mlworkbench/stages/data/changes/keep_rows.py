"""Keeps the rows for which a condition is true."""

from collections.abc import Mapping
from typing import Any

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, deriving
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    return altering.only_rows(ground, deriving.where(ground, params["where"])[0])


CHANGE = ChangeKind(
    name="keep_rows",
    title=Words("Keep rows where", "조건에 맞는 행만 남기기"),
    help=Words(
        "Rows for which the condition is true stay. Where something in it is missing, the row goes.",
        "조건이 참인 행만 남깁니다. 조건에 쓰인 값이 결측인 행은 제외합니다.",
    ),
    params=(Param("where", Words("Condition", "조건"), ""),),
    sorts={"where": "formula"},
    make=make,
    sample={"where": "키 > 0 and 도시 != 'Busan'"},
)
