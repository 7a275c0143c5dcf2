"""Rows of a text that are no data: units below the header, the header once more among the rows, notes and totals at the end."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import Finding, Question, Reason
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.delimited.figures import Read
from mlworkbench.stages.data.delimited.header import DATE, NUMBER, Named, Rows
from mlworkbench.stages.data.delimited.scan import Dialect

if TYPE_CHECKING:
    import pyarrow as pa

TAIL = 1 << 16
MOST_AT_END = 20
ROW, NO_ROW = "row", "none"
UNITS = """
m cm mm km μm µm nm in ft kg g mg t lb l ml s sec min h hr ms day °c ℃ degc °f k % ‰ v mv a ma w kw mw kwh pa kpa mpa hpa bar
hz khz mhz rpm nm n j kj db ppm ppb m2 m² ㎡ m3 m³ ㎥ m/s km/h usd eur krw won kg/m3 mg/l μg/m³ ㎍/㎥ ug/m3 lux lx ph
원 천원 만원 백만원 억원 명 천명 개 건 대 세 회 점 톤 분 초 시간 일 월 년
"""
KNOWN = frozenset(re.findall(r"\S+", UNITS))
LIKE_UNIT = re.compile(r"[\[(<]?[^\d\s\[\](),;]{1,12}(?:[\s/·*^-]?[^\s\[\](),;]{0,8})?[\])>]?$")
TOTAL = re.compile(
    r"\s*(?:(?:(?:grand|sub)[\s-]*)?totals?|sum(?:me)?|(?:ins)?gesamt|totale|suma|(?:총|소|합|누)?\s*계|합산|合計|总计|合计)(?!\w)",
    re.IGNORECASE,
)
NOTE = re.compile(r"\s*(sources?\b|notes?\b|\*|†|※|○|•|©|\(c\)|주\s*[:)1]|주석|자료|출처|비고)", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What was chosen: `units` is row, none or nothing, `at_end` the rows to leave out there, None where they are to be found."""

    units: str
    at_end: int | None


@dataclass(frozen=True)
class Cleared:
    read: Read
    rows: int
    units: str
    at_end: int
    notes: tuple[Finding, ...]
    questions: tuple[Question, ...]
    descriptions: dict[str, str]


def without(read: Read, rows: int, named: Named, first: tuple[str, ...], below: Rows, ends: Rows, asked: Asked) -> Cleared:
    """`below` are the first rows under the header, `ends` the last ones of the file; all as the file has them."""
    notes: list[Finding] = []
    units = below[0] if below and named.header and _has_units(below, asked.units) else None
    if units:
        shown = ", ".join(cell.strip() for cell in units if cell.strip())[:80]
        notes.append(Finding("units_row", (), "info", 1, Reason("data.units_row", {"units": shown})))
    found, total = _end(below, ends, rows - (units is not None))
    at_end = min(found if asked.at_end is None else asked.at_end, max(0, rows - 1))
    if at_end:
        piece = ", ".join(cell for cell in ends[-at_end] if cell.strip())[:80] if at_end <= len(ends) else ""
        notes.append(Finding("rows_at_end", (), "info", at_end, Reason("data.rows_at_end", {"rows": at_end, "first": piece})))
    repeats = named.header and len(first) > 1 and any(row == first for row in (*below, *ends))
    shortened = partial(_cut, read, int(units is not None), rows - at_end)
    left = rows - at_end - (units is not None)
    if repeats:
        clean = partial(_unlike, shortened, first)
        kept = sum(batch.num_rows for batch in clean())
        notes.append(
            Finding("header_repeated", (), "warning", left - kept, Reason("data.header_repeated", {"rows": left - kept}))
        )
        shortened, left = clean, kept
    questions = _ask(total, ends, at_end) if asked.at_end is None else ()
    names = dict(zip(named.names, units or (), strict=False))
    told = {name: unit.strip().strip("[]()<> ") for name, unit in names.items() if unit.strip()}
    plain = not units and not at_end and not repeats
    return Cleared(read if plain else shortened, left, ROW if units else NO_ROW, at_end, tuple(notes), questions, told)


