"""The commands of the data stage: import files, tell what is in them, and hold them against an import contract."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.cli import databases
from mlworkbench.cli.door import file_path, json_option, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Contract, Workbench

BROKEN = 2
DRAWN = "choice_"  # what the arguments of drawn options begin with
BAD_ROWS = ("refuse", "set_aside")
NOT_DRAWN = frozenset({"bad_rows"})
bad_rows_option = option("--bad-rows", type=click.Choice(BAD_ROWS), help="cli.bad_rows")
column_option = option("--column", "asked", multiple=True, metavar="NAME=TYPE[:FORMAT]", help="cli.column_choice")
skip_option = option("--skip-column", "skipped", multiple=True, metavar="NAME", help="cli.skip_column")
kind_option = option("--importer", metavar="NAME", help="cli.importer")


class Reading(Command):
    """Takes the reading choices of all importers, looked up when the command is called."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        from mlworkbench.workbench.looking import choices_there_are

        own = super().get_params(ctx)
        taken = {name for one in own for name in one.opts}
        return [*own, *(_drawn(one) for one in choices_there_are() if one.name not in NOT_DRAWN and _flag(one.name) not in taken)]


class ReadingForModel(Reading):
    """Without what the model's inputs say themselves: their marks for what is missing, and how dates are written."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        return [one for one in super().get_params(ctx) if one.name not in (DRAWN + "missing", DRAWN + "dates")]


def _drawn(one: Any) -> click.Option:
    closed = [choice for choice in one.choices if choice]
    kind = click.Choice(closed) if closed else click.STRING
    metavar = None if closed else "TEXT"
    return click.Option([_flag(one.name), DRAWN + one.name], type=kind, metavar=metavar, help=str(one.help or one.title))


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")


@dataclass(frozen=True)
class Wanted:
    """How files are to be read, as the options say."""

    choices: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    bad_rows: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Wanted":
        choices = {
            name.removeprefix(DRAWN): str(one) for name, one in given.items() if name.startswith(DRAWN) and one is not None
        }
        if given.get("importer"):
            choices["importer"] = given["importer"]
        columns = dict(_column(one) for one in given.get("asked") or ())
        columns |= {name: {**columns.get(name, {}), "skip": True} for name in given.get("skipped") or ()}
        return cls(choices, columns, given.get("bad_rows") or "")


def _column(asked: str) -> tuple[str, dict[str, Any]]:
    """NAME=TYPE or NAME=date:FORMAT. A name may hold = signs. Raises InputError."""
    name, sign, kind = asked.rpartition("=")
    if not sign or not name or not kind:
        raise InputError("cli.bad_column", found=asked)
    kind, _, day = kind.partition(":")
    return name, {"type": kind, **({"date_format": day} if day else {})}


@click.command("import", cls=Reading, help="cli.import")
@click.argument("project", type=file_path)
@click.argument("files", metavar="FILE...", type=file_path, nargs=-1)
@option("--database", metavar="URL", help="cli.database")
@option("--query", metavar="SQL", help="cli.database_query")
@option("--password-env", metavar="NAME", help="cli.password_env")
@option("--contract", type=file_path, metavar="FILE", help="cli.contract_file")
@option("--append", is_flag=True, help="cli.append")
@kind_option
@column_option
@skip_option
@bad_rows_option
@json_option
@language
def import_(project: Path, files: tuple[Path, ...], contract: Path | None, append: bool, as_json: bool, **given: Any) -> int:
    from mlworkbench.cli import showing

    wanted, url = Wanted.of(given), given["database"]
    _check_sources(files, url, given["query"], append)
    with workbench() as bench:
        held = bench.data.read_contract(contract) if contract else None
        bench.home.open_or_create(project)
        if url:
            questions = databases.bring(bench, url, given["query"] or "", given["password_env"], wanted, held)
        elif append and bench.data.current():
            questions = _append(bench, files, wanted, held)
        else:
            questions = _add(bench, files, wanted, held)
        added = bench.data.present()
    showing.imported(added, questions, as_json)
    return 0


def _check_sources(files: Sequence[Path], url: str | None, query: str | None, append: bool) -> None:
    """Files or a database. Raises InputError."""
    if url and (files or append):
        raise InputError("cli.files_or_database")
    if query and not url:
        raise InputError("cli.query_without_database")
    if not url and not files:
        raise InputError("cli.missing", name="FILE...", known="mlworkbench import --help")
    if len(files) > 1 and not append:
        raise InputError("cli.several_files", count=len(files))
    for file in files:
        if not file.exists():
            raise InputError("data.no_file", file=str(file))


def _add(bench: "Workbench", files: Sequence[Path], wanted: Wanted, held: "Contract | None") -> list[dict[str, Any]]:
    """Imports the files as one version; the questions they leave open."""
    columns = wanted.columns if held is None else None
    choices, bad_rows = wanted.choices, wanted.bad_rows
    job = bench.data.add(files[0], choices=choices, columns=columns, contract=held, bad_rows=bad_rows, more=files[1:])
    return list(bench.wait(job).get("questions", ()))


def _append(bench: "Workbench", files: Sequence[Path], wanted: Wanted, held: "Contract | None") -> list[dict[str, Any]]:
    """Puts the rows of each file below those of the data."""
    choices = held.choices() if held else dict(wanted.choices)
    for file in files:
        bench.wait(bench.data.change("append", {"path": str(file.absolute()), "choices": choices}))
    return []


@click.command("contract", cls=Command, help="cli.contract")
@click.argument("project", type=file_path)
@option("-o", "--output", type=file_path, metavar="FILE", help="cli.contract_out")
@option("--version", "number", type=int, metavar="N", help="cli.contract_version")
@json_option
@language
def contract(project: Path, output: Path | None, number: int | None, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        dataset = _version(bench, number) if number is not None else None
        found = bench.data.write_contract(output, dataset) if output else bench.data.contract(dataset)
    if output and not as_json:
        click.echo(tr("cli.contract_written", path=str(output), columns=len(found.columns)))
    else:
        showing.contract(found.plain(), as_json)
    return 0


def _version(bench: "Workbench", number: int) -> Any:
    versions = {one.number: one for one in bench.data.versions()}
    if number not in versions:
        raise InputError("cli.no_such_version", number=number, count=len(versions))
    return versions[number]


@click.command("rejects", cls=Command, help="cli.rejects")
@click.argument("project", type=file_path)
@option("-o", "--output", required=True, type=file_path, metavar="FILE.csv", help="cli.rejects_out")
@option("--version", "number", type=int, metavar="N", help="cli.rejects_version")
@json_option
@language
def rejects(project: Path, output: Path, number: int | None, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        rows = bench.data.save_rejects(output, _version(bench, number) if number is not None else None)
    if as_json:
        showing.as_one_object({"kind": "rejects", "path": str(output), "rows": rows})
    else:
        click.echo(tr("cli.rejects_written", path=str(output), rows=rows))
    return 0


@click.command("check", cls=Command, help="cli.check_file")
@click.argument("file", type=file_path)
@option("--contract", "held", required=True, type=file_path, metavar="FILE", help="cli.contract_file")
@json_option
@language
def check(file: Path, held: Path, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        told = bench.wait(bench.data.check(file, bench.data.read_contract(held)))
    showing.checked(told, as_json)
    return 0 if told["ok"] else BROKEN


@click.command("profile", cls=Reading, help="cli.profile")
@click.argument("path", metavar="FILE|PROJECT", type=file_path)
@option("--target", metavar="COLUMN", help="cli.profile_target")
@option("--html", type=file_path, metavar="OUT.html", help="cli.profile_html")
@kind_option
@column_option
@skip_option
@bad_rows_option
@json_option
@language
def profile(path: Path, target: str | None, html: Path | None, as_json: bool, **given: Any) -> int:
    from mlworkbench.cli import showing

    wanted = Wanted.of(given)
    with workbench() as bench:
        found = bench.data.profile_of(path, wanted.choices, wanted.columns, wanted.bad_rows, target)
        written = bench.govern.write_profile(found, path.name, html, words.language()) if html else None
    if written is not None and not as_json:
        click.echo(tr("cli.reported", path=written["path"], size=words.bytes_(written["bytes"])))
    else:
        showing.profile(found, as_json)
    return 0
