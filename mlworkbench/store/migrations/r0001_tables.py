"""The first tables: the project itself and one table per kind of record."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Float, ForeignKey, Integer, Text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.create_table(
        "meta",
        Column("id", Text, primary_key=True),
        _text("name"),
        Column("format", Integer, nullable=False),
        _text("revision"),
        _text("created"),
        _text("product"),
    )
    _inputs(op)
    _training(op)
    _results(op)


def _inputs(op: "Operations") -> None:
    _table(
        op,
        "dataset",
        *(_whole("number"), _text("name"), _text("data_file"), _text("profile_file"), _whole("rows"), _text("columns")),
        *(_text("origin"), _parent("parent", "dataset", nullable=True), _real("seconds")),
    )
    _table(
        op,
        "problem",
        *(_parent("dataset", "dataset"), _text("target"), _text("task"), _text("metric"), _text("classes")),
        *(_text("positive", nullable=True), _text("excluded")),
    )
    _table(
        op,
        "recipe",
        *(_parent("problem", "problem"), _text("steps"), _text("inputs"), _text("set_aside"), _text("recipe_hash")),
    )
    _table(
        op,
        "split",
        *(_parent("problem", "problem"), _text("rows_file"), _whole("seed"), _real("share"), _whole("folds")),
        *(_whole("train_rows"), _whole("test_rows"), _whole("unused_rows")),
    )


def _training(op: "Operations") -> None:
    _table(
        op,
        "run",
        *(_parent("problem", "problem"), _parent("recipe", "recipe"), _text("split"), _whole("seed")),
        *(_real("budget"), _whole("threads"), _text("versions")),
    )
    _table(op, "run_end", _parent("run", "run"), _text("state"), _real("seconds"), _text("winner", nullable=True))
    _table(
        op,
        "model",
        *(_parent("run", "run"), _whole("number"), _text("name"), _text("algorithm"), _text("params"), _text("trial")),
        *(_text("metric"), _text("cv"), _text("oof_metrics"), _real("seconds"), _text("model_file"), _whole("model_bytes")),
        *(_text("fold_hashes"), _text("oof_file"), _real("row_microseconds"), _real("threshold", nullable=True)),
    )
    _table(op, "failure", _parent("run", "run"), _whole("number"), _text("name"), _text("algorithm"), _text("reason"))


def _results(op: "Operations") -> None:
    _table(op, "look", _parent("split", "split"), _parent("model", "model"), _whole("number"), _text("why"))
    _table(
        op,
        "evaluation",
        *(_parent("model", "model"), _parent("look", "look"), _whole("rows"), _text("metrics"), _real("seconds")),
    )
    _table(
        op,
        "package",
        *(_parent("model", "model"), _parent("evaluation", "evaluation", nullable=True), _text("target")),
        *(_text("package_file"), _text("identifier"), _text("path"), _whole("size"), _real("row_microseconds"), _text("proofs")),
    )


def _table(op: "Operations", name: str, *own: Column[Any]) -> None:
    op.create_table(
        name,
        Column("place", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        *own,
        _text("who"),
        _text("when"),
        sqlite_autoincrement=True,
    )


def _text(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=nullable)


def _whole(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _real(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Float, nullable=nullable)


def _parent(name: str, table: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, ForeignKey(f"{table}.id"), nullable=nullable)
