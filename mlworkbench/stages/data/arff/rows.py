"""The rows of an ARFF file: dense or sparse, each cell held against its attribute's declaration."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data import cells
from mlworkbench.stages.data.arff import head
from mlworkbench.stages.data.arff.head import PIECE, Attribute, Head

CELL = re.compile(r"""\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,]*?))\s*(,|$)""")
SPARSE = re.compile(r"""\s*(\d+)\s+(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,}]*?))\s*([,}])""")
NUMBER = re.compile(cells.NUMBER)
MISSING = "?"
PARTS = {
    "yyyy": r"(?P<Y>\d{4})", "yy": r"(?P<y>\d{2})", "MM": r"(?P<M>\d{1,2})", "M": r"(?P<M>\d{1,2})", "dd": r"(?P<D>\d{1,2})",
    "d": r"(?P<D>\d{1,2})", "HH": r"(?P<h>\d{1,2})", "H": r"(?P<h>\d{1,2})", "mm": r"(?P<m>\d{1,2})", "ss": r"(?P<s>\d{1,2})",
    "SSS": r"(?P<f>\d{1,3})",
}  # fmt: skip
TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*|.")
Cell = str | None
Check = Callable[[str], Cell | bool]


def rows(path: Path, file: str, told: Head) -> Iterator[tuple[Cell, ...]]:
    """Every row, cells as text. Raises InputError with the line for a row that the declarations do not allow."""
    checks = [_check(attribute, file) for attribute in told.attributes]
    blank = [_zero(attribute) for attribute in told.attributes]
    for number, line in head.lines(path, file):
        if number <= told.lines:
            continue
        sparse = line.startswith("{")
        found = _sparse(line, blank) if sparse else _dense(line)
        if found is None or len(found) != len(checks):
            raise _wrong(file, number, line, told, found)
        yield tuple(
            None if cell is None else _checked(cell, check, attribute, file, number)
            for cell, check, attribute in zip(found, checks, told.attributes, strict=True)
        )


def _wrong(file: str, number: int, line: str, told: Head, found: list[Cell] | None) -> InputError:
    count = "?" if found is None else str(len(found))
    return InputError("data.arff_row", file=file, line=number, found=count, expected=len(told.attributes), piece=line[:PIECE])


def _checked(cell: str, check: Check, attribute: Attribute, file: str, number: int) -> Cell:
    text = check(cell)
    if isinstance(text, bool):
        raise InputError(
            "data.arff_value", file=file, line=number, attribute=attribute.name, kind=attribute.kind, found=cell[:PIECE]
        )
    return text


def _dense(line: str) -> list[Cell] | None:
    """None where quotes do not pair."""
    if "'" not in line and '"' not in line:
        parts = [part.strip() for part in line.split("," if "," in line else "\t")]
        return [None if part == MISSING else part for part in parts]
    found: list[Cell] = []
    place = 0
    while True:
        match = CELL.match(line, place)
        if match is None:
            return None
        quoted = match[1] if match[1] is not None else match[2]
        bare = match[3]
        if quoted is None and bare[:1] in ("'", '"'):
            return None
        found.append(head.unescape(quoted) if quoted is not None else None if bare == MISSING else bare)
        place = match.end()
        if not match[4]:
            return found


def _sparse(line: str, blank: list[str]) -> list[Cell] | None:
    """What is not named is 0, or the first of the declared values."""
    row: list[Cell] = list(blank)
    place, last = 1, -1
    if line[1:].strip() == "}":
        return row
    while True:
        match = SPARSE.match(line, place)
        if match is None or not last < int(match[1]) < len(row):
            return None
        last = int(match[1])
        quoted = match[2] if match[2] is not None else match[3]
        row[last] = head.unescape(quoted) if quoted is not None else None if match[4] == MISSING else match[4]
        place = match.end()
        if match[5] == "}":
            return row if not line[place:].strip() else None


def _zero(attribute: Attribute) -> str:
    return attribute.values[0] if attribute.kind in ("nominal", "string") and attribute.values else "0"


def _check(attribute: Attribute, file: str) -> Check:
    """What turns a cell into its text; False from it means that the declaration does not allow the cell."""
    if attribute.kind == "numeric":
        return lambda cell: cell if NUMBER.match(cell) or cell.lower() in cells.MARKERS or not cell else False
    if attribute.kind == "nominal":
        allowed = frozenset(attribute.values)
        return lambda cell: cell if cell in allowed else False
    if attribute.kind == "date":
        return _date(attribute, file)
    return lambda cell: cell


def _date(attribute: Attribute, file: str) -> Check:
    """Weka writes dates in patterns of Java; they become 2026-01-31 10:00:00."""
    spelled = ""
    for token in TOKEN.finditer(attribute.pattern):
        text = token[0]
        if token[1] is None and text[0].isalpha() and text not in PARTS:
            raise InputError("data.arff_date", file=file, attribute=attribute.name, pattern=attribute.pattern)
        spelled += PARTS[text] if text in PARTS else re.escape(token[1] if token[1] is not None else text)
    try:
        pattern = re.compile(spelled)
    except re.error as reason:
        raise InputError("data.arff_date", file=file, attribute=attribute.name, pattern=attribute.pattern) from reason

    def check(cell: str) -> Cell | bool:
        match = pattern.fullmatch(cell)
        return _iso(match.groupdict()) if match else False

    return check


def _iso(part: dict[str, str]) -> str:
    year = part.get("Y") or ("20" if int(part.get("y", "70")) < 70 else "19") + part.get("y", "70")
    day = f"{year}-{int(part.get('M', 1)):02}-{int(part.get('D', 1)):02}"
    if not {"h", "m", "s"} & part.keys():
        return day
    time = ":".join(f"{int(part.get(letter, 0)):02}" for letter in "hms")
    return f"{day} {time}" + (f".{int(part['f']):03}" if part.get("f") else "")
