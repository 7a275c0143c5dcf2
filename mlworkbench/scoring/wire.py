"""From a caller's columns to the three arrays a graph takes: numbers (double), texts (string), dates (int64 microseconds)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.manifest import Input, Interface, Wire

NO_DATE = np.iinfo(np.int64).min
LAST_DATE = np.iinfo(np.int64).max
LAST_SECOND = LAST_DATE // 1_000_000  # numpy takes later ones, and "now", without a word
WRITTEN = re.compile(r"[+-]?\d{1,6}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d*)?)?)?)?)?)?|nat", re.IGNORECASE)
WIRE_ORDER: tuple[Wire, ...] = ("numbers", "texts", "dates")
Array = NDArray[Any]
Columns = Mapping[str, Sequence[Any] | Array]


def feed(interface: Interface, columns: Columns) -> dict[str, Array]:
    """The arrays for one call of a graph: `numbers` float64 [N, n], `texts` object [N, m], `dates` int64 [N, k].

    None, NaN, NA, NaT and an empty text are missing. Raises InputError naming the column, and the row (counted from 1) where one
    cell is at fault: scoring.no_column, scoring.not_a_number, scoring.not_a_date, scoring.bad_text, scoring.lengths.
    """
    fed: dict[str, Array] = {}
    for wire in WIRE_ORDER:
        inputs = interface.wired(wire)
        if inputs:
            fed[wire] = _stacked([_column(one, columns) for one in inputs], inputs)
    return fed


def feed_row(interface: Interface, row: Mapping[str, Any]) -> dict[str, Array]:
    """The arrays for one row given by column name; `feed` of columns of length one, but quicker. Raises as `feed` does."""
    fed: dict[str, Array] = {}
    for wire in WIRE_ORDER:
        inputs = interface.wired(wire)
        if not inputs:
            continue
        cells = [row.get(one.name, _ABSENT) for one in inputs]
        if wire == "numbers" and all(type(cell) is float for cell in cells):
            fed[wire] = np.array([cells])
            continue
        for one, cell in zip(inputs, cells, strict=True):
            if cell is _ABSENT:
                raise InputError("scoring.no_column", column=one.name)
        convert = CONVERT[wire]
        fed[wire] = np.array(
            [[convert(one.name, [cell])[0] for one, cell in zip(inputs, cells, strict=True)]], dtype=DTYPES[wire]
        )
    return fed


_ABSENT = object()


def _column(one: Input, columns: Columns) -> Array:
    if one.name not in columns:
        raise InputError("scoring.no_column", column=one.name)
    return CONVERT[one.wire](one.name, columns[one.name])


def _stacked(arrays: list[Array], inputs: tuple[Input, ...]) -> Array:
    rows = len(arrays[0])
    for one, array in zip(inputs, arrays, strict=True):
        if len(array) != rows:
            raise InputError("scoring.lengths", column=one.name, found=len(array), expected=rows)
    stacked = np.empty((rows, len(arrays)), dtype=arrays[0].dtype)
    for place, array in enumerate(arrays):
        stacked[:, place] = array
    return stacked


def numbers(name: str, cells: Sequence[Any] | Array) -> Array:
    """float64, missing as NaN, infinity as missing."""
    if isinstance(cells, np.ndarray) and cells.dtype == np.float64:
        return cells
    if isinstance(cells, np.ndarray) and cells.dtype.kind in "biuf":
        return cells.astype(np.float64)
    return np.array(
        [cell if type(cell) is float else _number(name, row, cell) for row, cell in enumerate(cells)], dtype=np.float64
    )


def _number(name: str, row: int, cell: Any) -> float:
    if is_missing(cell) or cell == "":
        return float("nan")
    try:
        if isinstance(cell, np.datetime64 | np.timedelta64):
            raise TypeError
        return float(cell)
    except (TypeError, ValueError, OverflowError):
        raise InputError("scoring.not_a_number", column=name, row=row + 1, found=_short(cell)) from None


def texts(name: str, cells: Sequence[Any] | Array) -> Array:
    """Objects of str, missing as the empty text."""
    listed = [cell if type(cell) is str else _text(cell) for cell in cells]
    joined = "".join(listed)
    if "\0" in joined or not _encodes(joined):
        row = next(row for row, cell in enumerate(listed) if "\0" in cell or not _encodes(cell))
        raise InputError("scoring.bad_text", column=name, row=row + 1)
    array = np.empty(len(listed), dtype=object)
    array[:] = listed
    return array


def _text(cell: Any) -> str:
    return "" if is_missing(cell) else str(cell)


def _encodes(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def dates(name: str, cells: Sequence[Any] | Array) -> Array:
    """int64 microseconds since 1970, missing as the smallest int64. Takes those, datetime64, datetime, date and ISO texts."""
    if isinstance(cells, np.ndarray) and cells.dtype == np.int64:
        return cells
    if isinstance(cells, np.ndarray) and cells.dtype.kind == "M":
        far = ~np.isnat(cells) & (np.abs(cells.astype("datetime64[s]").astype(np.int64)) > LAST_SECOND)
        if far.any():
            row = int(np.flatnonzero(far)[0])
            raise InputError("scoring.not_a_date", column=name, row=row + 1, found=_short(cells[row]))
        return cells.astype("datetime64[us]").astype(np.int64)  # NaT is the smallest int64 by definition
    return np.array([_date(name, row, cell) for row, cell in enumerate(cells)], dtype=np.int64)


def _date(name: str, row: int, cell: Any) -> int:
    if is_missing(cell) or cell == "":
        return int(NO_DATE)
    if isinstance(cell, int | np.integer) and not isinstance(cell, bool) and NO_DATE <= cell <= LAST_DATE:
        return int(cell)
    try:
        if isinstance(cell, datetime) and cell.tzinfo is not None:
            raise ValueError
        if isinstance(cell, str | date | np.datetime64):
            return _microseconds(cell)
    except (ValueError, OverflowError):
        pass  # told below, with the cell
    raise InputError("scoring.not_a_date", column=name, row=row + 1, found=_short(cell))


def _microseconds(cell: str | date | np.datetime64) -> int:
    """Raises ValueError for a text that is no date, and for a moment that int64 cannot hold."""
    if isinstance(cell, str) and not WRITTEN.fullmatch(cell.strip()):
        raise ValueError
    found = np.array([cell], dtype="datetime64[us]")
    if not isinstance(cell, date) and not np.isnat(found[0]):
        seconds = int(np.array([cell], dtype="datetime64[s]").astype(np.int64)[0])
        if abs(seconds) > LAST_SECOND:
            raise ValueError
    return int(found.astype(np.int64)[0])


def is_missing(cell: Any) -> bool:
    """None, NaN, NaT and pandas' NA, without importing pandas."""
    if cell is None:
        return True
    same = cell == cell
    return same is False or (same is not True and type(cell).__name__ == "NAType") or (same is np.False_)


def _short(cell: Any) -> str:
    text = str(cell)
    return text if len(text) <= 60 else text[:57] + "…"


DTYPES = {"numbers": np.float64, "texts": object, "dates": np.int64}
CONVERT = {"numbers": numbers, "texts": texts, "dates": dates}
