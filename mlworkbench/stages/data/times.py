"""Times of day as people write them: 18:30, 18:30:05, 18.30.00, 6:30 PM, 오후 6:30."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pyarrow as pa

HALF: Final = "AM|PM|am|pm|a[.]m[.]|p[.]m[.]|오전|오후"
AFTER: Final = "^(PM|pm|p[.]m[.]|오후)$"
# RE2. A time written with points needs its seconds: 18.30 is a number.
COLONS: Final = r"\d{1,2}:[0-5]\d(?::[0-5]\d(?:[.]\d{1,9})?)?"
POINTS: Final = r"\d{1,2}[.][0-5]\d[.][0-5]\d"
TIME: Final = rf"\s*(?:(?:{HALF})\s*)?(?:{COLONS}|{POINTS})(?:\s*(?:{HALF}))?\s*"
PIECES: Final = (
    rf"^\s*(?P<before>{HALF})?\s*(?P<hour>\d{{1,2}})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d(?:[.]\d{{1,9}})?))?"
    rf"\s*(?P<behind>{HALF})?\s*$"
)
MINUTES_OF_DAY: Final = 1440


def minutes(cells: "pa.Array") -> "pa.Array":
    """Minutes since midnight, 0 to 1440 (24:00), as float64; null where a cell is no time of day."""
    import pyarrow as pa
    import pyarrow.compute as pc

    time = pc.fill_null(pc.match_substring_regex(cells, f"^(?:{TIME})$"), False)
    pieces = pc.extract_regex(pc.if_else(time, cells, pa.scalar(None, pa.string())), PIECES)
    hour, minute, second = (_number(pc.struct_field(pieces, name)) for name in ("hour", "minute", "second"))
    half = pc.binary_join_element_wise(pc.struct_field(pieces, "before"), pc.struct_field(pieces, "behind"), "")
    halved, later = pc.not_equal(half, ""), pc.match_substring_regex(half, AFTER)
    twelve = pc.if_else(pc.equal(hour, 12.0), 0.0, hour)
    hours = pc.if_else(halved, pc.add(twelve, pc.if_else(later, 12.0, 0.0)), hour)
    found = pc.add(pc.add(pc.multiply(hours, 60.0), minute), pc.divide(second, 60.0))
    possible = pc.and_(pc.less_equal(found, float(MINUTES_OF_DAY)), pc.or_(pc.invert(halved), _of_a_half(hour)))
    return pc.if_else(pc.fill_null(possible, False), found, pa.scalar(None, pa.float64()))


def _of_a_half(hour: "pa.Array") -> "pa.Array":
    import pyarrow.compute as pc

    return pc.and_(pc.greater_equal(hour, 1.0), pc.less_equal(hour, 12.0))


def _number(texts: "pa.Array") -> "pa.Array":
    """A piece that is not there is zero."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.cast(pc.if_else(pc.equal(texts, ""), "0", texts), pa.float64())
