"""How large the sheets of a workbook are, found from its parts before a library unfolds them in memory.

A reader keeps a sheet as a full grid from its first to its last filled cell. So two cells, one in each far corner, can stand for
16 thousand million; the grid is estimated here and refused with the number.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.workbook import parts

MOST_BYTES = 1_700_000_000
CELL, LETTERS = 72, 48  # bytes that a cell of the grid takes, and a text in it besides (measured with 20 million cells)
OVERLAP = 512
NAME = rb"<(?:\w+:)?"
XLSX_CELL = re.compile(NAME + rb"c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"'](?:[^>]*[^/>])?>")
BARE_CELL = re.compile(NAME + rb"c(?:\s[^>]*[^/>])?>")
BARE_ROW = re.compile(NAME + rb"row(?=[\s/>])")
XLSX_TEXT = re.compile(NAME + rb"c\s[^>]*?\bt\s*=\s*[\"'](?:s|str|inlineStr)[\"']")
XLSX_ERROR = re.compile(NAME + rb"c\s[^>]*?\bt\s*=\s*[\"']e[\"']")
HOLLOW = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>|</(?:\w+:)?c>)")
ODS = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^>]*?)(/?)>|</table:table-row>")
REPEATED = re.compile(rb"number-(?:columns|rows)-repeated\s*=\s*[\"'](\d{1,9})[\"']")
TITLE = re.compile(rb"table:name\s*=\s*[\"']([^\"']*)[\"']")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Weight:
    """The grid from the first to the last filled cell, and what stands in it. `hollow` are formulas without a stored result."""

    cells: int = 0
    top: int = 1 << 40
    bottom: int = -1
    left: int = 1 << 40
    right: int = -1
    texts: int = 0
    errors: int = 0
    hollow: int = 0

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
            scan = _xlsb if info.filename.lower().endswith(".bin") else _xlsx
            weights[titles.get(info.filename.lower(), info.filename)] = scan(parts.pieces(path, info))
    for name, weight in weights.items():
        check(path, name, weight)
    return weights


def _is_content(name: str) -> bool:
    return name.lower().endswith((".xml", ".bin", ".rels")) and "vba" not in name.lower()


def _titles(path: Path, infos: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """The sheet's name by its part (in lower case)."""
    listed = parts.tree(path, infos.get("xl/workbook.xml"))
    relations = parts.tree(path, infos.get("xl/_rels/workbook.xml.rels"))
    if listed is None or relations is None:
        return {}
    targets = {one.get("Id"): (one.get("Target") or "").lstrip("/") for one in relations}
    found = {}
    for one in listed.iter():
        if one.tag.endswith("}sheet") and (target := targets.get(one.get(RELATION))):
            found[(target if target.startswith("xl/") else f"xl/{target}").lower()] = one.get("name") or ""
    return found


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


def _xlsx(stream: Iterator[bytes]) -> Weight:
    weight = Weight()
    bare_cells = bare_rows = 0
    for block in _windows(stream):
        columns: set[bytes] = set()
        found = XLSX_CELL.findall(block)
        if found:
            columns = {column for column, _ in found}
            numbers = [_column(column) for column in columns]
            weight.cells += len(found)
            weight.left, weight.right = min(weight.left, *numbers), max(weight.right, *numbers)
            rows = [int(row) - 1 for _, row in found]
            weight.top, weight.bottom = min(weight.top, *rows), max(weight.bottom, *rows)
        bare_cells += len(BARE_CELL.findall(block)) - len(found)
        bare_rows += len(BARE_ROW.findall(block))
        weight.texts += len(XLSX_TEXT.findall(block))
        weight.errors += len(XLSX_ERROR.findall(block))
        weight.hollow += len(HOLLOW.findall(block))
    if bare_cells > 0:  # cells without an address stand one behind the other
        weight.cells += bare_cells
        weight.top, weight.left = 0, 0
        weight.bottom = max(weight.bottom, bare_rows - 1)
        weight.right = max(weight.right, min(16_384, bare_cells) - 1 if bare_rows <= 1 else -(-bare_cells // bare_rows))
    return weight


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
                column += times
    return found


def _xlsb(stream: Iterator[bytes]) -> Weight:
    """Records: type and length as numbers of 7 bits a byte. 0 begins a row, 1 to 11 are cells that begin with their column."""
    weight, row, rest = Weight(), 0, b""
    for piece in stream:
        block, place = rest + piece, 0
        while (head := _record(block, place)) is not None:
            kind, start, length = head
            if start + length > len(block):
                break
            if kind == 0 and length >= 4:
                row = struct.unpack_from("<I", block, start)[0]
            elif 1 < kind <= 11 and length >= 4:
                weight.see(row, struct.unpack_from("<I", block, start)[0])
                weight.errors += kind in (3, 11)
            place = start + length
        rest = block[place:]
    return weight


def _record(block: bytes, place: int) -> tuple[int, int, int] | None:
    numbers = []
    for most in (2, 4):
        number = shift = 0
        while True:
            if place >= len(block):
                return None
            byte = block[place]
            number |= (byte & 0x7F) << shift
            place, shift = place + 1, shift + 7
            if byte < 0x80 or shift >= 7 * most:
                break
        numbers.append(number)
    return numbers[0], place, numbers[1]
