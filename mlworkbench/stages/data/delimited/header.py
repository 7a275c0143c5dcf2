"""Whether the first record names the columns, decided from how it differs from what stands below it."""

import re
from dataclasses import dataclass
from itertools import pairwise

from mlworkbench.base.records import Finding, Reason
from mlworkbench.stages.data import cells

PLAIN = r"(\d+\.?\d*|\.\d+|\d+,\d+)([eE][+-]?\d+)?"
GROUPED = r"\d{1,3}(?P<mark>[., '\u00a0\u202f])\d{3}((?P=mark)\d{3})*([.,]\d+)?"
NUMBER = re.compile(rf"[$€£¥₩]? ?[+-]?({PLAIN}|{GROUPED}) ?[%$€£¥₩원]?$")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]|$)")
SERIES = 5
Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Named:
    names: tuple[str, ...]
    header: bool
    notes: tuple[Finding, ...]


def name_columns(first: tuple[str, ...], below: Rows, known: bool | None = None) -> Named:
    """Unique, filled names: those of the header, else column_1, column_2 … `known` says whether there is a header, if that is
    chosen.
    """
    if known is False:
        return Named(tuple(f"column_{number}" for number in range(1, len(first) + 1)), False, ())
    if known is None and not is_header(first, below):
        names = tuple(f"column_{number}" for number in range(1, len(first) + 1))
        note = Finding("no_header", (), "warning", 0, Reason("data.no_header", {"first": ", ".join(first)[:80]}))
        return Named(names, False, (note,))
    names, notes = unique(first)
    return Named(names, True, notes)


def unique(given: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Empty names get the column's number, repeated ones a number behind; both are told."""
    names: dict[str, int] = {}
    notes: list[Finding] = []
    taken = {name.strip() for name in given}
    for number, raw in enumerate(given, start=1):
        name = raw.strip()
        if name and name not in names:
            names[name] = number
            continue
        made = _free(name or "column", 2 if name else number, taken)
        key = "data.name_repeated" if name else "data.name_empty"
        kind = "repeated_name" if name else "empty_name"
        notes.append(Finding(kind, (made,), "info", 0, Reason(key, {"number": number, "name": name, "made": made})))
        names[made] = number
        taken.add(made)
    return tuple(names), tuple(notes)


def _free(stem: str, number: int, taken: set[str]) -> str:
    while f"{stem}_{number}" in taken:
        number += 1
    return f"{stem}_{number}"


def is_header(first: tuple[str, ...], below: Rows) -> bool:
    """Text above numbers or dates speaks for a header, numbers above numbers against; a name hardly recurs below itself."""
    if not below:
        return not any(_is_value(cell) for cell in first)
    others = [row for row in below if row != first] or below  # a header may be repeated among the rows
    if len(others) < len(below) and any(_vote(cell, [row[place] for row in others]) > 0 for place, cell in enumerate(first)):
        return True
    votes = [_vote(cell, [row[place] for row in below]) for place, cell in enumerate(first)]
    if any(vote > 0 for vote in votes) or _are_numbered(first):
        return True
    return not any(vote < 0 for vote in votes)


def _is_value(cell: str) -> bool:
    return bool(NUMBER.match(cell.strip()) or DATE.match(cell.strip()))


def _vote(cell: str, column: list[str]) -> int:
    """1 for a name, -1 for a value, 0 where nothing can be said."""
    filled = [value for value in column if value.strip()]
    values = sum(map(_is_value, filled))
    if _is_value(cell):
        return -1 if values > len(filled) / 2 else 0
    if not cell.strip() or cell.strip().lower() in cells.MARKERS:
        return 0
    if filled and values == len(filled):
        return 1
    return -1 if len(cell) < 100 and cell in filled else 0


def _are_numbered(first: tuple[str, ...]) -> bool:
    """Numbers that can be names: years one after the other, the columns' own places, or a longer even series."""
    texts = [(place, cell.strip()) for place, cell in enumerate(first) if _is_value(cell)]
    if len(texts) < 2 or not all(re.fullmatch(r"\d+(\.\d+)?", cell) for _, cell in texts):
        return False
    numbers = [float(cell) for _, cell in texts]
    steps = {round(after - before, 9) for before, after in pairwise(numbers)}
    if steps == {1.0} and 1900 <= numbers[0] < numbers[-1] < 2100:
        return True
    if len(numbers) > 2 and any(
        all(number == place + start for number, (place, _) in zip(numbers, texts, strict=True)) for start in (0, 1)
    ):
        return True
    return len(numbers) >= SERIES and len(steps) == 1 and steps != {0.0}
