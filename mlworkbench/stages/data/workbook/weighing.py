"""How large the sheets of a workbook are, found from its parts before a library unfolds them in memory.

A reader keeps a sheet as a full grid from its first to its last filled cell. So two cells, one in each far corner, can stand for
16 thousand million; the grid is estimated here and refused with the number.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.workbook import binary, parts
from mlworkbench.stages.data.workbook.parts import damaged

MOST_BYTES = 1_700_000_000
CELL, LETTERS = 72, 48  # bytes that a cell of the grid takes, and a text in it besides (measured with 20 million cells)
OVERLAP = 512
NAME = rb"<(?:\w+:)?"
OTHER = rb"(?:\s+(?!r\s*=)[\w:.-]+\s*=\s*(?:\"[^\"<>&]*\"|'[^'<>&]*'))*"  # attributes but r, plainly written
CELL_START, ROW_START = re.compile(NAME + rb"c(?=[\s/>])"), re.compile(NAME + rb"row(?=[\s/>])")
XLSX_CELL = re.compile(NAME + rb"c" + OTHER + rb"\s+r\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']" + OTHER + rb"\s*(/?)>")
BARE_CELL = re.compile(NAME + rb"c" + OTHER + rb"\s*(/?)>")
XLSX_ROW = re.compile(NAME + rb"row" + OTHER + rb"\s+r\s*=\s*[\"'](\d+)[\"']" + OTHER + rb"\s*/?>")
BARE_ROW = re.compile(NAME + rb"row" + OTHER + rb"\s*/?>")
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
TEXT_MARKS = (b' t="s"', b' t="str"', b' t="inlineStr"')
ERROR_MARKS = (b' t="e"', b" t='e'")
ENDS = (b" ", b">", b"/", b"\t", b"\n", b"\r")
HOLLOW = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)")
ODS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)(/?)>|</table:table-row>")
REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
SPANNED = re.compile(rb"number-(columns|rows)-spanned\s*=\s*[\"'](\d{1,7})[\"']")
MOST_MERGES = 100_000
TITLE = re.compile(rb"table:name\s*=\s*[\"']([^\"']*)[\"']")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Weight:
    """The grid from the first to the last filled cell, and what stands in it. `hollow` are formulas without a stored result;
    `merges` are filled for formats whose reader does not tell of them.
    """

    cells: int = 0
    top: int = 1 << 40
    bottom: int = -1
    left: int = 1 << 40
    right: int = -1
    texts: int = 0
    errors: int = 0
    hollow: int = 0
    merges: list[binary.Merge] = field(default_factory=list)

    @property
    def grid(self) -> int:
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)

    @property
    def need(self) -> int:
        return self.grid * CELL + self.texts * LETTERS

    def see(self, row: int, column: int, times: int = 1, deep: int = 1) -> None:
        self.cells += times * deep
        self.top, self.bottom = min(self.top, row), max(self.bottom, row + deep - 1)
        self.left, self.right = min(self.left, column), max(self.right, column + times - 1)


def check(path: Path, name: str, weight: Weight) -> None:
    """Raises InputError with the estimate when the sheet's grid would not fit."""
    if weight.need > MOST_BYTES:
        facts = {"rows": weight.bottom - weight.top + 1, "columns": weight.right - weight.left + 1, "need": weight.need}
        raise InputError("data.sheet_too_large", file=path.name, sheet=name, most=MOST_BYTES, **facts)


def weigh(path: Path, report: Report) -> dict[str, Weight]:
    """Of each sheet by name. Parts that no sheet names are weighed too, since a reader may open them."""
    infos = parts.listed(path)
    sheets = [info for name, info in infos.items() if _is_content(name)]
    weights: dict[str, Weight] = {}
    titles = _titles(path, infos)
    for number, info in enumerate(sheets):
        report.progress(number / max(1, len(sheets)), "data.checking", file=path.name)
        if info.filename == "content.xml":
            weights.update(_ods(parts.pieces(path, info)))
        elif "worksheets/" not in info.filename.lower() or info.filename.lower().endswith(".rels"):
            for _ in parts.pieces(path, info):
                report.progress(number / len(sheets), "data.checking", file=path.name)
        else:
            stream = parts.pieces(path, info)
            weight = _xlsb(stream) if info.filename.lower().endswith(".bin") else _xlsx(path, stream)
            weights[titles.get(info.filename.lower(), info.filename)] = weight
    for name, weight in weights.items():
        check(path, name, weight)
    return weights


def _is_content(name: str) -> bool:
    return name.lower().endswith((".xml", ".bin", ".rels")) and "vba" not in name.lower()


