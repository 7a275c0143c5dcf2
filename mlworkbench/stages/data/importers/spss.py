"""SPSS: .sav, .zsav and the portable .por."""

from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.source import Choices, Importer, Source
from mlworkbench.stages.data.statistical.opening import ENCODING, LABELS, open_statistical
from mlworkbench.stages.data.statistical.reader import Kind

SYSTEM = Kind("SPSS", "spss", "read_sav")
PORTABLE = Kind("SPSS", "spss", "read_por", tells=False, encodes=False)
MAGICS = (b"$FL2", b"$FL3")
ENCRYPTED = b"ENCRYPTEDSAV"
PORT = b"SPSS PORT FILE"


def claims(path: Path, head: bytes) -> bool:
    return head.startswith(MAGICS) or ENCRYPTED in head[:64] or _portable(head)


def _portable(head: bytes) -> bool:
    return PORT in head[:400] or (b"SPSSPORT" in head[:700].replace(b"\r", b"").replace(b"\n", b""))


def open_spss(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    with path.open("rb") as file:
        head = file.read(1024)
    if ENCRYPTED in head[:64]:
        raise InputError("data.encrypted", file=path.name)
    return open_statistical(path, work, report, choices, SYSTEM if head.startswith(MAGICS) else PORTABLE)


def sample(folder: Path) -> Path:
    import pandas
    import pyreadstat

    path = folder / "sample.sav"
    rows = pandas.DataFrame({"name": ["Adler, groß", "참새", ""], "length": [81.5, None, 99.0], "kind": [1.0, 2.0, 1.0]})
    pyreadstat.write_sav(
        rows,
        str(path),
        column_labels={"length": "Wing span in cm"},
        variable_value_labels={"kind": {1.0: "large", 2.0: "small"}, "length": {99.0: "not measured"}},
        missing_ranges={"length": [99.0]},
    )
    return path


SUFFIXES = (".sav", ".zsav", ".por")
IMPORTER = Importer("spss", Words("SPSS", "SPSS"), SUFFIXES, claims, open_spss, sample, (LABELS, ENCODING))
