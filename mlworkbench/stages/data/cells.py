"""How one cell is understood: the only parser of numbers, flags, dates and text, used by import and by scoring alike."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from mlworkbench.base.records import ColumnType
from mlworkbench.stages.data import dates

if TYPE_CHECKING:
    import pyarrow as pa

    Whole = np.ndarray[tuple[int], np.dtype[np.int32]]
    Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]

NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$"
DIGITS = r"^[+-]?\d+$"
LEADING_ZERO = r"^[+-]?0\d+$"
# In a column of numbers, flags or dates these can only mean that the value is missing; in a column of text they stay text.
MARKERS = ("na", "n/a", "#n/a", "nan", "null", "none", "nat", "?", "-", "inf", "-inf", "+inf", "infinity", "-infinity")
WORDS = {"true": 1.0, "false": 0.0}
EXACT = 2**53 - 1
PHONE = r"^\+\d{7,}$"
# First bytes of white space in UTF-8, and of whole numbers that may begin with a zero.
SPACES = np.isin(np.arange(256), [*range(33), 0x85, 0xC2, 0xE1, 0xE2, 0xE3])
SIGNS_AND_ZERO = np.isin(np.arange(256), [ord(sign) for sign in "+-0"])


@dataclass(frozen=True)
class Parsed:
    """`values` is double, timestamp[us] or string, null where missing; `bad` marks cells that could not be read, null too."""

    values: "pa.Array"
    bad: "np.ndarray[tuple[int], np.dtype[np.bool_]]"


def parse(cells: "pa.Array", kind: ColumnType, date_format: str | None = None, missing: tuple[str, ...] = ()) -> Parsed:
    """Cells of any supported Arrow type, read as a column of this type; null too where one of the marks `missing` stands."""
    if missing:
        cells = without(cells, missing, as_numbers=kind in ("number", "flag"))
    if kind == "number":
        return numbers(cells)
    if kind == "flag":
        return flags(cells)
    if kind == "date":
        return _dates(cells, date_format)
    return Parsed(text(cells), np.zeros(len(cells), bool))


def trimmed(cells: "pa.Array") -> "pa.Array":
    import pyarrow.compute as pc

    return pc.utf8_trim_whitespace(cells)


def blank(cells: "pa.Array") -> "pa.Array":
    """True where nothing but white space stands, and where the cell is null."""
    import pyarrow.compute as pc

    return pc.fill_null(pc.equal(pc.binary_length(trimmed(cells)), 0), True)


def text(cells: "pa.Array") -> "pa.Array":
    """Text as written, null where blank; other types in their shortest form."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(cells.type):
        cells = _spelled(cells)
    if not may_be_blank(cells):
        return cells
    return pc.if_else(blank(cells), pa.scalar(None, pa.string()), cells)


def may_be_blank(cells: "pa.Array") -> bool:
    """Some cell is empty or begins with what may be white space: a glance at first bytes that saves looking closer."""
    lengths, firsts = _first_bytes(cells.drop_null() if cells.null_count else cells)
    if not len(lengths):
        return False
    return bool((lengths == 0).any() or SPACES[firsts].any())


def _first_bytes(cells: "pa.Array", second: bool = False) -> "tuple[Whole, Bytes]":
    """Lengths in bytes and first (or second) bytes of all cells; one that is too short shows a byte of another."""
    buffers = cells.buffers()
    if not len(cells) or buffers[2] is None or not buffers[2].size:
        return np.zeros(len(cells), np.int32), np.zeros(len(cells), np.uint8)
    offsets = np.frombuffer(buffers[1], np.int32, len(cells) + 1, 4 * cells.offset)
    content = np.frombuffer(buffers[2], np.uint8)
    return np.diff(offsets), content[np.minimum(offsets[:-1] + second, len(content) - 1)]


def numbers(cells: "pa.Array") -> Parsed:
    """Decimal point, optional sign and exponent. Blank, marked as missing or infinite is null; anything else is bad."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(cells.type):
        return _typed_numbers(cells)
    if (plain := plain_numbers(cells)) is not None:
        return Parsed(plain, np.zeros(len(cells), bool))
    cells = trimmed(cells)
    right = pc.fill_null(pc.match_substring_regex(cells, NUMBER), False)
    values = finite(_cast(pc.if_else(right, cells, pa.scalar(None, pa.string()))))
    return Parsed(values, _bad(cells, right))


def plain_numbers(cells: "pa.Array") -> "pa.Array | None":
    """The values where every filled cell is a number as Arrow reads it, which is a part of what NUMBER allows."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        values = pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:
        return None
    return values if pc.all(pc.is_finite(values)).as_py() in (True, None) else None


def leads_with_zero(cells: "pa.Array") -> bool:
    """Some cell is 007 or the like: digits only, the first of several a zero. Expects trimmed text."""
    import pyarrow.compute as pc

    lengths, firsts = _first_bytes(cells)
    candidates = (lengths > 1) & SIGNS_AND_ZERO[firsts]
    if not candidates.any():
        return False
    seconds = _first_bytes(cells, second=True)[1]
    if not (candidates & (seconds >= ord("0")) & (seconds <= ord("9"))).any():
        return False
    return bool(pc.any(pc.match_substring_regex(cells, LEADING_ZERO)).as_py())


