"""A sort, a filter and a search in words, and a cell's value as a filter takes it."""

from datetime import datetime
from typing import Final

from mlworkbench.base.records import ColumnType
from mlworkbench.base.words import tr

ASCENDING, DESCENDING = "↑", "↓"
LONGEST = 40
ORDERED: Final = ("eq", "ne", "lt", "le", "gt", "ge", "missing", "filled")
SPOKEN: Final = ("eq", "ne", "contains", "starts", "missing", "filled")
EITHER: Final = ("eq", "ne", "missing", "filled")
OFFERED: Final[dict[ColumnType, tuple[str, ...]]] = {
    "number": ORDERED,
    "date": ORDERED,
    "flag": EITHER,
    "category": SPOKEN,
    "text": SPOKEN,
}
ALONE: Final = frozenset({"missing", "filled"})
WORDS: Final = {
    "eq": "data.operation_eq",
    "ne": "data.operation_ne",
    "lt": "data.operation_lt",
    "le": "data.operation_le",
    "gt": "data.operation_gt",
    "ge": "data.operation_ge",
    "contains": "data.operation_contains",
    "starts": "data.operation_starts",
    "missing": "data.operation_missing",
    "filled": "data.operation_filled",
}
OF_DATES: Final = {
    "lt": "data.operation_before",
    "le": "data.operation_until",
    "gt": "data.operation_after",
    "ge": "data.operation_since",
}
SIGNS: Final = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥"}


def operation(name: str, kind: ColumnType) -> str:
    """As the form offers it."""
    return tr(OF_DATES[name] if kind == "date" and name in OF_DATES else WORDS[name])


def sort_chip(column: str, descending: bool) -> str:
    return tr("data.chip_sort", column=short(column), sign=DESCENDING if descending else ASCENDING)


def filter_chip(column: str, name: str, value: str) -> str:
    if name in ALONE:
        return tr("data.chip_alone", column=short(column), operation=tr(WORDS[name]))
    return tr("data.chip_filter", column=short(column), operation=SIGNS.get(name) or tr(WORDS[name]), value=short(value))


def search_chip(words: str) -> str:
    return tr("data.chip_search", words=short(words))


def short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def plain(value: object) -> str:
    """A cell as a filter takes it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return str(value)
