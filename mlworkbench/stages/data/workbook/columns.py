"""Cells of a sheet as columns: one kind each where all its cells are of one kind, else text that loses nothing."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.workbook.layout import BLANK, DATE, FLAG, NUMBER, SPAN, TEXT, TIME, Box, Merge, Sheet

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 8_192
CELLS = 400_000
MOST_LENT = 3_000_000  # no workbook that people made has so many cells under merged ones
LIKE_NUMBER = re.compile(cells.NUMBER)
WORDS = {TEXT: "text", NUMBER: "number", FLAG: "flag", DATE: "date", TIME: "time", SPAN: "duration"}
SHOWN = 60
MIDNIGHT = time()


def spell(cell: Any) -> str:
    """The shortest text that says the same: 2016, 1.5, true, 2026-01-31, 2026-01-31 14:30:00, 30:05:00."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return cells.spelled_number(float(cell)) if isfinite(cell) else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == MIDNIGHT else cell.isoformat(" ")
    if isinstance(cell, timedelta):
        return _span(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _span(cell: timedelta) -> str:
    micros = cell // timedelta(microseconds=1)
    seconds, rest = divmod(abs(micros), 1_000_000)
    sign, part = "-" if micros < 0 else "", f".{rest:06}" if rest else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{part}"


@dataclass
class Seen:
    """Of a column of several kinds: how often each occurs, and where first."""

    counts: Counter[int] = field(default_factory=Counter)
    first: dict[int, tuple[str, int]] = field(default_factory=dict)
    numeric: int = 0  # texts that are numbers or stand for a missing one


@dataclass(frozen=True)
class Grid:
    """The body of a table: its columns by place, the kinds that occur in each, and the cells that merged cells lend theirs to."""

    box: Box
    names: tuple[str, ...]
    kinds: tuple[frozenset[int], ...]
    lent: Mapping[int, Mapping[int, tuple[int, int]]]  # row → column → corner
    groups: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        return max(64, min(ROWS, CELLS // max(1, len(self.names))))


def grid(sheet: Sheet, box: Box, names: tuple[str, ...], merges: list[Merge], groups: tuple[int, ...]) -> Grid:
    kinds: list[set[int]] = [set() for _ in names]
    for pattern in set(sheet.patterns[box.body : box.bottom + 1]):
        for place, kind in enumerate(pattern[box.left : box.right + 1]):
            kinds[place].add(kind)
    if sum(_area(one, box) for one in merges) > MOST_LENT:
        merges = []
    lent: dict[int, dict[int, tuple[int, int]]] = {}
    for first, left, last, right in merges:
        if last == first or first < box.body or first > box.bottom:
            continue
        for row in range(first, min(last, box.bottom) + 1):
            for column in range(max(left, box.left), min(right, box.right) + 1):
                if (row, column) != (first, left):
                    lent.setdefault(row, {})[column] = (first, left)
                    kinds[column - box.left].add(sheet.patterns[first][left])
    return Grid(box, names, tuple(frozenset(kind - {BLANK}) for kind in kinds), lent, groups)


def _area(merge: Merge, box: Box) -> int:
    """Of the part inside the body; merges of one row lend nothing."""
    first, left, last, right = merge
    high, wide = min(last, box.bottom) - max(first, box.body) + 1, min(right, box.right) - max(left, box.left) + 1
    return max(0, high) * max(0, wide) if last > first else 0


def batches(rows: Iterator[list[Any]], whole: Grid, seen: dict[int, Seen], tally: Counter[str]) -> "Iterator[pa.RecordBatch]":
    """The rows of the body with content. `tally` counts merged, grouped and empty; `seen` tells of columns of several kinds."""
    import pyarrow as pa

    box, width = whole.box, len(whole.names)
    corners: dict[tuple[int, int], Any] = {}
    wanted: dict[int, set[int]] = {}
    for columns in whole.lent.values():
        for first, left in columns.values():
            wanted.setdefault(first, set()).add(left)
    above: dict[int, Any] = {}
    waiting: list[list[Any]] = []
    places: list[int] = []
    for number, row in enumerate(rows):
        if number < box.body:
            continue
        if number > box.bottom:
            break
        line = [*row[box.left : box.right + 1], *[""] * (width - max(0, min(len(row), box.right + 1) - box.left))]
        for left in wanted.get(number, ()):
            corners[number, left] = row[left] if left < len(row) else ""
        own = any(cell != "" for cell in line)
        _lend(line, whole, number, corners, above, tally)
        if not own and not whole.lent.get(number):
            tally["empty"] += 1
            continue
        waiting.append(line)
        places.append(number + 1)
        if len(waiting) == whole.size:
            yield _batch(waiting, places, whole, seen, pa)
            waiting, places = [], []
    if waiting:
        yield _batch(waiting, places, whole, seen, pa)


def _lend(
    line: list[Any], whole: Grid, number: int, corners: dict[tuple[int, int], Any], above: dict[int, Any], tally: Counter[str]
) -> None:
    """Blank cells under a merged cell get its value, those of group columns the value above, as long as its row goes on."""
    left = whole.box.left
    for column, corner in whole.lent.get(number, {}).items():
        if _is_blank(line[column - left]) and not _is_blank(corners.get(corner, "")):
            line[column - left] = corners[corner]
            tally["merged"] += 1
    if not whole.groups or all(_is_blank(cell) for cell in line):
        return
    changed = False
    for column in whole.groups:
        cell = line[column - left]
        if not _is_blank(cell):
            above[column], changed = cell, True
        elif not changed and column in above:
            line[column - left] = above[column]
            tally["grouped"] += 1


def _is_blank(cell: Any) -> bool:
    return isinstance(cell, str) and (not cell or cell.isspace())


def _batch(rows: list[list[Any]], places: list[int], whole: Grid, seen: dict[int, Seen], pa: Any) -> "pa.RecordBatch":
    arrays = []
    for place, (column, kinds) in enumerate(zip(zip(*rows, strict=True), whole.kinds, strict=True)):
        if TEXT in kinds:
            filled = [None if _is_blank(cell) else cell for cell in column]
        else:  # any text there is blank
            filled = [None if cell.__class__ is str else cell for cell in column]
        if len(kinds) > 1:
            _note(seen.setdefault(place, Seen()), filled, places)
        arrays.append(_array(filled, kinds, pa))
    return pa.RecordBatch.from_arrays(arrays, names=list(whole.names))


def _array(column: list[Any], kinds: frozenset[int], pa: Any) -> "pa.Array":
    if kinds == {NUMBER}:
        return pa.array(column, pa.float64())
    if kinds == {FLAG}:
        return pa.array(column, pa.bool_())
    if kinds == {DATE}:
        return pa.array([_moment(cell) for cell in column], pa.timestamp("us"))
    if kinds == {SPAN}:
        return pa.array([None if cell is None else cell / timedelta(seconds=1) for cell in column], pa.float64())
    texts = [None if cell is None else spell(cell) for cell in column]
    return pa.array([_clean(text) for text in texts], pa.string())


def _moment(cell: Any) -> datetime | None:
    return cell if cell is None or isinstance(cell, datetime) else datetime.combine(cell, MIDNIGHT)


def _clean(text: str | None) -> str | None:
    return text.replace("\0", "") if text is not None and "\0" in text else text


def _note(seen: Seen, column: list[Any], places: list[int]) -> None:
    for cell, row in zip(column, places, strict=True):
        if cell is None:
            continue
        kind = _kind(cell)
        seen.counts[kind] += 1
        if kind not in seen.first:
            seen.first[kind] = (spell(cell)[:SHOWN], row)
        if kind == TEXT and (LIKE_NUMBER.match(cell.strip()) or cell.strip().lower() in cells.MARKERS):
            seen.numeric += 1


def _kind(cell: Any) -> int:
    if isinstance(cell, str):
        return TEXT
    if isinstance(cell, bool):
        return FLAG
    if isinstance(cell, int | float):
        return NUMBER
    if isinstance(cell, date):
        return DATE
    return SPAN if isinstance(cell, timedelta) else TIME


def notes(whole: Grid, seen: dict[int, Seen]) -> Iterator[Finding]:
    """What the kinds of cells tell: mixtures, numbers written as text, times."""
    for place, (name, kinds) in enumerate(zip(whole.names, whole.kinds, strict=True)):
        if place in seen:
            yield _mixture(name, seen[place])
        elif kinds == {SPAN}:
            yield Finding("durations", (name,), "info", 0, Reason("data.durations", {"column": name}))
        elif kinds == {TIME}:
            yield Finding("times", (name,), "info", 0, Reason("data.times_as_text", {"column": name}))


def _mixture(name: str, seen: Seen) -> Finding:
    evidence = tuple(
        Evidence(text, row, seen.counts[kind])
        for kind, (text, row) in sorted(seen.first.items(), key=lambda one: -seen.counts[one[0]])
    )
    if set(seen.counts) == {NUMBER, TEXT} and seen.numeric == seen.counts[TEXT]:
        facts: dict[str, Fact] = {"column": name, "cells": seen.counts[TEXT]}
        return Finding("numbers_as_text", (name,), "info", seen.counts[TEXT], Reason("data.numbers_as_text", facts), evidence)
    rare = sum(seen.counts.values()) - max(seen.counts.values(), default=0)
    examples = ", ".join(f"{text} ({row})" for text, row in seen.first.values())
    told: dict[str, Fact] = {"column": name, "kinds": len(seen.counts), "cells": rare, "examples": examples}
    return Finding("mixed_types", (name,), "warning", rare, Reason("data.mixed_types", told), evidence)
