"""The one connection to project.db: how it is made, opened and brought up to date."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, StaticPool, create_engine, insert, select, update
from sqlalchemy.exc import DBAPIError, NoResultFound

import mlworkbench
from mlworkbench.base import clock
from mlworkbench.base.errors import ProjectError
from mlworkbench.store.disk import sync_folder
from mlworkbench.store.tables import FORMAT, META, REVISION, metadata

NAME = "project.db"
NEW = "project.db.new"


@dataclass(frozen=True)
class Meta:
    id: str
    name: str
    format: int
    revision: str
    created: datetime
    product: str


def create(folder: Path, name: str) -> None:
    """An empty database of the newest revision, there as a whole or not at all."""
    fresh = folder / NEW
    fresh.unlink(missing_ok=True)
    connection = _connected(_plain(fresh, journal_mode="OFF"))
    try:
        begin(connection)
        metadata.create_all(connection)
        meta = Meta(clock.new_name(), name, FORMAT, REVISION, clock.now(), mlworkbench.__version__)
        connection.execute(insert(META).values(**vars(meta)))
        commit(connection)
    finally:
        disconnect(connection)
    fresh.replace(folder / NAME)
    sync_folder(folder)


def open_(folder: Path) -> tuple[Connection, Meta]:
    """Checked, brought up to date, ready. Raises ProjectError."""
    if (folder / NAME).stat().st_size == 0:  # which SQLite would take for a new one
        raise ProjectError("store.damaged", folder=str(folder))
    connection = _connected(_journalled(folder / NAME))
    try:
        found = _meta(connection, folder)
        if found.revision != REVISION:
            _migrate(connection, found, folder)
    except BaseException:
        disconnect(connection)
        raise
    return connection, found


def disconnect(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()


def begin(connection: Connection, depth: int = 0) -> None:
    """Depth 0 is the transaction itself; deeper ones are steps that can be undone alone."""
    connection.exec_driver_sql(f"SAVEPOINT step{depth}" if depth else "BEGIN IMMEDIATE")


def commit(connection: Connection, depth: int = 0) -> None:
    connection.exec_driver_sql(f"RELEASE step{depth}" if depth else "COMMIT")


def rollback(connection: Connection, depth: int = 0) -> None:
    if is_running(connection):
        connection.exec_driver_sql(f"ROLLBACK TO step{depth}" if depth else "ROLLBACK")


def is_running(connection: Connection) -> bool:
    return _raw(connection).in_transaction


def _connected(raw: sqlite3.Connection) -> Connection:
    """Transactions are begun and ended by us alone, so that changes of the tables are inside them too."""
    raw.execute("PRAGMA foreign_keys = ON")
    raw.execute("PRAGMA synchronous = FULL")
    engine = create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def _raw(connection: Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101  for mypy: the engine above makes no other
    return raw


def _plain(path: Path, **pragmas: str) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None, timeout=1)
    for name, value in pragmas.items():
        raw.execute(f"PRAGMA {name} = {value}")
    return raw


def _journalled(path: Path) -> sqlite3.Connection:
    """WAL, or TRUNCATE where the file system has no shared memory (shares, some sticks): found out by trying.

    Alone with the file (locking_mode) SQLite needs no shared memory even to read what a WAL holds already.
    """
    raw = _plain(path)
    if _shares_memory(raw):
        return raw
    raw.close()
    return _plain(path, locking_mode="EXCLUSIVE", journal_mode="TRUNCATE")


def _shares_memory(raw: sqlite3.Connection) -> bool:
    try:
        mode = raw.execute("PRAGMA journal_mode = WAL").fetchone()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return False
    return bool(mode == ("wal",))


def _meta(connection: Connection, folder: Path) -> Meta:
    try:
        row = connection.execute(select(META)).one()
    except (NoResultFound, DBAPIError, ValueError) as reason:
        raise ProjectError("store.damaged", folder=str(folder)) from reason
    found = Meta(*row)
    if found.format > FORMAT or found.revision > REVISION:
        raise ProjectError("store.too_new", folder=str(folder), product=found.product)
    return found


def _migrate(connection: Connection, found: Meta, folder: Path) -> None:
    """All steps or none, after a copy of the database was made beside it."""
    from mlworkbench.store import migrations

    _copy(connection, folder / f"project-{found.revision}-{clock.now():%Y%m%dT%H%M%S}.db")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")  # a table may be made anew under its children
    begin(connection)
    try:
        migrations.upgrade(connection, found.revision, REVISION)
        connection.execute(update(META).values(product=mlworkbench.__version__))
        commit(connection)
    except BaseException:
        rollback(connection)
        raise
    connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _copy(connection: Connection, target: Path) -> None:
    """What is committed, also what still lies in the WAL."""
    fresh = target.with_suffix(".tmp")
    try:
        with closing(_plain(fresh)) as copied:
            _raw(connection).backup(copied)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    sync_folder(target.parent)
