"""Some values of a column become others, such as the variants of one spelling."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, cells
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no value is named, or a new one does not fit the column."""
    column, pairs = ground.column(params["column"]), params["values"]
    if not pairs:
        raise InputError("data.nothing_named", column=column.name)
    before = altering.spellings(column, list(pairs))
    after = _read(column, list(pairs.values()))
    kept = _fitting(column, after)

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {column.name: _replaced(batch.column(ground.place(column.name)), before, after, kept)}

    return altering.with_columns(ground, {column.name: kept}, compute)


def _read(column: Column, values: list[str | None]) -> "pa.Array":
    """The new values as the column's own, null for missing."""
    import pyarrow as pa

    parsed = cells.parse(pa.array(values, pa.string()), column.type, column.date_format)
    if parsed.bad.any():
        wrong = values[int(parsed.bad.argmax())]
        raise InputError("data.not_of_column", column=column.name, value=str(wrong)[:60])
    return parsed.values


def _fitting(column: Column, after: "pa.Array") -> Column:
    """A column of whole numbers takes fractions in, too."""
    from dataclasses import replace

    import pyarrow.compute as pc

    if column.type != "number" or not column.integer:
        return column
    whole = pc.all(pc.equal(after, pc.trunc(after))).as_py()
    return column if whole in (True, None) else replace(column, integer=False)


def _replaced(values: "pa.Array", before: list[str], after: "pa.Array", column: Column) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    places = pc.index_in(altering.spelled(values), value_set=pa.array(before, pa.string()))
    chosen = altering.stored(column, after.take(places))
    return pc.if_else(pc.is_valid(places), chosen, altering.stored(column, values))


CHANGE = ChangeKind(
    name="replace_values",
    title=Words("Replace values", "값 바꾸기"),
    help=Words(
        "Each value named becomes the one beside it; nothing beside it means missing.",
        "지정한 값을 옆의 값으로 바꿉니다. 옆의 값을 비우면 결측이 됩니다.",
    ),
    params=(Param("column", Words("Column", "열"), ""), Param("values", Words("Old and new values", "이전 값과 새 값"), "")),
    sorts={"column": "column", "values": "mapping"},
    make=make,
    sample={"column": "도시", "values": {"서울시": "서울", "Busan": None}},
)
