"""PostgreSQL's rows by COPY: the server writes them as CSV, Arrow reads it; no cell passes through Python."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases.kept import Kept
from mlworkbench.stages.data.databases.server import Server

if TYPE_CHECKING:
    import pyarrow as pa

PIECE = 8 << 20
PACE = 0.2  # seconds
WIDEST = 10_000
BINARY = 17
# The server's numbers of its types: ours. All others are read as the text that the server writes.
TYPES = {16: "flag", 20: "whole", 21: "whole", 23: "whole", 26: "whole", 700: "double", 701: "double", 1700: "decimal"}
TYPES |= {1082: "date", 1114: "date", 1184: "moment"}
CALENDAR = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:.]+)?(\+00(:00)?)?$"  # not infinity, not BC, not the year 10000


@dataclass(frozen=True)
class Copied:
    """An answer that can be had: its columns with the server's types. `wanted` are the places of those that are kept."""

    server: Server
    query: str
    names: tuple[str, ...]
    types: tuple[int, ...]

    @property
    def wanted(self) -> tuple[int, ...]:
        return tuple(place for place, one in enumerate(self.types) if one != BINARY)

    @property
    def binary(self) -> tuple[str, ...]:
        return tuple(name for name, one in zip(self.names, self.types, strict=True) if one == BINARY)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of the columns that are kept."""
        return tuple(TYPES.get(self.types[place], "text") for place in self.wanted)

    def take(self, kept: Kept, heard: Callable[[int], None], most: int = 0) -> None:
        """All rows, or the first so many, into `kept`. `heard` is told how many there are so far, and may raise to stop."""
        found, query = self, self.query
        if self.binary and len(set(self.names)) == len(self.names):  # else bytes come over only to be left out
            named = ", ".join(self.server.quoted(self.names[place]) for place in self.wanted)
            query = f"SELECT {named} FROM (\n{query}\n) AS asked"
            found = replace(
                self,
                names=tuple(self.names[place] for place in self.wanted),
                types=tuple(self.types[place] for place in self.wanted),
            )
        if most:
            query = f"SELECT * FROM (\n{query}\n) AS first LIMIT {most}"
        taker = _Taker(found, kept, heard)
        self.server.connection.exec_driver_sql("SELECT 1").close()  # begins the transaction, which may only read
        self.server.raw.execute_unnamed(f"COPY (\n{query}\n) TO STDOUT WITH (FORMAT csv, HEADER false)", stream=taker)
        taker.flush()
        kept.close()


def columns(server: Server, query: str) -> Copied:
    """Asks for no row, only what the columns are."""
    result = server.connection.exec_driver_sql(f"SELECT * FROM (\n{query}\n) AS asked LIMIT 0")
    told = (result.cursor.description if result.cursor is not None else None) or ()
    found = Copied(server, query, tuple(str(one[0]) for one in told), tuple(cast(int, one[1]) for one in told))
    result.close()
    if len(found.names) > WIDEST:
        raise InputError("data.too_wide", file=server.address.place, columns=len(found.names), most=WIDEST)
    return found


@dataclass
class _Taker:
    """What the driver takes for a file: it gets whole lines and parses them when there are enough."""

    columns: Copied
    kept: Kept
    heard: Callable[[int], None]
    _pieces: list[bytes] = field(default_factory=list)
    _size: int = 0
    _told: float = field(default_factory=clock.seconds)

    def write(self, line: bytes) -> int:
        self._pieces.append(line)
        self._size += len(line)
        if clock.seconds() - self._told > PACE:  # rows may come slowly, and a wish to stop must be heard
            self._told = clock.seconds()
            self.heard(self.kept.rows + len(self._pieces))
        if self._size >= PIECE:
            self.flush()
        return len(line)

    def flush(self) -> None:
        if not self._size:
            return
        block = b"".join(self._pieces)
        self._pieces, self._size = [], 0
        batch = _parsed(block, self.columns)
        arrays, kinds = [], []
        for place, (array, kind) in enumerate(zip(batch.columns, self.columns.kinds, strict=True)):
            made, lost = _converted(array, kind)
            self.kept.lost[place] += lost
            arrays.append(made)
            kinds.append("date" if kind == "moment" else kind)
        self.kept.add(arrays, kinds)
        self.heard(self.kept.rows)


def _parsed(block: bytes, found: Copied) -> "pa.RecordBatch":
    import pyarrow as pa
    from pyarrow import csv

    stored = {"flag": pa.bool_(), "whole": pa.int64(), "double": pa.float64()}
    all_names = [str(one) for one in range(len(found.names))]
    wanted = [all_names[one] for one in found.wanted]
    kinds = zip(wanted, found.kinds, strict=True)
    try:
        table = csv.read_csv(
            io.BytesIO(block),
            csv.ReadOptions(use_threads=False, column_names=all_names, block_size=len(block) + 1),
            csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
            csv.ConvertOptions(
                column_types={name: stored.get(kind, pa.string()) for name, kind in kinds},
                include_columns=wanted,
                null_values=[""],
                true_values=["t"],
                false_values=["f"],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid as reason:
        key = "data.not_in_encoding" if "UTF8" in str(reason) else "data.database_unreadable"
        place = found.server.address.place
        raise InputError(key, file=place, encoding="UTF-8", address=place, reason=str(reason)[:200]) from None
    return table.combine_chunks().to_batches()[0]


def _converted(array: "pa.Array", kind: str) -> "tuple[pa.Array, int]":
    """Dates as such, and how many of them no calendar of ours holds."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if kind not in ("date", "moment"):
        return array, 0
    right = pc.if_else(pc.match_substring_regex(array, CALENDAR), array, pa.scalar(None, pa.string()))
    plain = pc.replace_substring_regex(right, r"\+00(:00)?$", "") if kind == "moment" else right
    return pc.cast(plain, pa.timestamp("us")), right.null_count - array.null_count