def _titles(path: Path, infos: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The sheet's name by its part (in lower case)."""
    if (book := infos.get("xl/workbook.bin")) is not None:
        relations = parts.tree(path, infos.get("xl/_rels/workbook.bin.rels"))
        targets = {one.get("Id"): (one.get("Target") or "").lstrip("/") for one in relations} if relations is not None else {}
        named = binary.sheets(parts.pieces(path, book))
        return {_part(targets[one]): name for one, name in named.items() if one in targets}
    listed = parts.tree(path, infos.get("xl/workbook.xml"))
    relations = parts.tree(path, infos.get("xl/_rels/workbook.xml.rels"))
    if listed is None or relations is None:
        return {}
    targets = {one.get("Id"): (one.get("Target") or "").lstrip("/") for one in relations}
    found = {}
    for one in listed.iter():
        if one.tag.endswith("}sheet") and (target := targets.get(one.get(RELATION))):
            found[_part(target)] = one.get("name") or ""
    return found


def _part(target: str) -> str:
    return (target if target.startswith("xl/") else f"xl/{target}").lower()


def _windows(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces cut behind a tag, so that no tag is torn."""
    rest = b""
    for piece in stream:
        block = rest + piece
        end = block.rfind(b"<") if len(block) < (64 << 20) else len(block)
        end = max(end, 0)
        if end > OVERLAP:
            end = block.rfind(b"<", 0, end) if block[end : end + 2] == b"</" else end
        yield block[:end]
        rest = block[end:]
    yield rest


class Addresses:
    """Where the cells of a sheet stand. A tag that is not written plainly, or an address beyond Excel's, is refused: a reader
    may see another cell in it than this count does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.weight = Weight()
        self._rows = self._run = self._longest = self._last_row = 0

    def see(self, block: bytes) -> None:
        cells, rows = XLSX_CELL.findall(block), XLSX_ROW.findall(block)
        cells_begun, rows_begun = _begun(block, b"c", CELL_START), _begun(block, b"row", ROW_START)
        bare = len(BARE_CELL.findall(block)) if cells_begun != len(cells) else 0
        counted = len(BARE_ROW.findall(block)) if rows_begun != len(rows) else 0
        if cells_begun != len(cells) + bare or rows_begun != len(rows) + counted:
            raise damaged(self._path, "XML")
        self._rows += rows_begun
        self._last_row = max(self._last_row, *map(int, rows)) if rows else self._last_row
        self._see_cells([(column, row) for column, row, closed in cells if not closed])
        if bare:
            self._see_bare(block)
        else:
            self._run = 0 if rows_begun else self._run
        weight = self.weight
        weight.texts += sum(map(block.count, TEXT_MARKS))
        weight.errors += sum(map(block.count, ERROR_MARKS))
        weight.hollow += len(HOLLOW.findall(block)) if b"f>" in block else 0

    def _see_cells(self, cells: list[tuple[bytes, bytes]]) -> None:
        if not cells:
            return
        columns = [_column(column) for column in {column for column, _ in cells}]
        rows = [int(row) - 1 for row in {row for _, row in cells}]
        if max(columns) >= MOST_COLUMNS or max(rows) >= MOST_ROWS or min(rows) < 0:
            raise damaged(self._path, f"{max(rows) + 1} / {max(columns) + 1}")
        weight = self.weight
        weight.cells += len(cells)
        weight.left, weight.right = min(weight.left, *columns), max(weight.right, *columns)
        weight.top, weight.bottom = min(weight.top, *rows), max(weight.bottom, *rows)

    def _see_bare(self, block: bytes) -> None:
        """Cells without an address stand behind the one before them."""
        first, *others = ROW_START.split(block)
        for number, part in enumerate((first, *others)):
            count = len(BARE_CELL.findall(part))
            self._run = count + (self._run if number == 0 else 0)
            self._longest = max(self._longest, self._run)
            self.weight.cells += count

    def found(self) -> Weight:
        weight = self.weight
        if self._longest:
            weight.top = weight.left = 0
            weight.right = min(MOST_COLUMNS, max(weight.right, 0) + self._longest)
            weight.bottom = max(weight.bottom, self._rows - 1, self._last_row - 1)
        if weight.bottom >= MOST_ROWS:
            raise damaged(self._path, str(weight.bottom + 1))
        return weight


def _begun(block: bytes, name: bytes, start: "re.Pattern[bytes]") -> int:
    """How many tags of this name begin; plain counting is much faster where no name has a prefix."""
    if b":" + name in block:
        return len(start.findall(block))
    return sum(block.count(b"<" + name + end) for end in ENDS)


def _xlsx(path: Path, stream: Iterator[bytes]) -> Weight:
    addresses = Addresses(path)
    for block in _windows(stream):
        addresses.see(block)
    return addresses.found()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _ods(stream: Iterator[bytes]) -> dict[str, Weight]:
    found: dict[str, Weight] = {}
    weight, row, column, deep = Weight(), 0, 0, 1
    for block in _windows(stream):
        for match in ODS.finditer(block):
            tag, attributes, closed = match.groups()
            times = int(number[1]) if attributes and (number := REPEATED.search(attributes)) else 1
            if tag is None:
                row += deep
            elif tag == b"table":
                title = TITLE.search(attributes)
                weight, row = Weight(), 0
                found[title[1].decode("utf-8", "replace") if title else str(len(found))] = weight
            elif tag == b"table-row":
                column, deep = 0, times
                row += deep if closed else 0
            else:
                if not closed or b"value-type" in attributes:
                    weight.see(row, column, times, deep)
                    weight.top = weight.left = 0  # its rows are unfolded from the first cell on
                    _see_span(weight, row, column, attributes)
                column += times
    return found


def _see_span(weight: Weight, row: int, column: int, attributes: bytes) -> None:
    spans = {name: int(count) for name, count in SPANNED.findall(attributes)} if b"-spanned" in attributes else {}
    high, wide = max(1, spans.get(b"rows", 1)), max(1, spans.get(b"columns", 1))
    if high * wide > 1 and len(weight.merges) < MOST_MERGES:
        weight.merges.append((row, column, row + high - 1, column + wide - 1))


def _xlsb(stream: Iterator[bytes]) -> Weight:
    """Cells begin with their column."""
    weight, row = Weight(), 0
    for kind, content in binary.records(stream):
        if kind == binary.ROW and len(content) >= 4:
            row = struct.unpack_from("<I", content)[0]
        elif kind in binary.CELLS and len(content) >= 4:
            weight.see(row, struct.unpack_from("<I", content)[0])
            weight.errors += kind in binary.ERRORS
        elif kind == binary.MERGE and len(weight.merges) < MOST_MERGES and (area := binary.merge(content)):
            weight.merges.append(area)
    return weight
