"""The one module that speaks with a database server: connects, closes the network behind itself, and asks.

Connect, then close, then read: from the moment the server has let us in, this process can make no further connection.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mlworkbench.base import closed
from mlworkbench.base.errors import InputError
from mlworkbench.base.policy import policy
from mlworkbench.stages.data.databases import tls, troubles
from mlworkbench.stages.data.databases.address import Address
from mlworkbench.stages.data.databases.found import FoundTable
from mlworkbench.stages.data.databases.statement import spelled

if TYPE_CHECKING:
    from sqlalchemy import Connection

PATIENCE = 10  # seconds for connecting
KEEP_ALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 10, "TCP_KEEPCNT": 3}  # a server that has gone is missed in a minute
LONGEST = 600  # seconds a statement may take before the server ends it
BLOCK = 10_000
MOST_TABLES = 5_000
# Said to the server once connected; what an older one does not know is no reason to stop, but that nothing is written is.
MUST: dict[str, tuple[str, ...]] = {
    "postgresql": ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET TimeZone = 'UTC'", "SET DateStyle = 'ISO'"),
    "mysql": ("SET SESSION TRANSACTION READ ONLY", "SET time_zone = '+00:00'"),
    "mariadb": ("SET SESSION TRANSACTION READ ONLY", "SET time_zone = '+00:00'"),
    "oracle": ("SET TRANSACTION READ ONLY",),
}
MAY: dict[str, tuple[str, ...]] = {
    "postgresql": (
        f"SET statement_timeout = '{LONGEST}s'",
        "SET client_connection_check_interval = '2s'",  # ends the query when we have gone
        "SET idle_in_transaction_session_timeout = 0",
        "SET extra_float_digits = 1",
    ),
    "mysql": (f"SET SESSION max_execution_time = {LONGEST * 1000}",),
    "mariadb": (f"SET SESSION max_statement_time = {LONGEST}",),
}
LISTED = """
SELECT n.nspname, c.relname, c.relkind IN ('v'), CASE WHEN c.reltuples < 0 THEN NULL ELSE c.reltuples::bigint END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%'
  AND has_schema_privilege(n.oid, 'USAGE') AND has_any_column_privilege(c.oid, 'SELECT')
ORDER BY n.nspname = 'public' DESC, 1, 2
"""


@dataclass
class Server:
    """An open connection. `name` is what the server calls itself, `encrypted` whether others on the way can read along."""

    connection: "Connection"
    address: Address
    name: str
    encrypted: bool

    @property
    def raw(self) -> Any:
        """The driver's own connection."""
        return self.connection.connection.driver_connection

    @property
    def is_pg8000(self) -> bool:
        return self.connection.dialect.name == "postgresql" and self.connection.dialect.driver == "pg8000"

    @property
    def own_errors(self) -> type[Exception]:
        """What the driver raises."""
        found: type[Exception] = self.connection.dialect.loaded_dbapi.Error
        return found

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a small answer."""
        return [tuple(row) for row in self.connection.exec_driver_sql(query, execution_options={"no_parameters": True})]

    def blocks(self, query: str, size: int = BLOCK) -> tuple[tuple[str, ...], Iterator[list[tuple[Any, ...]]]]:
        """Names of the columns and the rows in blocks, from a cursor that stays with the server where the driver can."""
        wanted = {"no_parameters": True, "stream_results": True, "max_row_buffer": size}
        result = self.connection.exec_driver_sql(query, execution_options=wanted)

        def read() -> Iterator[list[tuple[Any, ...]]]:
            while block := result.fetchmany(size):
                yield [tuple(row) for row in block]

        return tuple(result.keys()), read()

    def quoted(self, name: str) -> str:
        return self.connection.dialect.identifier_preparer.quote_identifier(name)

    def whole(self, schema: str, table: str) -> str:
        """The table's name as a statement has it."""
        return f"{self.quoted(schema)}.{self.quoted(table)}" if schema else self.quoted(table)

    def key(self, schema: str, table: str) -> tuple[str, ...]:
        """The columns of the primary key, by which rows have an order."""
        from sqlalchemy import inspect
        from sqlalchemy.exc import NoSuchTableError

        try:
            return tuple(inspect(self.connection).get_pk_constraint(table, schema=schema or None)["constrained_columns"])
        except NoSuchTableError:
            return ()

    def tables(self) -> tuple[tuple[FoundTable, ...], int]:
        """What can be read, and how many more there are than are told."""
        found = self._listed() if self.connection.dialect.name == "postgresql" else self._inspected()
        return tuple(found[:MOST_TABLES]), max(0, len(found) - MOST_TABLES)

    def _listed(self) -> list[FoundTable]:
        return [
            FoundTable(spelled(schema, name), "view" if is_view else "table", None if is_view else rows)
            for schema, name, is_view, rows in self.ask(LISTED)
        ]

    def _inspected(self) -> list[FoundTable]:
        from sqlalchemy import inspect

        inspector = inspect(self.connection)
        usual = inspector.default_schema_name or ""
        made: list[FoundTable] = []
        for schema in sorted(inspector.get_schema_names(), key=lambda one: (one != usual, one)):
            if schema.lower() in ("information_schema", "mysql", "performance_schema", "sys"):
                continue
            made += [FoundTable(spelled(schema, name), "table") for name in sorted(inspector.get_table_names(schema))]
            made += [FoundTable(spelled(schema, name), "view") for name in sorted(inspector.get_view_names(schema))]
        return made


