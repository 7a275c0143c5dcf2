"""What is to be read from a server, and how its rows come over."""

from dataclasses import dataclass
from pathlib import Path

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Finding
from mlworkbench.base.report import Report
from mlworkbench.stages.data import containers
from mlworkbench.stages.data.databases import copying, fetching, statement, troubles
from mlworkbench.stages.data.databases.kept import Kept
from mlworkbench.stages.data.databases.server import Server
from mlworkbench.stages.data.delimited.header import unique

SLOW = 1_000_000  # rows at which a progress of unknown length is half told


@dataclass(frozen=True)
class Read:
    """The rows, the columns left out because they hold bytes, and what is worth knowing."""

    kept: Kept
    left_out: tuple[str, ...]
    notes: tuple[Finding, ...]


@dataclass(frozen=True)
class Asked:
    """`query` is what is sent. `title` is what a person calls it; `rows` the server's estimate, 0 where there is none."""

    query: str
    title: str
    rows: int = 0


def asked(server: Server, table: str, query: str) -> Asked:
    """A table in the order of its primary key, so that the same rows make the same file; or a query as it is.

    Raises InputError for a table that is not there, and for a query that is no single SELECT.
    """
    if query:
        return Asked(statement.checked(query), "SELECT")
    schema, name = statement.parts(table)
    known, _ = server.tables()
    found = [one for one in known if statement.parts(one.name) == (schema, name)]
    if not found and not schema:
        found = [one for one in known if statement.parts(one.name)[1] == name]
    if len(found) > 1:
        raise InputError("data.database_which_schema", table=table, tables=", ".join(one.name for one in found[:30]))
    if not found:
        near = ", ".join(one.name for one in known[:30]) + (", …" if len(known) > 30 else "")
        raise InputError("data.database_no_table", table=table, address=server.address.place, tables=near or "–")
    schema, name = statement.parts(found[0].name)
    order = ", ".join(server.quoted(one) for one in server.key(schema, name)) if found[0].kind == "table" else ""
    whole = f"SELECT * FROM {server.whole(schema, name)}" + (f" ORDER BY {order}" if order else "")
    return Asked(whole, found[0].name, found[0].rows or 0)


def read(server: Server, what: Asked, work: Path, report: Report, most: int = 0) -> Read:
    """All rows, or the first so many. Raises InputError where no column can be read, and for all the server says."""

    def heard(rows: int) -> None:
        share = rows / what.rows if what.rows else rows / (rows + SLOW)
        report.progress(min(share, 1.0), "data.database_reading", address=server.address.place, rows=rows)

    heard(0)
    with troubles.told(server.address, server.own_errors):
        found = copying.columns(server, what.query) if server.is_pg8000 else fetching.columns(server, what.query)
        names, notes = unique(tuple(found.names[place] for place in found.wanted))
        if not names:
            raise InputError("data.no_rows", file=what.title, columns=0)
        kept = Kept(names, work)
        found.take(kept, heard, most)
    left = (*found.binary, *kept.binary())
    if not kept.kept:
        raise InputError("data.no_rows", file=what.title, columns=0)
    return Read(kept, left, (*notes, *containers.left_out(left), *kept.notes()))
