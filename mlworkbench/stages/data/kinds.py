"""Kinds of files that are known by their first bytes or their name, so that a refusal can name them."""

from pathlib import Path

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
    (b"FEA1", "Arrow / Feather"),
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
    ".sqlite": "SQLite", ".sqlite3": "SQLite", ".db3": "SQLite",
    ".duckdb": "DuckDB", ".ddb": "DuckDB", ".h5": "HDF5", ".xml": "XML", ".html": "HTML", ".pkl": "pickle", ".zip": "ZIP",
    ".gz": "gzip",    ".npy": "NumPy", ".npz": "NumPy", ".rds": "R", ".rda": "R", ".pdf": "PDF", ".docx": "Word",
}  # fmt: skip


def kind_of(path: Path, head: bytes) -> str | None:
    """What the content is, or else what the name says; None for what may be text or Parquet."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for beginnings, content in ((KINDS, head), (BEGINNINGS, start)):
        kind = next((kind for beginning, kind in beginnings if content.startswith(beginning)), None)
        if kind:
            return kind
    return SUFFIXES.get(path.suffix.lower())
