"""Columns of any Arrow type as string, int64, double, bool or timestamp; records become columns, lists become JSON text."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.stages.data.containers import left_out
from mlworkbench.stages.data.delimited.header import unique

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST = 10_000
ROWS = 65_536
CELLS = 4_000_000
DEEPEST = 16
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799  # the years 1 to 9999
SCALES = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
BOOL8 = "arrow.bool8"
EXTENSIONS = frozenset((BOOL8, "arrow.uuid", "arrow.json"))
UUID = 16
ROOM, CELL = 256 << 20, 32 << 20  # bytes that a column of a batch, and that one cell may take
SUSPECT, RATIO = 8 << 30, 2_000  # more than so many bytes, and so many times the file, are no data
OBJECT = 8  # times as much as the bytes of a list are its Python objects
Lost = Counter[str]
Unreadable = Callable[[Path, Exception], InputError]


@dataclass(frozen=True)
class Leaf:
    """One column of ours: which of the file's columns, and which of its parts inside one another."""

    place: tuple[int, ...]
    listed: bool


@dataclass(frozen=True)
class Layout:
    """The columns a file's own become. `notes` tell of what was taken apart or written as JSON."""

    names: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    notes: tuple[Finding, ...]

    def rows(self) -> int:
        """How many rows to hold at once."""
        return max(256, min(ROWS, CELLS // len(self.names)))


class NotText(InputError):
    """A column of bytes that are no text. What has a table beside it is left out."""

    def __init__(self, path: Path, column: str) -> None:
        super().__init__("data.not_in_encoding", file=path.name, encoding="UTF-8")
        self.column = column


def layout(schema: "pa.Schema", path: Path, without: frozenset[str] = frozenset()) -> Layout:
    """`without` are columns (by their name here) that are left out.

    Raises InputError for too many columns, a name that is no text, or a type that is no value, no record and no list.
    """
    found: list[tuple[str, Leaf]] = []
    try:
        for number, field in enumerate(schema):
            found += _leaves(field.name, field.type, (number,), path)
            if len(found) > WIDEST:
                raise InputError("data.too_wide", file=path.name, columns=len(found), most=WIDEST)
    except UnicodeDecodeError as reason:
        raise InputError("data.not_in_encoding", file=path.name, encoding="UTF-8") from reason
    for name, _ in found:
        if "\0" in name:
            raise InputError("data.nul_in_column", file=path.name, column=name)
    names, notes = unique(tuple(name for name, _ in found))
    leaves = tuple(leaf for _, leaf in found)
    spans = tuple(name for name, leaf in zip(names, leaves, strict=True) if _is_span(schema, leaf))
    told = (*notes, *_told(names, leaves), *_spans(spans))
    kept = [place for place, name in enumerate(names) if name not in without]
    if not kept:
        raise InputError("data.no_rows", file=path.name, columns=0)
    return Layout(
        tuple(names[place] for place in kept),
        tuple(leaves[place] for place in kept),
        (*(note for note in told if not without & set(note.columns)), *left_out(sorted(without))),
    )


Read = Callable[[Layout, Lost], "Iterator[pa.RecordBatch]"]


def checked(schema: "pa.Schema", path: Path, read: Read, each: Callable[[int], None]) -> tuple[Layout, int, Lost]:
    """The layout that all rows of the file fit, how many there are, and the dates lost. Columns of raw bytes are left out."""
    without: frozenset[str] = frozenset()
    while True:
        shape, lost, rows = layout(schema, path, without), Lost(), 0
        try:
            for batch in read(shape, lost):
                rows += batch.num_rows
                each(rows)
        except NotText as found:
            without |= {found.column}
            continue
        return shape, rows, lost


def _is_span(schema: "pa.Schema", leaf: Leaf) -> bool:
    from pyarrow import types

    kind = schema.field(leaf.place[0]).type
    for number in leaf.place[1:]:
        kind = kind.field(number).type
    return bool(types.is_duration(_bare(kind)))


def _spans(names: tuple[str, ...]) -> Iterator[Finding]:
    for name in names:
        yield Finding("durations", (name,), "info", 0, Reason("data.durations", {"column": name}))


def _leaves(name: str, kind: "pa.DataType", place: tuple[int, ...], path: Path) -> Iterator[tuple[str, Leaf]]:
    from pyarrow import types

    if types.is_struct(kind) and kind.num_fields and len(place) < DEEPEST:
        for number in range(kind.num_fields):
            part = kind.field(number)
            yield from _leaves(f"{name}.{part.name}", part.type, (*place, number), path)
    elif supported(kind):
        yield name, Leaf(place, False)
    elif types.is_nested(kind) and not types.is_union(kind):
        yield name, Leaf(place, True)
    else:
        raise InputError("data.nested", file=path.name, column=name, type=str(kind)[:80])


def _told(names: tuple[str, ...], leaves: tuple[Leaf, ...]) -> Iterator[Finding]:
    apart = tuple(name for name, leaf in zip(names, leaves, strict=True) if len(leaf.place) > 1)
    listed = tuple(name for name, leaf in zip(names, leaves, strict=True) if leaf.listed)
    if apart:
        yield Finding("records", apart, "info", 0, Reason("data.records_apart", {"columns": len(apart)}))
    if listed:
        yield Finding("lists", listed, "info", 0, Reason("data.lists_as_json", {"columns": len(listed)}))


def supported(kind: "pa.DataType") -> bool:
    from pyarrow import types

    kind = _bare(kind)
    plain = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_date, types.is_timestamp)
    texts = (types.is_string, types.is_large_string, types.is_string_view, types.is_time, types.is_duration)
    return types.is_null(kind) or _is_bytes(kind) or any(fits(kind) for fits in (*plain, *texts))


def _is_bytes(kind: "pa.DataType") -> bool:
    from pyarrow import types

    return any(fits(kind) for fits in (types.is_binary, types.is_large_binary, types.is_binary_view, types.is_fixed_size_binary))


def _bare(kind: "pa.DataType") -> "pa.DataType":
    """The type of the cells themselves, however they are packed."""
    import pyarrow as pa
    from pyarrow import types

    if isinstance(kind, pa.BaseExtensionType) and kind.extension_name in EXTENSIONS:
        return pa.bool_() if kind.extension_name == BOOL8 else _bare(kind.storage_type)
    if types.is_dictionary(kind) or types.is_run_end_encoded(kind):
        return _bare(kind.value_type)
    return kind


def batches(
    found: "Iterable[pa.RecordBatch]", shape: Layout, path: Path, unreadable: Unreadable, lost: Lost | None = None
) -> "Iterator[pa.RecordBatch]":
    """The file's rows in our columns. `lost` counts by column the dates that no calendar holds."""
    import pyarrow as pa

    try:
        for batch in _in_pieces(found, shape, path):
            columns = []
            for name, leaf in zip(shape.names, shape.leaves, strict=True):
                before = _at(batch.column(leaf.place[0]), leaf.place[1:])
                after = _json(before) if leaf.listed else plain(before, path, name)
                if lost is not None and pa.types.is_timestamp(after.type) and after.null_count > before.null_count:
                    lost[name] += after.null_count - before.null_count
                columns.append(after)
            yield pa.RecordBatch.from_arrays(columns, names=list(shape.names))
    except (pa.ArrowException, OSError, ValueError, UnicodeDecodeError, MemoryError) as reason:
        raise unreadable(path, reason) from reason


def _in_pieces(found: "Iterable[pa.RecordBatch]", shape: Layout, path: Path) -> "Iterator[pa.RecordBatch]":
    """The batches, checked, each so short that its columns can be unfolded. Raises InputError for a cell beyond all measure."""
    unfolded, packed = 0, path.stat().st_size
    for whole in found:
        whole.validate(full=True)
        unfolded += sum(weight for _, weight in _weights(whole, shape))
        if unfolded > SUSPECT and unfolded > RATIO * packed:
            raise InputError("data.bomb", file=path.name, packed=packed, unpacked=unfolded)
        waiting = [whole]
        while waiting:
            batch = waiting.pop()
            heavy = next(
                (name for name, weight in _weights(batch, shape) if weight > (ROOM if batch.num_rows > 1 else CELL)), None
            )
            if heavy is None:
                yield batch
            elif batch.num_rows == 1:
                raise InputError("data.cell_too_long", file=path.name, column=heavy, most=CELL >> 20)
            else:
                half = batch.num_rows // 2
                waiting += [batch.slice(half), batch.slice(0, half)]


def _weights(batch: "pa.RecordBatch", shape: Layout) -> Iterator[tuple[str, int]]:
    """About how many bytes each column takes when it is unfolded."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for name, leaf in zip(shape.names, shape.leaves, strict=True):
        column = _at(batch.column(leaf.place[0]), leaf.place[1:])
        weight = column.nbytes
        if pa.types.is_dictionary(column.type) and (_is_bytes(column.type.value_type) or _is_text(column.type.value_type)):
            lengths = pc.binary_length(column.dictionary)
            weight = pc.sum(pc.cast(lengths.take(column.indices), pa.int64())).as_py() or 0
        elif leaf.listed:
            weight *= OBJECT
        yield name, weight


def _is_text(kind: "pa.DataType") -> bool:
    from pyarrow import types

    return any(fits(kind) for fits in (types.is_string, types.is_large_string))


def lost_notes(lost: Lost) -> tuple[Finding, ...]:
    return tuple(
        Finding("date_range", (name,), "warning", count, Reason("data.date_range", {"column": name, "cells": count}))
        for name, count in lost.items()
    )


def _at(column: "pa.Array", place: tuple[int, ...]) -> "pa.Array":
    for number in place:
        column = column.flatten()[number]
    return column


def plain(column: "pa.Array", path: Path, name: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    column.validate(full=True)
    column = _unpacked(column)
    target = _target(column.type)
    if pa.types.is_timestamp(target):
        column = _within_calendar(column)
    if pa.types.is_duration(column.type):
        return pc.divide(pc.cast(column.cast(pa.int64()), pa.float64()), float(SCALES[column.type.unit]))
    if pa.types.is_fixed_size_binary(column.type):
        return pa.array([None if cell is None else _hexadecimal(cell) for cell in column.to_pylist()], pa.string())
    if _is_bytes(column.type):
        return _texts(column, path, name)
    made = column if column.type == target else pc.cast(column, target, safe=False)
    if pa.types.is_string(target):
        made.validate(full=True)
        if pc.any(pc.match_substring(made, "\0")).as_py():
            raise InputError("data.nul_in_column", file=path.name, column=name)
    return made


def _unpacked(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    while True:
        if isinstance(column.type, pa.BaseExtensionType):
            is_flag = column.type.extension_name == BOOL8
            column = pc.not_equal(column.storage, 0) if is_flag else column.storage
        elif pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        elif pa.types.is_run_end_encoded(column.type):
            column = pc.run_end_decode(column)
        else:
            return column


def _hexadecimal(cell: bytes) -> str:
    """As a UUID is written, where it has the length of one."""
    text = cell.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:])) if len(cell) == UUID else text


def _texts(column: "pa.Array", path: Path, name: str) -> "pa.Array":
    """Raises NotText for bytes that are none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        made = pc.cast(column, pa.string())
        made.validate(full=True)
    except pa.ArrowInvalid as reason:
        raise NotText(path, name) from reason
    if pc.any(pc.match_substring(made, "\0")).as_py():
        raise NotText(path, name)
    return made


def _json(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa

    column.validate(full=True)
    texts = [None if cell is None else json.dumps(_spelled(cell), ensure_ascii=False) for cell in column.to_pylist()]
    return pa.array(texts, pa.string())


def _spelled(cell: Any) -> Any:
    """As JSON can hold it: dates and exact decimals as text, bytes in hexadecimal, what no number is as null."""
    if isinstance(cell, dict):
        return {str(name): _spelled(value) for name, value in cell.items()}
    if isinstance(cell, list | tuple):
        return [_spelled(value) for value in cell]
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    if isinstance(cell, bytes):
        return cell.hex()
    return cell if cell is None or isinstance(cell, bool | int | str) else str(cell)


def _within_calendar(column: "pa.Array") -> "pa.Array":
    """Null where the year is not one of 1 to 9999."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_date32(column.type):
        first, last, whole = FIRST_SECOND // 86_400, LAST_SECOND // 86_400, column.cast(pa.int32())
    else:
        scale = 1000 if pa.types.is_date64(column.type) else SCALES[column.type.unit]
        first, last, whole = FIRST_SECOND * scale, LAST_SECOND * scale, column.cast(pa.int64())
    low, high = max(first, -(2**63)), min(last, 2**63 - 1)
    right = pc.and_(pc.greater_equal(whole, low), pc.less_equal(whole, high))
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
