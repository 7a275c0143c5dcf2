"""Decimal commas: proved over whole columns, then written as points, so that later floors know one spelling only."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from mlworkbench.stages.data import cells

if TYPE_CHECKING:
    import pyarrow as pa

COMMA = r"^[+-]?\d+,\d+([eE][+-]?\d+)?$"
# Could not be a comma between thousands: not three digits behind it, or too many or none but zero before it.
PROOF = r"^[+-]?(\d+,(\d{1,2}|\d{4,})|\d{4,},\d+|0+,\d+)([eE][+-]?\d+)?$"
Read = Callable[[], "Iterator[pa.RecordBatch]"]


def columns(read: Read) -> frozenset[int]:
    """Places of the columns whose filled cells are all numbers, some with a comma, where one column proves that it is decimal."""
    possible: set[int] | None = None
    written: set[int] = set()
    proved = False
    for batch in read():
        if possible is None:
            possible = set(range(batch.num_columns)) if any(_any(column, COMMA) for column in batch.columns) else set()
        possible = {place for place in possible if _fits(batch.column(place))}
        if not possible:
            return frozenset()
        proved = proved or any(_any(batch.column(place), PROOF) for place in possible)
        written |= {place for place in possible - written if _any(batch.column(place), COMMA)}
    return frozenset(written & (possible or set())) if proved else frozenset()


def with_points(read: Read, places: frozenset[int]) -> Read:
    """The same batches, with points for commas in these columns."""

    def reading() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa
        import pyarrow.compute as pc

        for batch in read():
            columns = list(batch.columns)
            for place in places:
                columns[place] = pc.replace_substring(columns[place], ",", ".")
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    return reading


def _fits(column: "pa.Array") -> bool:
    import pyarrow.compute as pc

    filled = cells.trimmed(column.filter(pc.invert(cells.blank(column))))
    few = filled[:20]
    for part in (few, filled):
        numbers = pc.or_(pc.match_substring_regex(part, COMMA), pc.match_substring_regex(part, cells.NUMBER))
        if pc.all(pc.or_(numbers, cells.marked(part))).as_py() is False:
            return False
    return not _any(filled, r"\.")


def _any(column: "pa.Array", pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.any(pc.match_substring_regex(cells.trimmed(column), pattern)).as_py())
