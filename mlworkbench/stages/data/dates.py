"""Dates as people write them: one order of day, month and year for a whole column, proved by its values."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
    Bytes = np.ndarray[tuple[int, int], np.dtype[np.uint8]]

ISO = "YYYY-MM-DD"
SIGNS = ("-", "/", ".")
MICRO = 1_000_000
DAY = 86_400 * MICRO
# Two digits of a year: from 69 on the last century's, as POSIX has it.
CENTURY = 69
# A date alone, with hours and minutes, with seconds; and the first day of the year 1, in microseconds.
LENGTHS = (10, 16, 19)
FIRST = -719_162 * DAY
TIME = (
    r"(?:(?:T|\s+)(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])[Mm])?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)


@dataclass(frozen=True)
class Shape:
    """How the parts stand: the sign between them, and where a year of four digits stands; `short` years have two."""

    sign: str
    year_first: bool
    short: bool = False

    def fits(self, cell: str) -> bool:
        """A glance at where the first sign must stand."""
        place = 4 if self.year_first else 2
        return cell[place : place + 1] == self.sign

    def pattern(self) -> str:
        sign = "[.]" if self.sign == "." else self.sign
        parts = (r"(?P<first>\d{4})", r"(?P<middle>\d{1,2})", r"(?P<third>\d{1,2})")
        if not self.year_first:
            parts = (r"(?P<first>\d{1,2})", r"(?P<middle>\d{1,2})", r"(?P<third>\d{4})")
        if self.short:
            parts = (r"(?P<first>\d{1,2})", r"(?P<middle>\d{1,2})", r"(?P<third>\d{2})")
        return "^" + sign.join(parts) + TIME

    def formats(self) -> tuple[str, ...]:
        orders: tuple[tuple[str, ...], ...] = (
            (("YYYY", "MM", "DD"),) if self.year_first else (("DD", "MM", "YYYY"), ("MM", "DD", "YYYY"))
        )
        if self.short:
            orders = (("DD", "MM", "YY"), ("MM", "DD", "YY"), ("YY", "MM", "DD"))
        return tuple(self.sign.join(order) for order in orders)


class Whole8(Shape):
    """Eight digits without a sign. Never guessed, for they are numbers as well."""

    def pattern(self) -> str:
        return r"^(?P<first>\d{4})(?P<middle>\d{2})(?P<third>\d{2})" + TIME


SHAPES = (
    *(Shape(sign, year_first) for year_first in (True, False) for sign in SIGNS),
    *(Shape(sign, False, True) for sign in SIGNS),
)
FORMATS = {name: (shape, name.split(shape.sign)) for shape in SHAPES for name in shape.formats()}
FORMATS["YYYYMMDD"] = (Whole8("", True), ["YYYY", "MM", "DD"])
ORDERS = {"D": "day_first", "M": "month_first", "Y": "year_first"}


def order_of(date_format: str) -> str:
    """The answer to the choice `dates` that this format stands for."""
    return ORDERS[date_format[0]]


def is_short(date_format: str) -> bool:
    """Its years have two digits."""
    return "YYYY" not in date_format


def readable(cells: "pa.Array") -> "Mask":
    """Where trimmed text is a date of some format."""
    found = np.zeros(len(cells), bool)
    for name in FORMATS:
        found |= read(cells, name)[1]
    return found


def read(cells: "pa.Array", date_format: str) -> "tuple[Whole, Mask]":
    """Trimmed text → microseconds since 1970 (UTC where a zone is written) and where a date of this format stands.

    Each cell may carry a time of day: 9:05, 09:05:30, 09:05:30.25, 9:05 PM, with Z or +09:00.
    """
    shape, order = FORMATS[date_format]
    if (even := _Even.of(cells, shape)) is not None:
        return even.read(order)
    found = _Found(cells, shape)
    parts = dict(zip(order, (found.whole("first"), found.whole("middle"), found.whole("third")), strict=True))
    year = parts["YYYY"] if "YYYY" in parts else parts["YY"] + np.where(parts["YY"] < CENTURY, 2000, 1900)
    days, right = _days(year, parts["MM"], parts["DD"])
    micros, in_time = found.time_of_day()
    return days * DAY + micros, right & in_time & found.there


def plain(cells: "pa.Array") -> "pa.Array | None":
    """Timestamps where every filled cell is an ISO date, with hh:mm or hh:mm:ss or none; else None, which says nothing.

    What `read` gives for ISO, in a tenth of the time: Arrow reads these lengths as strictly.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.binary_length(cells)
    if not pc.all(pc.is_in(lengths, value_set=pa.array([*LENGTHS, None], pa.int32()))).as_py():
        return None
    try:
        values = pc.cast(cells, pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    first = pc.min(pc.cast(values, pa.int64())).as_py()
    return values if first is not None and first >= FIRST else None


@cache
def _months() -> "Whole":
    """The first day of every month since 1970, from January of the year 0 to January of 10000 and one more."""
    return np.arange("0000-01", "10000-03", dtype="M8[M]").astype("M8[D]").astype(np.int64)


def _days(year: "Whole", month: "Whole", day: "Whole") -> "tuple[Whole, Mask]":
    right = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1)
    place = np.where(right, year * 12 + month - 1, 0)
    first = _months()[place]
    return first + day - 1, right & (day <= _months()[place + 1] - first)


