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


def write(source: Source, columns: tuple[Column, ...], path: Path, report: Report) -> None:
    """Row groups of 65,536 rows, fewer for wide tables, so that a group fits in memory and a page is read at once."""
    schema = schema_of(columns)
    with writer(path, schema) as file:
        done = 0
        for table in pieces(_stored(source, columns, schema), schema, group_rows(len(columns))):
            file.write_table(table.combine_chunks(), row_group_size=table.num_rows)  # pages must not follow the reader's pieces
            done += table.num_rows
            report.progress(done / source.rows, "data.writing")


def writer(path: Path, schema: "pa.Schema") -> "ParquetWriter":
    """Values that may recur are written through a dictionary; numbers hardly do and are read faster without."""
    from pyarrow import parquet, types

    texts = [field.name for field in schema if types.is_string(field.type)]
    return parquet.ParquetWriter(
        path, schema, version="2.6", compression="zstd", compression_level=1, store_schema=False, use_dictionary=texts or False
    )


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
