"""Numbers beyond a bound become that bound."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError for a column of no numbers, and for bounds that are not there or the wrong way round."""
    column, low, high = ground.column(params["column"]), params["low"], params["high"]
    if column.type != "number":
        raise InputError("data.no_bounds", column=column.name)
    if low is None and high is None:
        raise InputError("data.nothing_named", column=column.name)
    if low is not None and high is not None and low > high:
        raise InputError("data.bounds_crossed", low=low, high=high)
    whole = all(bound is None or bound == int(bound) for bound in (low, high))
    kept = replace(column, integer=column.integer and whole)

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        import pyarrow as pa
        import pyarrow.compute as pc

        values = batch.column(ground.place(column.name))
        numbers = pc.cast(values, pa.float64(), safe=False)
        if low is not None:
            numbers = pc.if_else(pc.less(numbers, low), low, numbers)
        if high is not None:
            numbers = pc.if_else(pc.greater(numbers, high), high, numbers)
        return {column.name: altering.stored(kept, numbers)}

    return altering.with_columns(ground, {column.name: kept}, compute)


CHANGE = ChangeKind(
    name="clip",
    title=Words("Limit numbers", "수의 범위 제한"),
    help=Words("Numbers below or above a bound become that bound.", "범위를 벗어난 수를 경계값으로 바꿉니다."),
    params=(
        Param("column", Words("Column", "열"), ""),
        Param("low", Words("At least", "최소"), ""),
        Param("high", Words("At most", "최대"), ""),
    ),
    sorts={"column": "column", "low": "bound", "high": "bound"},
    takes={"column": ("number",)},
    make=make,
    sample={"column": "키", "low": 0, "high": 175.5},
)