class _Found:
    """The parts of the cells that have the shape."""

    def __init__(self, cells: "pa.Array", shape: Shape) -> None:
        import pyarrow.compute as pc

        self._parts = pc.extract_regex(cells, shape.pattern())
        self.there: Mask = np.asarray(pc.is_valid(self._parts).to_numpy(zero_copy_only=False), dtype=bool)

    def texts(self, name: str) -> "pa.Array":
        import pyarrow.compute as pc

        return pc.fill_null(pc.struct_field(self._parts, name), "")

    def whole(self, name: str) -> "Whole":
        import pyarrow as pa
        import pyarrow.compute as pc

        texts = self.texts(name)
        filled = pc.if_else(pc.equal(texts, ""), "0", texts)
        return np.asarray(pc.cast(filled, pa.int64()).to_numpy(zero_copy_only=False))

    def time_of_day(self) -> "tuple[Whole, Mask]":
        hour, minute, second = self.whole("hour"), self.whole("minute"), self.whole("second")
        half = np.asarray(self.texts("half").to_numpy(zero_copy_only=False), dtype="U1")
        afternoon, halved = np.isin(half, ["P", "p"]), half != ""
        right = (minute < 60) & (second < 60) & np.where(halved, (hour >= 1) & (hour <= 12), hour < 24)
        hour = np.where(halved, hour % 12, hour) + 12 * afternoon
        micros = ((hour * 60 + minute) * 60 + second) * MICRO + self._fraction()
        return micros - self._zone(), right

    def _fraction(self) -> "Whole":
        import pyarrow as pa
        import pyarrow.compute as pc

        padded = pc.utf8_slice_codeunits(pc.binary_join_element_wise(self.texts("fraction"), "000000", ""), 0, 6)
        return np.asarray(pc.cast(padded, pa.int64()).to_numpy(zero_copy_only=False))

    def _zone(self) -> "Whole":
        zones = np.asarray(self.texts("zone").to_numpy(zero_copy_only=False), dtype="U6")
        return np.array([_offset(zone) for zone in zones], np.int64) if (zones != "").any() else np.zeros(len(zones), np.int64)


def _offset(zone: str) -> int:
    if zone in ("", "Z"):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-minutes if zone[0] == "-" else minutes) * 60 * MICRO


def are_even(cells: "pa.Array") -> bool:
    """All cells have one shape and one length, as most columns of dates do; so none of them is a missing mark."""
    return any(_Even.of(cells, shape) is not None for shape in SHAPES)


