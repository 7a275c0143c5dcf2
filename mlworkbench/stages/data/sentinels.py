"""Values of a column that stand for nothing: its file's own marks as values, and what was set to missing later.

A file is read with its marks; a device feeds numbers, texts and dates. So a model's graph turns these values into missing itself
(stages/prepare/blanking.py), and nothing that a version still holds may be among them.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Column
from mlworkbench.stages.data import cells, dates

if TYPE_CHECKING:
    import pyarrow as pa

MOST = 32  # values a column: each is a comparison in every row that is scored


def of(column: Column) -> tuple[str, ...]:
    """These values, spelled: dates in ISO 8601. A mark of letters counts as written and in small and capital letters."""
    marks = column.missing[:MOST]
    if column.type in ("category", "text"):
        cased = [spelled for mark in marks for spelled in (mark, mark.lower(), mark.upper(), mark.capitalize())]
        return tuple(sorted({one for one in (*cased, *column.emptied) if one and "\0" not in one}))
    values = (value_of(column.type, one, column.date_format) for one in (*marks, *column.emptied))
    return tuple(_spelled(value, column.type) for value in sorted({value for value in values if value is not None}))


def value_of(kind: str, mark: str, date_format: str | None = None) -> float | int | None:
    """A mark as a number, or as microseconds since 1970; None where it is none, as ? and NA."""
    if kind != "date":
        value = float(mark) if re.match(cells.NUMBER, mark) else math.nan
        return value if math.isfinite(value) else None
    import pyarrow as pa

    for written in dict.fromkeys((date_format or dates.ISO, dates.ISO)):
        micros, right = dates.read(pa.array([mark], pa.string()), written)
        if right[0]:
            return int(micros[0])
    return None


def that_hold(columns: Sequence[Column], parquet: Path) -> tuple[Column, ...]:
    """Columns without the sentinels and bounds that their stored values contradict: there they are values like others."""
    from pyarrow import parquet as pq

    left = {column.name: column for column in columns if of(column) or column.below is not None or column.above is not None}
    if left:
        with pq.ParquetFile(parquet) as file:
            for batch in file.iter_batches(columns=list(left)):
                for name, column in left.items():
                    left[name] = _held(column, batch.column(batch.schema.get_field_index(name)))
    return tuple(left.get(column.name, column) for column in columns)


def _held(column: Column, values: "pa.Array") -> Column:
    import pyarrow as pa
    import pyarrow.compute as pc

    known = of(column)
    if known and (there := set(pc.unique(values.filter(_is_one(values, column, known))).to_pylist())):
        found = {_plain(value) for value in there}
        kept = tuple(one for one in column.emptied if _as_value(column, one) not in found)
        missing = tuple(one for one in column.missing if not found & _forms(column, one))
        column = replace(column, emptied=kept, missing=missing)
    if pa.types.is_integer(values.type) or pa.types.is_floating(values.type):
        bounds = pc.min_max(values).as_py()
        if column.below is not None and bounds["min"] is not None and bounds["min"] < column.below:
            column = replace(column, below=None)
        if column.above is not None and bounds["max"] is not None and bounds["max"] > column.above:
            column = replace(column, above=None)
    return column


def _is_one(values: "pa.Array", column: Column, known: tuple[str, ...]) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type in ("category", "text"):
        return pc.is_in(values, value_set=pa.array(known, pa.string()))
    wanted = [_as_value(column, one) for one in known]
    if column.type == "date":
        return pc.is_in(pc.cast(values, pa.int64()), value_set=pa.array(wanted, pa.int64()))
    return pc.is_in(pc.cast(values, pa.float64(), safe=False), value_set=pa.array(wanted, pa.float64()))


def _as_value(column: Column, mark: str) -> str | float | int | None:
    return mark if column.type in ("category", "text") else value_of(column.type, mark, column.date_format)


def _forms(column: Column, mark: str) -> set[str | float | int | None]:
    """What a mark of the file is among the sentinels."""
    return {_as_value(column, one) for one in of(replace(column, missing=(mark,), emptied=()))}


def _plain(value: object) -> object:
    """A stored value as `_as_value` gives it."""
    from datetime import datetime

    if isinstance(value, datetime):
        import numpy as np

        return int(np.datetime64(value, "us").astype(np.int64))
    return value


def _spelled(value: float | int, kind: str) -> str:
    if kind != "date":
        return cells.spelled_number(float(value))
    import numpy as np

    return str(np.datetime64(int(value), "us")).removesuffix(".000000").replace("T", " ").removesuffix(" 00:00:00")
