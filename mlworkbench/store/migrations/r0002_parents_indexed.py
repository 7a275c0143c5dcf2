"""Children are found by their parent at every look at a page, and a run may have thousands: index each parent column."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.operations import Operations

PARENTS = (
    ("dataset", "parent"),
    ("problem", "dataset"),
    ("recipe", "problem"),
    ("split", "problem"),
    ("run", "problem"),
    ("run", "recipe"),
    ("run", "split"),
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
    for table, column in PARENTS:
        op.create_index(f"ix_{table}_{column}", table, [column])
