"""Dates as people write them: one order of day, month and year for a whole column, proved by its values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

    Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
    Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]

ISO = "YYYY-MM-DD"
SIGNS = ("-", "/", ".")
MICRO = 1_000_000
DAY = 86_400 * MICRO
TIME = (
    r"(?:(?:T|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?:\s*(?P<half>[AaPp])[Mm])?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?$"
)


@dataclass(frozen=True)
class Shape:
    """How the parts stand: the sign between them, and whether the year comes first."""

    sign: str
    year_first: bool

    def pattern(self) -> str:
        sign = "[.]" if self.sign == "." else self.sign
        parts = (r"(?P<first>\d{4})", r"(?P<middle>\d{1,2})", r"(?P<third>\d{1,2})")
        if not self.year_first:
            parts = (r"(?P<first>\d{1,2})", r"(?P<middle>\d{1,2})", r"(?P<third>\d{4})")
        return "^" + sign.join(parts) + TIME

    def formats(self) -> tuple[str, ...]:
        orders = (("YYYY", "MM", "DD"),) if self.year_first else (("DD", "MM", "YYYY"), ("MM", "DD", "YYYY"))
        return tuple(self.sign.join(order) for order in orders)


SHAPES = tuple(Shape(sign, year_first) for year_first in (True, False) for sign in SIGNS)
FORMATS = {name: (shape, name.split(shape.sign)) for shape in SHAPES for name in shape.formats()}


def read(cells: "pa.Array", date_format: str) -> "tuple[Whole, Mask]":
    """Trimmed text → microseconds since 1970 (UTC where a zone is written) and where a date of this format stands.

    Each cell may carry a time of day: 9:05, 09:05:30, 09:05:30.25, 9:05 PM, with Z or +09:00.
    """
    shape, order = FORMATS[date_format]
    found = _Found(cells, shape)
    parts = dict(zip(order, (found.whole("first"), found.whole("middle"), found.whole("third")), strict=True))
    days, right = _days(parts["YYYY"], parts["MM"], parts["DD"])
    micros, in_time = found.time_of_day()
    return days * DAY + micros, right & in_time & found.there


def _days(year: "Whole", month: "Whole", day: "Whole") -> "tuple[Whole, Mask]":
    right = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    months = ((np.where(right, year, 1970) - 1970) * 12 + np.where(right, month, 1) - 1).astype("M8[M]")
    first = months.astype("M8[D]").astype(np.int64)
    length = (months + np.timedelta64(1, "M")).astype("M8[D]").astype(np.int64) - first
    return first + day - 1, right & (day <= length)


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


class Guess:
    """Which date formats are still possible for a column, after each further piece of it."""

    def __init__(self) -> None:
        self._formats = set(FORMATS)
        self._shape: Shape | None = None

    def see(self, cells: "pa.Array") -> bool:
        """Trimmed text without blanks. False when no shape fits any more."""
        shapes = [shape for shape in SHAPES if self._formats & set(shape.formats()) or shape == self._shape]
        self._shape = next((shape for shape in shapes if _has_shape(cells, shape)), None)
        if self._shape is None:
            return False
        self._formats &= {name for name in self._shape.formats() if read(cells, name)[1].all()}
        return True

    def proved(self) -> str | None:
        return next(iter(self._formats)) if len(self._formats) == 1 else None

    def ambiguous(self) -> bool:
        """Every date could be read with day or month first."""
        return self._shape is not None and len(self._formats) > 1

    def mixed(self) -> bool:
        """All cells look like dates, but no one order reads them all."""
        return self._shape is not None and not self._formats


def _has_shape(cells: "pa.Array", shape: Shape) -> bool:
    import pyarrow.compute as pc

    few = cells[:20]
    matches = pc.match_substring_regex
    return bool(pc.all(matches(few, shape.pattern())).as_py()) and bool(pc.all(matches(cells, shape.pattern())).as_py())
