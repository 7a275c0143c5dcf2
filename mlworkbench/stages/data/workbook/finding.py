"""Which rows and columns of a sheet are the table, as chosen or as found, and what that leaves open."""

import re
from dataclasses import dataclass
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Question, Reason
from mlworkbench.stages.data.source import Choices
from mlworkbench.stages.data.workbook import layout
from mlworkbench.stages.data.workbook.layout import Box, Sheet

RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})?:\$?([A-Za-z]{1,3})\$?(\d{1,7})?$")
NO_HEADER = "none"
OTHERS = 4


@dataclass(frozen=True)
class Place:
    """The table's box, whether its end was found (not chosen), and whether the values below prove its header."""

    box: Box
    open_end: bool
    proved: bool
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """Chosen rows and columns from 0; None where they are to be found."""

    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None
    header: int | None = None
    header_rows: int | None = None
    bare: bool = False


def letters(column: int) -> str:
    text = ""
    while column >= 0:
        column, digit = divmod(column, 26)
        text, column = chr(65 + digit) + text, column - 1
    return text


def number(text: str) -> int:
    """A column's place from 0."""
    place = 0
    for letter in text.upper():
        place = place * 26 + ord(letter) - 64
    return place - 1


def spelled(place: Place) -> str:
    """As a user writes it: A3:H40, or A3:H where the end is to be found in the next file, too."""
    box = place.box
    end = "" if place.open_end else str(box.bottom + 1)
    return f"{letters(box.left)}{box.top + 1}:{letters(box.right)}{end}"


def wanted(choices: Choices, file: str) -> Wanted:
    """Raises InputError for what is no range or no row."""
    rows = {name: _row(choices.get(name, ""), name, file) for name in ("header", "header_rows") if choices.get(name) != NO_HEADER}
    header = rows.get("header")
    chosen = Wanted(
        header=None if header is None else header - 1,
        header_rows=rows.get("header_rows"),
        bare=choices.get("header") == NO_HEADER,
    )
    text = choices.get("range", "").strip()
    if not text:
        return chosen
    match = RANGE.match(text)
    if match is None or number(match[1]) > number(match[3]):
        raise InputError("data.no_range", file=file, found=text[:40])
    top, bottom = (int(match[2]) - 1 if match[2] else None), (int(match[4]) - 1 if match[4] else None)
    if (top is not None and top < 0) or (bottom is not None and bottom < (top or 0)):
        raise InputError("data.no_range", file=file, found=text[:40])
    return Wanted(top, bottom, number(match[1]), number(match[3]), chosen.header, chosen.header_rows, chosen.bare)


def _row(text: str, name: str, file: str) -> int | None:
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 1 << 24:
        raise InputError("data.no_row_number", file=file, choice=name, found=text[:40])
    return int(text)


def find(sheet: Sheet, chosen: Wanted, file: str, name: str) -> Place:
    """Raises InputError where nothing stands."""
    first, last = chosen.top or 0, len(sheet.patterns) - 1
    if chosen.bottom is not None:
        last = min(last, chosen.bottom)
    if chosen.left is not None and chosen.right is not None:
        sheet = within(sheet, chosen.left, chosen.right)
    shown = [*sheet.shown, *sheet.patterns[len(sheet.shown) :]]
    runs = layout.blocks(shown, first, last + 1)
    if not runs:
        raise InputError("data.sheet_empty", file=file, sheet=name)
    top, header, proved = _header(sheet, shown, runs, chosen, last, file)
    body = min(top + header, last + 1)
    named = sheet.seen(top + header - 1) if header else b""
    columns = layout.measured(sheet, body, _rough_end(shown, body, last))
    spans = layout.spans(sheet, named, columns)
    if not spans:
        raise InputError("data.sheet_empty", file=file, sheet=name)
    left, right = max(spans, key=lambda span: _mass(sheet, body, last, span))
    if chosen.left is not None and chosen.right is not None:
        left, right = chosen.left, min(chosen.right, sheet.width - 1)
    end = last if chosen.bottom is not None else layout.find_end(sheet, body, last, left, right)
    box = Box(top, end, left, right, header)
    questions = () if chosen.left is not None else _others(sheet, box, spans, runs)
    return Place(box, chosen.bottom is None, proved, questions)


def within(sheet: Sheet, left: int, right: int) -> Sheet:
    """The same sheet with nothing outside these columns."""
    keep = range(left, min(right + 1, sheet.width))
    known: dict[bytes, bytes] = {}
    for pattern in set(sheet.patterns):
        known[pattern] = bytes(kind if place in keep else 0 for place, kind in enumerate(pattern))
    merges = [one for one in sheet.merges if one[1] <= right and one[3] >= left]
    return Sheet([known[pattern] for pattern in sheet.patterns], merges, sheet.width, sheet.texts)


