"""Quick looks into a dataset version: a page of rows, or whole columns as arrays."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from mlworkbench.base.report import Report
from mlworkbench.stages.data.conversion import Typed, Values, to_numpy


def page(parquet: Path, start: int, count: int, columns: tuple[str, ...] | None = None) -> list[tuple[Any, ...]]:
    """Rows `start` to `start + count`, all columns or these: None where missing, datetime for dates.

    Reads only the row groups concerned.
    """
    from pyarrow import parquet as pq

    with pq.ParquetFile(parquet, memory_map=True) as file:
        groups: list[int] = []
        first = passed = 0
        for number in range(file.metadata.num_row_groups):
            rows = file.metadata.row_group(number).num_rows
            if passed < start + count and passed + rows > start:
                first = passed if not groups else first
                groups.append(number)
            passed += rows
        names = columns or tuple(file.schema_arrow.names)
        table = file.read_row_groups(groups, columns=list(columns) if columns else None)
    return list(zip(*(table.column(name).slice(start - first, count).to_pylist() for name in names), strict=True))


def column_values(parquet: Path, columns: Iterable[str | Typed]) -> dict[str, Values]:
    """Whole columns as the Scorer takes them: float64 with NaN, object of str or None, int64 microseconds (smallest: missing)."""
    from pyarrow import parquet as pq

    names = [column if isinstance(column, str) else column.name for column in columns]
    with pq.ParquetFile(parquet) as file:
        table = file.read(columns=names)
    return {name: to_numpy(table.column(name)) for name in names}


def rows_at(parquet: Path, columns: Iterable[str], rows: Values, report: Report) -> dict[str, Values]:
    """These rows (ascending, from 0) of these columns, as `column_values` gives them. Holds one row group at a time."""
    from pyarrow import concat_tables
    from pyarrow import parquet as pq

    names, pieces, passed = list(columns), [], 0
    with pq.ParquetFile(parquet) as file:
        groups = file.metadata.num_row_groups
        for number in range(groups):
            report.progress(number / groups, "data.reading_rows")
            count = file.metadata.row_group(number).num_rows
            wanted = rows[np.searchsorted(rows, passed) : np.searchsorted(rows, passed + count)] - passed
            if len(wanted) or number == groups - 1:
                pieces.append(file.read_row_group(number, columns=names).take(wanted))
            passed += count
    whole = concat_tables(pieces)
    return {name: to_numpy(whole.column(name)) for name in names}
