"""Where the table begins and what is no row: notes above the header, comments, the line by which Excel names the delimiter."""

import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data.delimited import dialect as dialects
from mlworkbench.stages.data.delimited import header, lines
from mlworkbench.stages.data.delimited.dialect import Wanted
from mlworkbench.stages.data.delimited.scan import Dialect, Unfit

SEPARATOR = re.compile(r"sep=(.)\s*$", re.IGNORECASE)
COMMENT = "#"
# Stands for no delimiter at all: a single column, whatever its cells hold.
NO_DELIMITER = "\x1f"
HEAD = 2 << 20
GLANCE = 500
MOST_NOTES = 50
NARROW = 3
ENOUGH = 5


@dataclass(frozen=True)
class Layout:
    """`skip` counts lines at the top; lines that begin with `comment` are no rows either, empty when there are none such.

    `width` is that of the first record, where the file does not follow the dialect throughout; else 0.
    """

    dialect: Dialect
    skip: int = 0
    comment: str = ""
    width: int = 0


@dataclass(frozen=True)
class Asked:
    """What of the layout was chosen; None where it is to be found. `header` is the row of the header, 0 for none."""

    wanted: Wanted
    skip: int | None = None
    comment: str | None = None
    header: int | None = None
    tolerant: bool = False


def find(path: Path, work: Path, asked: Asked) -> Layout:
    """From the beginning of the file. Raises InputError, Unfit among them, where nothing fits."""
    finder = _Finder(path, work, asked)
    try:
        found = finder.strict()
    except Unfit:
        if not asked.tolerant:
            raise
        return finder.tolerant()
    return finder.checked(found)