def _header(
    sheet: Sheet, shown: list[bytes], runs: list[tuple[int, int]], chosen: Wanted, last: int, file: str
) -> tuple[int, int, bool]:
    main = max(range(len(runs)), key=lambda place: sum(map(layout.filled, shown[runs[place][0] : runs[place][1] + 1])))
    if chosen.bare:
        return (runs[main][0] if chosen.top is None else chosen.top), 0, True
    if chosen.header is not None:
        if chosen.header > last:
            raise InputError("data.no_such_header", file=file, header=chosen.header + 1, rows=last + 1)
        rows = chosen.header_rows or max(1, layout.header_rows(sheet, chosen.header))
        return chosen.header, min(rows, last - chosen.header + 1), True
    top, rows, proved = layout.find_header(sheet, *runs[main])
    if not proved and main and _heads(shown, runs[main - 1], runs[main]):
        top, rows, proved = runs[main - 1][0], 1, True
    if chosen.header_rows is None and proved:
        top, rows = layout.widened(sheet, runs[main][0], top, rows, last)
    if chosen.header_rows is not None:
        top, rows, proved = max(runs[main][0], top + rows - chosen.header_rows), chosen.header_rows, True
    return top, min(rows, last - top + 1), proved


def _heads(shown: list[bytes], above: tuple[int, int], main: tuple[int, int]) -> bool:
    """A single row of names, parted from its table by empty rows."""
    names, first = shown[above[0]], shown[main[0]]
    return above[0] == above[1] and set(names) <= {layout.BLANK, layout.TEXT} and _same_places(names, first)


def _same_places(names: bytes, first: bytes) -> bool:
    return layout.filled(names) > 1 and all(bool(name) or not cell for name, cell in zip(names, first, strict=True))


def _rough_end(shown: list[bytes], body: int, last: int) -> int:
    runs = layout.blocks(shown, body, last + 1)
    return runs[0][1] if runs else last


def _mass(sheet: Sheet, body: int, last: int, span: tuple[int, int]) -> int:
    few = sheet.patterns[body : min(last, body + 5 * layout.SAMPLE) + 1]
    return sum(layout.filled(pattern[span[0] : span[1] + 1]) for pattern in few)


def _others(sheet: Sheet, box: Box, spans: list[tuple[int, int]], runs: list[tuple[int, int]]) -> tuple[Question, ...]:
    """Other tables beside this one or below it."""
    ranges = [f"{letters(left)}{box.top + 1}:{letters(right)}" for left, right in spans]
    mine = f"{letters(box.left)}{box.top + 1}:{letters(box.right)}"
    if len(ranges) > 1:
        ranges.append(f"{letters(spans[0][0])}{box.top + 1}:{letters(spans[-1][1])}")
    for first, last in runs:
        if (first > box.bottom or last < box.top) and last - first >= 2 and _wide(sheet, first, last) > 1:
            places = [place for row in range(first, last + 1) for place, kind in enumerate(sheet.patterns[row]) if kind]
            ranges.append(f"{letters(min(places))}{first + 1}:{letters(max(places))}{last + 1}")
    options = (mine, *(one for one in dict.fromkeys(ranges) if one != mine))[: OTHERS + 1]
    if len(options) < 2:
        return ()
    return (Question("range", options, Reason("data.which_range", {"found": ", ".join(options)})),)


def _wide(sheet: Sheet, first: int, last: int) -> int:
    """How many cells each row of this run has at least, but for a tenth of them."""
    counts = sorted(layout.filled(pattern) for pattern in sheet.patterns[first : last + 1])
    return counts[len(counts) // 10]


def header_texts(rows: list[list[Any]], box: Box, merges: list[layout.Merge], told: Any) -> tuple[str, ...]:
    """One name a column; of several header rows the parts that differ, joined as 2020 / male."""
    parts: list[list[str]] = [[] for _ in range(box.left, box.right + 1)]
    corner = {
        (row, column): (first, left)
        for first, left, last, right in merges
        for row in range(max(first, box.top), min(last, box.body - 1) + 1)
        for column in range(max(left, box.left), min(right, box.right) + 1)
    }
    for row in range(box.top, box.body):
        for column in range(box.left, box.right + 1):
            above, left = corner.get((row, column), (row, column))
            cells = rows[above - box.top] if 0 <= above - box.top < len(rows) else []
            text = told(cells[left]) if left < len(cells) else ""
            text = " ".join(text.split())
            if text and text not in parts[column - box.left][-1:]:
                parts[column - box.left].append(text)
    return tuple(" / ".join(texts) for texts in parts)
