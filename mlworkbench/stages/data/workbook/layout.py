"""Where the table stands on a sheet: between notes above and below, beside stray cells, under one or several header rows.

A sheet is seen as one pattern a row: a byte a cell that says what sort of value stands there. The header is the row (or rows)
whose texts stand above the most values that are no texts; a mixture of kinds never moves it.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

BLANK, TEXT, NUMBER, FLAG, DATE, TIME, SPAN = range(7)
HEAD = 400  # header rows are looked for among so many rows
DEEP = 12  # header rows at most
SAMPLE = 200
MARGIN = 1.25  # so much more must speak for a later row that is no fuller than the header found before it
NOTE = re.compile(r"\s*(sources?\b|notes?\b|\*|†|※|○|•|©|\(c\)|주\s*[:)1]|주석|자료|출처|비고)", re.IGNORECASE)
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(frozen=True)
class Box:
    """Rows and columns from 0, both ends included. The header is `rows` long and begins at `top`; 0: there is none."""

    top: int
    bottom: int
    left: int
    right: int
    header: int

    @property
    def body(self) -> int:
        return self.top + self.header


@dataclass
class Sheet:
    """`patterns` are those of all rows from row 0; `merges` are areas shown as one cell."""

    patterns: list[bytes]
    merges: list[Merge]
    width: int
    texts: dict[tuple[int, int], str] = field(default_factory=dict)  # of the first column of lone cells, to tell notes

    def __post_init__(self) -> None:
        self.shown = self._covered()

    def _covered(self) -> list[bytes]:
        """The first rows as they are seen: under a merged cell stands what stands in its corner."""
        head = [bytearray(pattern) for pattern in self.patterns[:HEAD]]
        for first, left, last, right in self.merges:
            if first < len(head) and left < self.width:
                kind = head[first][left]
                for row in head[first : min(last, len(head) - 1) + 1]:
                    row[left : right + 1] = bytes([kind]) * (min(right, self.width - 1) - left + 1)
        return [bytes(row) for row in head]

    def seen(self, row: int) -> bytes:
        return self.shown[row] if row < len(self.shown) else self.patterns[row]

    def pieces(self, row: int) -> int:
        """Filled cells, a merged one counted once."""
        hidden = sum(
            right - left
            for first, left, last, right in self.merges
            if first <= row <= last and self.seen(row)[left : left + 1] != b"\0"
        )
        return filled(self.seen(row)) - hidden


def filled(pattern: bytes) -> int:
    return len(pattern) - pattern.count(0)


def blocks(patterns: Sequence[bytes], start: int, end: int) -> list[tuple[int, int]]:
    """Runs of rows with content, from `start` to before `end`."""
    found: list[tuple[int, int]] = []
    for row in range(start, end):
        if not patterns[row].strip(b"\0"):
            continue
        if found and found[-1][1] == row - 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def typical(sheet: Sheet, first: int, last: int) -> int:
    """How many cells most rows of the table have filled."""
    counts = Counter(filled(sheet.seen(row)) for row in range(first, last + 1) if sheet.patterns[row].strip(b"\0"))
    return max(counts, key=lambda count: (count * counts[count], count), default=0)


def header_rows(sheet: Sheet, top: int) -> int:
    """How many rows the header beginning here has, as its merged cells show; 0 where they show that it cannot begin here."""
    end, limit = top, min(top + DEEP, len(sheet.shown))
    grown = True
    while grown:
        grown = False
        for first, left, last, right in sheet.merges:
            if not top <= first <= end or right - left + 1 >= _spread(sheet.seen(first)):
                continue
            wanted = last + 1 if right > left and last == end and _is_heading(sheet, last + 1) else last
            if end < wanted < limit and all(_is_heading(sheet, row) for row in range(end + 1, wanted + 1)):
                end, grown = wanted, True
    return end - top + 1 if all(_only_merged(sheet, row, end) for row in range(top, end)) else 0


def _spread(pattern: bytes) -> int:
    places = [place for place, kind in enumerate(pattern) if kind]
    return places[-1] - places[0] + 1 if places else 0


def _is_heading(sheet: Sheet, row: int) -> bool:
    return row < len(sheet.shown) and set(sheet.seen(row)) <= {BLANK, TEXT} and filled(sheet.seen(row)) > 0


def _only_merged(sheet: Sheet, row: int, end: int) -> bool:
    """Above the last header row every cell is merged with its neighbour or goes on below; a lone one there is a note."""
    inside = [
        (left, right) for first, left, last, right in sheet.merges if first <= row <= last and (right > left or last > first)
    ]
    places = [place for place, kind in enumerate(sheet.seen(row)) if kind]
    return all(any(left <= place <= right for left, right in inside) for place in places)


def find_header(sheet: Sheet, first: int, last: int) -> tuple[int, int, bool]:
    """Row and number of rows of the header in this run of rows, and whether the values below prove it."""
    usual = typical(sheet, first, last)
    best, fallback, most = (0.3, 0, 0), None, 0
    for top in range(first, min(last, first + HEAD // 2, len(sheet.shown) - 1) + 1):
        rows = header_rows(sheet, top)
        shown = sheet.seen(top)
        if not rows or (sheet.pieces(top) < 2 and usual > 1) or filled(shown) * 2 < usual:
            continue
        fallback = fallback or (top, rows)
        fit = fitness(sheet, top + rows - 1, last)
        if fit > best[0] * (MARGIN if best[2] and filled(shown) <= most else 1) + 1e-9:
            best, most = (fit, top, rows), filled(shown)
        if fit < 0 and best[1:] != (0, 0):
            break
    if best[2]:
        return best[1], best[2], True
    return (*(fallback or (first, 1)), False)


def widened(sheet: Sheet, first: int, top: int, rows: int, last: int) -> tuple[int, int]:
    """The header with the row of names above it or the row of units below it: texts in the same places as the row found."""
    above, below = top - 1, top + rows
    named = above >= first and not sheet.merges and _texts_alike(sheet, above, top)
    if rows == 1 and named and (above == first or not _texts_alike(sheet, above - 1, top)):
        return above, 2
    if rows == 1 and below < last and _texts_alike(sheet, below, top):
        sample = sheet.patterns[below + 1 : min(last, below + SAMPLE) + 1]
        kinds = [[pattern[place] for pattern in sample if pattern[place]] for place in range(sheet.width)]
        values = [all(kind != TEXT for kind in column) for column in kinds if column]
        if len(sample) > 1 and len(values) > 1 and all(values):
            return top, 2
    return top, rows


def _texts_alike(sheet: Sheet, row: int, other: int) -> bool:
    """Nothing but texts, in most of the places in which the other row has some."""
    one, two = sheet.seen(row), sheet.seen(other)
    same = sum(bool(a and b) for a, b in zip(one, two, strict=True))
    return set(one) <= {BLANK, TEXT} and filled(one) > 1 and same * 5 >= max(filled(one), filled(two)) * 4


def fitness(sheet: Sheet, row: int, last: int) -> float:
    """Columns with a text here and other values below, less those with another value here and such values below."""
    sample = sheet.patterns[row + 1 : min(last, row + SAMPLE) + 1]
    total = 0.0
    for place, kind in enumerate(sheet.seen(row)):
        below = [pattern[place] for pattern in sample if pattern[place]]
        if kind and below:
            share = sum(one != TEXT for one in below) / len(below)
            total += share if kind == TEXT else -share
    return total


@dataclass(frozen=True)
class Columns:
    """What columns usually hold: the share of filled cells, and of those the share that is no text."""

    fill: tuple[float, ...]
    values: tuple[float, ...]


def measured(sheet: Sheet, first: int, last: int) -> Columns:
    counts = Counter(pattern for pattern in sheet.patterns[first : last + 1] if pattern.strip(b"\0"))
    rows = max(1, sum(counts.values()))
    fill, values = [0] * sheet.width, [0] * sheet.width
    for pattern, count in counts.items():
        for place, kind in enumerate(pattern):
            if kind:
                fill[place] += count
                values[place] += count * (kind != TEXT)
    return Columns(tuple(n / rows for n in fill), tuple(v / n if n else 0.0 for v, n in zip(values, fill, strict=True)))


def find_end(sheet: Sheet, body: int, last: int, left: int, right: int) -> int:
    """The last row of the table: what stands after an empty row and does not fit, and notes at the end, are outside."""
    runs = blocks(sheet.patterns, body, last + 1)
    if not runs:
        return body - 1
    first, end = runs[0]
    usual = max(1, typical(sheet, first, end))
    columns = measured(sheet, first, min(end, first + 5 * SAMPLE))
    for before, after in pairwise(runs):
        pattern = sheet.patterns[after[0]][left : right + 1]
        if filled(pattern) * 2 < usual or _breaks(pattern, columns, left):
            break
        end = max(after[1], before[1])
    noted = False
    while end > body and (
        _is_note(sheet, end, columns, usual, left, right) or (noted and filled(sheet.patterns[end]) == 1 < usual)
    ):
        noted, end = True, end - 1
        while end > body and not sheet.patterns[end].strip(b"\0"):
            end -= 1
    return end


def _breaks(pattern: bytes, columns: Columns, left: int) -> bool:
    """Texts where the table has other values: another table's header, or notes."""
    wrong = sum(kind == TEXT and columns.values[left + place] >= 0.75 for place, kind in enumerate(pattern))
    right = sum(kind not in (BLANK, TEXT) for kind in pattern)
    return wrong > right


