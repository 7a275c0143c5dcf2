"""A workbook opened by calamine, after its parts were weighed; its failures told in words."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.workbook import ole, weighing
from mlworkbench.stages.data.workbook.layout import BLANK, DATE, FLAG, NUMBER, SPAN, TEXT, TIME, Merge, Sheet
from mlworkbench.stages.data.workbook.parts import damaged

if TYPE_CHECKING:
    from mlworkbench.stages.data.workbook.weighing import Weight

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")
KINDS = {float: NUMBER, int: NUMBER, bool: FLAG, date: DATE, datetime: DATE, time: TIME, timedelta: SPAN}
GLANCE = 4096
BOX = 60  # bytes a cell is shown with


class Book:
    """`names` are the sheets with a table, visible ones first where there are any; `hidden` the others."""

    def __init__(self, path: Path, report: Report) -> None:
        self._path = path
        self.weights, rebuilt = _weighed(path, report)
        with _told(path):
            self._book = _opened(path, rebuilt)
            sheets = [one for one in self._book.sheets_metadata if str(one.typ).endswith("WorkSheet")]
        shown = [one.name for one in sheets if str(one.visible).endswith(".Visible")]
        self.hidden = tuple(one.name for one in sheets if one.name not in shown) if shown else ()
        self.names = tuple(shown or (one.name for one in sheets))
        self.all = tuple(one.name for one in sheets)
        if not sheets:
            raise InputError("data.workbook_empty", file=path.name)

    def size(self, name: str) -> int:
        """Filled cells, as far as that is known without unfolding the sheet."""
        if name in self.weights:
            return self.weights[name].cells
        loaded = self.sheet(name)
        return int(loaded.height) * int(loaded.width)

    def weight(self, name: str) -> "Weight":
        return self.weights.get(name) or weighing.Weight()

    def sheet(self, name: str) -> Any:
        with _told(self._path):
            return self._book.get_sheet_by_name(name)

    def rows(self, sheet: Any) -> Iterator[list[Any]]:
        """All rows from the first of the sheet on, each from the first column on."""
        with _told(self._path):
            if sheet.start is None:
                return
            before: list[Any] = [""] * sheet.start[1]
            for row in sheet.iter_rows():
                yield before + row

    def merges(self, sheet: Any) -> list[Merge]:
        """As the format's reader tells, or as they were found in the sheet's parts."""
        with _told(self._path):
            found = sheet.merged_cell_ranges or []
        if not found and (known := self.weight(sheet.name).merges):
            return sorted(set(known))
        return sorted((first, left, last, right) for (first, left), (last, right) in found if last > first or right > left)


def width(sheet: Any) -> int:
    return int(sheet.end[1]) + 1 if sheet.end else 0


def census(rows: Iterator[list[Any]], columns: int, merges: list[Merge], each: Callable[[int], None]) -> Sheet:
    """The patterns of all rows. Equal patterns are one object."""
    known: dict[bytes, bytes] = {}
    patterns: list[bytes] = []
    texts: dict[tuple[int, int], str] = {}
    for number, row in enumerate(rows):
        pattern = bytes([_kind(cell) for cell in row]).ljust(columns, b"\0")
        patterns.append(known.setdefault(pattern, pattern))
        if len(pattern) - pattern.count(0) == 1 and len(texts) < GLANCE:
            place = next(place for place, kind in enumerate(pattern) if kind)
            texts[number, place] = str(row[place])[:BOX]
        if number % GLANCE == 0:
            each(number)
    return Sheet(patterns, merges, columns, texts)


def _kind(cell: Any) -> int:
    if cell.__class__ is str:
        return TEXT if cell and not cell.isspace() else BLANK
    return KINDS.get(cell.__class__, TEXT)


def _opened(path: Path, rebuilt: bytes) -> Any:
    import python_calamine

    if rebuilt:
        return python_calamine.CalamineWorkbook.from_filelike(BytesIO(rebuilt))
    with path.open("rb") as file:  # by content, not by name
        return python_calamine.CalamineWorkbook.from_filelike(file)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """calamine's failures, and its panics, which are no Exception, as InputError."""
    import python_calamine

    try:
        yield
    except python_calamine.PasswordError as reason:
        raise InputError("data.workbook_locked", file=path.name) from reason
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as reason:
        raise damaged(path, reason) from reason
    except BaseException as reason:
        if type(reason).__name__ != "PanicException":
            raise
        raise damaged(path, reason) from reason


def _weighed(path: Path, report: Report) -> "tuple[dict[str, Weight], bytes]":
    """Of each sheet; and the workbook in another container where its own is not to be trusted."""
    with path.open("rb") as file:
        head = file.read(GLANCE)
    if head.startswith(ZIP):
        return weighing.weigh(path, report), b""
    if head.startswith(OLE):
        return ole.weigh(path, report)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(PAGES):
        raise InputError("data.workbook_is_page", file=path.name)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise damaged(path, head[:8].hex(" ").upper())
    raise InputError("data.workbook_is_text", file=path.name)
