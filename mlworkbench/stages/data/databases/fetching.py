"""Rows from any driver, block by block: what each cell is decides how its column is kept."""

import datetime
import decimal
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases.kept import Kept
from mlworkbench.stages.data.databases.server import Server

if TYPE_CHECKING:
    import pyarrow as pa

WIDEST = 10_000
MOST_WHOLE = 2**63 - 1
BYTES = (bytes, bytearray, memoryview)


@dataclass(frozen=True)
class Fetched:
    """An answer that has begun. Which columns hold bytes shows when their cells come."""

    names: tuple[str, ...]
    blocks: Iterator[list[tuple[Any, ...]]]
    binary: tuple[str, ...] = ()

    @property
    def wanted(self) -> tuple[int, ...]:
        return tuple(range(len(self.names)))

    def take(self, kept: Kept, heard: Callable[[int], None], most: int = 0) -> None:
        """All rows, or the first so many, into `kept`. `heard` is told how many there are so far, and may raise to stop."""
        for block in self.blocks:
            made = [column(cells) for cells in zip(*(block[: most - kept.rows] if most else block), strict=True)]
            kept.add([array for array, _ in made], [kind for _, kind in made])
            heard(kept.rows)
            if most and kept.rows >= most:
                break
        kept.close()


def columns(server: Server, query: str) -> Fetched:
    """Asks for the rows, and begins with none."""
    names, blocks = server.blocks(query)
    if len(names) > WIDEST:
        raise InputError("data.too_wide", file=server.address.place, columns=len(names), most=WIDEST)
    return Fetched(names, blocks)


def column(cells: Sequence[Any]) -> "tuple[pa.Array, str]":
    """Cells of a driver as an array, and what they are (see kept.KINDS, and bytes, which are not kept)."""
    import pyarrow as pa

    kinds = set(map(type, cells)) - {type(None)}
    if not kinds:
        return pa.nulls(len(cells), pa.string()), "null"
    if any(issubclass(kind, BYTES) for kind in kinds):
        return pa.nulls(len(cells), pa.string()), "bytes"
    if kinds == {bool}:
        return pa.array(cells, pa.bool_()), "flag"
    if kinds == {int} and all(one is None or -MOST_WHOLE <= one <= MOST_WHOLE for one in cells):
        return pa.array(cells, pa.int64()), "whole"
    if kinds == {float}:
        return pa.array(cells, pa.float64()), "double"
    if kinds <= {int, decimal.Decimal}:
        return pa.array([None if one is None else _digits(one) for one in cells], pa.string()), "decimal"
    if all(issubclass(kind, datetime.date) for kind in kinds):
        return pa.array([_moment(one) for one in cells], pa.timestamp("us")), "date"
    return pa.array([_text(one) for one in cells], pa.string()), "text"


def _digits(number: Any) -> str:
    """Without exponent where it is whole, so that its digits can be counted."""
    if isinstance(number, decimal.Decimal) and not number.is_finite():
        return "NaN" if number.is_nan() else "Infinity" if number > 0 else "-Infinity"
    return f"{number:f}" if isinstance(number, decimal.Decimal) else str(number)


def _moment(cell: Any) -> datetime.datetime | None:
    """Without time zone: what has one is told in UTC."""
    if cell is None:
        return None
    if not isinstance(cell, datetime.datetime):
        return datetime.datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
    return cell.astimezone(datetime.UTC).replace(tzinfo=None) if cell.tzinfo else cell


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, dict | list | tuple):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)