class _Even:
    """Cells that are all of one length, with two digits wherever there may be two: their parts stand in columns of bytes."""

    def __init__(self, there: "Mask", digits: "Bytes", shape: Shape) -> None:
        self._there, self._digits, self._shape = there, digits, shape

    @classmethod
    def of(cls, cells: "pa.Array", shape: Shape) -> "_Even | None":
        """None where the cells are not so; that says nothing about whether they are dates."""
        filled = cells.drop_null() if cells.null_count else cells
        if not len(filled) or shape.short or not shape.sign or not shape.fits(filled[0].as_py()):
            return None
        offsets = np.frombuffer(filled.buffers()[1], np.int32, len(filled) + 1, 4 * filled.offset)
        length = int(offsets[1] - offsets[0])
        if length not in LENGTHS or (np.diff(offsets) != length).any():
            return None
        letters = np.frombuffer(filled.buffers()[2], np.uint8)[offsets[0] : offsets[-1]].reshape(-1, length)
        signs = dict.fromkeys((4, 7) if shape.year_first else (2, 5), shape.sign) | {13: ":", 16: ":"}
        for place, sign in signs.items():
            if place < length and (letters[:, place] != ord(sign)).any():
                return None
        if length > 10 and not np.isin(letters[:, 10], (ord(" "), ord("T"))).all():
            return None
        digits = letters - np.uint8(ord("0"))
        numbers = [place for place in range(length) if place != 10 and place not in signs]
        if (digits[:, numbers] > 9).any():
            return None
        there = np.ones(len(cells), bool) if not cells.null_count else cells.is_valid().to_numpy(zero_copy_only=False)
        return cls(there, digits, shape)

    def read(self, order: list[str]) -> "tuple[Whole, Mask]":
        places = (0, 5, 8) if self._shape.year_first else (0, 3, 6)
        parts = {name: self._number(place, len(name)) for name, place in zip(order, places, strict=True)}
        days, right = _days(parts["YYYY"], parts["MM"], parts["DD"])
        micros = days * DAY
        if self._digits.shape[1] > 10:
            hour, minute = self._number(11, 2), self._number(14, 2)
            second = self._number(17, 2) if self._digits.shape[1] > 16 else np.zeros_like(hour)
            right = right & (hour < 24) & (minute < 60) & (second < 60)
            micros = micros + ((hour * 60 + minute) * 60 + second) * MICRO
        if self._there.all():
            return micros, right
        whole, mask = np.zeros(len(self._there), np.int64), np.zeros(len(self._there), bool)
        whole[self._there], mask[self._there] = micros, right
        return whole, mask

    def _number(self, first: int, length: int) -> "Whole":
        value = np.zeros(len(self._digits), np.int64)
        for place in range(first, first + length):
            value = value * 10 + self._digits[:, place]
        return value


class Guess:
    """Which date formats are still possible for a column, after each further piece of it.

    `order` is the answer to the choice `dates`: it decides where the cells leave more than one order.
    """

    def __init__(self, order: str = "") -> None:
        self._formats = {name for shape in SHAPES for name in shape.formats()}
        self._shape: Shape | None = None
        self._order = order

    def see(self, cells: "pa.Array") -> bool:
        """Trimmed text without blanks. False when no shape fits any more."""
        shapes = [shape for shape in SHAPES if self._formats & set(shape.formats()) or shape == self._shape]
        self._shape = next((shape for shape in shapes if _has_shape(cells, shape)), None)
        if self._shape is None:
            return False
        self._formats &= {name for name in self._formats & set(self._shape.formats()) if read(cells, name)[1].all()}
        return bool(self._formats) or not self._shape.short  # 18.00.00 has the shape, but is no date

    def see_plain(self) -> bool:
        """Dates as `plain` reads them. False where what was seen before had another shape."""
        if ISO not in self._formats:
            return False
        self._shape, self._formats = FORMATS[ISO][0], {ISO}
        return True

    def open(self) -> tuple[str, ...]:
        """The formats that read all cells, those of the order asked for if there are such."""
        asked = {name for name in self._formats if order_of(name) == self._order}
        return tuple(sorted(asked or self._formats)) if self._shape else ()

    def proved(self) -> str | None:
        return self.open()[0] if len(self.open()) == 1 else None

    def ambiguous(self) -> bool:
        """Every date could be read in more than one order."""
        return len(self.open()) > 1

    def orders(self) -> tuple[str, ...]:
        """The answers that are possible."""
        return tuple(order for order in ORDERS.values() if order in map(order_of, self.open()))

    def mixed(self) -> bool:
        """All cells look like dates, but no one order reads them all."""
        return self._shape is not None and not self._formats


def _has_shape(cells: "pa.Array", shape: Shape) -> bool:
    import pyarrow.compute as pc

    if _Even.of(cells, shape) is not None:
        return True
    few = cells[:20]
    matches = pc.match_substring_regex
    return bool(pc.all(matches(few, shape.pattern())).as_py()) and bool(pc.all(matches(cells, shape.pattern())).as_py())
