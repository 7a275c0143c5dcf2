"""Leaves rows out: those that are named by their numbers, and those for which a condition is true."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, deriving
from mlworkbench.stages.data.change import ChangeKind, Ground, Made


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where neither rows nor a condition are given."""
    rows, condition = params["rows"], params["where"]
    if not rows and not condition.strip():
        raise InputError("data.no_rows_named")
    kept = altering.empty_mask(ground, True)
    kept[np.asarray(rows, dtype=np.int64) - 1] = False
    if condition.strip():
        kept &= ~deriving.where(ground, condition)[0]
    return altering.only_rows(ground, kept)


CHANGE = ChangeKind(
    name="drop_rows",
    title=Words("Leave rows out", "행 제외"),
    help=Words(
        "Rows for which the condition is true go; where something in it is missing, the row stays.",
        "조건이 참인 행을 제외합니다. 조건에 쓰인 값이 결측인 행은 남깁니다.",
    ),
    params=(Param("where", Words("Condition", "조건"), ""), Param("rows", Words("Row numbers", "행 번호"), "")),
    sorts={"where": "formula", "rows": "rows"},
    make=make,
    sample={"where": "키 < 0", "rows": [2, 5]},
)
