"""The table of a workbook as a source: the sheet, its header, its rows, and what was noticed or left open on the way."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Evidence, Finding, Question, Reason, Severity
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data.delimited import header
from mlworkbench.stages.data.delimited.furniture import TOTAL
from mlworkbench.stages.data.source import Choices, Source
from mlworkbench.stages.data.spool import Spool
from mlworkbench.stages.data.workbook import columns, finding, layout
from mlworkbench.stages.data.workbook.book import Book, census, width
from mlworkbench.stages.data.workbook.finding import Place
from mlworkbench.stages.data.workbook.layout import BLANK, Box, Sheet

WIDEST = 10_000
PLAUSIBLE = 0.2
MOST_OPTIONS = 12
EXAMPLES = 5
BELOW = 200
MERGED, GROUPS, NOTHING = "merged", "groups", "no"


@dataclass(frozen=True)
class Named:
    box: Box
    names: tuple[str, ...]
    notes: tuple[Finding, ...]


def open_table(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    book = Book(path, Part(report, 0, 0.2))
    name, questions = _sheet(book, path, choices)
    loaded = book.sheet(name)
    merges = book.merges(loaded)
    told = Part(report, 0.3, 0.6)
    rows = int(loaded.height)

    def tell(row: int) -> None:
        told.progress(min(1, row / max(1, rows)), "data.checking", file=path.name)

    sheet = census(book.rows(loaded), width(loaded), merges, tell)
    place = finding.find(sheet, finding.wanted(choices, path.name), path.name, name)
    _check_size(path, place.box)
    named = _named(book.rows(loaded), merges, place)
    filling, asked = _filling(sheet, named.box, named.names, choices)
    groups = layout.grouped(sheet, named.box) if filling == GROUPS else ()
    whole = columns.grid(sheet, named.box, named.names, merges if filling != NOTHING else [], groups)
    spool, seen, tally = Spool(work), dict[int, columns.Seen](), Counter[str]()
    last = Part(report, 0.6, 1)
    lowest: list[str] = []
    for batch in columns.batches(book.rows(loaded), whole, seen, tally):
        spool.write(batch)
        lowest = [columns.spell(cell) for cell in batch.slice(batch.num_rows - 1).to_pylist()[0].values() if cell is not None]
        last.progress(min(1, spool.rows / max(1, rows)), "data.checking", file=path.name)
    spool.close()
    if not spool.rows:
        raise InputError("data.no_rows", file=path.name, columns=len(named.names))
    notes = (*named.notes, *_notes(book, name, sheet, named.box, tally), *columns.notes(whole, seen))
    reading = _reading(name, place, named.box, filling)
    return Source(
        named.names,
        spool.rows,
        False,
        _reader(spool),
        reading,
        notes,
        (*questions, *place.questions, *asked, *_totals(place, named.box, lowest)),
    )


def _totals(place: Place, box: Box, lowest: list[str]) -> tuple[Question, ...]:
    """Whether the last row is one of the table, where it looks like a total of the others."""
    total = len(lowest) > 1 and TOTAL.match(lowest[0]) and any(header.NUMBER.match(cell) for cell in lowest[1:])
    if not total or not place.open_end or place.questions or box.bottom - box.body < 2:
        return ()
    ranges = [finding.spelled(Place(replace(box, bottom=end), False, True)) for end in (box.bottom - 1, box.bottom)]
    return (Question("range", tuple(ranges), Reason("data.ask_totals_range", {"row": ", ".join(lowest)[:80]})),)


def _reader(spool: Spool) -> Any:
    schema = spool.schema()
    return lambda: spool.read(schema)


def _reading(name: str, place: Place, box: Box, filling: str) -> dict[str, str]:
    return {
        "sheet": name,
        "range": finding.spelled(Place(box, place.open_end, True)),
        "header": str(box.top + 1) if box.header else finding.NO_HEADER,
        "header_rows": str(box.header) if box.header else "",
        "fill_down": filling,
    }


def _sheet(book: Book, path: Path, choices: Choices) -> tuple[str, tuple[Question, ...]]:
    """The sheet chosen, or the one with most in it; others that hold about as much are asked about."""
    wanted = choices.get("sheet", "")
    if wanted:
        if wanted not in book.all:
            raise InputError("data.no_sheet", file=path.name, sheet=wanted, found=", ".join(book.all)[:200])
        return wanted, ()
    sizes = {name: book.size(name) for name in book.names}
    name = max(book.names, key=lambda one: sizes[one])
    if not sizes[name]:
        raise InputError("data.workbook_empty", file=path.name)
    options = [one for one in book.names if sizes[one] >= max(4, PLAUSIBLE * sizes[name])]
    if len(options) < 2:
        return name, ()
    ordered = (name, *(one for one in options if one != name))[:MOST_OPTIONS]
    return name, (Question("sheet", ordered, Reason("data.which_sheet", {"found": ", ".join(ordered)})),)


def _check_size(path: Path, box: Box) -> None:
    if box.right - box.left + 1 > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=box.right - box.left + 1, most=WIDEST)


def _named(rows: Iterator[list[Any]], merges: list[layout.Merge], place: Place) -> Named:
    """Unique names. A header that no value below proves is held against the rows below it, as in a text file."""
    box = place.box
    head = [[*row, *[""] * (box.right + 1 - len(row))] for row in islice(rows, box.top, box.body + BELOW)]
    body = head[box.header :]
    if not box.header:
        return Named(box, tuple(f"column_{number}" for number in range(1, box.right - box.left + 2)), ())
    texts = finding.header_texts(head[: box.header], box, merges, columns.spell)
    if place.proved or box.header > 1:
        return Named(box, *header.unique(texts))
    below = [tuple(columns.spell(cell) for cell in row[box.left : box.right + 1]) for row in body]
    named = header.name_columns(texts, [row for row in below if any(row)])
    return Named(box if named.header else Box(box.top, box.bottom, box.left, box.right, 0), named.names, named.notes)


def _filling(sheet: Sheet, box: Box, names: tuple[str, ...], choices: Choices) -> tuple[str, tuple[Question, ...]]:
    """How blank cells are filled from above: merged cells show it themselves, else it is asked."""
    if chosen := choices.get("fill_down", ""):
        return chosen, ()
    found = layout.grouped(sheet, box)
    if not found:
        return MERGED, ()
    columns_ = ", ".join(names[place - box.left] for place in found)
    blank = sum(not pattern[found[0]] for pattern in sheet.patterns[box.body : box.bottom + 1])
    return MERGED, (Question("fill_down", (GROUPS, MERGED), Reason("data.fill_groups", {"columns": columns_, "cells": blank})),)


def _notes(book: Book, name: str, sheet: Sheet, box: Box, tally: Counter[str]) -> list[Finding]:
    made = []
    if count := tally["merged"]:
        made.append(Finding("merged_filled", (), "info", count, Reason("data.merged_filled", {"cells": count})))
    if count := tally["grouped"]:
        made.append(Finding("groups_filled", (), "info", count, Reason("data.groups_filled", {"cells": count})))
    if count := tally["empty"]:
        made.append(Finding("empty_rows", (), "info", count, Reason("data.empty_rows", {"rows": count})))
    made += _outside(sheet, box)
    weight = book.weight(name)
    if weight.errors:
        made.append(Finding("error_cells", (), "warning", weight.errors, Reason("data.error_cells", {"cells": weight.errors})))
    if weight.hollow:
        reason = Reason("data.formula_without_value", {"cells": weight.hollow})
        made.append(Finding("formula_without_value", (), "warning", weight.hollow, reason))
    if book.hidden:
        reason = Reason("data.hidden_sheets", {"sheets": ", ".join(book.hidden)[:200]})
        made.append(Finding("hidden_sheets", (), "info", 0, reason))
    return made


def _outside(sheet: Sheet, box: Box) -> list[Finding]:
    """Content that is no part of the table: rows above and below it, and cells beside it."""
    rows = [row for row, pattern in enumerate(sheet.patterns) if not box.top <= row <= box.bottom and pattern.strip(b"\0")]
    made = []
    if rows:
        evidence = tuple(Evidence(sheet.texts.get((row, _first(sheet.patterns[row])), "…"), row + 1) for row in rows[:EXAMPLES])
        reason = Reason("data.rows_outside", {"rows": len(rows), "first": rows[0] + 1, "last": rows[-1] + 1})
        made.append(Finding("rows_outside", (), "info", len(rows), reason, evidence))
    beside = [
        (row, place)
        for row in range(box.top, box.bottom + 1)
        for place, kind in enumerate(sheet.patterns[row])
        if kind != BLANK and not box.left <= place <= box.right
    ]
    if beside:
        row, place = beside[0]
        severity: Severity = "info" if len(beside) <= EXAMPLES else "warning"
        reason = Reason("data.stray_cells", {"cells": len(beside), "first": f"{finding.letters(place)}{row + 1}"})
        made.append(Finding("stray_cells", (), severity, len(beside), reason))
    return made


def _first(pattern: bytes) -> int:
    return next(place for place, kind in enumerate(pattern) if kind)
