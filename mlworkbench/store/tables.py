"""One table per kind of record, drawn from base/records/: scalars typed, nested things JSON, foreign keys to the parents.

A change here needs a migration (store/migrations); a test holds the two together.
"""

import json
import types
from dataclasses import MISSING, Field, fields
from datetime import UTC, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from sqlalchemy import Boolean, Column, Dialect, Float, ForeignKey, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from mlworkbench.base import records
from mlworkbench.base.records import Record

FORMAT = 1  # of the folder as a whole: project.db, files/, work/, lock
REVISION = "0005"  # of the tables; the newest in store/migrations

KINDS: tuple[type[Record], ...] = get_args(Record)

PARENTS: dict[tuple[type, str], type] = {
    (records.Dataset, "parent"): records.Dataset,
    (records.Inspection, "dataset"): records.Dataset,
    (records.Inspection, "problem"): records.Problem,
    (records.Decision, "dataset"): records.Dataset,
    (records.Decision, "made"): records.Dataset,
    (records.Exploration, "dataset"): records.Dataset,
    (records.Pin, "exploration"): records.Exploration,
    (records.Problem, "dataset"): records.Dataset,
    (records.Recipe, "problem"): records.Problem,
    (records.SplitPlan, "problem"): records.Problem,
    (records.Preview, "recipe"): records.Recipe,
    (records.Split, "problem"): records.Problem,
    (records.Run, "problem"): records.Problem,
    (records.Run, "recipe"): records.Recipe,
    # Run.split is no foreign key: the run is recorded before its job makes the split of that id
    (records.RunEnd, "run"): records.Run,
    (records.Model, "run"): records.Run,
    (records.Model, "parent"): records.Model,
    (records.Failure, "run"): records.Run,
    (records.Learning, "model"): records.Model,
    (records.Remark, "model"): records.Model,
    (records.Look, "split"): records.Split,
    (records.Look, "model"): records.Model,
    (records.Evaluation, "model"): records.Model,
    (records.Evaluation, "look"): records.Look,
    (records.Assessment, "model"): records.Model,
    (records.Verdict, "model"): records.Model,
    (records.Verdict, "evaluation"): records.Evaluation,
    (records.Verdict, "charter"): records.Charter,
    (records.Package, "model"): records.Model,
    (records.Package, "evaluation"): records.Evaluation,
}


class Instant(TypeDecorator[datetime]):
    """A moment in UTC as ISO 8601 text of one length, so that it sorts."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Nested(TypeDecorator[Any]):
    """A tuple, mapping or record as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


SCALARS: dict[object, type[TypeEngine[Any]]] = {str: Text, int: Integer, float: Float, bool: Boolean, datetime: Instant}

metadata = MetaData()


def table_name(kind: type) -> str:
    """RunEnd → run_end."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")


def _column(kind: type, field: Field[Any], hint: Any) -> Column[Any]:
    """A field with a default was added later: records from before it have that default."""
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    plain = next(option for option in options if option is not types.NoneType)
    scalar = Text if get_origin(plain) is Literal else SCALARS.get(plain, Nested)
    parent = PARENTS.get((kind, field.name))
    default = None if field.default in (MISSING, None) else _default(field.default)
    keys = () if parent is None else (ForeignKey(f"{table_name(parent)}.id"),)
    return Column(
        field.name,
        scalar,
        *keys,
        nullable=types.NoneType in options,
        unique=field.name == "id",
        index=parent is not None,
        server_default=default,
    )


def _default(value: object) -> str:
    if isinstance(value, tuple):
        return json.dumps(value)
    return str(int(value) if isinstance(value, bool) else value)


def _table(kind: type[Record]) -> Table[Any]:
    hints = get_type_hints(kind)
    columns = (_column(kind, field, hints[field.name]) for field in fields(kind))
    return Table(table_name(kind), metadata, Column("place", Integer, primary_key=True), *columns, sqlite_autoincrement=True)


META = Table(
    "meta",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("format", Integer, nullable=False),
    Column("revision", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("product", Text, nullable=False),
)

TABLES: dict[type, Table[Any]] = {kind: _table(kind) for kind in KINDS}

FILE_FIELDS: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind) if field.name.endswith("_file")) for kind in KINDS
}
