"""SAS: data sets (.sas7bdat) and transport files (.xpt)."""

from dataclasses import replace
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
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
CATALOG = ".sas7bcat"


def claims(path: Path, head: bytes) -> bool:
    return head.startswith((MAGIC, HEADER))


def open_sas(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    with path.open("rb") as file:
        kind = TRANSPORT if file.read(len(HEADER)) == HEADER else DATA_SET
    rest = path.stat().st_size % RECORD
    if kind is TRANSPORT and rest:
        raise reader.damaged(path, kind, f"{rest} / {RECORD}")
    beside = _catalog(path) if kind is DATA_SET else None
    labels, notes = _labels(beside, report, choices.get("encoding", "")) if beside else (reader.NO_CATALOG, ())
    source = open_statistical(path, work, report, choices, kind, labels)
    return replace(source, notes=(*source.notes, *notes))


def _catalog(path: Path) -> Path | None:
    """The catalog of the same name beside the data set, whatever the case of its letters."""
    try:
        names = sorted(one.name for one in path.parent.iterdir() if one.is_file())
    except OSError:
        return None
    return next((path.with_name(name) for name in names if name.lower() == f"{path.stem}{CATALOG}".lower()), None)


def _labels(beside: Path, report: Report, encoding: str) -> tuple[reader.Catalog, tuple[Finding, ...]]:
    """What cannot be read is told; the data set has its codes all the same."""
    try:
        found = reader.read_catalog(beside, report, encoding)
    except InputError:
        return reader.NO_CATALOG, (
            Finding("catalog_unread", (), "warning", 0, Reason("data.catalog_unread", {"file": beside.name})),
        )
    return found, (Finding("catalog", (), "info", 0, Reason("data.catalog_read", {"file": beside.name})),)


def sample(folder: Path) -> Path:
    import pandas
    import pyreadstat

    path = folder / "sample.xpt"
    rows = pandas.DataFrame({"name": ["Adler", "Meise", "Fink"], "length": [81.5, None, 12.0], "eggs": [2.0, 5.0, 7.0]})
    pyreadstat.write_xport(rows, str(path), column_labels={"length": "Wing span in cm"}, file_format_version=8)
    return path


SUFFIXES = (".sas7bdat", ".xpt")
IMPORTER = Importer("sas", Words("SAS", "SAS"), SUFFIXES, claims, open_sas, sample, (LABELS, ENCODING))
