"""A column is read as another type; cells that cannot be read so become missing, and are counted."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import Words
from mlworkbench.stages.data import altering, cells, dates
from mlworkbench.stages.data.change import ChangeKind, Ground, Made

if TYPE_CHECKING:
    import pyarrow as pa

TYPES = ("number", "flag", "category", "text", "date")


def make(ground: Ground, params: Mapping[str, Any]) -> Made:
    """Raises InputError where no cell could be read so."""
    old, kind = ground.column(params["column"]), params["type"]
    date_format = params["date_format"] or (dates.ISO if kind == "date" else None)
    values = [_read(batch.column(0), kind, date_format) for batch in ground.batches((old.name,))]
    if not any(len(one) > one.null_count for one in values):
        raise InputError("data.none_readable", column=old.name, type=kind)
    column = Column(old.name, kind, _are_whole(kind, values), date_format if kind == "date" else None)

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        return {old.name: altering.stored(column, _read(batch.column(ground.place(old.name)), kind, date_format))}

    return altering.with_columns(ground, {old.name: column}, compute)


def _read(values: "pa.Array", kind: Any, date_format: str | None) -> "pa.Array":
    import pyarrow as pa

    if kind == "date" and pa.types.is_timestamp(values.type):
        return values
    return cells.parse(altering.spelled(values), kind, date_format).values


def _are_whole(kind: str, values: "list[pa.Array]") -> bool:
    import pyarrow.compute as pc

    if kind not in ("number", "flag"):
        return False
    whole = (pc.and_(pc.equal(one, pc.trunc(one)), pc.less_equal(pc.abs(one), float(cells.EXACT))) for one in values)
    return all(pc.all(one).as_py() in (True, None) for one in whole)


CHANGE = ChangeKind(
    name="retype",
    title=Words("Read as another type", "다른 유형으로 읽기"),
    help=Words(
        "Cells that cannot be read as this type become missing; the preview counts them.",
        "이 유형으로 읽을 수 없는 셀은 결측이 됩니다. 미리 보기에서 수를 셉니다.",
    ),
    params=(
        Param("column", Words("Column", "열"), ""),
        Param(
            "type",
            Words("Type", "유형"),
            "text",
            choices=TYPES,
            choice_words=(
                Words("number", "수"),
                Words("flag", "예/아니요"),
                Words("category", "범주형"),
                Words("text", "텍스트"),
                Words("date", "날짜"),
            ),
        ),
        Param("date_format", Words("Date format", "날짜 형식"), "", choices=("", *dates.FORMATS)),
    ),
    sorts={"column": "column"},
    make=make,
    sample={"column": "키", "type": "category"},
)
