"""How a version came from its parent, what people know and expect of columns, findings with decisions, and what was explored."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, Text

if TYPE_CHECKING:
    from alembic.operations import Operations


def upgrade(op: "Operations") -> None:
    op.add_column("dataset", _text("change", nullable=True))
    op.add_column("dataset", Column("others", Text, nullable=False, server_default="[]"))
    op.add_column("dataset", _text("rejects_file", nullable=True))
    op.add_column("dataset", Column("rejected_rows", Integer, nullable=False, server_default="0"))
    _table(op, "dictionary", _text("entries"))
    _table(op, "expectations", _text("rules"))
    _table(
        op,
        "inspection",
        *(_parent("dataset", "dataset"), _parent("problem", "problem", nullable=True), _text("findings_file"), _real("seconds")),
    )
    _table(
        op,
        "decision",
        *(
            _parent("dataset", "dataset"),
            _text("finding"),
            _text("deed"),
            _parent("made", "dataset", nullable=True),
            _text("why"),
        ),
    )
    _table(
        op,
        "exploration",
        *(
            _parent("dataset", "dataset"),
            _text("asked"),
            _text("numbers_file"),
            _whole("rows"),
            _flag("sampled"),
            _real("seconds"),
        ),
    )
    _table(op, "pin", _parent("exploration", "exploration"), _flag("shown"), _text("note"))


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


def _flag(name: str) -> Column[Any]:
    return Column(name, Boolean, nullable=False)


def _parent(name: str, table: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, ForeignKey(f"{table}.id"), nullable=nullable, index=True)
