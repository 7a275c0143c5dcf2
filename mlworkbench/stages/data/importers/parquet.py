"""Flat Parquet files; their cells arrive as string, int64, double, bool or timestamp."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited.header import unique
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
WIDEST = 10_000
ROWS = 65_536
CELLS = 4_000_000
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799  # the years 1 to 9999
SCALES = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def claims(path: Path, head: bytes) -> bool:
    return head.startswith(MAGIC) or (path.suffix.lower() in SUFFIXES and kind_of(path, head) is None)


def open_parquet(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Reads every batch once, so that a damaged file fails here and not later."""
    file = _open(path)
    schema = file.schema_arrow
    if not len(schema) or not file.metadata.num_rows:
        raise InputError("data.no_rows", file=path.name, columns=len(schema))
    if len(schema) > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=len(schema), most=WIDEST)
    for field in schema:
        if not _supported(field.type):
            raise InputError("data.nested", file=path.name, column=field.name, type=str(field.type)[:80])
    names, notes = unique(tuple(schema.names))
    lost: Counter[str] = Counter()
    rows, total = 0, file.metadata.num_rows
    for batch in _batches(path, names, lost):
        rows += batch.num_rows
        report.progress(min(rows / total, 1), "data.checking", file=path.name)
    if rows != total:
        raise InputError("data.not_parquet", file=path.name, reason=f"{rows} != {total}")
    reading = {"row_groups": str(file.metadata.num_row_groups)}
    return Source(names, rows, False, partial(_batches, path, names), reading, (*notes, *_notes(lost)))


def _open(path: Path) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path, coerce_int96_timestamp_unit="us")
    except (pa.ArrowException, OSError, ValueError) as reason:
        raise _unreadable(path, reason) from reason


def _unreadable(path: Path, reason: Exception) -> InputError:
    return InputError("data.not_parquet", file=path.name, reason=str(reason).split("\n")[0][:200])


def _supported(kind: "pa.DataType") -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _supported(kind.value_type)
    plain = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_date, types.is_timestamp)
    texts = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary, types.is_time)
    return types.is_null(kind) or any(fits(kind) for fits in (*plain, *texts))


def _notes(lost: Counter[str]) -> list[Finding]:
    made = []
    for name, count in lost.items():
        reason = Reason("data.date_range", {"column": name, "cells": count})
        made.append(Finding("date_range", (name,), "warning", count, reason))
    return made


def _batches(path: Path, names: tuple[str, ...], lost: Counter[str] | None = None) -> "Iterator[pa.RecordBatch]":
    """`lost` counts by column the dates that no calendar holds."""
    import pyarrow as pa

    file = _open(path)
    size = max(256, min(ROWS, CELLS // len(names)))
    try:
        for batch in file.iter_batches(batch_size=size):
            columns = [_plain(column, path, name) for column, name in zip(batch.columns, names, strict=True)]
            if lost is not None:
                for name, before, after in zip(names, batch.columns, columns, strict=True):
                    if pa.types.is_timestamp(after.type) and after.null_count > before.null_count:
                        lost[name] += after.null_count - before.null_count
            yield pa.RecordBatch.from_arrays(columns, names=list(names))
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError) as reason:
        raise _unreadable(path, reason) from reason


def _plain(column: "pa.Array", path: Path, name: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    column.validate(full=True)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    target = _target(column.type)
    if pa.types.is_timestamp(target):
        column = _within_calendar(column)
    plain = column if column.type == target else pc.cast(column, target, safe=False)
    if pa.types.is_string(target):
        plain.validate(full=True)
        if pc.any(pc.match_substring(plain, "\0")).as_py():
            raise InputError("data.nul_in_column", file=path.name, column=name)
    return plain


def _within_calendar(column: "pa.Array") -> "pa.Array":
    """Null where the year is not one of 1 to 9999."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_date32(column.type):
        first, last, plain = FIRST_SECOND // 86_400, LAST_SECOND // 86_400, column.cast(pa.int32())
    else:
        scale = 1000 if pa.types.is_date64(column.type) else SCALES[column.type.unit]
        first, last, plain = FIRST_SECOND * scale, LAST_SECOND * scale, column.cast(pa.int64())
    low, high = max(first, -(2**63)), min(last, 2**63 - 1)
    right = pc.and_(pc.greater_equal(plain, low), pc.less_equal(plain, high))
    return pc.if_else(right, column, pa.scalar(None, column.type))


def _target(kind: "pa.DataType") -> "pa.DataType":
    """Whole numbers that may not fit int64 come as text, whose typing knows what to do with them."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_boolean(kind):
        return kind
    if types.is_date(kind) or types.is_timestamp(kind):
        return pa.timestamp("us")
    if types.is_uint64(kind) or (types.is_decimal(kind) and kind.scale == 0 and kind.precision > 18):
        return pa.string()
    if types.is_integer(kind) or (types.is_decimal(kind) and kind.scale == 0):
        return pa.int64()
    if types.is_floating(kind) or types.is_decimal(kind):
        return pa.float64()
    return pa.string()


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
