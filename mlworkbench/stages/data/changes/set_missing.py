"""Values that stand for nothing, such as -999 or a measure out of its range, become missing."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where nothing is named, or a bound for a column without order."""
    columns, low, high = [ground.column(name) for name in params["columns"]], params["low"], params["high"]
    if not columns:
        raise InputError("data.no_column_named")
    for column in columns:
        if not params["values"] and low is None and high is None:
            raise InputError("data.nothing_named", column=column.name)
        if column.type not in ("number", "flag") and (low is not None or high is not None):
            raise InputError("data.no_bounds", column=column.name)
    values = {column.name: altering.spellings(column, params["values"]) for column in columns}

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {name: _emptied(batch.column(ground.place(name)), marks, low, high) for name, marks in values.items()}

    return altering.with_columns(ground, {column.name: column for column in columns}, compute)


def _emptied(cells: "pa.Array", values: list[str], low: float | None, high: float | None) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    wrong = pc.is_in(altering.spelled(cells), value_set=pa.array(values, pa.string()))
    if low is not None:
        wrong = pc.or_(wrong, pc.fill_null(pc.less(cells, low), False))
    if high is not None:
        wrong = pc.or_(wrong, pc.fill_null(pc.greater(cells, high), False))
    return pc.if_else(wrong, pa.scalar(None, cells.type), cells)


CHANGE = ChangeKind(
    name="set_missing",
    title=Words("Set values to missing", "결측으로 바꾸기"),
    help=Words(
        "Values that stand for nothing, and numbers below or above what can be, become missing.",
        "값이 없음을 나타내는 값과 범위를 벗어난 수를 결측으로 바꿉니다.",
    ),
    params=(
        Param("columns", Words("Columns", "열"), ""),
        Param("values", Words("Values", "값"), ""),
        Param("low", Words("Below", "미만"), ""),
        Param("high", Words("Above", "초과"), ""),
    ),
    sorts={"columns": "columns", "values": "texts", "low": "bound", "high": "bound"},
    make=make,
    sample={"columns": ["키", "몸무게 (kg)"], "values": [-999], "high": 250},
    older={"column": "columns"},
)
