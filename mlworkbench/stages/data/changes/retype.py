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
    """Raises InputError where no column is named, or no cell of one could be read so."""
    kind, names = params["type"], params["columns"]
    if not names:
        raise InputError("data.no_column_named")
    date_format = params["date_format"] or (dates.ISO if kind == "date" else None)
    columns = {name: _as(ground, name, kind, date_format) for name in names}

    def compute(batch: "pa.RecordBatch") -> "dict[str, pa.Array]":
        read = {name: _read(batch.column(ground.place(name)), kind, date_format) for name in columns}
        return {name: altering.stored(columns[name], values) for name, values in read.items()}

    return altering.with_columns(ground, columns, compute)


def _as(ground: Ground, name: str, kind: Any, date_format: str | None) -> Column:
    """Raises InputError where no cell can be read so."""
    filled, whole = 0, True
    for batch in ground.batches((name,)):
        values = _read(batch.column(0), kind, date_format)
        filled += len(values) - values.null_count
        whole = whole and _are_whole(kind, values)
    if not filled:
        raise InputError("data.none_readable", column=name, type=kind)
    return Column(name, kind, whole, date_format if kind == "date" else None)


def _read(values: "pa.Array", kind: Any, date_format: str | None) -> "pa.Array":
    import pyarrow as pa

    if kind == "date" and pa.types.is_timestamp(values.type):
        return values
    return cells.parse(altering.spelled(values), kind, date_format).values


def _are_whole(kind: str, values: "pa.Array") -> bool:
    import pyarrow.compute as pc

    if kind not in ("number", "flag"):
        return False
    whole = pc.and_(pc.equal(values, pc.trunc(values)), pc.less_equal(pc.abs(values), float(cells.EXACT)))
    return pc.all(whole).as_py() in (True, None)


CHANGE = ChangeKind(
    name="retype",
    title=Words("Read as another type", "다른 유형으로 읽기"),
    help=Words(
        "Cells that cannot be read as this type become missing; the preview counts them.",
        "이 유형으로 읽을 수 없는 셀은 결측이 됩니다. 미리 보기에서 수를 셉니다.",
    ),
    params=(
        Param("columns", Words("Columns", "열"), ""),
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
    sorts={"columns": "columns"},
    make=make,
    sample={"columns": ["키"], "type": "category"},
    older={"column": "columns"},
)
