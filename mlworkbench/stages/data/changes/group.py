"""Figures of groups, such as the mean by shop, joined back to every row of the group."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, answers, room
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

FUNCTIONS: Final = {
    "count": "count(*)",
    "mean": "avg({})",
    "sum": "sum({}::DOUBLE)",
    "min": "min({})",
    "max": "max({})",
    "median": "median({})",
    "sd": "stddev_samp({}::DOUBLE)",
    "distinct": "count(DISTINCT {})",
    "missing": "count(*) - count({})",
}
# Bytes a row that a figure keeps until all rows are read, measured on 50 million rows; the others keep a few for every group.
HELD: Final = {"median": 12}
ANY_TYPE: Final = ("count", "min", "max", "distinct", "missing")


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no key or figure is named, and for a figure that a column does not have."""
    if not params["by"]:
        raise InputError("data.no_column_named")
    if not params["aggregates"]:
        raise InputError("data.no_aggregate")
    held = sum(HELD.get(one["function"], 0) for one in params["aggregates"])
    room.check_memory(held * ground.rows, "data.group_memory")
    figures = [_figure(ground, one, params["by"]) for one in params["aggregates"]]
    names = [name for name, _ in figures]
    for place, name in enumerate(names):
        altering.check_new(ground, name)
        if name in names[:place]:
            raise InputError("data.name_in_use", name=name)
    cells = [ground.cell(name) for name in params["by"]]
    keys, same = ", ".join(cells), " AND ".join(f"d.{cell} IS NOT DISTINCT FROM g.{cell}" for cell in cells)
    listed = ", ".join(f"{words} AS f{place}" for place, (_, words) in enumerate(figures))
    new = ", ".join(f"g.f{place}" for place in range(len(figures)))
    query = (
        f"WITH g AS (SELECT {keys}, {listed} FROM {ground.table()} GROUP BY {keys}) "
        f"SELECT {new} FROM {ground.table()} d JOIN g ON {same} ORDER BY d.r"
    )
    with altering.query(ground, query) as batches:
        stored = answers.keep(batches, ground.work / "groups.parquet")
    used = dict.fromkeys((*params["by"], *(one["column"] for one in params["aggregates"] if one.get("column"))))
    return replace(answers.beside(ground, stored, tuple(names)), used=tuple(name for name in used if name in ground.names))


def _figure(ground: Ground, asked: Mapping[str, str], by: list[str]) -> tuple[str, str]:
    function = asked["function"] or "count"
    if function not in FUNCTIONS:
        raise InputError("data.no_such_aggregate", function=function, known=", ".join(FUNCTIONS))
    if function == "count":
        return asked["name"] or f"count by {', '.join(by)}", FUNCTIONS[function]
    column = ground.column(asked["column"])
    if function not in ANY_TYPE and column.type not in ("number", "flag"):
        raise InputError("data.not_numbers", column=column.name)
    name = asked["name"] or f"{function} of {column.name} by {', '.join(by)}"
    return name, FUNCTIONS[function].format(ground.cell(column.name))


CHANGE = ChangeKind(
    name="group",
    title=Words("Figures of groups", "그룹별 집계"),
    help=Words(
        "Count, mean, sum … of each group, in every row of it. No model computes these: whoever uses one brings them. "
        "Figures of the target tell the answer; leave them out.",
        "그룹마다 개수, 평균, 합계 등을 구해 각 행에 붙입니다. 모델이 계산하지 않으므로 사용할 때 값을 함께 제공해야 합니다. "
        "예측할 열의 집계는 답을 알려 주므로 쓰지 마십시오.",
    ),
    params=(Param("by", Words("Group by", "그룹 기준"), ""), Param("aggregates", Words("Figures", "집계"), "")),
    sorts={"by": "columns", "aggregates": "aggregates"},
    make=make,
    sample={
        "by": ["도시"],
        "aggregates": [{"column": "키", "function": "mean", "name": "도시 평균 키"}, {"function": "count", "name": "n"}],
    },
)
