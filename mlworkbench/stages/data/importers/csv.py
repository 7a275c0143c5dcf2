"""Comma-, semicolon-, tab- and bar-separated text."""

from functools import partial
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited import decimals, dialect, encoding, header, reader
from mlworkbench.stages.data.delimited.scan import Dialect, Scanned
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

WIDEST = 10_000
GLANCE = 100_000
BINARY = frozenset(range(9)) | frozenset(range(14, 26)) | frozenset(range(28, 32))
SIGNS = {"\t": "tab"}


def claims(path: Path, head: bytes) -> bool:
    """By suffix, or any content that looks like text, unless it is known to be of another kind."""
    return kind_of(path, head) is None and (path.suffix.lower() in SUFFIXES or not BINARY & set(head))


def open_csv(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    decoded = encoding.decode(path, work, Part(report, 0, 0.4))
    try:
        found = dialect.find(decoded.path, work)
        used, scanned = dialect.prove(decoded.path, found, Part(report, 0.4, 0.9))
    except InputError as reason:  # the copy has another name than the user's file
        raise InputError(reason.key, **{**reason.facts, "file": path.name}) from None
    _check_size(path, scanned)
    source = _source(decoded, used, scanned)
    if not source.rows:
        raise InputError("data.no_rows", file=path.name, columns=len(source.names))
    return source


def _check_size(path: Path, scanned: Scanned) -> None:
    if not scanned.records:
        raise InputError("data.empty_file", file=path.name)
    if scanned.width > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=scanned.width, most=WIDEST)


def _source(decoded: encoding.Decoded, used: Dialect, scanned: Scanned) -> Source:
    anonymous = tuple(str(number) for number in range(scanned.width))
    first, below = _beginning(decoded.path, used, scanned, anonymous)
    named = header.name_columns(first, below)
    read = partial(reader.batches, decoded.path, used, scanned, named.names, scanned.body if named.header else 0)
    commas = decimals.columns(read) if used.delimiter != "," or scanned.openings else frozenset()
    reading = {
        "encoding": decoded.encoding,
        "delimiter": SIGNS.get(used.delimiter, used.delimiter),
        "quote": used.quote if scanned.openings else "",
        "header": "1" if named.header else "",
        "decimal": "," if commas else ".",
    }
    notes = (*named.notes, *_notes(decoded.path, used, scanned, named.names, commas))
    return Source(
        named.names, scanned.records - named.header, True, decimals.with_points(read, commas) if commas else read, reading, notes
    )


def _beginning(path: Path, used: Dialect, scanned: Scanned, names: tuple[str, ...]) -> tuple[tuple[str, ...], header.Rows]:
    """The first record and up to 1,000 below it, fewer in wide tables."""
    most = 1 + max(50, min(1_000, GLANCE // len(names)))
    batch = next(iter(reader.batches(path, used, scanned, names, 0)))
    columns = [[cell or "" for cell in column.slice(0, most).to_pylist()] for column in batch.columns]
    rows = list(zip(*columns, strict=True))
    return rows[0], rows[1:]


def _notes(path: Path, used: Dialect, scanned: Scanned, names: tuple[str, ...], commas: frozenset[int]) -> list[Finding]:
    notes = []
    if dropped := scanned.blank_lines + scanned.empty_records:
        notes.append(Finding("empty_rows", (), "info", dropped, Reason("data.empty_rows", {"rows": dropped})))
    if not used.quote and dialect.holds_quotes(path):
        notes.append(Finding("stray_quotes", (), "info", 0, Reason("data.quotes_are_letters")))
    if commas:
        columns = tuple(names[place] for place in sorted(commas))
        notes.append(Finding("decimal_comma", columns, "info", 0, Reason("data.decimal_comma", {"columns": len(columns)})))
    return notes


def sample(folder: Path) -> Path:
    path = folder / "sample.csv"
    path.write_text('name,length,seen,kind\n"Adler, groß",81.5,2026-01-31,a\n참새,,2026-02-01,b\nMeise,12,,a\n', "utf-8")
    return path


SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat")
IMPORTER = Importer("csv", Words("CSV", "CSV"), SUFFIXES, claims, open_csv, sample)
