"""The proof of a dialect: every record of the file is walked, its width compared and its quotes checked."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report

BLOCK = 1 << 20
LONGEST = 32 << 20
AHEAD = 2
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

    `body` is the offset behind the first of these records; `longest` is the length of the longest record in bytes. `enclosed`
    says that some quoted cell holds a delimiter.
    """

    width: int
    records: int
    body: int
    blank_lines: int
    empty_records: int
    longest: int
    quoted_newlines: bool
    openings: int
    enclosed: bool = False


class Unfit(InputError):
    """The file does not follow the dialect; `offset` is where the record starts."""

    def __init__(self, key: str, path: Path, offset: int, **facts: int) -> None:
        line, piece = place(path, offset)
        super().__init__(key, file=path.name, line=line, byte=offset, piece=piece, **facts)
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
    for start, data, following, marks in _marked(path, dialect, limit):
        report.progress(min(start / size, 1), "data.checking", file=path.name)
        walk.block(start, data, following, marks)
    if limit is None or path.stat().st_size <= limit:
        walk.end()
    return walk.result()


def _blocks(path: Path, limit: int | None) -> Iterator[tuple[int, bytes, int]]:
    """Offset, bytes, and the byte after them (a line feed at the end of the file)."""
    with path.open("rb", buffering=0) as file:
        start, left = 0, limit if limit is not None else 1 << 62
        block = file.read(min(BLOCK, left))
        while block:
            left -= len(block)
            following = file.read(min(BLOCK, left)) if left else b""
            yield start, block, following[0] if following else LF
            start, block = start + len(block), following


def _marked(path: Path, dialect: Dialect, limit: int | None) -> Iterator[tuple[int, Bytes, int, Places]]:
    """The blocks with their marks, which are found in the next block while this one is walked."""
    waiting: list[tuple[int, Bytes, int, Future[Places]]] = []
    with ThreadPoolExecutor(1, "marks") as pool:
        for start, block, following in _blocks(path, limit):
            waiting.append((start, np.frombuffer(block, np.uint8), following, pool.submit(_marks, dialect, block, following)))
            if len(waiting) > AHEAD:
                first = waiting.pop(0)
                yield (*first[:3], first[3].result())
        for rest in waiting:
            yield (*rest[:3], rest[3].result())


def _marks(dialect: Dialect, block: bytes, following: int) -> Places:
    """Where delimiters, quotes and line ends stand: LF, or CR without LF behind it."""
    data = np.frombuffer(block, np.uint8)
    found = data == ord(dialect.delimiter)
    found |= data == LF
    if dialect.quote and dialect.quote.encode() in block:
        found |= data == ord(dialect.quote)
    if b"\r" in block:
        returns = data == CR
        returns[:-1] &= data[1:] != LF
        returns[-1] &= following != LF
        found |= returns
    return np.flatnonzero(found)


def _in_pairs(among: Places) -> bool:
    """Every second of these marks follows the one before: no delimiter or line end stands between them."""
    return len(among) % 2 == 0 and bool((among[1::2] - among[::2] == 1).all())


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
        self.quoted_newlines = self.enclosed = False
        self.opened_at = 0

    def result(self) -> Scanned:
        counts = self.records, self.body, self.blank_lines, self.empty_records, self.longest
        return Scanned(self.width, *counts, self.quoted_newlines, self.openings, self.enclosed)

    def block(self, offset: int, data: Bytes, following: int, marks: Places) -> None:
        if self.dialect.quote:
            marks = self._outside(offset, data, marks, following)
        kinds = data[marks]
        ends = np.flatnonzero(kinds != ord(self.dialect.delimiter))
        self._records(offset, data, marks[ends], np.diff(ends, prepend=-1) - 1, len(marks))
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

    def _quotes(self, data: Bytes, quotes: Places) -> Places:
        """Quotes that open, close or double; escaped ones do not count."""
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
        opening, closing = quotes[int(self.inside) :: 2], quotes[1 - int(self.inside) :: 2]
        before, after = data[opening - 1], data[np.minimum(closing + 1, len(data) - 1)]
        if len(opening) and opening[0] == 0:
            before[0] = self.before
        if len(closing) and closing[-1] == len(data) - 1:
            after[-1] = following
        wrong = [*opening[~self._borders(before)][:1], *closing[~self._borders(after)][:1]]
        if wrong:
            raise Unfit("data.stray_quote", self.path, self._record_of(offset, data, int(min(wrong))))
        fresh = opening[before != ord(self.dialect.quote)]
        self.openings += len(fresh)
        if len(opening):
            self.opened_at = offset + int(fresh[-1] if len(fresh) else opening[-1])

    def _borders(self, signs: Bytes) -> Mask:
        """Signs that may stand before an opening and behind a closing quote."""
        right: Mask = (signs == ord(self.dialect.delimiter)) | (signs == LF) | (signs == CR)
        right |= signs == ord(self.dialect.quote)
        return right

    def _record_of(self, offset: int, data: Bytes, place: int) -> int:
        """Where the line of this byte starts."""
        ends = np.flatnonzero((data[:place] == LF) | (data[:place] == CR))
        return offset + int(ends[-1]) + 1 if len(ends) else max(self.start, 0)

    def _outside(self, offset: int, data: Bytes, marks: Places, following: int) -> Places:
        """Delimiters and line ends that no quotes enclose."""
        here = data[marks] == ord(self.dialect.quote)
        if not self.inside and not here.any():
            return marks
        others: Places = marks[~here]
        among = np.flatnonzero(here)
        quotes = self._quotes(data, marks[among])
        if not len(quotes) and not self.inside:
            return others
        self._check_quotes(offset, data, quotes, following)
        if not self.inside and len(quotes) == len(among) and _in_pairs(among):
            return others
        before = np.searchsorted(quotes, others) if self.dialect.escape else np.cumsum(here, dtype=np.int32)[~here]
        outside = (before % 2 == 0) ^ self.inside
        self.inside ^= bool(len(quotes) % 2)
        kept: Places = others[outside]
        if len(kept) < len(others):
            delimiters = data[others[~outside]] == ord(self.dialect.delimiter)
            self.enclosed = self.enclosed or bool(delimiters.any())
            self.quoted_newlines = self.quoted_newlines or not delimiters.all()
        return kept

    def _records(self, offset: int, data: Bytes, ends: Places, counts: Places, marks: int) -> None:
        """Line ends, how many delimiters stand before each since the last, and how many marks there are in all."""
        if not len(ends):
            self.delimiters += marks
            return
        left = marks - int(counts.sum()) - len(ends)
        counts[0] += self.delimiters
        starts = np.empty(len(ends), np.int64)
        starts[0] = self.start
        starts[1:] = ends[:-1] + (offset + 1)
        stops = offset + ends
        if self.before == CR or (data == CR).any():
            stops -= (data[ends] == LF) & (np.where(ends > 0, data[ends - 1], self.before) == CR)
        self._check_widths(starts, stops, offset + ends + 1, counts + 1)
        self.delimiters = left
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
