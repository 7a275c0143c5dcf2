"""A column in words: its type, its figures, and what a reader should know about them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from mlworkbench.base.records import ColumnProfile, ColumnType, Entry, Meaning, Reason
from mlworkbench.base.words import number, tr

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MEDIAN: Final = 3  # place among the quantiles
TYPES: Final[dict[ColumnType, str]] = {
    "number": "data.type_number",
    "flag": "data.type_flag",
    "category": "data.type_category",
    "text": "data.type_text",
    "date": "data.type_date",
}


MEANINGS: Final[dict[Meaning, str]] = {
    "number": "data.type_number",
    "flag": "data.type_flag",
    "category": "data.type_category",
    "text": "data.type_text",
    "date": "data.type_date",
    "id": "data.meaning_id",
    "constant": "data.meaning_constant",
    "empty": "data.meaning_empty",
}


def meaning_word(column: ColumnProfile, entry: Entry | None) -> str:
    """What people say it means, else what its values tell."""
    meaning = (entry.meaning if entry else None) or column.meaning
    return tr(MEANINGS[meaning]) if meaning else type_word(column.type)


def type_word(kind: ColumnType) -> str:
    return tr(TYPES[kind])


def percent(part: int, whole: int) -> str:
    """26.5 %; what is there but tiny is not called nothing."""
    share = 100 * part / whole if whole else 0.0
    return tr("data.percent", percent="<0.1" if 0 < share < 0.05 else f"{share:.1f}".removesuffix(".0"))


def value_word(column: ColumnProfile, value: float | None) -> str:
    """A figure of the column in its own kind: dates are stored as microseconds."""
    if value is None or column.type != "date":
        return short(value) if value is not None else "–"
    moment = EPOCH + timedelta(microseconds=round(value))
    return f"{moment:%Y-%m-%d}" if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else f"{moment:%Y-%m-%d %H:%M}"


def short(value: float) -> str:
    """0.1 rather than 0.1000: a value of the data has the decimals it needs."""
    words = number(value)
    return words.rstrip("0").removesuffix(".") if "." in words and "e" not in words else words


def figures(column: ColumnProfile, rows: int) -> tuple[tuple[str, str], ...]:
    """Label and value, as they stand in the column's card and tooltip. An estimate is marked."""
    found = [(tr("data.figure_missing"), _missing(column, rows)), (tr("data.figure_distinct"), _count(column))]
    if column.minimum is not None:
        found.append((tr("data.figure_least"), value_word(column, column.minimum)))
        if len(column.quantiles) > MEDIAN:
            found.append((tr("data.figure_median"), _about(column, "quantiles", value_word(column, column.quantiles[MEDIAN]))))
        found.append((tr("data.figure_mean"), value_word(column, column.mean)))
        found.append((tr("data.figure_most"), value_word(column, column.maximum)))
    if column.sd is not None and column.type != "date":
        found.append((tr("data.figure_sd"), short(column.sd)))
    return tuple(found)


def told(column: ColumnProfile, rows: int, why: Sequence[Reason]) -> str:
    """The column in some lines, for a tooltip and a screen reader."""
    lines = [f"{column.name} · {type_word(column.type)}"]
    lines += [f"{label}: {value}" for label, value in figures(column, rows)]
    lines += [f"{top.value}: {top.count:,}" for top in column.top[:5]] if column.minimum is None else []
    return "\n".join([*lines, *(tr(reason.key, **reason.facts) for reason in why)])


def _missing(column: ColumnProfile, rows: int) -> str:
    return f"{column.missing:,} ({percent(column.missing, rows)})" if column.missing else "0"


def _count(column: ColumnProfile) -> str:
    return _about(column, "distinct", f"{column.distinct:,}")


def _about(column: ColumnProfile, figure: str, words: str) -> str:
    return f"≈ {words}" if figure in column.approximate else words
