"""SAS: data sets (.sas7bdat) and transport files (.xpt)."""

from pathlib import Path

from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.source import Choices, Importer, Source
from mlworkbench.stages.data.statistical import reader
from mlworkbench.stages.data.statistical.opening import ENCODING, LABELS, open_statistical
from mlworkbench.stages.data.statistical.reader import Kind

DATA_SET = Kind("SAS", "sas", "read_sas7bdat")
TRANSPORT = Kind("SAS transport", "sas", "read_xport", tells=False)
MAGIC, HEADER = b"\0" * 12 + b"\xc2\xea\x81\x60", b"HEADER RECORD***"
RECORD = 80


def claims(path: Path, head: bytes) -> bool:
    return head.startswith((MAGIC, HEADER))


def open_sas(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    with path.open("rb") as file:
        kind = TRANSPORT if file.read(len(HEADER)) == HEADER else DATA_SET
    rest = path.stat().st_size % RECORD
    if kind is TRANSPORT and rest:
        raise reader.damaged(path, kind, f"{rest} / {RECORD}")
    return open_statistical(path, work, report, choices, kind)


def sample(folder: Path) -> Path:
    import pandas
    import pyreadstat

    path = folder / "sample.xpt"
    rows = pandas.DataFrame({"name": ["Adler", "Meise", "Fink"], "length": [81.5, None, 12.0], "eggs": [2.0, 5.0, 7.0]})
    pyreadstat.write_xport(rows, str(path), column_labels={"length": "Wing span in cm"}, file_format_version=8)
    return path


SUFFIXES = (".sas7bdat", ".xpt")
IMPORTER = Importer("sas", Words("SAS", "SAS"), SUFFIXES, claims, open_sas, sample, (LABELS, ENCODING))
