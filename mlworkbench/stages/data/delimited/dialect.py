"""Which delimiter and quote a file uses: DuckDB proposes, our scan of the file's beginning disposes."""

from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Part, Report, Silent
from mlworkbench.stages.data import duck
from mlworkbench.stages.data.delimited.scan import Dialect, Scanned, Unfit, scan

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 20
FEW = 0.05
ENOUGH = 20
WIDEST = 10_000


def find(path: Path, work: Path) -> Dialect:
    """The dialect that the beginning of the file obeys. Raises Unfit (line, reason) when none does."""
    proposed = _proposed(path, work)
    tried = [(dialect, _try(path, dialect)) for dialect in _candidates(path, proposed)]
    fitting = [(dialect, seen) for dialect, seen in tried if isinstance(seen, Scanned) and seen.width > 1]
    if fitting:
        return _best(fitting, proposed)
    failed = [(dialect, seen) for dialect, seen in tried if isinstance(seen, Unfit)]
    if failed and (unfit := _likeliest(path, failed)):
        raise unfit
    single = next((dialect for dialect, seen in tried if isinstance(seen, Scanned)), None)
    if single is None:
        raise InputError("data.not_text", file=path.name)
    return single


def prove(path: Path, dialect: Dialect, report: Report) -> tuple[Dialect, Scanned]:
    """The dialect checked on every record of the file. Raises Unfit.

    Where quotes are rare, they may be letters: so it is when they do not pair, and when every line by itself is a full record.
    """
    try:
        scanned = scan(path, dialect, Part(report, 0, 0.7))
    except Unfit as reason:
        bare = _bare(path, dialect, Part(report, 0.7, 1))
        if bare is None:
            raise reason from None
        return bare
    if scanned.quoted_newlines and (bare := _bare(path, dialect, Part(report, 0.7, 1))):
        return bare
    return dialect, scanned


def _bare(path: Path, dialect: Dialect, report: Report) -> tuple[Dialect, Scanned] | None:
    if not dialect.quote or not quotes_are_rare(path, dialect):
        return None
    bare = Dialect(dialect.delimiter)
    try:
        scanned = scan(path, bare, report)
    except Unfit:
        return None
    return (bare, scanned) if scanned.width > 1 and scanned.records >= ENOUGH else None


def holds_quotes(path: Path) -> bool:
    """There are quotation marks in the file's beginning."""
    with path.open("rb") as file:
        return b'"' in file.read(HEAD)


def quotes_are_rare(path: Path, dialect: Dialect) -> bool:
    """Few of the cells in the file's beginning start with a quote."""
    with path.open("rb") as file:
        head = file.read(HEAD).decode("utf-8", "ignore").replace("\r", "\n")
    cells = head.count(dialect.delimiter) + head.count("\n") + 1
    quoted = head.count(dialect.delimiter + '"') + head.count('\n"') + head.startswith('"')
    return quoted <= FEW * cells


def _proposed(path: Path, work: Path) -> Dialect | None:
    """What DuckDB makes of the file's beginning; None when it makes nothing of it, or the first line is beyond any table."""
    import duckdb

    beginning = work / "beginning.csv"
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip() or max(head.split(b"\n", 1)[0].count(sign.encode()) for sign in DELIMITERS) > WIDEST:
        return None
    beginning.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    try:
        with duck.connect() as connection:
            row = connection.execute("SELECT Delimiter, Quote, Escape FROM sniff_csv(?)", [str(beginning)]).fetchone()
    except duckdb.Error:
        return None
    delimiter, quote, escape = ("" if sign == "(empty)" else sign for sign in row)
    return Dialect(delimiter, quote, "\\" if escape == "\\" else "") if delimiter in DELIMITERS else None


def _candidates(path: Path, proposed: Dialect | None) -> list[Dialect]:
    """With the usual quote first: a proposal without quotes may only mean that the first lines hold none."""
    first = [proposed] if proposed and proposed.quote not in ("", '"') else []
    delimiters = sorted(DELIMITERS, key=lambda sign: (proposed is None or sign != proposed.delimiter, DELIMITERS.index(sign)))
    quoted = [Dialect(sign, '"') for sign in delimiters]
    escaped = [Dialect(sign, '"', "\\") for sign in delimiters]
    bare = [Dialect(sign) for sign in delimiters if quotes_are_rare(path, Dialect(sign))]
    return [*first, *quoted, *escaped, *bare]


def _try(path: Path, dialect: Dialect) -> Scanned | Unfit:
    try:
        return scan(path, dialect, Silent(), limit=HEAD)
    except Unfit as reason:
        return reason


def _best(fitting: list[tuple[Dialect, Scanned]], proposed: Dialect | None) -> Dialect:
    """Among those that fit: the proposed delimiter, else the widest; the order of candidates decides the quote."""
    if proposed:
        same = [dialect for dialect, _ in fitting if dialect.delimiter == proposed.delimiter]
        if same:
            return same[0]
    widest = max(seen.width for _, seen in fitting)
    return next(dialect for dialect, seen in fitting if seen.width == widest)


def _likeliest(path: Path, failed: list[tuple[Dialect, Unfit]]) -> Unfit | None:
    """The failure to tell: that of the delimiter which stands most often in the first line, or else in the file's beginning."""
    with path.open("rb") as file:
        head = file.read(HEAD).decode("utf-8", "ignore")
    first = head.replace("\r", "\n").lstrip("\n").split("\n")[0]
    for text in (first, head):
        counts = {dialect.delimiter: text.count(dialect.delimiter) for dialect, _ in failed}
        best = max(counts, key=lambda sign: counts[sign])
        if counts[best]:
            return next(unfit for dialect, unfit in failed if dialect.delimiter == best)
    return next((unfit for _, unfit in failed if unfit.key != "data.ragged"), None)
