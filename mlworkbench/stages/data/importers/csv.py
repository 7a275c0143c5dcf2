"""Comma-, semicolon-, tab- and bar-separated text."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data.delimited import blanks, dialect, encoding, furniture, header, layout, lines, reader, telling
from mlworkbench.stages.data.delimited import choices as chosen
from mlworkbench.stages.data.delimited.figures import Read
from mlworkbench.stages.data.delimited.layout import Layout
from mlworkbench.stages.data.delimited.scan import Dialect, Scanned, Unfit, scan
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.rejects import SET_ASIDE, Rejects
from mlworkbench.stages.data.source import Choices, Importer, Source

WIDEST = 10_000
GLANCE = 100_000
BINARY = frozenset(range(9)) | frozenset(range(14, 26)) | frozenset(range(28, 32))


def claims(path: Path, head: bytes) -> bool:
    """By suffix, or any content that looks like text, unless it is known to be of another kind."""
    return kind_of(path, head) is None and (path.suffix.lower() in SUFFIXES or not BINARY & set(head))


def open_csv(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    asked = _asked(choices)
    rejects = Rejects(work / "rejects.csv") if choices.get("bad_rows") == SET_ASIDE else None
    decoded = encoding.decode(path, work, Part(report, 0, 0.4), choices.get("encoding", ""), rejects)
    try:
        table = _proved(decoded.path, work, asked, rejects, Part(report, 0.4, 0.9))
        _check_size(path, table.scanned)
    except Unfit as reason:
        raise _told(reason, path, decoded) from None
    except InputError as reason:  # the copy has another name than the user's file
        raise InputError(reason.key, **{**reason.facts, "file": path.name}) from None
    source = _source(path, decoded, table, asked, choices)
    if not source.rows:
        raise InputError("data.no_rows", file=path.name, columns=len(source.names))
    kept = replace(source, reading=source.reading | {"bad_rows": choices.get("bad_rows", "")})
    return replace(kept, rejects=rejects.path, rejected=rejects.count) if rejects and rejects.count else kept


def _asked(choices: Choices) -> layout.Asked:
    escape = {"": None, "doubled": "", "backslash": "\\"}[choices.get("escape", "")]
    wanted = dialect.Wanted(chosen.sign(choices.get("delimiter", "")), chosen.mark(choices.get("quote", "")), escape)
    chosen.check_signs(choices.get("decimal", ""), choices.get("thousands", ""))
    return layout.Asked(
        wanted,
        chosen.count("skip", choices.get("skip", "")),
        chosen.mark(choices.get("comment", "")),
        chosen.count("header", choices.get("header", "")),
        choices.get("bad_rows") == SET_ASIDE,
    )


@dataclass(frozen=True)
class _Table:
    """A file of which every record was walked. `emptied` lines were no rows."""

    path: Path
    layout: Layout
    dialect: Dialect
    scanned: Scanned
    emptied: int = 0


def _proved(path: Path, work: Path, asked: layout.Asked, rejects: Rejects | None, report: Report) -> _Table:
    found = layout.find(path, work, asked)
    clean = lines.Cleaned(path, 0)
    if found.skip or found.comment:
        clean = lines.clean(path, work / "cleaned.csv", found.skip, found.comment, found.dialect.quote, Part(report, 0, 0.3))
    try:
        used, scanned = dialect.prove(clean.path, found.dialect, Part(report, 0.3, 1), asked.wanted)
    except Unfit as reason:
        if rejects is not None:
            return _sorted_out(clean, work, found, rejects, report)
        if asked.comment is None and not found.comment and str(reason.facts["piece"]).startswith(layout.COMMENT):
            return _proved(path, work, replace(asked, comment=layout.COMMENT), rejects, report)
        raise
    return _Table(clean.path, found, used, scanned, clean.emptied)


def _sorted_out(clean: lines.Cleaned, work: Path, found: Layout, rejects: Rejects, report: Report) -> _Table:
    width = found.width or dialect.width(clean.path, found.dialect)
    good = lines.sort_out(clean.path, work / "good.csv", found.dialect, width, rejects, Part(report, 0.3, 0.7))
    scanned = scan(good.path, found.dialect, Part(report, 0.7, 1))
    return _Table(good.path, found, found.dialect, scanned, clean.emptied + good.emptied)


def _told(reason: Unfit, path: Path, decoded: encoding.Decoded) -> InputError:
    """With the place in the file itself."""
    byte = encoding.byte_of(path, decoded, reason.offset)
    return InputError(reason.key, **{**reason.facts, "file": path.name, "byte": byte})


def _check_size(path: Path, scanned: Scanned) -> None:
    if not scanned.records:
        raise InputError("data.empty_file", file=path.name)
    if scanned.width > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=scanned.width, most=WIDEST)


def _source(path: Path, decoded: encoding.Decoded, table: _Table, asked: layout.Asked, choices: Choices) -> Source:
    scanned, used = table.scanned, table.dialect
    anonymous = tuple(str(number) for number in range(scanned.width))
    first, below = _beginning(table, anonymous)
    if not any(first) and not below:
        raise InputError("data.empty_file", file=path.name)
    known = None if asked.header is None else asked.header > 0
    named = header.name_columns(first, below, known)
    read = partial(reader.batches, table.path, used, scanned, named.names, scanned.body if named.header else 0)
    cleared = _cleared(table, read, named, first, below, choices)
    kept = blanks.without(cleared.read, first, named)
    named = kept.named
    numbers = telling.Numbers(kept.read, named.names, choices, used.delimiter != "," or scanned.enclosed)
    reading = {
        "encoding": decoded.encoding,
        "delimiter": chosen.spelled(used.delimiter if scanned.width > 1 else layout.NO_DELIMITER),
        "quote": used.quote or chosen.NONE,
        "escape": "backslash" if used.escape else "doubled",
        "header": "1" if named.header else "0",
        "skip": str(table.layout.skip),
        "comment": table.layout.comment or chosen.NONE,
        "decimal": numbers.found.decimal,
        "thousands": numbers.found.thousands,
        "units": cleared.units,
        "skip_end": str(cleared.at_end),
    }
    wide_guess = telling.of_encoding(path, decoded.encoding, choices)
    notes = (*wide_guess, *named.notes, *_notes(table), *cleared.notes, *numbers.notes())
    single = telling.of_single(first, below) if scanned.width == 1 and asked.wanted.delimiter is None else ()
    questions = (*single, *cleared.questions, *numbers.questions())
    source = Source(named.names, cleared.rows, True, numbers.read, reading, notes, questions, written=kept.read)
    return replace(source, descriptions={name: unit for name, unit in cleared.descriptions.items() if name in named.names})


def _cleared(
    table: _Table, read: Read, named: header.Named, first: tuple[str, ...], below: header.Rows, choices: Choices
) -> furniture.Cleared:
    scanned = table.scanned
    wanted = furniture.Asked(choices.get("units", ""), chosen.count("skip_end", choices.get("skip_end", "")))
    rows = scanned.records - named.header
    last = furniture.ends(table.path, table.dialect, scanned.width, scanned.quoted_newlines, rows)
    return furniture.without(read, rows, named, first, below, last, wanted)


def _beginning(table: _Table, names: tuple[str, ...]) -> tuple[tuple[str, ...], header.Rows]:
    """The first record and up to 1,000 below it, fewer in wide tables."""
    most = 1 + max(50, min(1_000, GLANCE // len(names)))
    found = reader.batches(table.path, table.dialect, table.scanned, names, 0)
    batch = next((one for one in found if one.num_rows), None)
    if batch is None:  # nothing but blanks between odd line ends
        return ("",) * len(names), []
    columns = [[cell or "" for cell in column.slice(0, most).to_pylist()] for column in batch.columns]
    rows = list(zip(*columns, strict=True))
    return rows[0], rows[1:]


def _notes(table: _Table) -> list[Finding]:
    notes, scanned, found = [], table.scanned, table.layout
    if found.skip:
        notes.append(Finding("lines_skipped", (), "info", 0, Reason("data.lines_skipped", {"lines": found.skip})))
    if found.comment:
        reason = Reason("data.comments_skipped", {"mark": found.comment})
        notes.append(Finding("comments_skipped", (), "info", 0, reason))
    if (dropped := scanned.blank_lines + scanned.empty_records - table.emptied) > 0:
        notes.append(Finding("empty_rows", (), "info", dropped, Reason("data.empty_rows", {"rows": dropped})))
    if not table.dialect.quote and dialect.holds_quotes(table.path):
        notes.append(Finding("stray_quotes", (), "info", 0, Reason("data.quotes_are_letters")))
    return notes


def sample(folder: Path) -> Path:
    path = folder / "sample.csv"
    path.write_text('name,length,seen,kind\n"Adler, groß",81.5,2026-01-31,a\n참새,,2026-02-01,b\nMeise,12,,a\n', "utf-8")
    return path


SUFFIXES = (".csv", ".tsv", ".tab", ".txt", ".dat")
PARAMS = (
    chosen.ENCODING,
    chosen.DELIMITER,
    chosen.QUOTE,
    chosen.ESCAPE,
    chosen.HEADER,
    chosen.SKIP,
    chosen.SKIP_END,
    chosen.UNITS,
    chosen.COMMENT,
    chosen.DECIMAL,
    chosen.THOUSANDS,
    chosen.BAD_ROWS,
)
IMPORTER = Importer("csv", Words("CSV", "CSV"), SUFFIXES, claims, open_csv, sample, PARAMS)
