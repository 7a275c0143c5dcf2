"""Cells of a file to be scored, read exactly as import reads them; what cannot be read is refused by row and column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnType, Reason
from mlworkbench.stages.data import cells, dates

if TYPE_CHECKING:
    import pyarrow as pa

SHORT = 60
NO_DATE = np.iinfo(np.int64).min
Values = np.ndarray[tuple[int], np.dtype[Any]]


class Typed(Protocol):
    """A dataset's column, or a model's input; its `date_format` and its marks `missing` count when it has some."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> ColumnType: ...


@dataclass(frozen=True)
class Refused:
    """A cell that cannot be read as its column's type. `row` is the data row, counted from 1."""

    row: int
    column: str
    value: str
    reason: Reason


def convert(batch: "pa.RecordBatch", columns: Sequence[Typed], start: int = 0) -> tuple[dict[str, Values], list[Refused]]:
    """Arrays as the Scorer takes them, by column name, and the cells refused (missing in the arrays); `start` rows came before.

    number, flag → float64, NaN missing · category, text → object of str or None · date → int64 µs, smallest int64 missing.
    Raises InputError for a column that the batch lacks.
    """
    arrays: dict[str, Values] = {}
    refused: list[Refused] = []
    for column in columns:
        place = batch.schema.get_field_index(column.name)
        if place < 0:
            raise InputError("data.no_column", column=column.name, found=", ".join(batch.schema.names)[:300])
        date_format = getattr(column, "date_format", None)
        parsed = cells.parse(batch.column(place), column.type, date_format, getattr(column, "missing", ()))
        arrays[column.name] = to_numpy(parsed.values)
        reason = _reason(column.type, date_format)
        for row in np.flatnonzero(parsed.bad):
            value = str(batch.column(place)[int(row)].as_py())
            shown = value if len(value) <= SHORT else value[:SHORT] + "…"
            refused.append(Refused(start + int(row) + 1, column.name, shown, reason))
    return arrays, sorted(refused, key=lambda cell: cell.row)


def to_numpy(values: "pa.Array | pa.ChunkedArray") -> Values:
    """Stored or parsed values as the Scorer takes them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(values.type):
        return np.asarray(values.to_numpy(zero_copy_only=False), dtype=object)
    if pa.types.is_timestamp(values.type):
        return np.asarray(pc.fill_null(pc.cast(values, pa.int64()), int(NO_DATE)).to_numpy(zero_copy_only=False), dtype=np.int64)
    return np.asarray(pc.cast(values, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def _reason(kind: ColumnType, date_format: str | None) -> Reason:
    if kind == "date":
        return Reason("data.not_a_date", {"format": date_format or dates.ISO})
    return Reason("data.not_a_flag" if kind == "flag" else "data.not_a_number")
