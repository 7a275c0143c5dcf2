"""Stata: .dta of all releases."""

from pathlib import Path

from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.source import Choices, Importer, Source
from mlworkbench.stages.data.statistical import reader
from mlworkbench.stages.data.statistical.opening import ENCODING, LABELS, open_statistical
from mlworkbench.stages.data.statistical.reader import Kind

STATA = Kind("Stata", "stata", "read_dta")
BEGINNING, END = b"<stata_dta>", b"</stata_dta>"
OLD = frozenset((102, 103, 104, 105, 108, 110, 111, 113, 114, 115))


def claims(path: Path, head: bytes) -> bool:
    old = len(head) > 4 and head[0] in OLD and head[1] in (1, 2) and head[2] == 1
    return head.startswith(BEGINNING) or (old and path.suffix.lower() in SUFFIXES)


def open_stata(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    with path.open("rb") as file:
        new = file.read(len(BEGINNING)) == BEGINNING
        file.seek(max(0, path.stat().st_size - 64))
        if new and END not in file.read():
            raise reader.damaged(path, STATA, END.decode())
    return open_statistical(path, work, report, choices, STATA)


def sample(folder: Path) -> Path:
    from datetime import date

    import pandas
    import pyreadstat

    path = folder / "sample.dta"
    rows = pandas.DataFrame(
        {
            "name": ["Adler, groß", "참새", ""],
            "length": [81.5, None, 12.0],
            "kind": [1, 2, 1],
            "seen": [date(2026, 1, 31), date(2026, 2, 1), None],
        }
    )
    pyreadstat.write_dta(
        rows, str(path), column_labels={"length": "Wing span in cm"}, variable_value_labels={"kind": {1: "large", 2: "small"}}
    )
    _date(path)
    return path


def _date(path: Path) -> None:
    """The same bytes at every call: the time of writing stands in the header."""
    content = path.read_bytes()
    start = content.find(b"<timestamp>") + len(b"<timestamp>") + 1
    path.write_bytes(content[:start] + b"01 Jan 2026 00:00" + content[start + 17 :])


SUFFIXES = (".dta",)
IMPORTER = Importer("stata", Words("Stata", "Stata"), SUFFIXES, claims, open_stata, sample, (LABELS, ENCODING))
