"""Parquet files; records in them become columns, lists become JSON text."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import arrow
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
MANY, RATIO = 50_000_000, 100  # rows beyond that, and more than so many a byte, are no data
FEW = 20


def claims(path: Path, head: bytes) -> bool:
    return head.startswith(MAGIC) or (bool(head) and path.suffix.lower() in SUFFIXES and kind_of(path, head) is None)


def open_parquet(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Reads every batch once, so that a damaged file fails here and not later."""
    file = _open(path)
    if not len(file.schema_arrow) or not file.metadata.num_rows:
        raise InputError("data.no_rows", file=path.name, columns=len(file.schema_arrow))
    total = file.metadata.num_rows

    def each(rows: int) -> None:
        report.progress(min(rows / total, 1), "data.checking", file=path.name)

    if total > MANY and total > RATIO * path.stat().st_size:
        raise InputError("data.bomb", file=path.name, packed=path.stat().st_size, unpacked=total)
    shape, rows, lost = arrow.checked(file.schema_arrow, path, partial(_batches, path), each)
    if rows != total:
        raise InputError("data.not_parquet", file=path.name, reason=f"{rows} != {total}")
    reading = {"row_groups": str(file.metadata.num_row_groups)}
    return Source(shape.names, rows, False, partial(_batches, path, shape), reading, (*shape.notes, *arrow.lost_notes(lost)))


def _coded(path: Path) -> list[str]:
    """Columns of text that the file keeps as a dictionary: read as such, since a long text repeated could be any size."""
    metadata = _open(path).metadata
    found = []
    for place in range(metadata.num_columns):
        column = metadata.schema.column(place)
        flat = "." not in column.path and column.physical_type == "BYTE_ARRAY" and str(column.logical_type.type) == "STRING"
        groups = (metadata.row_group(number).column(place) for number in range(min(metadata.num_row_groups, FEW)))
        if flat and all(group.has_dictionary_page for group in groups):
            found.append(column.path)
    return found


def _open(path: Path, coded: list[str] | None = None) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path, coerce_int96_timestamp_unit="us", read_dictionary=coded)
    except (pa.ArrowException, OSError, ValueError) as reason:
        raise _unreadable(path, reason) from reason


def _unreadable(path: Path, reason: Exception) -> InputError:
    return InputError("data.not_parquet", file=path.name, reason=str(reason).split("\n")[0][:200])


def _batches(path: Path, shape: arrow.Layout, lost: arrow.Lost | None = None) -> "Iterator[pa.RecordBatch]":
    file = _open(path, _coded(path))
    groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    size = max((group.total_byte_size // max(1, group.num_rows) for group in groups), default=0)
    found = file.iter_batches(batch_size=max(1, min(shape.rows(), arrow.ROOM // max(1, size))))
    return arrow.batches(found, shape, path, _unreadable, lost)


def sample(folder: Path) -> Path:
    from datetime import date

    import pyarrow as pa
    from pyarrow import parquet

    path = folder / "sample.parquet"
    table = pa.table(
        {
            "name": ["Adler, groß", "참새", None],
            "length": [81.5, None, 12.0],
            "eggs": pa.array([2, 5, 7], pa.int32()),
            "seen": [date(2026, 1, 31), date(2026, 2, 1), None],
            "tame": [True, False, None],
            "kind": pa.array(["a", "b", "a"]).dictionary_encode(),
        }
    )
    parquet.write_table(table, path)
    return path


SUFFIXES = (".parquet", ".pq", ".parq")
IMPORTER = Importer("parquet", Words("Parquet", "Parquet"), SUFFIXES, claims, open_parquet, sample)