def _is_note(sheet: Sheet, row: int, columns: Columns, usual: int, left: int, right: int) -> bool:
    whole = sheet.patterns[row]
    pattern = whole[left : right + 1]
    count = filled(pattern)
    if count > max(1, 0.4 * usual):
        return False
    key = next((place for place in range(left, right + 1) if columns.fill[place] > 0.7), left)
    lone = sheet.texts.get((row, left), "") if count == 1 else ""
    return not count or _breaks(pattern, columns, left) or not whole[key] or (usual > 1 and bool(NOTE.match(lone)))


def spans(sheet: Sheet, header: bytes, columns: Columns) -> list[tuple[int, int]]:
    """Columns that belong together, parted by columns where nothing stands. Without a name a column must be half full."""
    named = [place for place, kind in enumerate(header) if kind]
    inner = range(named[0], named[-1] + 1) if named else range(0)
    members = [
        place
        for place in range(sheet.width)
        if (place < len(header) and header[place]) or columns.fill[place] >= 0.5 or (place in inner and columns.fill[place])
    ]
    found: list[tuple[int, int]] = []
    for place in members:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def grouped(sheet: Sheet, box: Box) -> tuple[int, ...]:
    """Leading columns that name a group once, at its first row, so that the cells below seem to be left blank on purpose.

    Each is filled in the first row, and only where the next one is filled too; behind them stands a column that is always filled.
    """
    counts = Counter(pattern[box.left : box.right + 1] for pattern in sheet.patterns[box.body : box.bottom + 1])
    counts = Counter({pattern: count for pattern, count in counts.items() if pattern.strip(b"\0")})
    rows = sum(counts.values())
    found: list[int] = []
    for place in range(box.right - box.left):
        here = sum(count for pattern, count in counts.items() if pattern[place])
        if here == rows:
            return tuple(found) if rows > 2 else ()
        alone = any(pattern[place] and not pattern[place + 1] for pattern in counts)
        value = any(pattern[place] not in (BLANK, TEXT, NUMBER, DATE) for pattern in counts)
        if not here or alone or value or here * 1.5 > rows or not sheet.patterns[box.body][box.left + place]:
            return ()
        found.append(box.left + place)
    return ()
