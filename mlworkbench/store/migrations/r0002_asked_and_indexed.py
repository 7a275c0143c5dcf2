"""What a run was asked for and whether a dataset brought its hold-out are kept; each parent column is indexed."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, Float, Integer

if TYPE_CHECKING:
    from alembic.operations import Operations

PARENTS = (  # children are found by their parent at every look, and a run may have thousands
    ("dataset", "parent"),
    ("problem", "dataset"),
    ("recipe", "problem"),
    ("split", "problem"),
    ("run", "problem"),
    ("run", "recipe"),
    ("run_end", "run"),
    ("model", "run"),
    ("failure", "run"),
    ("look", "split"),
    ("look", "model"),
    ("evaluation", "model"),
    ("evaluation", "look"),
    ("package", "model"),
    ("package", "evaluation"),
)


def upgrade(op: "Operations") -> None:
    op.add_column("dataset", Column("holdout_rows", Integer, nullable=False, server_default="0"))
    op.add_column("run", Column("share", Float, nullable=False, server_default="0.2"))
    op.add_column("run", Column("max_trials", Integer, nullable=True))
    for table, column in PARENTS:
        op.create_index(f"ix_{table}_{column}", table, [column])
