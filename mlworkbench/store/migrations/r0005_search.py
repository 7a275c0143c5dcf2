"""How rows are validated, what a run was asked besides, how a model came about, and what people note on it."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.add_column("problem", _text("loss", ""))
    op.add_column("problem", Column("ordered", Boolean, nullable=False, server_default="0"))
    op.add_column("problem", _text("weights"))
    for table in ("split_plan", "split", "run"):
        op.add_column(table, _text("cv", ""))
        op.add_column(table, _text("group"))
        op.add_column(table, _text("time"))
    op.add_column("split", Column("left_out_rows", Integer, nullable=False, server_default="0"))
    op.add_column("run", _text("preset", "balanced"))
    op.add_column("run", _text("limits"))
    op.add_column("run", _text("algorithms", "[]"))
    op.add_column("run", _text("balance", ""))
    op.add_column("run_end", _text("nested", "[]"))
    op.add_column("model", _text("made", "refit"))
    op.add_column("model", _text("members", "[]"))
    op.add_column("model", Column("rounds", Integer, nullable=True))
    op.add_column("model", _text("curve", "[]"))
    op.add_column("model", Column("memory_bytes", Integer, nullable=True))
    op.add_column("model", _text("steps_curve", "[]"))
    op.add_column("model", Column("share", Float, nullable=False, server_default="1.0"))
    op.create_table(
        "remark",
        Column("place", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("model", Text, ForeignKey("model.id"), nullable=False, index=True),
        *(Column(name, Text, nullable=False) for name in ("text", "tags", "who", "when")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "learning",
        Column("place", Integer, primary_key=True),
        Column("id", Text, nullable=False, unique=True),
        Column("model", Text, ForeignKey("model.id"), nullable=False, index=True),
        Column("learning_file", Text, nullable=False),
        Column("rows", Integer, nullable=False),
        Column("seconds", Float, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("who", "when")),
        sqlite_autoincrement=True,
    )


def _text(name: str, default: str | None = None) -> Column[Any]:
    return Column(name, Text, nullable=default is None, server_default=default)
