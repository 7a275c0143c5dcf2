"""Steps from one revision of the tables to the next, listed in order; imported only where a project is older than the program."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.operations import Operations

Upgrade = Callable[["Operations"], None]


def steps() -> dict[str, Upgrade]:
    """Every revision, oldest first, with the function that leads to it from the one before."""
    from mlworkbench.store.migrations import r0001_tables, r0002_asked_and_indexed, r0003_steering, r0004_data, r0005_search

    return {
        "0001": r0001_tables.upgrade,
        "0002": r0002_asked_and_indexed.upgrade,
        "0003": r0003_steering.upgrade,
        "0004": r0004_data.upgrade,
        "0005": r0005_search.upgrade,
    }


def upgrade(connection: Connection, found: str | None, wanted: str) -> None:
    """From revision `found` (None: an empty database) to `wanted`. The caller owns the transaction."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    operations = Operations(MigrationContext.configure(connection))
    known = steps()
    names = tuple(known)
    first = 0 if found is None else names.index(found) + 1
    for name in names[first : names.index(wanted) + 1]:
        known[name](operations)
        connection.exec_driver_sql("UPDATE meta SET revision = ?", (name,))
