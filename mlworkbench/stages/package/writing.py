"""Writes scored rows as CSV or Parquet, piece by piece, to a file that appears whole or not at all."""

import csv
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from mlworkbench.base import clock, paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.spreadsheets import harmless

if TYPE_CHECKING:
    import pyarrow as pa


class Writer(Protocol):
    def write(self, batch: "pa.RecordBatch") -> None: ...

    def close(self) -> None: ...


class _Nowhere:
    def write(self, batch: "pa.RecordBatch") -> None: ...

    def close(self) -> None: ...


class _Lines:
    """Ends rows with a line feed. The csv module is told CRLF, because it quotes only what is in its own line end."""

    def __init__(self, file: TextIO) -> None:
        self._write = file.write

    def write(self, row: str) -> None:
        self._write(row[:-2] + "\n")


class _Csv:
    """UTF-8 without a mark, commas, quotes where needed, one line feed a row; what is missing is empty.

    No text becomes a formula of a spreadsheet.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._csv = csv.writer(_Lines(self._file), lineterminator="\r\n")
        self._headed = False

    def write(self, batch: "pa.RecordBatch") -> None:
        if not self._headed:
            self._csv.writerow([harmless(name) for name in batch.schema.names])
            self._headed = True
        self._csv.writerows(zip(*([harmless(cell) for cell in _cells(column)] for column in batch.columns), strict=True))

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
            _sync(self._path)


WRITERS: dict[str, type[_Csv] | type[_Parquet]] = {".csv": _Csv, ".parquet": _Parquet}


@contextmanager
def writer_for(output: Path | None, work: Path) -> Iterator[Writer]:
    """A writer to a file in `work` that becomes `output` at the end; nothing is left beside `output` on any error or cancel.

    Raises InputError for an unknown suffix or a place that cannot be written.
    """
    if output is None:
        yield _Nowhere()
        return
    kind = WRITERS.get(output.suffix.lower())
    if kind is None:
        raise InputError("package.output_kind", suffix=output.suffix or output.name)
    if obstacle := _obstacle(output):
        raise InputError("package.output_not_written", path=str(output), why=os.strerror(obstacle))
    work.mkdir(parents=True, exist_ok=True)
    fresh = work / f"scored{output.suffix.lower()}"
    try:
        writer = kind(fresh)
        try:
            yield writer
        finally:
            writer.close()
        _move(fresh, output)
    except OSError as reason:
        raise InputError("package.output_not_written", path=str(output), why=reason.strerror or str(reason)) from reason
    finally:
        paths.discard(fresh)


def _obstacle(output: Path) -> int:
    """What would keep the results from being written at the end, as an error number; told before the work."""
    if output.is_dir():
        return errno.EISDIR
    if not output.parent.is_dir():
        return errno.ENOENT
    return 0 if os.access(output.parent, os.W_OK) else errno.EACCES


def _move(fresh: Path, output: Path) -> None:
    """Rename, also onto another drive: there by way of a temporary name."""
    try:
        os.replace(fresh, output)
    except OSError as reason:
        if reason.errno != errno.EXDEV:
            raise
        beside = output.with_name(f".{output.name}.{clock.new_name()}.tmp")
        try:
            shutil.copyfile(fresh, beside)
            _sync(beside)
            os.replace(beside, output)
        finally:
            beside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _cells(column: "pa.Array") -> list[Any]:
    """Cells as CSV holds them: whole numbers of doubles keep their point, dates as ISO 8601."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        return [None if cell is None else cell.isoformat(sep=" ") for cell in column.to_pylist()]
    found: list[Any] = column.to_pylist()
    return found
