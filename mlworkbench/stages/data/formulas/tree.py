"""A formula as a tree: what it is made of, what kind of value each piece gives, and where it stands in the text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mlworkbench.base.records import Column, ColumnType

Kind = Literal["number", "flag", "text", "date"]
KINDS: dict[ColumnType, Kind] = {"number": "number", "flag": "flag", "category": "text", "text": "text", "date": "date"}


@dataclass(frozen=True)
class Node:
    """`operator` is `column`, `constant`, or the name of an operation; `start` to `end` is its place in the text."""

    operator: str
    parts: "tuple[Node, ...]"
    kind: Kind
    start: int
    end: int
    value: float | str | None = None

    @property
    def column(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Function:
    """What a function takes and gives. `takes` are kinds: `number` (a flag counts), `condition`, `text`, `date`, `any`, `same`:
    like the argument before. With `more` the last may be repeated. `gives` None: what its `same` arguments are.
    """

    name: str
    takes: tuple[str, ...]
    gives: Kind | None
    more: bool = False


FUNCTIONS: dict[str, Function] = {
    one.name: one
    for one in (
        Function("if", ("condition", "any", "same"), None),
        Function("is_missing", ("any",), "flag"),
        Function("coalesce", ("any", "same"), None, more=True),
        Function("min", ("number", "number"), "number", more=True),
        Function("max", ("number", "number"), "number", more=True),
        Function("abs", ("number",), "number"),
        Function("sqrt", ("number",), "number"),
        Function("log", ("number",), "number"),
        Function("exp", ("number",), "number"),
        Function("round", ("number",), "number"),
        Function("floor", ("number",), "number"),
        Function("ceil", ("number",), "number"),
        Function("year", ("date",), "number"),
        Function("month", ("date",), "number"),
        Function("day", ("date",), "number"),
        Function("weekday", ("date",), "number"),
        Function("hour", ("date",), "number"),
        Function("days_between", ("date", "date"), "number"),
        Function("lower", ("text",), "text"),
        Function("upper", ("text",), "text"),
        Function("trim", ("text",), "text"),
        Function("length", ("text",), "number"),
        Function("contains", ("text", "text"), "flag"),
        Function("starts_with", ("text", "text"), "flag"),
        Function("concat", ("text", "text"), "text", more=True),
        Function("equals", ("text", "text"), "flag"),
    )
}


def columns_in(node: Node) -> tuple[str, ...]:
    """The columns it is computed from, each once."""
    found = [node.column] if node.operator == "column" else []
    return tuple(dict.fromkeys([*found, *(name for part in node.parts for name in columns_in(part))]))


def kinds_in(node: Node) -> dict[str, Kind]:
    """The kinds of the columns it is computed from."""
    found: dict[str, Kind] = {node.column: node.kind} if node.operator == "column" else {}
    for part in node.parts:
        found |= kinds_in(part)
    return found


def size(node: Node) -> int:
    return 1 + sum(size(part) for part in node.parts)


def kinds_of(columns: Iterable[Column]) -> dict[str, Kind]:
    return {column.name: KINDS[column.type] for column in columns}
