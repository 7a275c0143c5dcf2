"""The command that looks at rows: sorted, filtered, searched, as a table, as JSON or as a CSV file."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import formatted, tr
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

LISTED = 20
SIGNS = {"=": "eq", "==": "eq", "!=": "ne", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
WORDS = ("eq", "ne", "lt", "le", "gt", "ge", "contains", "starts", "missing", "filled")
ASKED = re.compile(rf"\s*(?:(?P<sign>==|!=|<>|<=|>=|=|<|>)|\s(?P<word>{'|'.join(WORDS)})(?=\s|$))\s*(?P<value>.*)", re.DOTALL)
RIGHT = frozenset({"number", "flag"})


@click.command("rows", cls=Command, help="cli.look_at_rows")
@click.argument("project", type=file_path)
@option("--sort", "sort", multiple=True, metavar="COLUMN|-COLUMN", help="cli.rows_sort")
@option("--where", "where", multiple=True, metavar='"COLUMN OP VALUE"', help="cli.rows_where")
@option("--search", default="", metavar="TEXT", help="cli.rows_search")
@option("--limit", type=click.IntRange(1), metavar="N", show_default=str(LISTED), help="cli.rows_limit")
@option("--out", type=file_path, metavar="FILE.csv", help="cli.rows_out")
@json_option
@language
def rows(
    project: Path,
    sort: tuple[str, ...],
    where: tuple[str, ...],
    search: str,
    limit: int | None,
    out: Path | None,
    as_json: bool,
) -> int:
    if out is not None and out.suffix.lower() != ".csv":
        raise InputError("cli.rows_suffix", path=str(out))
    with workbench() as bench:
        bench.home.open(project)
        names = [column.name for column in bench.data.present().columns]
        found = bench.data.find_rows(sort, [filter_of(one, names) for one in where], search)
        written = bench.data.write_rows(found, out, limit) if out is not None else None
        if not as_json and out is not None:
            click.echo(tr("cli.rows_written", path=str(out), rows=written))
        else:
            _show(bench, found, limit or LISTED, as_json, out)
    return 0


def filter_of(asked: str, names: Sequence[str]) -> tuple[str, str, str]:
    """`age >= 31`, `plan contains gold`, `income missing`. A column may have any name: the longest that fits is meant.

    Raises InputError.
    """
    for name in sorted(names, key=len, reverse=True):
        if asked.startswith(name) and (found := ASKED.fullmatch(asked[len(name) :])):
            return name, SIGNS.get(found["sign"] or "", found["word"] or ""), found["value"].strip()
    raise InputError("cli.bad_where", found=asked, columns=", ".join(names)[:300], operations=" ".join((*SIGNS, *WORDS[6:])))


def _show(bench: "Workbench", found: Any, most: int, as_json: bool, out: Path | None) -> None:
    from mlworkbench.cli import showing

    present, shown = bench.data.present(), bench.data.found_page(found, 0, most)
    columns, total = present.columns, present.rows
    if as_json:
        cells = [{"row": one[0], "cells": [_plain(cell) for cell in one[1:]]} for one in shown]
        told = {
            "rows": found.rows,
            "of": total,
            "columns": [column.name for column in columns],
            "shown": cells,
        }
        showing.as_one_object(told | ({"out": str(out)} if out else {}))
        return
    heads = (tr("cli.rows_number"), *(column.name for column in columns))
    right = [0, *(place for place, column in enumerate(columns, start=1) if column.type in RIGHT)]
    showing.table(heads, [tuple(_told(cell) for cell in one) for one in shown], right=right)
    click.echo(tr("data.rows_counted", count=found.rows, total=total))


def _plain(cell: object) -> object:
    return cell.isoformat(" ") if isinstance(cell, datetime) else cell


def _told(cell: object) -> str:
    """As it is stored, for figures are not to be rounded here."""
    if cell is None:
        return formatted(None)
    return repr(cell).removesuffix(".0") if isinstance(cell, float) else str(_plain(cell))
