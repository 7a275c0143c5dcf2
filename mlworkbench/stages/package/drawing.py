"""Draws the rows that go into a package or prove it: sealed rows if there are any, else training rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from mlworkbench.base.records import Column, ColumnType
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.package.golden import Table

if TYPE_CHECKING:
    import pyarrow.parquet as parquet

MOST_GROUPS = 4
SEALED = -1


def draw(data: Path, split: Path, inputs: Sequence[Input], most: int) -> Table:
    """Up to `most` rows, evenly spaced over at most MOST_GROUPS row groups, as columns for the Scorer."""
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(split) as rows:
        fold = rows.read(columns=["fold"])["fold"].to_numpy()
    wanted = np.flatnonzero(fold == SEALED)
    if not len(wanted):
        wanted = np.flatnonzero(fold >= 0)
    with parquet.ParquetFile(data) as file:
        return _read(file, inputs, _spread(wanted, most, _ends(file)), _ends(file))


def _ends(file: "parquet.ParquetFile") -> Array:
    """Row numbers at which row groups end."""
    sizes = [file.metadata.row_group(number).num_rows for number in range(file.num_row_groups)]
    return np.cumsum(sizes)


def _spread(wanted: Array, most: int, ends: Array) -> Array:
    """Evenly spaced members of `wanted` out of evenly spaced groups."""
    groups = np.searchsorted(ends, wanted, side="right")
    present = np.unique(groups)
    chosen = present[np.linspace(0, len(present) - 1, min(MOST_GROUPS, len(present))).astype(int)]
    left = wanted[np.isin(groups, chosen)]
    found: Array = left[np.arange(min(most, len(left))) * len(left) // min(most, len(left))]
    return found


def _read(file: "parquet.ParquetFile", inputs: Sequence[Input], rows: Array, ends: Array) -> Table:
    import pyarrow as pa

    from mlworkbench.stages import data

    names = [one.name for one in inputs]
    groups = np.searchsorted(ends, rows, side="right")
    pieces = []
    for group in np.unique(groups):
        start = ends[group - 1] if group else 0
        pieces.append(file.read_row_group(int(group), columns=names).take(pa.array(rows[groups == group] - start)))
    table = pa.concat_tables(pieces).select(names).combine_chunks()
    columns, _ = data.convert(table.to_batches()[0], columns_for(inputs))
    return dict(columns)


def columns_for(inputs: Sequence[Input]) -> tuple[Column, ...]:
    """A model's inputs as columns to be read, with their own marks for what is missing."""
    return tuple(Column(one.name, cast(ColumnType, one.type), date_format=one.date_format, missing=one.marks) for one in inputs)


def target_range(data: Path, target: str) -> tuple[float, float]:
    """Lowest and highest value of a numeric column, from the figures that Parquet keeps of each row group."""
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(data) as file:
        place = file.schema_arrow.names.index(target)
        groups = [file.metadata.row_group(number).column(place).statistics for number in range(file.num_row_groups)]
    known = [group for group in groups if group is not None and group.has_min_max]
    return float(min(group.min for group in known)), float(max(group.max for group in known))
