"""Times of day, such as 18:30, become numbers that a model can use: minutes since midnight."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, times
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no column is named, for one that holds no texts, and where no cell is a time."""
    if not params["columns"]:
        raise InputError("data.no_column_named")
    columns = {name: _measured(ground, ground.column(name)) for name in params["columns"]}

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {name: times.minutes(batch.column(ground.place(name))) for name in columns}

    return altering.with_columns(ground, columns, compute)


def _measured(ground: Ground, column: Column) -> Column:
    import pyarrow.compute as pc

    if column.type not in ("category", "text"):
        raise InputError("data.not_of_texts", column=column.name)
    filled, whole = 0, True
    for batch in ground.batches((column.name,)):
        found = times.minutes(batch.column(0))
        filled += len(found) - found.null_count
        whole = whole and pc.all(pc.equal(found, pc.trunc(found))).as_py() in (True, None)
    if not filled:
        raise InputError("data.no_times", column=column.name)
    return Column(column.name, "number", whole)


CHANGE = ChangeKind(
    name="time_of_day",
    title=Words("Times as minutes since midnight", "시각을 자정부터의 분으로"),
    help=Words(
        "18:30 becomes 1110. Cells that are no time of day become missing; the preview counts them.",
        "18:30이 1110이 됩니다. 시각이 아닌 셀은 결측이 되며 미리 보기에서 수를 셉니다.",
    ),
    params=(Param("columns", Words("Columns", "열"), ""),),
    sorts={"columns": "columns"},
    takes={"columns": ("category", "text")},
    make=make,
    sample={"columns": ["시각"]},
)