@contextmanager
def connected(address: Address, password: str) -> Iterator[Server]:
    """The one connection of this process. Raises InputError in words for whatever the server or the way to it refuses."""
    from sqlalchemy import create_engine, event, exc
    from sqlalchemy.pool import NullPool

    _narrow(address)
    url, choices = tls.separated(address, password)
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=_connect_args(address) | choices)
    event.listen(engine, "connect", lambda raw, record: _connected(raw, engine.dialect.name, engine.dialect.driver), insert=True)
    with troubles.told(address):
        connection = engine.connect()
        closed.close_network(keep=True)  # the driver may have been one that goes past the event
        try:
            _settle(connection, engine.dialect.name)
            server = Server(connection, address, "", tls.is_encrypted(connection.connection.driver_connection))
            server.name = _name(server)
            _say(server)
            yield server
        finally:
            with troubles.silent(exc.SQLAlchemyError, OSError):
                connection.close()
            engine.dispose()


def _connected(raw: Any, dialect: str, driver: str) -> None:
    """At once when the driver has its connection: nothing else may be connected to from here on."""
    closed.close_network(keep=True)
    if (dialect, driver) == ("postgresql", "pg8000"):
        raw._usock.settimeout(None)  # the patience was for connecting; a statement may take longer
        for name, value in KEEP_ALIVE.items():
            if hasattr(socket, name):
                raw._usock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _narrow(address: Address) -> None:
    """Raises InputError for a host that has no address, or one that is not of the site's own network."""
    try:
        found = socket.getaddrinfo(address.host, address.port or None, type=socket.SOCK_STREAM)
    except OSError as reason:
        raise InputError("data.database_no_such_host", host=address.host) from reason
    places = {(str(one[4][0]), int(one[4][1])) for one in found}
    rules = policy()
    if not rules.allowed:
        raise InputError("data.database_forbidden", where=rules.where)
    if not rules.allows(address.host, [host for host, _ in places]):
        key = "data.database_host_forbidden" if rules.hosts else "data.database_public"
        raise InputError(key, host=address.host, where=rules.where or "policy.toml")
    closed.narrow_to(address.host, places)


def _connect_args(address: Address) -> dict[str, Any]:
    """Patience and our name, as the drivers known here take them."""
    if address.url.startswith("postgresql+pg8000"):
        return {"timeout": PATIENCE, "application_name": "mlworkbench"}
    if address.backend in ("mysql", "mariadb", "postgresql"):
        return {"connect_timeout": PATIENCE}
    return {}


def _settle(connection: "Connection", dialect: str) -> None:
    from sqlalchemy import exc

    for words in MUST.get(dialect, ()):
        connection.exec_driver_sql(words)
        connection.commit()
    for words in MAY.get(dialect, ()):
        try:
            connection.exec_driver_sql(words)
            connection.commit()
        except exc.DBAPIError:
            connection.rollback()


def _name(server: Server) -> str:
    version = ".".join(str(one) for one in server.connection.dialect.server_version_info or ())
    return f"{server.address.title} {version}".strip()


def _say(server: Server) -> None:
    """One line for the job's log, which is kept."""
    who = server.address.user or "–"
    secured = "TLS" if server.encrypted else "no TLS"
    sys.stderr.write(f"connected to {server.address.place} as {who}: {server.name}, {secured}; network: {closed.state()}\n")
