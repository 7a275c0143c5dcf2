"""Workbooks whose reader does not tell of merged cells: binary ones, written here record by record, and OpenDocument."""

import struct
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source
from mlworkbench.stages.data.importers import excel


def opened(path: Path, work: Path) -> Source:
    return open_source(path, work / "work", Silent())


def rows(source: Source) -> list[tuple[Any, ...]]:
    table = pa.Table.from_batches(list(source.batches()))
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def record(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(content)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + content


def wide(text: str) -> bytes:
    return len(text).to_bytes(4, "little") + text.encode("utf-16-le")


def binary_book(folder: Path, *lines: tuple[Any, ...], merges: tuple[tuple[int, int, int, int], ...] = ()) -> Path:
    """Written by the records of [MS-XLSB]: `merges` are first and last row, first and last column."""
    rows = b""
    for number, line in enumerate(lines):
        rows += record(0, struct.pack("<IIHBBBI", number, 0, 300, 0, 0, 0, 0))
        for place, cell in enumerate(line):
            if isinstance(cell, str):
                rows += record(6, struct.pack("<II", place, 0) + wide(cell))
            elif cell is not None:
                rows += record(5, struct.pack("<IId", place, 0, cell))
    areas = record(177, struct.pack("<I", len(merges))) + b"".join(record(176, struct.pack("<4I", *one)) for one in merges)
    size = struct.pack("<4I", 0, len(lines) - 1, 0, max(map(len, lines)) - 1)
    sheet = record(129) + record(148, size) + record(145) + rows + record(146) + areas + record(178) + record(130)
    listed = record(143) + record(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("자료")) + record(144)
    path = folder / "made.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", excel.PARTS["[Content_Types].xml"].replace("sheet1.xml", "sheet1.bin"))
        archive.writestr("_rels/.rels", excel.PARTS["_rels/.rels"].replace("workbook.xml", "workbook.bin"))
        relations = excel.PARTS["xl/_rels/workbook.xml.rels"].replace("sheet1.xml", "sheet1.bin")
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/workbook.bin", record(131) + listed + record(132))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return path


def test_a_binary_workbook_is_read_with_its_merged_header(tmp_path: Path) -> None:
    lines = (("region", "2025", None), (None, "m", "f"), ("Seoul", 1.0, 2.5), ("부산", 3.0, 4.0))

    source = opened(binary_book(tmp_path, *lines, merges=((0, 1, 0, 0), (0, 0, 1, 2))), tmp_path)

    assert source.names == ("region", "2025 / m", "2025 / f")
    assert rows(source) == [("Seoul", 1.0, 2.5), ("부산", 3.0, 4.0)]
    assert source.reading["sheet"] == "자료"


def test_merged_cells_of_an_open_document_are_known(tmp_path: Path) -> None:
    def cell(text: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'

    number = '<table:table-cell office:value-type="float" office:value="{}"><text:p>{}</text:p></table:table-cell>'
    covered = "<table:covered-table-cell/>"
    lines = (
        cell("region", ' table:number-rows-spanned="2"') + cell("2025", ' table:number-columns-spanned="2"') + covered,
        covered + cell("m") + cell("f"),
        *(cell(name) + number.format(n, n) + number.format(n + 1, n + 1) for name, n in (("A", 1), ("B", 3))),
    )
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines)
    names = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="s">'
    )
    path = tmp_path / "made.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"{content}{body}</table:table></office:spreadsheet></office:body></office:document-content>",
        )

    source = opened(path, tmp_path)

    assert source.names == ("region", "2025 / m", "2025 / f")
    assert rows(source) == [("A", 1.0, 2.0), ("B", 3.0, 4.0)]