class _Finder:
    def __init__(self, path: Path, work: Path, asked: Asked) -> None:
        self.path, self.work, self.asked = path, work, asked
        self.wanted, self.skip, self.comment = asked.wanted, asked.skip or 0, asked.comment or ""
        self.glance = _glance(path)
        self._read_separator()
        self._down_to_header()

    def _read_separator(self) -> None:
        named = SEPARATOR.match(self.glance[0]) if self.glance else None
        if named and self.asked.skip is None:
            self.skip = 1
            self.wanted = replace(self.wanted, delimiter=self.wanted.delimiter or named.group(1))

    def _down_to_header(self) -> None:
        """A header further down: the rows above it are skipped too."""
        row = self.asked.header or 1
        if row < 2:
            return
        places = [place for place in range(self.skip, len(self.glance)) if self._is_row(place)]
        if len(places) < row:
            raise InputError("data.no_such_header", file=self.path.name, header=row, rows=len(places))
        self.skip = places[row - 1]

    def _is_row(self, place: int) -> bool:
        line = self.glance[place]
        return bool(line.strip()) and not (self.comment and line.startswith(self.comment))

    def strict(self) -> Layout:
        found, failure = self._tried(self.skip, self.comment)
        if self.asked.comment is None and (better := self._with_comments(found)):
            return better
        if self.asked.skip is None and not self.skip and (better := self._below_notes(found)):
            return better
        if found is None:
            raise failure or InputError("data.not_text", file=self.path.name)
        return found

    def _tried(self, skip: int, comment: str) -> tuple[Layout | None, Unfit | None]:
        head = self._head(skip, comment)
        try:
            return Layout(dialects.find(head, self.work, self.wanted), skip, comment), None
        except Unfit as reason:
            return None, reason

    def _head(self, skip: int, comment: str) -> Path:
        """The beginning of the file without what is no row."""
        if not skip and not comment:
            return self.path
        whole, cut = self.work / "glance.csv", self.work / "head.csv"
        with self.path.open("rb") as file:
            beginning = file.read(HEAD)
        rest = len(beginning) == HEAD
        whole.write_bytes(beginning[: beginning.rfind(b"\n") + 1] or beginning if rest else beginning)
        lines.clean(whole, cut, skip, comment, '"' if self.wanted.quote is None else self.wanted.quote, Silent())
        return cut

    def _with_comments(self, found: Layout | None) -> Layout | None:
        """Comments where rows do not fit with them, or where the first line is one and what follows is a header."""
        marked = [place for place, line in enumerate(self.glance) if line.startswith(COMMENT)]
        if not marked:
            return None
        first = next((place for place in range(self.skip, len(self.glance)) if self.glance[place].strip()), 0)
        better, _ = self._tried(self.skip, COMMENT)
        if found is None or better is None:
            return better
        cells = [lines.cells(line, better.dialect) for line in self.glance if line.strip() and not line.startswith(COMMENT)]
        names = first in marked and len(cells) > 1 and _names(cells[0], cells[1:])
        fewer = better.dialect.delimiter != found.dialect.delimiter and len(cells) > 1 and len(cells[0]) > 1
        return better if names or fewer else None

    def _below_notes(self, found: Layout | None) -> Layout | None:
        """The table below lines that have far fewer cells; the widest there is."""
        best: tuple[int, int] | None = None
        signs = [found.dialect] if found else dialects.candidates(self.path, None, self.wanted)
        for dialect in dict.fromkeys(Dialect(one.delimiter, one.quote) for one in signs):
            skip, width = self._notes(dialect)
            if skip and (best is None or width > best[1]):
                best = (skip, width)
        return self._tried(best[0], self.comment)[0] if best else None

    def _notes(self, dialect: Dialect) -> tuple[int, int]:
        """How many lines to skip, and the table's width below them."""
        rows = [(place, lines.cells(self.glance[place], dialect)) for place in range(len(self.glance)) if self._is_row(place)]
        if len(rows) < NARROW:
            return 0, 0
        width = len(rows[-1][1])
        start = len(rows)
        while start and len(rows[start - 1][1]) == width:
            start -= 1
        blank = start == 0  # as wide as the table, but with one cell filled: so do spreadsheets write notes
        if blank:
            while start < len(rows) and width >= NARROW and sum(map(bool, map(str.strip, rows[start][1]))) <= 1:
                start += 1
        table = [cells for _, cells in rows[start:]]
        if not 0 < start <= MOST_NOTES or width < 2 or len(table) < 2:
            return 0, 0
        narrow = all(len(cells) <= max(1, width // 2) for _, cells in rows[:start])
        named = _names(table[0], table[1:]) or (len(table) > ENOUGH and _names(table[0], table[2:-1]))  # units, a total
        sure = named and all(map(str.strip, table[0])) if blank else narrow and (named or len(table) > start + 2)
        return (rows[start][0], width) if sure else (0, 0)

    def checked(self, found: Layout) -> Layout:
        """A delimiter that was chosen and is nowhere, while another one divides every line, was chosen wrongly."""
        chosen = self.asked.wanted.delimiter
        if chosen is None or chosen == NO_DELIMITER or any(chosen in line for line in self.glance):
            return found
        other, _ = _Finder(self.path, self.work, replace(self.asked, wanted=Wanted()))._tried(found.skip, found.comment)
        if other and any(other.dialect.delimiter in line for line in self.glance):
            raise InputError("data.other_delimiter", file=self.path.name, chosen=chosen, found=other.dialect.delimiter)
        return found

    def tolerant(self) -> Layout:
        """The dialect that most lines follow, taking the first row's width."""
        comment = self.comment or (COMMENT if self.asked.comment is None and self._mostly_fits_without() else "")
        best: tuple[tuple[int, int], Layout] | None = None
        texts = [line for line in self.glance[self.skip :] if line.strip() and not (comment and line.startswith(comment))]
        for dialect in dialects.candidates(self.path, None, self.wanted):
            counts = Counter(widths := [len(lines.cells(text, dialect)) for text in texts])
            width = widths[0] if widths and widths[0] > 1 else max(counts, key=counts.__getitem__, default=0)
            rank = (counts[width], width) if width > 1 and counts[width] > 1 else (0, 0)
            if rank > (0, 0) and (best is None or rank > best[0]):
                best = (rank, Layout(dialect, self.skip, comment, width))
        if best is None:
            raise InputError("data.no_layout", file=self.path.name)
        return best[1]

    def _mostly_fits_without(self) -> bool:
        return any(line.startswith(COMMENT) for line in self.glance)


def _names(first: list[str], below: list[list[str]]) -> bool:
    """A sure header: texts above values."""
    rows = [tuple(row) for row in below if len(row) == len(first)]
    values = [header.NUMBER.match(cell.strip()) or header.DATE.match(cell.strip()) for cell in first]
    if not rows or any(values):
        return False
    return any(
        filled and all(header.NUMBER.match(cell) or header.DATE.match(cell) for cell in filled)
        for filled in ([row[place].strip() for row in rows if row[place].strip()] for place in range(len(first)))
    )


def _glance(path: Path) -> list[str]:
    """The first lines, without one that is cut off."""
    with path.open("rb") as file:
        beginning = file.read(HEAD)
    found = list(islice(io.StringIO(beginning.decode("utf-8", "ignore"), newline=""), GLANCE))
    if len(found) < GLANCE and len(beginning) == HEAD and len(found) > 1:
        found.pop()
    return [lines.bare(line) for line in found]
