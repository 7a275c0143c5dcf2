"""Looks into a dataset version: whole columns as arrays, or single rows of them."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from mlworkbench.base.report import Report
from mlworkbench.stages.data.conversion import Typed, Values, to_numpy


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
