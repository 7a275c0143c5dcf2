"""Which delimiter and quote a file uses: DuckDB proposes, our scan of the file's beginning disposes."""

import io
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Part, Report, Silent
from mlworkbench.stages.data import duck
from mlworkbench.stages.data.delimited.header import NUMBER
from mlworkbench.stages.data.delimited.lines import records
from mlworkbench.stages.data.delimited.scan import Dialect, Scanned, Unfit, scan

DELIMITERS = (",", ";", "\t", "|")
HEAD = 1 << 20
FEW = 0.05
ENOUGH = 20
WIDEST = 10_000
FEWEST = 3


@dataclass(frozen=True)
class Wanted:
    """What of the dialect was chosen; None where it is to be found. No quote and no escape are empty."""

    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None

    def allows(self, dialect: Dialect) -> bool:
        pairs = ((self.delimiter, dialect.delimiter), (self.quote, dialect.quote), (self.escape, dialect.escape))
        return all(wanted is None or wanted == found for wanted, found in pairs)


ANY = Wanted()


def find(path: Path, work: Path, wanted: Wanted = ANY) -> Dialect:
    """The dialect that the beginning of the file obeys, among those wanted. Raises Unfit (line, reason) when none does."""
    proposed = _proposed(path, work)
    tried = [(dialect, _try(path, dialect)) for dialect in candidates(path, proposed, wanted)]
    fitting = [(dialect, seen) for dialect, seen in tried if isinstance(seen, Scanned) and seen.width > 1]
    if fitting:
        return _best(fitting, proposed)
    failed = [(dialect, seen) for dialect, seen in tried if isinstance(seen, Unfit)]
    if failed and (unfit := _likeliest(path, failed)):
        raise unfit
    if all(isinstance(seen, Scanned) and not seen.records for _, seen in tried):
        return _within_one_line(path, [dialect for dialect, _ in tried])
    single = next((dialect for dialect, seen in tried if isinstance(seen, Scanned)), None)
    if single is None:
        raise InputError("data.not_text", file=path.name)
    return single if wanted.delimiter is not None else _in_blanks(path, single)


def _within_one_line(path: Path, tried: list[Dialect]) -> Dialect:
    """The first line does not end in the file's beginning: the delimiter that stands in it most often. Raises InputError when
    that makes too many columns.
    """
    with path.open("rb") as file:
        head = file.read(HEAD).decode("utf-8", "ignore")
    best = max(tried, key=lambda dialect: head.count(dialect.delimiter))
    if head.count(best.delimiter) > WIDEST:
        raise InputError("data.too_wide", file=path.name, columns=_first_width(path, best.delimiter), most=WIDEST)
    return best


def _first_width(path: Path, delimiter: str) -> int:
    """How many cells the first line has, whatever its quotes enclose."""
    count = 1
    with path.open("rb") as file:
        while block := file.read(HEAD):
            line, end, _ = block.partition(b"\n")
            count += line.count(delimiter.encode())
            if end:
                break
    return count


def _in_blanks(path: Path, single: Dialect) -> Dialect:
    """A single column of nothing but numbers between blanks is several columns."""
    blanks = Dialect(" ", single.quote)
    seen = _try(path, blanks)
    if not isinstance(seen, Scanned) or seen.width < 2 or seen.records < FEWEST:
        return single
    with path.open("rb") as file:
        parts = file.read(HEAD).decode("utf-8", "ignore").split()
    return blanks if sum(bool(NUMBER.match(part)) for part in parts) * 2 > len(parts) else single


def prove(path: Path, dialect: Dialect, report: Report, wanted: Wanted = ANY) -> tuple[Dialect, Scanned]:
    """The dialect checked on every record of the file. Raises Unfit.

    Where quotes are rare, they may be letters: so it is when they do not pair, and when every line by itself is a full record.
    """
    try:
        scanned = scan(path, dialect, Part(report, 0, 0.7))
    except Unfit as reason:
        bare = _bare(path, dialect, wanted, Part(report, 0.7, 1))
        if bare is None:
            raise reason from None
        return bare
    if scanned.quoted_newlines and (bare := _bare(path, dialect, wanted, Part(report, 0.7, 1))):
        return bare
    return dialect, scanned


def width(path: Path, dialect: Dialect) -> int:
    """Cells of the first record."""
    with path.open("rb") as file:
        head = io.StringIO(file.read(HEAD).decode("utf-8", "ignore"), newline="")
    return next((len(row) for row in records(head, dialect) if row), 0)


def _bare(path: Path, dialect: Dialect, wanted: Wanted, report: Report) -> tuple[Dialect, Scanned] | None:
    if not dialect.quote or wanted.quote is not None or not quotes_are_rare(path, dialect):
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


def candidates(path: Path, proposed: Dialect | None = None, wanted: Wanted = ANY) -> list[Dialect]:
    """With the usual quote first: a proposal without quotes may only mean that the first lines hold none."""
    first = [proposed] if proposed and proposed.quote not in ("", '"') else []
    delimiters = sorted(DELIMITERS, key=lambda sign: (proposed is None or sign != proposed.delimiter, DELIMITERS.index(sign)))
    if wanted.delimiter is not None:
        delimiters = [wanted.delimiter]
    quotes = ['"'] if not wanted.quote else [wanted.quote]
    quoted = [Dialect(sign, quote) for sign in delimiters for quote in quotes]
    escaped = [Dialect(sign, quote, "\\") for sign in delimiters for quote in quotes]
    bare = [Dialect(sign) for sign in delimiters if wanted.quote == "" or quotes_are_rare(path, Dialect(sign))]
    return [dialect for dialect in (*first, *quoted, *escaped, *bare) if wanted.allows(dialect)]


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
