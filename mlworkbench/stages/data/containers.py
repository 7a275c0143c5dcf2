"""Files that hold several tables: which one is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Finding, Question, Reason
from mlworkbench.base.words import Words, formatted

MUCH_LARGER = 10
SHOWN = 30
TABLE = Param(
    "table",
    Words("Table", "테이블"),
    "",
    help=Words(
        "A table or view in the file; with another schema as schema.table.",
        "파일 안의 테이블이나 뷰입니다. 다른 스키마는 schema.table로 씁니다.",
    ),
)


@dataclass(frozen=True)
class Table:
    """`rows` of a view are not known before it is run."""

    name: str
    rows: int | None

    @property
    def is_view(self) -> bool:
        return self.rows is None


@dataclass(frozen=True)
class Chosen:
    table: Table
    notes: tuple[Finding, ...]
    questions: tuple[Question, ...]


def choose(path: Path, found: Sequence[Table], wanted: str) -> Chosen:
    """The table asked for; else the only one with rows or one much larger than the others; else the largest, and a question.

    A view is taken only when it is asked for. Raises InputError where there is no such table, none at all, or none with rows.
    """
    if not found:
        raise InputError("data.no_tables", file=path.name)
    if wanted:
        return Chosen(_named(path, found, wanted), (), ())
    tables = sorted((one for one in found if one.rows), key=lambda one: -(one.rows or 0))
    if not tables:
        key = "data.only_views" if any(one.is_view for one in found) else "data.no_filled_tables"
        raise InputError(key, file=path.name, tables=_listed(found))
    options = tuple(one.name for one in (*tables, *(one for one in found if one.is_view)))
    first, rest = tables[0], tables[1:]
    facts = {"file": path.name, "tables": _listed(found), "chosen": first.name}
    if rest and (first.rows or 0) < MUCH_LARGER * (rest[0].rows or 0):
        return Chosen(first, (), (Question("table", options, Reason("data.which_table", {**facts})),))
    notes = (Finding("other_tables", (), "info", 0, Reason("data.table_guessed", {**facts})),) if len(found) > 1 else ()
    return Chosen(first, notes, ())


def _named(path: Path, found: Sequence[Table], wanted: str) -> Table:
    exact = [one for one in found if one.name == wanted]
    close = [one for one in found if one.name.lower() == wanted.lower()]
    if not exact and len(close) != 1:
        raise InputError("data.no_such_table", file=path.name, table=wanted, tables=_listed(found))
    return (exact or close)[0]


def _listed(found: Sequence[Table]) -> str:
    shown = [f"{one.name} ({formatted(one.rows)})" for one in sorted(found, key=lambda one: -(one.rows or 0))[:SHOWN]]
    return ", ".join(shown) + (", …" if len(found) > SHOWN else "")


def left_out(binary: Sequence[str]) -> tuple[Finding, ...]:
    """Tells of columns that hold bytes which are no text."""
    if not binary:
        return ()
    facts = {"columns": ", ".join(binary[:SHOWN])}
    return (Finding("binary_columns", (), "warning", 0, Reason("data.binary_left_out", {**facts})),)