def _has_units(below: Rows, asked: str) -> bool:
    if asked:
        return asked == ROW
    first, rest = below[0], below[1:]
    if len(rest) < 2:
        return False
    measured = [place for place in range(len(first)) if _is_measure([row[place] for row in rest])]
    units = [first[place].strip() for place in measured]
    filled = [unit for unit in units if unit]
    if not filled or len(filled) * 2 < len(measured) or not all(map(_like_unit, filled)):
        return False
    known = [unit for unit in filled if unit.strip("[]()<> ").lower() in KNOWN or unit[0] in "[("]
    return bool(known) and len(known) * 2 >= len(filled)


def _is_measure(column: list[str]) -> bool:
    filled = [cell.strip() for cell in column if cell.strip() and cell.strip().lower() not in cells.MARKERS]
    return len(filled) > 1 and all(NUMBER.match(cell) or DATE.match(cell) for cell in filled)


def _like_unit(cell: str) -> bool:
    return bool(LIKE_UNIT.match(cell)) and cell.lower() not in cells.MARKERS and not NUMBER.match(cell)


def _end(below: Rows, ends: Rows, rows: int) -> tuple[int, bool]:
    """How many rows at the end are notes, and whether the one before is a total."""
    body = [*below[1:], *ends[:-MOST_AT_END]]
    width = len(below[0]) if below else 0
    count = 0
    while count < min(len(ends), MOST_AT_END, rows - 1) and width > 1 and _is_note(ends[-1 - count], body, width):
        count += 1
    last = ends[-1 - count] if count < len(ends) else ()
    texts = [cell for cell in last if cell.strip()]
    numbers = sum(bool(NUMBER.match(cell.strip())) for cell in texts)
    return count, bool(texts and TOTAL.match(texts[0]) and numbers and rows > count + 2)


def _is_note(row: tuple[str, ...], body: Rows, width: int) -> bool:
    """A lone text in the first column of a row, which says that it is a note or stands where all others have values."""
    if len(row) != width or not row[0].strip() or any(cell.strip() for cell in row[1:]):
        return False
    if NUMBER.match(row[0].strip()) or DATE.match(row[0].strip()):
        return False
    return width > 2 and (bool(NOTE.match(row[0])) or _is_measure([one[0] for one in body]))


def _ask(total: bool, ends: Rows, at_end: int) -> tuple[Question, ...]:
    if not total:
        return ()
    shown = ", ".join(cell for cell in ends[-1 - at_end] if cell.strip())[:80]
    return (Question("skip_end", (str(at_end + 1), str(at_end)), Reason("data.ask_totals", {"row": shown})),)


def _cut(read: Read, first: int, stop: int) -> "Iterator[pa.RecordBatch]":
    passed = 0
    for batch in read():
        start, end = max(0, first - passed), min(batch.num_rows, stop - passed)
        passed += batch.num_rows
        if end > start:
            yield batch.slice(start, end - start)


def _unlike(read: Read, names: tuple[str, ...]) -> "Iterator[pa.RecordBatch]":
    import pyarrow.compute as pc

    for batch in read():
        same = None
        for column, name in zip(batch.columns, names, strict=True):
            here = pc.equal(pc.fill_null(column, ""), name)
            same = here if same is None else pc.and_(same, here)
            if not pc.any(same).as_py():
                break
        else:
            yield batch.filter(pc.invert(same))
            continue
        yield batch


def ends(path: Path, dialect: Dialect, width: int, enclosed: bool, most: int) -> Rows:
    """The last rows of the file, `most` at most, as far as its last bytes alone tell of them; those of nothing left out."""
    size = path.stat().st_size
    if enclosed and size > TAIL:
        return []
    with path.open("rb") as file:
        file.seek(max(0, size - TAIL))
        text = file.read().decode("utf-8", "replace")
    if size > TAIL:
        text = text[min((place for place in map(text.find, "\n\r") if place >= 0), default=len(text)) + 1 :]
    quote = {"quotechar": dialect.quote} if dialect.quote else {"quoting": csv.QUOTE_NONE}
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        escapechar=dialect.escape or None,
        **quote,
    )
    try:
        rows = [tuple(row) for row in reader if any(row)]
    except csv.Error:
        return []
    odd = max((place for place, row in enumerate(rows, start=1) if len(row) != width), default=0)
    return rows[max(odd, len(rows) - most) :]
