"""Values that stand apart from all others and stand for "no value": -200, 999, 9999, 1900-01-01."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mlworkbench.base.records import Column, ColumnProfile

if TYPE_CHECKING:
    from mlworkbench.stages.data.quality.subject import Subject

LOW = (-1, -9, -99, -100, -200, -500, -888, -999, -1000, -9999, -99999, -999999, -9999999, -99999999, -32768, -2147483648)
HIGH = (99, 888, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999, 32767, 65535, 2147483647, 1e20, 1e30)
DAYS = (
    "0001-01-01",
    "1753-01-01",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
    "2099-12-31",
    "2999-12-31",
    "9999-12-31",
)
FEWEST_ROWS, TWICE = 20, 2
MOST = 0.99  # more cells than these cannot be "no value"
APART = 0.2  # of the span of the others
AROUND = 1.2


@dataclass(frozen=True)
class Mark:
    """`value` is the number, or microseconds since 1970; `row` is its first, from 0."""

    value: float
    count: int
    row: int


@dataclass(frozen=True)
class Marks:
    """The marks of a column, the most frequent first, and from where to where all other values lie."""

    found: tuple[Mark, ...]
    low: float
    high: float

    @property
    def rows(self) -> int:
        return sum(mark.count for mark in self.found)


def of(subject: "Subject", column: Column, figures: ColumnProfile) -> Marks | None:
    """None where there are none, or where they would be nearly all."""
    if figures.minimum is None or figures.maximum is None or subject.rows - figures.missing < FEWEST_ROWS:
        return None
    is_date = column.type == "date"
    known = [_microseconds(day) for day in DAYS] if is_date else [*LOW, *HIGH]
    if figures.minimum not in known and figures.maximum not in known:
        return None
    cell = subject.cell(column.name)
    cell, listed = (f"epoch_us({cell})" if is_date else cell), ", ".join(map(str, known))
    ((low, high, others),) = subject.query(f"SELECT min({cell}), max({cell}), count(*) FROM t WHERE {cell} NOT IN ({listed})")
    if others < FEWEST_ROWS:
        return None
    counts = subject.query(f"SELECT {cell}, count(*), min(r) FROM t WHERE {cell} IN ({listed}) GROUP BY 1 ORDER BY 2 DESC, 1")
    apart = APART * (high - low)
    found = tuple(
        Mark(value, int(count), int(row))
        for value, count, row in counts
        if count >= TWICE and (not low - apart <= value <= high + apart if is_date else _alone(value, count, low, high, others))
    )
    marks = Marks(found, low, high)
    return marks if found and marks.rows <= MOST * subject.rows else None


def _alone(value: float, count: int, low: float, high: float, others: int) -> bool:
    """-1 beside nothing below zero, if often; anything else well outside the span of the others."""
    apart = max(APART * (high - low), 1)
    if value == -1:
        return bool(low >= 0 and count >= max(TWICE, 0.001 * others) and high > 2)
    if value < 0:
        return bool(low >= 0 or value < low - apart)
    return bool(value > high + apart and value > AROUND * high)


def _microseconds(day: str) -> int:
    return (datetime.fromisoformat(day).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days * 86_400_000_000
