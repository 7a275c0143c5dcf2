"""A copy of a text in which lines are emptied that are no rows: skipped ones, comments, and on request those that are broken.

Emptied lines stay as blank lines, so that every line keeps its number.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from mlworkbench.base.report import Report
from mlworkbench.stages.data.delimited.scan import Dialect
from mlworkbench.stages.data.rejects import Rejects

MOST_LINES = 1_000
LONGEST = 1 << 20


@dataclass(frozen=True)
class Cleaned:
    path: Path
    emptied: int


def read(path: Path) -> Iterator[str]:
    """Physical lines with their ends: LF, CR LF, or a CR alone. Expects UTF-8."""
    with path.open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        yield from file


def bare(line: str) -> str:
    return line.rstrip("\r\n")


def clean(path: Path, copy: Path, skip: int, comment: str, quote: str, report: Report) -> Cleaned:
    """Without the first `skip` lines and without those that begin with `comment` outside quotes."""
    emptied, inside = 0, False
    size, done = max(path.stat().st_size, 1), 0
    with copy.open("w", encoding="utf-8", errors="surrogatepass", newline="") as out:
        for number, line in enumerate(read(path)):
            done += len(line)
            if number % MOST_LINES == 0:
                report.progress(min(done / size, 1), "data.cleaning", file=path.name)
            if number < skip or (comment and not inside and line.startswith(comment)):
                emptied += 1
                out.write(line[len(bare(line)) :])
                continue
            inside ^= bool(quote) and line.count(quote) % 2 == 1
            out.write(line)
    return Cleaned(copy, emptied)


def sort_out(path: Path, copy: Path, dialect: Dialect, width: int, rejects: Rejects, report: Report) -> Cleaned:
    """Without the lines that are no records of this width; they go to the rejects. An open quote costs its line only."""
    good, before = _Record(dialect, width), rejects.count
    size, done = max(path.stat().st_size, 1), 0
    waiting, lines, number = [""], read(path), 0
    waiting.clear()
    with copy.open("w", encoding="utf-8", errors="surrogatepass", newline="") as out:
        while line := waiting.pop(0) if waiting else next(lines, ""):
            number += 1
            done += len(line)
            if number % MOST_LINES == 0:
                report.progress(min(done / size, 1), "data.cleaning", file=path.name)
            if good.fits(bare(line)) or not bare(line):
                out.write(line)
                continue
            more = good.rest(line, waiting, lines)
            out.write(line + "".join(waiting[:more]) if more else line[len(bare(line)) :])
            if not more:
                reason, found = good.fault(bare(line))
                rejects.add(number, reason, found, width, bare(line))
                rejects.check_share(path, number)
            number += more
            del waiting[:more]
    return Cleaned(copy, rejects.count - before)


class _Record:
    """Whether a text is one record of the width."""

    def __init__(self, dialect: Dialect, width: int) -> None:
        sign, mark = re.escape(dialect.delimiter), re.escape(dialect.quote)
        cell = f"[^{sign}]*"
        if dialect.quote:
            inner = rf"(?:[^{mark}\\]|\\.|{mark}{mark})*+" if dialect.escape else f"(?:[^{mark}]|{mark}{mark})*+"
            cell = f"(?:{mark}{inner}{mark}|[^{sign}{mark}]*+)"
            self._open = re.compile(f"(?:{cell}{sign})*+{mark}{inner}", re.DOTALL)
        self._dialect, self._width = dialect, width
        self._whole = re.compile(f"{cell}(?:{sign}{cell}){{{width - 1}}}", re.DOTALL)

    def fits(self, text: str) -> bool:
        if not self._dialect.quote or self._dialect.quote not in text:
            return text.count(self._dialect.delimiter) == self._width - 1
        return self._whole.fullmatch(text) is not None

    def rest(self, line: str, waiting: list[str], lines: Iterator[str]) -> int:
        """How many further lines make it a whole record; 0 where none do. Lines read ahead are left in `waiting`."""
        if not self._dialect.quote or not self._open.fullmatch(line):
            return 0
        text = line
        for count in range(1, MOST_LINES):
            if len(waiting) < count:
                waiting.extend(islice(lines, 1))
            if len(waiting) < count or len(text) > LONGEST:
                return 0
            text += waiting[count - 1]
            if self._dialect.quote in waiting[count - 1]:
                if self.fits(bare(text)):
                    return count
                if not self._open.fullmatch(text):
                    return 0
        return 0

    def fault(self, text: str) -> tuple[str, str]:
        """The word for what is wrong, and what was found."""
        if self._dialect.quote and self._dialect.quote in text:
            widest = re.compile(self._whole.pattern.rpartition("{")[0] + "*", re.DOTALL)
            if not widest.fullmatch(text):
                return "quote", self._dialect.quote
        return "cells", str(len(cells(text, self._dialect)))


def cells(text: str, dialect: Dialect) -> list[str]:
    """The cells of a record of any width, as far as its quotes allow to tell."""
    return next(iter(records([text], dialect)), [])


def records(texts: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """Cells of each record, whatever their number."""
    csv.field_size_limit(1 << 30)
    if not dialect.quote:
        yield from csv.reader(texts, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
        return
    yield from csv.reader(texts, delimiter=dialect.delimiter, quotechar=dialect.quote, escapechar=dialect.escape or None)
