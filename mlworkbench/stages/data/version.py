"""Writes a dataset version: typed Parquet whose bytes depend on nothing but the cells."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Column
from mlworkbench.base.report import Report
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

ROWS = 65_536
CELLS = 2_097_152
RECURS = 8


def write(source: Source, columns: tuple[Column, ...], path: Path, report: Report) -> None:
    """Row groups of 65,536 rows, fewer for wide tables, so that a group fits in memory and a page is read at once."""
    schema = schema_of(columns)
    with Writer(path, schema) as file:
        done = 0
        for table in pieces(_stored(source, columns, schema), schema, group_rows(len(columns))):
            file.write(table)
            done += table.num_rows
            report.progress(done / source.rows, "data.writing")


class Writer:
    """A Parquet file of row groups. The first says which columns are written through a dictionary: those whose values recur."""

    def __init__(self, path: Path, schema: "pa.Schema") -> None:
        self._path, self._schema = path, schema
        self._file: ParquetWriter | None = None

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *error: object) -> None:
        (self._file or self._open([])).close()

    def write(self, table: "pa.Table") -> None:
        """One row group: pages must not follow the reader's pieces."""
        whole = table.combine_chunks()
        self._file = self._file or self._open(_recurring(whole))
        self._file.write_table(whole, row_group_size=whole.num_rows)

    def _open(self, recurring: list[str]) -> "ParquetWriter":
        from pyarrow import parquet

        options = {"version": "2.6", "compression": "zstd", "compression_level": 1, "store_schema": False}
        return parquet.ParquetWriter(self._path, self._schema, use_dictionary=recurring or False, **options)


def _recurring(table: "pa.Table") -> list[str]:
    """Columns with at least eight rows to a value: smaller through a dictionary, where others become larger and slower."""
    import pyarrow.compute as pc

    rows = table.num_rows
    names: list[str] = [name for name in table.column_names if RECURS * pc.count_distinct(table[name]).as_py() <= rows]
    return names


def group_rows(columns: int) -> int:
    rows = ROWS
    while rows > 256 and rows * columns > CELLS:
        rows //= 2
    return rows


def schema_of(columns: tuple[Column, ...]) -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([pa.field(column.name, _kind(column)) for column in columns])


def _kind(column: Column) -> "pa.DataType":
    import pyarrow as pa

    if column.type == "date":
        return pa.timestamp("us")
    if column.type in ("number", "flag"):
        return pa.int64() if column.integer else pa.float64()
    return pa.string()


def _stored(source: Source, columns: tuple[Column, ...], schema: "pa.Schema") -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa
    import pyarrow.compute as pc

    for batch in source.batches():
        arrays = [
            pc.cast(cells.parse(cell, column.type, column.date_format, column.missing).values, field.type)
            for cell, column, field in zip(batch.columns, columns, schema, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def pieces(batches: "Iterable[pa.RecordBatch]", schema: "pa.Schema", rows: int) -> "Iterator[pa.Table]":
    """The same rows cut into tables of exactly this many, the last one shorter."""
    import pyarrow as pa

    waiting: list[pa.RecordBatch] = []
    held = 0
    for batch in batches:
        waiting.append(batch)
        held += batch.num_rows
        while held >= rows:
            table = pa.Table.from_batches(waiting, schema)
            yield table.slice(0, rows)
            waiting, held = table.slice(rows).to_batches(), held - rows
    if held:
        yield pa.Table.from_batches(waiting, schema)
