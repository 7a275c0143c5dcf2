"""Opens a file with the importer that claims it; what nobody can read is refused by name."""

from dataclasses import replace
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.data.importers import IMPORTERS
from mlworkbench.stages.data.source import Source

HEAD = 4096
# Contents that begin so are no text and no Parquet, whatever the name says.
KINDS = (
    (b"PK\x03\x04", "Excel / ZIP"),
    (b"\xd0\xcf\x11\xe0", "Excel (xls)"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "SQLite"),
    (b"$FL2", "SPSS"),
    (b"$FL3", "SPSS"),
    (b"<stata_dta>", "Stata"),
    (b"HEADER RECORD***", "SAS transport"),
    (b"\0" * 12 + b"\xc2\xea\x81\x60", "SAS"),
    (b"ARROW1\0\0", "Arrow / Feather"),
    (b"Obj\x01", "Avro"),
    (b"\x89HDF", "HDF5"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x7fELF", "program"),
)
BEGINNINGS = (
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<?xml", "XML"),
    (b"@relation", "ARFF"),
    (b'{"', "JSON"),
    (b"[{", "JSON"),
)
SUFFIXES = {
    ".xlsx": "Excel", ".xls": "Excel", ".xlsm": "Excel", ".ods": "OpenDocument", ".arff": "ARFF", ".json": "JSON",
    ".ndjson": "JSON", ".jsonl": "JSON", ".sav": "SPSS", ".dta": "Stata", ".sas7bdat": "SAS", ".xpt": "SAS transport",
    ".feather": "Arrow / Feather", ".arrow": "Arrow / Feather", ".orc": "ORC", ".avro": "Avro", ".db": "SQLite",
    ".sqlite": "SQLite", ".h5": "HDF5", ".xml": "XML", ".html": "HTML", ".pkl": "pickle", ".zip": "ZIP", ".gz": "gzip",
    ".npy": "NumPy", ".npz": "NumPy", ".rds": "R", ".rda": "R", ".pdf": "PDF", ".docx": "Word",
}  # fmt: skip


def open_source(path: Path, work: Path, report: Report) -> Source:
    """The table in this file, checked over the whole file. `work` receives what must be written on the way.

    Raises InputError with the line and the reason when the file can't be read.
    """
    head = _head(path)
    importer = next((importer for importer in IMPORTERS if importer.claims(path, head)), None)
    if importer is None:
        raise InputError("data.not_supported", file=path.name, kind=path.suffix or "?", supported=supported())
    work.mkdir(parents=True, exist_ok=True)
    source = importer.open(path, work, report)
    return replace(source, reading={"importer": importer.name, **source.reading})


def supported() -> str:
    return ", ".join(sorted(importer.title.en for importer in IMPORTERS))


def _head(path: Path) -> bytes:
    """The first bytes. Raises InputError for what is no readable file, or of a kind that we know and do not read."""
    if path.is_dir():
        raise InputError("data.is_folder", file=path.name)
    if not path.is_file():
        raise InputError("data.no_file", file=str(path))
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as reason:
        raise InputError("data.cannot_open", file=str(path), reason=reason.strerror or str(reason)) from reason
    if not head:
        raise InputError("data.empty_file", file=path.name)
    _refuse_other_kinds(path, head)
    return head


def _refuse_other_kinds(path: Path, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    kind = next((kind for magic, kind in KINDS if head.startswith(magic)), None)
    kind = kind or next((kind for beginning, kind in BEGINNINGS if start.startswith(beginning)), None)
    kind = kind or SUFFIXES.get(path.suffix.lower())
    if kind:
        raise InputError("data.not_supported", file=path.name, kind=kind, supported=supported())
    if head.startswith(b"PAR1") and path.suffix.lower() in IMPORTERS["csv"].suffixes:
        raise InputError("data.is_parquet", file=path.name)
