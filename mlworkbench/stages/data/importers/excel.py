"""Workbooks of Excel and OpenDocument; cells arrive as string, double, bool or timestamp."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mlworkbench.base.params import Param
from mlworkbench.base.words import Words
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Importer
from mlworkbench.stages.data.workbook import table
from mlworkbench.stages.data.workbook.parts import names

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
OLE, ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"
KINDS = ("Excel / ZIP", "Excel (xls)", "Excel", "OpenDocument", "HTML", "XML")  # pages and text named .xls are told apart later
INSIDE = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
BOOK = "Workbook".encode("utf-16-le")
GLANCE = 64 << 20


def claims(path: Path, head: bytes) -> bool:
    """By suffix, as long as the content is none that others know; else by what is inside."""
    if path.suffix.lower() in SUFFIXES:
        return kind_of(path, head) in KINDS
    if head.startswith(ZIP):
        return not INSIDE.isdisjoint(names(path))
    return head.startswith(OLE) and _holds_book(path)


def _holds_book(path: Path) -> bool:
    with path.open("rb") as file:
        return BOOK in file.read(GLANCE)


def sample(folder: Path) -> Path:
    """Written by hand: a note above the table, a text, a number, a date."""
    path = folder / "sample.xlsx"
    with ZipFile(path, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(ZipInfo(name), content.encode(), ZIP_DEFLATED)
    return path


def _rows() -> str:
    lines: tuple[tuple[str | float | None, ...], ...] = (
        ("name", "length", "seen"),
        ("Adler, groß", 81.5, 46053),
        ("참새", None, 46054),
        ("Meise", 12, None),
    )
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>Birds of 2026</t></is></c></row>'
    for number, line in enumerate(lines, start=3):
        rows += (
            f'<row r="{number}">' + "".join(_cell(f"{'ABC'[place]}{number}", cell) for place, cell in enumerate(line)) + "</row>"
        )
    return rows


def _cell(place: str, cell: str | float | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'
    return f'<c r="{place}" s="{int(place[0] == "C")}"><v>{cell}</v></c>'


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{XML}<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="birds" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{XML}<styleSheet xmlns="{SHEET}">'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{SHEET}"><sheetData>{_rows()}</sheetData></worksheet>',
}
PARAMS = (
    Param("sheet", Words("Sheet", "시트"), ""),
    Param(
        "range",
        Words("Range", "범위"),
        "",
        help=Words(
            "From corner to corner, such as A3:H40; A3:H finds the end by itself.",
            "예: A3:H40. A3:H로 쓰면 끝 행을 자동으로 찾습니다.",
        ),
    ),
    Param(
        "header",
        Words("Header row", "머리글 행"),
        "",
        help=Words("The number of its first row, or none.", "첫 머리글 행의 번호입니다. 없으면 none을 쓰십시오."),
    ),
    Param("header_rows", Words("Rows of the header", "머리글 행 수"), ""),
    Param(
        "fill_down",
        Words("Blank cells below a group", "그룹 아래 빈 셀"),
        "",
        choices=("", table.MERGED, table.GROUPS, table.NOTHING),
        choice_words=(
            Words("find out", "자동 판단"),
            Words("leave missing, but fill merged cells", "결측으로 두고 병합된 셀만 채움"),
            Words("fill from the group above", "위 그룹의 값으로 채움"),
            Words("leave blank", "빈 채로 둠"),
        ),
    ),
)
IMPORTER = Importer("excel", Words("Excel", "Excel"), SUFFIXES, claims, table.open_table, sample, PARAMS)
