"""Rows on their way from a server into our columns: kept in the work folder as they come, typed when all are known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Finding, Reason
from mlworkbench.stages.data.cells import EXACT
from mlworkbench.stages.data.spool import Spool

if TYPE_CHECKING:
    import pyarrow as pa

# What a batch of a column holds. A decimal is kept as its digits until it is known whether a double can hold all of them.
# Bytes are not kept: a column with any is left out.
KINDS = ("null", "flag", "whole", "double", "decimal", "date", "text", "bytes")


@dataclass
class Kept:
    """Kinds are seen column by column; `lost` counts dates that no calendar of ours holds."""

    names: tuple[str, ...]
    work: Path
    seen: list[set[str]] = field(init=False)
    beyond: list[bool] = field(init=False)
    broken: list[bool] = field(init=False)
    lost: list[int] = field(init=False)
    rows: int = 0

    def __post_init__(self) -> None:
        count = len(self.names)
        self.seen, self.lost = [set() for _ in range(count)], [0] * count
        self.beyond, self.broken = [False] * count, [False] * count
        self.work.mkdir(parents=True, exist_ok=True)
        self._spool = Spool(self.work, "database")

    def add(self, arrays: "Sequence[pa.Array]", kinds: Sequence[str]) -> None:
        import pyarrow as pa

        for place, (array, kind) in enumerate(zip(arrays, kinds, strict=True)):
            self.seen[place].add(kind if kind == "bytes" or array.null_count < len(array) else "null")
            self._note_digits(place, array, kind)
        fields = [pa.field(str(place), array.type) for place, array in enumerate(arrays)]
        self._spool.write(pa.RecordBatch.from_arrays(list(arrays), schema=pa.schema(fields)))
        self.rows = self._spool.rows

    def _note_digits(self, place: int, array: "pa.Array", kind: str) -> None:
        """Whether a double can hold it: digits behind the point may be rounded, whole numbers must not be."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if kind == "whole":
            far = pc.or_(pc.greater(array, EXACT), pc.less(array, -EXACT))
        elif kind == "decimal":
            self.broken[place] |= bool(pc.any(pc.match_substring(array, ".")).as_py())
            doubles = pc.cast(array, pa.float64())
            far = pc.and_(pc.is_finite(doubles), pc.greater(pc.abs(doubles), float(EXACT)))
        else:
            return
        self.beyond[place] |= bool(pc.any(far).as_py())

    def close(self) -> None:
        self._spool.close()

    @property
    def kept(self) -> tuple[int, ...]:
        """The places of the columns without bytes."""
        return tuple(place for place, seen in enumerate(self.seen) if "bytes" not in seen)

    def binary(self) -> tuple[str, ...]:
        return tuple(self.names[place] for place, seen in enumerate(self.seen) if "bytes" in seen)

    def columns(self) -> tuple[tuple[str, str], ...]:
        """Name and kind of every column that is kept."""
        return tuple((self.names[place], self._kind(place)) for place in self.kept)

    def _kind(self, place: int) -> str:
        seen = self.seen[place] - {"null"}
        if not seen:
            return "text"
        if len(seen) == 1 and (only := next(iter(seen))) != "decimal":
            return only
        if seen <= {"whole", "double", "decimal"}:
            exact = not self.beyond[place] or (self.broken[place] and seen == {"decimal"})
            return "double" if exact else "text"
        return "text"

    def read(self) -> "Iterator[pa.RecordBatch]":
        """All rows, each column of one type."""
        import pyarrow as pa

        columns = self.columns()
        for batch in self._spool.read_as_kept():
            arrays = [typed(batch.column(place), kind) for place, (_, kind) in zip(self.kept, columns, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, names=[name for name, _ in columns])

    def notes(self) -> tuple[Finding, ...]:
        return tuple(
            Finding("date_range", (name,), "warning", count, Reason("data.date_range", {"column": name, "cells": count}))
            for name, count in zip(self.names, self.lost, strict=True)
            if count
        )


def typed(array: "pa.Array", kind: str) -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    target = {"flag": pa.bool_(), "whole": pa.int64(), "double": pa.float64(), "date": pa.timestamp("us")}.get(kind, pa.string())
    if array.type == target:
        return array
    if pa.types.is_null(array.type):
        return pa.nulls(len(array), target)
    return pc.cast(array, target)
