"""Text in columns of fixed width, as mainframes and printed reports have it: where every line is blank, a column ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited import choices as chosen
from mlworkbench.stages.data.delimited import encoding, header, lines, telling
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 65_536
GLANCE = 100_000
BELOW = 1_000
LONGEST = 100_000
WIDEST = 10_000
FEWEST = 3
GAP = re.compile("  +")
REST = "+"
WIDTHS = re.compile(r"[1-9]\d{0,5}")


@dataclass(frozen=True)
class Columns:
    """`starts` are the places of the first letters, counted from 0; `end` is where the last column ends, None at the line's end.

    `gaps` says that every column but the first has a blank before it.
    """

    starts: tuple[int, ...]
    end: int | None
    gaps: bool

    def slices(self) -> list[tuple[int, int | None]]:
        return list(zip(self.starts, (*self.starts[1:], self.end), strict=True))

    def widths(self) -> str:
        ends = [stop - start if stop is not None else REST for start, stop in self.slices()]
        return " ".join(map(str, ends))


def claims(path: Path, head: bytes) -> bool:
    """By suffix; other text only when its columns are aligned and nothing else divides its lines."""
    suffix = path.suffix.lower()
    if kind_of(path, head) is not None or b"\0" in head:
        return False
    return suffix in OWN or (suffix in SUFFIXES and _is_aligned(head))


def _is_aligned(head: bytes) -> bool:
    text = head.decode("utf-8", "ignore")
    found = [line for line in text.replace("\r", "\n").split("\n")[:-1] if line.strip()]
    if len(found) < FEWEST or any(sign in text for sign in ",;\t|"):
        return False
    gaps = sum(bool(GAP.search(line.strip())) for line in found)
    return len(_by_gaps(found).starts) > 1 and gaps * 2 >= len(found)


def open_fixed(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    decoded = encoding.decode(path, work, Part(report, 0, 0.4), choices.get("encoding", ""))
    skip = chosen.count("skip", choices.get("skip", "")) or 0
    row = chosen.count("header", choices.get("header", ""))
    chosen.check_signs(choices.get("decimal", ""), choices.get("thousands", ""))
    skip = _skipping(decoded.path, skip, row)
    places = _chosen(choices.get("widths", "")) or _found(path, decoded.path, skip)
    first, below = _beginning(decoded.path, skip, places)
    named = header.name_columns(first, below, None if row is None else row > 0)
    counted = _proved(path, decoded.path, skip, places, Part(report, 0.4, 1))
    rows = counted - named.header
    if rows < 1:
        raise InputError("data.no_rows", file=path.name, columns=len(named.names))
    read = partial(_batches, decoded.path, skip, named.header, named.names, places)
    numbers = telling.Numbers(read, named.names, choices)
    reading = {
        "encoding": decoded.encoding,
        "widths": places.widths(),
        "header": "1" if named.header else "0",
        "skip": str(skip),
        "decimal": numbers.found.decimal,
        "thousands": numbers.found.thousands,
    }
    guessed = telling.of_encoding(path, decoded.encoding, choices)
    notes = (*guessed, *named.notes, *_notes(skip, places, choices), *numbers.notes())
    return Source(named.names, rows, True, numbers.read, reading, notes, numbers.questions(), written=read)


def _notes(skip: int, places: Columns, choices: Choices) -> list[Finding]:
    notes = []
    if skip:
        notes.append(Finding("lines_skipped", (), "info", 0, Reason("data.lines_skipped", {"lines": skip})))
    if not choices.get("widths"):
        facts: dict[str, str | int | float | None] = {"widths": places.widths()[:200]}
        notes.append(Finding("widths_found", (), "info", 0, Reason("data.widths_found", facts)))
    return notes


def _rows(path: Path, skip: int) -> Iterator[tuple[int, str]]:
    """Line numbers from 1 and lines that are not blank."""
    for number, line in enumerate(lines.read(path), start=1):
        if number > skip and line.strip():
            yield number, lines.bare(line)


def _skipping(path: Path, skip: int, row: int | None) -> int:
    """The lines above the header, where its row is chosen."""
    if row is None or row < 2:
        return skip
    numbers = [number for number, _ in islice(_rows(path, skip), row)]
    if len(numbers) < row:
        raise InputError("data.no_such_header", file=path.name, header=row, rows=len(numbers))
    return numbers[-1] - 1


def _chosen(text: str) -> Columns | None:
    """Widths such as 10 8 12, the last one + where it goes to the end of the line."""
    if not text.strip():
        return None
    parts = re.split(r"[\s,]+", text.strip())
    numbers = parts[:-1] if parts[-1] == REST else parts
    if len(parts) > WIDEST or not all(WIDTHS.fullmatch(part) for part in numbers):
        raise InputError("data.bad_widths", found=text[:60])
    ends = [sum(map(int, numbers[: place + 1])) for place in range(len(numbers))]
    starts = (0, *ends) if parts[-1] == REST else (0, *ends[:-1])
    return Columns(starts, None if parts[-1] == REST else ends[-1], False)


def _found(path: Path, text: Path, skip: int) -> Columns:
    places = _by_gaps([line for _, line in islice(_rows(text, skip), GLANCE)])
    if len(places.starts) < 2:
        raise InputError("data.no_gaps", file=path.name)
    if len(places.starts) > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=len(places.starts), most=WIDEST)
    return places


def _by_gaps(found: list[str]) -> Columns:
    """A column begins behind each place that is blank in all lines, or past their end."""
    import numpy as np

    longest = min(max(map(len, found), default=0), LONGEST)
    filled = np.zeros(longest + 1, bool)
    for line in found:
        points = np.frombuffer(line[:longest].encode("utf-32-le", "surrogatepass"), np.uint32)
        filled[: len(points)] |= points != ord(" ")
    begins = np.flatnonzero(filled & ~np.concatenate(([False], filled[:-1])))
    starts = tuple(int(place) for place in begins)
    return Columns((0, *starts[1:]) if starts else (), None, True)


def _sliced(found: list[str], places: Columns) -> "list[pa.Array]":
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pa.array(found, pa.string())
    return [pc.utf8_trim_whitespace(pc.utf8_slice_codeunits(whole, start, stop)) for start, stop in places.slices()]


def _beginning(path: Path, skip: int, places: Columns) -> tuple[tuple[str, ...], header.Rows]:
    found = [line for _, line in islice(_rows(path, skip), BELOW)]
    rows = list(zip(*(column.to_pylist() for column in _sliced(found, places)), strict=True))
    if not rows:
        raise InputError("data.empty_file", file=path.name)
    return rows[0], rows[1:]


def _proved(path: Path, text: Path, skip: int, places: Columns, report: Report) -> int:
    """The number of lines that are not blank. Raises InputError for one that holds something where there is no column."""
    size, done, count = max(text.stat().st_size, 1), 0, 0
    rows = _rows(text, skip)
    while block := list(islice(rows, ROWS)):
        report.progress(min(done / size, 1), "data.checking", file=path.name)
        done += sum(len(line) for _, line in block)
        for number, line in block:
            if fault := _fault(line, places):
                facts: dict[str, str | int] = {"file": path.name, "line": number, "place": fault, "piece": line[:80]}
                raise InputError("data.between_columns", **facts)
        count += len(block)
    return count


def _fault(line: str, places: Columns) -> int:
    """The place, counted from 1, of a letter that belongs to no one column; 0 where all is well."""
    if places.end is not None and line[places.end :].strip():
        return places.end + 1
    if not places.gaps:
        return 0
    return next((start for start in places.starts[1:] if line[start - 1 : start] not in ("", " ")), 0)


def _batches(path: Path, skip: int, has_header: bool, names: tuple[str, ...], places: Columns) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    rows = (line for _, line in _rows(path, skip))
    if has_header:
        next(rows)
    while block := list(islice(rows, ROWS)):
        yield pa.RecordBatch.from_arrays(_sliced(block, places), names=list(names))


def sample(folder: Path) -> Path:
    path = folder / "sample.fwf"
    path.write_text("name    length  seen\nAdler     81.5  2026-01-31\n참새             2026-02-01\nMeise     12.0\n", "utf-8")
    return path


OWN = (".fwf", ".prn")
SUFFIXES = (*OWN, ".asc", ".txt", ".dat")
PARAMS = (
    chosen.ENCODING,
    Param(
        "widths",
        Words("Column widths", "열 너비"),
        "",
        help=Words(
            "In letters, such as 10 8 12; + for the rest of the line.", "글자 수입니다(예: 10 8 12). 줄의 나머지는 +입니다."
        ),
    ),
    chosen.HEADER,
    chosen.SKIP,
    chosen.DECIMAL,
    chosen.THOUSANDS,
)
IMPORTER = Importer("fixed_width", Words("Fixed width", "고정 폭"), SUFFIXES, claims, open_fixed, sample, PARAMS)
