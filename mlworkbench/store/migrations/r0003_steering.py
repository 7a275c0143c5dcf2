"""What success means, how the split is drawn, previews, judgements, verdicts and what was done are kept."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    _added(op)
    _texts = ("predicts", "for_each", "so_that", "decided_by", "criteria")
    _table(op, "charter", _whole("number"), *map(_text, _texts), _text("costs", nullable=True), _text("limits"))
    _table(op, "split_plan", _parent("problem", "problem"), _real("share"), _flag("stratified"), _whole("seed"))
    _table(op, "preview", _parent("recipe", "recipe"), _text("preview_file"), _whole("rows"), _real("seconds"))
    _table(
        op,
        "assessment",
        *(_parent("model", "model"), _whole("rows"), _text("metrics"), _text("intervals"), _text("judgement_file")),
        _real("seconds"),
    )
    _table(
        op,
        "verdict",
        *(_parent("model", "model"), _parent("evaluation", "evaluation", nullable=True)),
        *(_parent("charter", "charter", nullable=True), _flag("accepted"), Column("version", Integer), _text("why")),
    )
    _table(
        op,
        "job_end",
        *(_text("kind"), _text("started"), _real("seconds"), _text("state"), _text("reason", nullable=True)),
        _text("log_file", nullable=True),
    )


def _added(op: "Operations") -> None:
    op.add_column("recipe", Column("number", Integer, nullable=False, server_default="1"))
    op.add_column("recipe", _flag("suggested", "1"))
    op.add_column("split", _flag("stratified", "1"))
    op.add_column("run", _flag("stratified", "1"))
    op.add_column("run", Column("split_seed", Integer, nullable=True))
    op.add_column("run", _flag("explainable", "0"))
    op.execute("ALTER TABLE model ADD COLUMN parent TEXT REFERENCES model (id)")  # Alembic adds no references on SQLite
    op.create_index("ix_model_parent", "model", ["parent"])
    op.add_column("model", Column("slope", Float, nullable=True))
    op.add_column("model", Column("shift", Float, nullable=True))
    op.add_column("evaluation", _text("intervals", nullable=True))
    op.add_column("evaluation", _text("judgement_file", nullable=True))


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


def _real(name: str) -> Column[Any]:
    return Column(name, Float, nullable=False)


def _flag(name: str, default: str | None = None) -> Column[Any]:
    return Column(name, Boolean, nullable=False, server_default=default)


def _parent(name: str, table: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, ForeignKey(f"{table}.id"), nullable=nullable, index=True)
