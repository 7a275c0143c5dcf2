"""The proof of a dialect: every record of the file is walked, its width compared and its quotes checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report

BLOCK = 8 << 20
LONGEST = 32 << 20
PIECE = 80
LF, CR, BACKSLASH = 10, 13, 92
Places = np.ndarray[tuple[int], np.dtype[np.int64]]
Mask = np.ndarray[tuple[int], np.dtype[np.bool_]]
Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


@dataclass(frozen=True)
class Dialect:
    """`quote` and `escape` are empty when there is none; a doubled quote always stands for a quote."""

    delimiter: str
    quote: str = ""
    escape: str = ""


@dataclass(frozen=True)
class Scanned:
    """`records` counts the first one (the header?) too, but neither blank lines nor records of nothing but delimiters.

    `body` is the offset behind the first of these records; `longest` is the length of the longest record in bytes.
    """

    width: int
    records: int
    body: int
    blank_lines: int
    empty_records: int
    longest: int
    quoted_newlines: bool
    openings: int


class Unfit(InputError):
    """The file does not follow the dialect; `offset` is where the record starts."""

    def __init__(self, key: str, path: Path, offset: int, **facts: int) -> None:
        line, piece = place(path, offset)
        super().__init__(key, file=path.name, line=line, piece=piece, **facts)
        self.offset = offset


def place(path: Path, offset: int) -> tuple[int, str]:
    """The line number at this byte of a UTF-8 file, and the beginning of that line."""
    lines, left, returned = 1, offset, False
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(left, BLOCK))):
            lines += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n") - (returned and block.startswith(b"\n"))
            returned, left = block.endswith(b"\r"), left - len(block)
        piece = file.read(4 * PIECE).decode("utf-8", "ignore")
    first = piece.replace("\r", "\n").split("\n")[0]
    return lines, first if len(first) <= PIECE else first[:PIECE] + "…"


def scan(path: Path, dialect: Dialect, report: Report, limit: int | None = None) -> Scanned:
    """Walks the whole file, or its first `limit` bytes without the record cut off there.

    Raises Unfit: data.ragged (found, expected), data.stray_quote, data.open_quote, data.long_line.
    """
    walk = _Walk(path, dialect)
    size = max(min(path.stat().st_size, limit or 1 << 62), 1)
    for start, block, following in _blocks(path, limit):
        report.progress(min(start / size, 1), "data.checking", file=path.name)
        walk.block(start, np.frombuffer(block, np.uint8), following)
    if limit is None or path.stat().st_size <= limit:
        walk.end()
    return walk.result()


def _blocks(path: Path, limit: int | None) -> Iterator[tuple[int, bytes, int]]:
    """Offset, bytes, and the byte after them (a line feed at the end of the file)."""
    with path.open("rb") as file:
        start, left = 0, limit if limit is not None else 1 << 62
        block = file.read(min(BLOCK, left))
        while block:
            left -= len(block)
            following = file.read(min(BLOCK, left)) if left else b""
            yield start, block, following[0] if following else LF
            start, block = start + len(block), following


class _Walk:
    """What is carried from block to block."""

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path, self.dialect = path, dialect
        self.size = 0
        self.inside = False
        self.before = LF
        self.slashes = 0
        self.start = 0
        self.delimiters = 0
        self.width = 0
        self.body = 0
        self.records = self.blank_lines = self.empty_records = self.longest = self.openings = 0
        self.quoted_newlines = False
        self.opened_at = 0

    def result(self) -> Scanned:
        counts = self.records, self.body, self.blank_lines, self.empty_records, self.longest
        return Scanned(self.width, *counts, self.quoted_newlines, self.openings)

    def block(self, offset: int, data: Bytes, following: int) -> None:
        delimiters = np.flatnonzero(data == ord(self.dialect.delimiter))
        ends = self._line_ends(data, following)
        if self.dialect.quote:
            quotes = self._quotes(data)
            self._check_quotes(offset, data, quotes, following)
            delimiters, ends = self._outside(quotes, delimiters, ends)
            if len(quotes):
                self.inside ^= bool(len(quotes) % 2)
        self._records(offset, data, delimiters, ends)
        self.before = int(data[-1])
        self.size = offset + len(data)
        if self.size - self.start > LONGEST:
            if self.inside:
                raise Unfit("data.open_quote", self.path, self.opened_at)
            raise Unfit("data.long_line", self.path, self.start)

    def end(self) -> None:
        """The last record may lack its line end."""
        if self.inside:
            raise Unfit("data.open_quote", self.path, self.opened_at)
        if self.size > self.start:
            ends = np.array([self.size])
            self._check_widths(np.array([self.start]), ends, ends, np.array([self.delimiters + 1]))

    def _line_ends(self, data: Bytes, following: int) -> Places:
        """Last byte of each line end: LF, or CR without LF behind it."""
        feeds = np.flatnonzero(data == LF)
        returns = np.flatnonzero(data == CR)
        if not len(returns):
            return feeds
        after = np.append(data[1:], np.uint8(following))
        alone = returns[after[returns] != LF]
        return np.sort(np.concatenate((feeds, alone))) if len(alone) else feeds

    def _quotes(self, data: Bytes) -> Places:
        """Quotes that open, close or double; escaped ones do not count."""
        quotes = np.flatnonzero(data == ord(self.dialect.quote))
        if not self.dialect.escape:
            return quotes
        slashes = data == BACKSLASH
        ahead = np.concatenate((np.full(self.slashes, True), slashes))
        broken = np.flatnonzero(~ahead)
        places = quotes + self.slashes
        last = np.searchsorted(broken, places) - 1
        runs = places - np.where(last >= 0, broken[np.maximum(last, 0)], -1) - 1
        tail = len(ahead) - (int(broken[-1]) if len(broken) else -1) - 1
        self.slashes = tail % 2
        counting: Places = quotes[runs % 2 == 0]
        return counting

    def _check_quotes(self, offset: int, data: Bytes, quotes: Places, following: int) -> None:
        """A quote opens at the start of a cell, closes at its end, or is doubled."""
        if not len(quotes):
            return
        around = np.concatenate(([self.before], data, [following])).astype(np.uint8)
        opens = (np.arange(len(quotes)) % 2 == 0) ^ self.inside
        neighbours = np.where(opens, around[quotes], around[quotes + 2])
        allowed = [ord(self.dialect.delimiter), ord(self.dialect.quote), LF, CR]
        wrong = ~np.isin(neighbours, allowed)
        if wrong.any():
            raise Unfit("data.stray_quote", self.path, self._record_of(offset, data, int(quotes[wrong][0])))
        fresh = quotes[opens & (around[quotes] != ord(self.dialect.quote))]
        self.openings += len(fresh)
        if len(quotes[opens]):
            self.opened_at = offset + int(fresh[-1] if len(fresh) else quotes[opens][-1])

    def _record_of(self, offset: int, data: Bytes, place: int) -> int:
        """Where the line of this byte starts."""
        ends = np.flatnonzero((data[:place] == LF) | (data[:place] == CR))
        return offset + int(ends[-1]) + 1 if len(ends) else max(self.start, 0)

    def _outside(self, quotes: Places, delimiters: Places, ends: Places) -> tuple[Places, Places]:
        if not len(quotes):
            if not self.inside:
                return delimiters, ends
            self.quoted_newlines |= bool(len(ends))
            return delimiters[:0], ends[:0]
        kept = ends[self._is_outside(quotes, ends)]
        self.quoted_newlines |= len(kept) < len(ends)
        return delimiters[self._is_outside(quotes, delimiters)], kept

    def _is_outside(self, quotes: Places, places: Places) -> Mask:
        outside: Mask = (np.searchsorted(quotes, places) % 2 == 0) ^ self.inside
        return outside

    def _records(self, offset: int, data: Bytes, delimiters: Places, ends: Places) -> None:
        if not len(ends):
            self.delimiters += len(delimiters)
            return
        before = np.searchsorted(delimiters, ends)
        counts = np.diff(before, prepend=0)
        counts[0] += self.delimiters
        starts = np.concatenate(([self.start], offset + ends[:-1] + 1))
        stops = offset + ends
        stops -= (data[ends] == LF) & (np.where(ends > 0, data[ends - 1], self.before) == CR)
        self._check_widths(starts, stops, offset + ends + 1, counts + 1)
        self.delimiters = len(delimiters) - int(before[-1])
        self.start = offset + int(ends[-1]) + 1

    def _check_widths(self, starts: Places, stops: Places, nexts: Places, widths: Places) -> None:
        lengths = stops - starts
        filled = lengths > 0
        self.blank_lines += int(len(filled) - filled.sum())
        starts, lengths, nexts, widths = starts[filled], lengths[filled], nexts[filled], widths[filled]
        if not len(starts):
            return
        self.width = self.width or int(widths[0])
        wrong = np.flatnonzero(widths != self.width)
        if len(wrong):
            at = int(wrong[0])
            raise Unfit("data.ragged", self.path, int(starts[at]), found=int(widths[at]), expected=self.width)
        if int(lengths.max()) > LONGEST:
            raise Unfit("data.long_line", self.path, int(starts[int(lengths.argmax())]))
        self.longest = max(self.longest, int(lengths.max()))
        real = np.flatnonzero((lengths >= widths) | (self.width == 1))
        if len(real) and not self.records:
            self.body = int(nexts[real[0]])
        self.empty_records += len(starts) - len(real)
        self.records += len(real)
