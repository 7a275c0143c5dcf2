"""Writes scored rows as CSV or Parquet, piece by piece, to a file that appears whole or not at all."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa


class Writer(Protocol):
    def write(self, batch: "pa.RecordBatch") -> None: ...

    def close(self) -> None: ...


class _Nowhere:
    def write(self, batch: "pa.RecordBatch") -> None: ...

    def close(self) -> None: ...


class _Csv:
    """UTF-8 without a mark, commas, CRLF as RFC 4180 says, quotes where needed; what is missing is empty."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(self._file, lineterminator="\r\n")
        self._headed = False

    def write(self, batch: "pa.RecordBatch") -> None:
        if not self._headed:
            self._csv.writerow(batch.schema.names)
            self._headed = True
        self._csv.writerows(zip(*(_cells(column) for column in batch.columns), strict=True))

    def close(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


class _Parquet:
    """Columns as they come: text stays text, typed stays typed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: Any = None

    def write(self, batch: "pa.RecordBatch") -> None:
        from pyarrow import parquet

        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, batch.schema, compression="zstd")
        self._writer.write_batch(batch)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            with self._path.open("rb+") as file:
                os.fsync(file.fileno())


WRITERS: dict[str, type[_Csv] | type[_Parquet]] = {".csv": _Csv, ".parquet": _Parquet}


@contextmanager
def writer_for(output: Path | None) -> Iterator[Writer]:
    """A writer to a temporary name beside `output`, renamed at the end; nothing is left behind on any error or cancel.

    Raises InputError for an unknown suffix or a place that cannot be written.
    """
    if output is None:
        yield _Nowhere()
        return
    kind = WRITERS.get(output.suffix.lower())
    if kind is None:
        raise InputError("package.output_kind", suffix=output.suffix or output.name)
    fresh = output.with_name(f".{output.name}.{clock.new_name()}.tmp")
    try:
        writer = kind(fresh)
        try:
            yield writer
        finally:
            writer.close()
        os.replace(fresh, output)
    except OSError as reason:
        raise InputError("package.output_not_written", path=str(output), why=reason.strerror or str(reason)) from reason
    finally:
        fresh.unlink(missing_ok=True)


def _cells(column: "pa.Array") -> list[Any]:
    """Cells as CSV holds them: whole numbers of doubles keep their point, dates as ISO 8601."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        return [None if cell is None else cell.isoformat(sep=" ") for cell in column.to_pylist()]
    found: list[Any] = column.to_pylist()
    return found
