"""Dates in words or with words among them (2024년 3월 5일 오후 3:10 · 5. März 2024 · 05-Mar-24 · 24:00), written as figures.

Proved over whole columns: where one cell is no date, the column stays as it is and is told. The order of day, month and year is
never guessed here: what leaves it open is left to `dates`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from mlworkbench.base.errors import Fact
from mlworkbench.base.records import Finding, Reason
from mlworkbench.stages.data import cells, dates
from mlworkbench.stages.data.source import Source

if TYPE_CHECKING:
    import pyarrow as pa

GLANCE = 400  # cells of the first piece in which a date in words must show
ENOUGH = 0.5  # of the cells must be dates for the others to be told
SHOWN = 200
MONTHS = (
    ("january", "jan", "januar", "jänner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "janeiro"),
    ("february", "feb", "februar", "février", "fevrier", "févr", "fevr", "febrero", "febbraio", "fevereiro", "fev", "fév"),
    ("march", "mar", "märz", "maerz", "mär", "mrz", "mars", "marzo", "março", "marco"),
    ("april", "apr", "avril", "avr", "abril", "abr", "aprile"),
    ("may", "mai", "mayo", "maggio", "mag", "maio"),
    ("june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho"),
    ("july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho"),
    ("august", "aug", "août", "aout", "agosto", "ago"),
    ("september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro"),
    ("october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out"),
    ("november", "nov", "novembre", "noviembre", "novembro"),
    ("december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dicembre", "dezembro"),
)
NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
ZONES = {"utc": "Z", "gmt": "Z", "z": "Z", "kst": "+09:00"}
TIME = (
    r"(?:(?:T|[,\s]+)(?:(?P<ahead>오전|오후|[AaPp][Mm])\s*)?(?P<hour>\d{1,2})\s*(?::\s*(?P<minute>\d{1,2})|시(?:\s*(?P<min>\d{1,2})\s*분)?)"
    r"(?:\s*:?\s*(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,6})\d*)?\s*초?)?"
    r"(?:\s*(?P<half>[AaPp]\.?[Mm]\.?))?\s*(?P<zone>Z|UTC|GMT|KST|[+-]\d{2}(?::?\d{2})?)?)?$"
)
WEEKDAY = r"(?:\s*\([월화수목금토일]\))?"
NAME = r"(?P<name>[^\W\d_]{3,10})"
FORMS = tuple(
    re.compile(form + TIME)
    for form in (
        rf"(?P<year>\d{{4}})\s*([-/.])\s*(?P<month>\d{{1,2}})\s*\2\s*(?P<day>\d{{1,2}})\.?{WEEKDAY}",
        rf"(?P<year>\d{{4}})\s*[년年]\s*(?P<month>\d{{1,2}})\s*[월月]\s*(?P<day>\d{{1,2}})\s*[일日]{WEEKDAY}",
        rf"(?:[^\W\d_]{{2,10}}\.?,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)?\.?[\s-]*(?:de\s+)?{NAME}\.?[\s,-]*(?:del?\s+)?"
        r"(?P<year>\d{4}|\d{2})",
        rf"(?:[^\W\d_]{{2,10}},\s+)?{NAME}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})",
        r"(?P<open>\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2}))",
    )
)


@lru_cache(maxsize=50_000)
def plain(cell: str) -> str | None:
    """The same date in figures, year first where the order is known; None where the cell is no date."""
    text = cell.replace("\u00a0", " ").replace("\u202f", " ").strip()
    if not text or len(text) > 60:
        return None
    for form in FORMS:
        if match := form.match(text):
            return _figures(match)
    return None


def _figures(match: "re.Match[str]") -> str | None:
    parts = match.groupdict()
    time = _time(parts)
    if time is None:
        return None
    clock, days = time
    if parts.get("open"):
        if not _is_date(parts["open"]):
            return None
        return None if days else (parts["open"] + (f" {clock}" if clock else ""))
    month = int(parts["month"]) if parts.get("month") else NUMBERS.get(parts["name"].lower())
    if month is None:
        return None
    year = int(parts["year"])
    if len(parts["year"]) == 2:
        year += 2000 if year < dates.CENTURY else 1900
    try:
        day = date(year, month, int(parts["day"])) + timedelta(days)
    except (ValueError, OverflowError):
        return None
    return f"{day.year:04}-{day.month:02}-{day.day:02}" + (f" {clock}" if clock else "")


def _is_date(figures: str) -> bool:
    """Day and month in either order; 18.00.00 is none."""
    first, second = (int(one) for one in re.split(r"[-/.]", figures)[:2])
    return 1 <= min(first, second) <= 12 and max(first, second) <= 31


def _time(parts: dict[str, str | None]) -> tuple[str, int] | None:
    """The time of day and how many days later it is (24:00); None where there is no such time."""
    if parts["hour"] is None:
        return "", 0
    hour, minute, second = int(parts["hour"]), int(parts["minute"] or parts["min"] or 0), int(parts["second"] or 0)
    half = (parts["ahead"] or parts["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12 and not (half in ("오전", "오후") and hour == 0):
            return None
        hour = hour % 12 + 12 * (half == "오후" or half.startswith("p"))
    days = int(hour == 24 and not minute and not second)
    hour -= 24 * days
    if hour > 23 or minute > 59 or second > 59:
        return None
    zone = parts["zone"] or ""
    zone = ZONES.get(zone.lower(), zone + ":00" if len(zone) == 3 else zone)
    seconds = f":{second:02}" + (f".{parts['fraction']}" if parts["fraction"] else "") if parts["second"] else ""
    return f"{hour:02}:{minute:02}{seconds}{zone}", days


@dataclass
class _Column:
    """A column in which dates in words were seen, and what else stands in it. `open_order` counts dates whose order is
    open, of which `loose` is one."""

    place: int
    example: tuple[str, str]
    dates: int = 0
    open_order: int = 0
    loose: str = ""
    others: list[str] = field(default_factory=list)

    @property
    def proved(self) -> bool:
        return not self.others and self.open_order in (0, self.dates)


def applied(source: Source) -> Source:
    """The same rows, with such dates in figures."""
    candidates = _candidates(source)
    if not candidates:
        return source
    for batch in source.batches():
        for one in candidates:
            _see(one, batch.column(one.place))
    proved = [one for one in candidates if one.proved]
    told = [_told(source, one) for one in candidates if not one.proved and one.dates * ENOUGH >= len(one.others)]
    if proved:
        told.insert(0, _rewritten(source, proved))
    places = frozenset(one.place for one in proved)
    read = source.read

    def reading() -> "Iterator[pa.RecordBatch]":
        import pyarrow as pa

        for batch in read():
            columns = [_written(one) if place in places else one for place, one in enumerate(batch.columns)]
            yield pa.RecordBatch.from_arrays(columns, schema=batch.schema)

    return replace(source, read=reading if proved else read, notes=(*source.notes, *told))


def _candidates(source: Source) -> list[_Column]:
    import pyarrow as pa

    unsure = {name for question in source.questions for name in question.columns}
    first = next(iter(source.batches()), None)
    found = []
    for place, column in enumerate(first.columns if first is not None else ()):
        if not pa.types.is_string(column.type) or source.names[place] in unsure:
            continue
        beginning = column.slice(0, GLANCE)
        filled = next((cell.as_py() for cell in beginning if cell.is_valid and not _is_missing(cell.as_py())), None)
        if filled is None or plain(filled) is None:
            continue
        if example := _unusual([cell.strip() for cell in beginning.unique().to_pylist() if cell is not None]):
            found.append(_Column(place, (example, plain(example) or "")))
    return found


def _unusual(glance: list[str]) -> str | None:
    """A cell that needs another spelling to be read as a date."""
    import pyarrow as pa

    usual = dates.readable(pa.array(glance, pa.string()))
    if words := next((cell for cell, right in zip(glance, usual, strict=True) if not right and plain(cell)), None):
        return words
    signs = {cell[4:5] for cell in glance if (plain(cell) or "")[4:5] == "-"}
    return next((cell for cell in glance if plain(cell) not in (None, cell)), None) if len(signs) > 1 else None


def _is_missing(cell: str) -> bool:
    text = cell.strip()
    return not text or text.lower() in cells.MARKERS


def _see(one: _Column, column: "pa.Array") -> None:
    for cell in column.unique().to_pylist():
        if cell is None or _is_missing(cell):
            continue
        figures = plain(cell)
        if figures is None:
            one.others += [cell] if len(one.others) < SHOWN else []
        else:
            one.dates += 1
            if figures[4:5] != "-":
                one.open_order, one.loose = one.open_order + 1, one.loose or cell


def _written(column: "pa.Array") -> "pa.Array":
    import pyarrow as pa

    coded = column.dictionary_encode()
    texts = [cell if cell is None else plain(cell) or cell for cell in coded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(coded.indices)


def _rewritten(source: Source, proved: list[_Column]) -> Finding:
    names = tuple(source.names[one.place] for one in proved)
    written, read = proved[0].example
    facts: dict[str, Fact] = {"columns": ", ".join(names)[:SHOWN], "written": written, "read": read}
    return Finding("date_words", names, "info", 0, Reason("data.date_words", facts))


def _told(source: Source, one: _Column) -> Finding:
    name = source.names[one.place]
    facts: dict[str, Fact] = {"column": name, "found": (one.others[0] if one.others else one.loose)[:60]}
    return Finding("mixed_date", (name,), "warning", 0, Reason("data.date_words_mixed", facts))
