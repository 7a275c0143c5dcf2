"""`import --database`: a table or a query of a server on the site's own network, with a password that is kept nowhere."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr

if TYPE_CHECKING:
    from mlworkbench.cli.data import Wanted
    from mlworkbench.stages.data.databases import LookedDatabase
    from mlworkbench.workbench import Contract, Workbench


def bring(
    bench: "Workbench", url: str, query: str, variable: str | None, wanted: "Wanted", held: "Contract | None"
) -> list[dict[str, Any]]:
    """Imports it as a version; the questions it leaves open. Raises InputError naming the tables where none was chosen."""
    address, password = bench.data.database(url)
    password = _password(password, variable, address.user, address.place)
    table = wanted.choices.get("table", "")
    if table and query:
        raise InputError("cli.table_or_query")
    if not table and not query:
        job = bench.data.look_database(address, password)
        bench.wait(job)
        raise InputError("cli.which_table", address=address.place, tables=_listed(bench.data.looked_database(job)))
    columns = wanted.columns if held is None else None
    chosen = wanted.choices if held is None else None
    job = bench.data.add_database(address, password, table, query, chosen, columns, held, wanted.bad_rows)
    return list(bench.wait(job).get("questions", ()))


def _password(given: str, variable: str | None, user: str, place: str) -> str:
    """From the URL, else from the variable that was named, else asked for where somebody sits at a terminal."""
    if given:
        return given
    if variable is not None:
        if variable not in os.environ:
            raise InputError("cli.no_such_variable", name=variable)
        return os.environ[variable]
    if user and sys.stdin.isatty():
        return str(
            click.prompt(
                tr("cli.ask_password", user=user, address=place), default="", show_default=False, hide_input=True, err=True
            )
        )
    return ""


def _listed(found: "LookedDatabase") -> str:
    """One line a table, with the server's estimate of its rows."""
    lines = [
        tr("cli.table_rows", table=one.name, rows=one.rows) if one.rows is not None else tr("cli.table_view", table=one.name)
        for one in found.tables
    ]
    more = [tr("cli.more_tables", count=found.more_tables)] if found.more_tables else []
    return "\n" + "\n".join(f"  {line}" for line in [*lines, *more]) if lines else words.tr("cli.no_tables")