def lead_with_plus(cells: "pa.Array") -> bool:
    """Every filled cell is +8212345678 or the like: a plus and at least seven digits, as telephone numbers have."""
    import pyarrow.compute as pc

    first = next((cell.as_py() for cell in cells if cell.is_valid), "")
    if not first.startswith("+"):
        return False
    return bool(as_bools(pc.fill_null(pc.match_substring_regex(trimmed(cells), PHONE), True)).all())


def flags(cells: "pa.Array") -> Parsed:
    """0 and 1, or true and false in any case."""
    import pyarrow as pa
    import pyarrow.compute as pc

    parsed = numbers(cells)
    values = parsed.values
    bad = parsed.bad
    if pa.types.is_string(cells.type) and bad.any():
        lower = pc.utf8_lower(trimmed(cells))
        for word, value in WORDS.items():
            here = pc.fill_null(pc.equal(lower, word), False)
            values = pc.if_else(here, value, values)
            bad = bad & ~as_bools(here)
    strange = as_bools(pc.fill_null(pc.and_(pc.not_equal(values, 0.0), pc.not_equal(values, 1.0)), False))
    if strange.any():
        values = pc.if_else(pa.array(strange), pa.scalar(None, pa.float64()), values)
    return Parsed(values, bad | strange)


def marked(cells: "pa.Array") -> "pa.Array":
    """True where a word or sign stands for a missing value. Expects trimmed text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(pc.utf8_lower(cells), value_set=pa.array(MARKERS))


def without(cells: "pa.Array", marks: tuple[str, ...], as_numbers: bool = True) -> "pa.Array":
    """Null where one of these marks stands, in any case of letters; with `as_numbers` -200.0 is the same mark as -200."""
    import pyarrow as pa
    import pyarrow.compute as pc

    here = _stands(cells, marks, as_numbers)
    return cells if here is None else pc.if_else(here, pa.scalar(None, cells.type), cells)


def _stands(cells: "pa.Array", marks: tuple[str, ...], as_numbers: bool) -> "pa.Array | None":
    import pyarrow as pa
    import pyarrow.compute as pc

    measures = pa.array([float(mark) for mark in marks if re.match(NUMBER, mark)], pa.float64())
    if pa.types.is_string(cells.type):
        bare = trimmed(cells)
        here = pc.is_in(pc.utf8_lower(bare), value_set=pa.array([mark.lower() for mark in marks], pa.string()))
        if not (as_numbers and len(measures)):
            return here
        right = pc.fill_null(pc.match_substring_regex(bare, NUMBER), False)
        return pc.or_(here, pc.is_in(_cast(pc.if_else(right, bare, pa.scalar(None, pa.string()))), value_set=measures))
    if pa.types.is_integer(cells.type) or pa.types.is_floating(cells.type):
        return pc.is_in(pc.cast(cells, pa.float64(), safe=False), value_set=measures)
    return None


def as_bools(array: "pa.Array") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)


def finite(values: "pa.Array") -> "pa.Array":
    """Doubles with null for NaN and infinity."""
    import pyarrow as pa
    import pyarrow.compute as pc

    right = pc.is_finite(values)
    if pc.all(right).as_py() in (True, None):
        return values
    return pc.if_else(right, values, pa.scalar(None, pa.float64()))


def spelled_number(value: float) -> str:
    """The shortest text that reads back as the same number; whole numbers without a point."""
    return str(int(value)) if value == int(value) and abs(value) <= EXACT else repr(float(value))


def _cast(cells: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:  # a plus sign, or beyond the range of a double: Python reads these, just as exactly
        return pa.array([None if cell is None else float(cell) for cell in cells.to_pylist()], pa.float64())


def _bad(cells: "pa.Array", right: "pa.Array") -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    import pyarrow.compute as pc

    wrong = ~as_bools(right)
    if not wrong.any():
        return wrong
    empty = pc.fill_null(pc.equal(pc.binary_length(cells), 0), True)
    wrong &= ~as_bools(empty)
    if wrong.any():
        wrong &= ~as_bools(marked(cells))
    return wrong


def _typed_numbers(cells: "pa.Array") -> Parsed:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(cells.type):
        return Parsed(pa.nulls(len(cells), pa.float64()), as_bools(pc.is_valid(cells)))
    return Parsed(finite(pc.cast(cells, pa.float64(), safe=False)), np.zeros(len(cells), bool))


def _dates(cells: "pa.Array", date_format: str | None) -> Parsed:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_timestamp(cells.type):
        return Parsed(cells, np.zeros(len(cells), bool))
    if not pa.types.is_string(cells.type):
        return Parsed(pa.nulls(len(cells), pa.timestamp("us")), as_bools(pc.is_valid(cells)))
    if date_format in (None, dates.ISO) and (plain := dates.plain(cells)) is not None:
        return Parsed(plain, np.zeros(len(cells), bool))
    cells = trimmed(cells)
    micros, right = dates.read(cells, date_format or dates.ISO)
    values = pa.array(micros, pa.int64(), mask=~right).cast(pa.timestamp("us"))
    return Parsed(values, _bad(cells, pa.array(right)))


def _spelled(cells: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_floating(cells.type):
        return pa.array([None if cell is None else spelled_number(cell) for cell in finite(cells).to_pylist()], pa.string())
    return pc.cast(cells, pa.string())
