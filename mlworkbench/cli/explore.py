"""The command of the explore stage: a picture of the data as a table, as JSON, or as a file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param, Value
from mlworkbench.base.records import Exploration
from mlworkbench.base.words import formatted, tr
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Answer, Workbench

LISTED = 40  # rows of a table
SUFFIXES = (".png", ".svg", ".csv")


@click.command("explore", cls=Command, help="cli.explore")
@click.argument("project", type=file_path)
@option("--relations", is_flag=True, help="cli.explore_relations")
@option("--column", metavar="COLUMN", help="cli.explore_column")
@option("--by", metavar="COLUMN", help="cli.explore_by")
@option("--picture", metavar="PICTURE", help="cli.explore_picture")
@option("--set", "chosen", multiple=True, metavar="NAME=VALUE", help="cli.explore_set")
@option("--view", metavar="VIEW", help="cli.explore_view")
@option("--out", type=file_path, metavar="FILE", help="cli.explore_out")
@json_option
@language
def explore(
    project: Path,
    relations: bool,
    column: str | None,
    by: str | None,
    picture: str | None,
    chosen: tuple[str, ...],
    view: str | None,
    out: Path | None,
    as_json: bool,
) -> int:
    from mlworkbench.cli import showing

    if out is not None and out.suffix.lower() not in SUFFIXES:
        raise InputError("cli.explore_suffix", path=str(out), suffixes=" ".join(SUFFIXES))
    name = "relations" if relations else picture or ("distribution" if column else "relations")
    with workbench() as bench:
        bench.home.open(project)
        asked = _asked(bench, name, chosen)
        asked |= {key: value for key, value in (("column", column), ("by", by)) if value is not None}
        answer = bench.explore.numbers(_wait(bench, name, asked))
        if out is not None:
            _save(answer, view, out)
    if as_json:
        from mlworkbench.workbench import tellings_explore

        showing.as_one_object(tellings_explore.answer(answer))
    else:
        _show(answer, view, out)
    return 0


def _wait(bench: "Workbench", name: str, asked: dict[str, Value]) -> "Exploration":
    """The answer there is, else the one that is made now."""
    found = bench.explore.ask(name, **asked)
    if isinstance(found, Exploration):
        return found
    bench.wait(found)
    made = bench.explore.found(bench.explore.asked(name, **asked))
    if made is None:
        raise InputError("explore.not_made", picture=name)
    return made


def _asked(bench: "Workbench", name: str, chosen: tuple[str, ...]) -> dict[str, Value]:
    """`NAME=VALUE` as the picture's own columns and choices, each in its type."""
    kind = next((one for one in bench.explore.pictures() if one.name == name), None)
    params = {param.name: param for param in kind.params} if kind else {}
    asked: dict[str, Value] = {}
    for one in chosen:
        key, sign, value = one.partition("=")
        if not sign:
            raise InputError("cli.explore_not_set", found=one)
        asked[key] = _typed(params[key], value) if key in params else value
    return asked


def _typed(param: Param, value: str) -> Value:
    if isinstance(param.default, bool):
        return value.lower() in ("yes", "true", "1")
    if not isinstance(param.default, int | float):
        return value
    try:
        return int(value) if isinstance(param.default, int) else float(value)
    except ValueError as reason:
        raise InputError("params.not_a_number", name=param.name, found=value) from reason


def _save(answer: "Answer", view: str | None, out: Path) -> None:
    from mlworkbench.workbench import tellings_explore

    content = tellings_explore.drawn(answer, view, out.suffix.lower())
    try:
        out.write_bytes(content)
    except OSError as reason:
        raise InputError("shell.not_saved", path=str(out), why=reason.strerror) from reason


def _show(answer: "Answer", view: str | None, out: Path | None) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import tellings_explore

    told = tellings_explore.table(answer, view)
    heads, rows = tuple(told.header), [tuple(_cell(cell) for cell in row) for row in told.rows[:LISTED]]
    numeric = [place for place in range(len(heads)) if told.rows and all(not isinstance(row[place], str) for row in told.rows)]
    showing.table(heads, rows, right=tuple(numeric))
    if len(told.rows) > LISTED:
        click.echo(tr("cli.explore_more", rows=len(told.rows) - LISTED))
    for line in tellings_explore.facts(answer):
        click.echo("· " + line)
    if out is not None:
        click.echo(tr("cli.explore_saved", path=str(out)))


def _cell(cell: Any) -> str:
    return formatted(cell)
