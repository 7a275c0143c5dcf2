"""The root of the command line, and what commands share: a workbench for as long as it lasts, `--json`, a model, a JSON file."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from mlworkbench import __version__
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Model
from mlworkbench.cli.translated import Group, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

STOPPED = 130

file_path = click.Path(path_type=Path, readable=False)  # what cannot be read is told by who reads it, in the user's language
json_option = option("--json", "as_json", is_flag=True, help="cli.json")


class Door(Group):
    """A lone path is something to open in the window."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and Path(args[0]).exists():
            return "open", self.commands["open"], args
        return super().resolve_command(ctx, args)


@click.group(cls=Door, invoke_without_command=True, help="cli.mlworkbench")
@option("--version", is_flag=True, help="cli.version")
@language
@click.pass_context
def root(context: click.Context, version: bool) -> int | None:
    if version:
        click.echo(f"mlworkbench {__version__}")
        return 0
    return None if context.invoked_subcommand else _window(None)


@root.result_callback()
def code(result: int | None, **_: Any) -> int:
    return result or 0


@root.command("open", hidden=True, help="cli.open")
@click.argument("path", type=file_path)
def open_(path: Path) -> int:
    return _window(path)


@contextmanager
def workbench() -> Iterator["Workbench"]:
    """A workbench for one command. However the command ends, its jobs are stopped and what they made is filed."""
    from mlworkbench.cli import progress
    from mlworkbench.workbench import Workbench

    bench = Workbench()
    _listen_for_interrupts(bench)
    try:
        with progress.shown(bench):
            yield bench
            bench.hear_interrupt()
    finally:
        bench.close()


def named_model(bench: "Workbench", which: str | None) -> Model:
    """The model under judgement unless one is named: by its place on the leaderboard, RUN:PLACE for another run, or its id."""
    chosen = bench.evaluate.chosen()
    if chosen is None:
        raise InputError("train.nothing_trained")
    if which is None:
        return chosen
    if found := bench.opened().last(Model, id=which):
        return found
    number, _, place = which.rpartition(":")
    runs = bench.train.runs()
    known = number.isdecimal() and 1 <= int(number) <= len(runs)
    board = bench.train.models(runs[int(number) - 1].id if known else None)
    if place.isdecimal() and 1 <= int(place) <= len(board) and (known or not number):
        return board[int(place) - 1]
    raise InputError("cli.no_such_model", found=which, count=len(board))


def read_json(file: Path) -> Any:
    """What a JSON file holds. Raises InputError naming the file and the line."""
    try:
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as reason:
        raise InputError("data.no_file", file=str(file)) from reason
    except json.JSONDecodeError as reason:
        raise InputError("problem.not_json", file=file.name, line=reason.lineno) from reason
    except (ValueError, RecursionError) as reason:  # not UTF-8, or a number or a nesting beyond all measure
        raise InputError("problem.not_json", file=file.name, line=1) from reason


def _listen_for_interrupts(bench: "Workbench") -> None:
    """Ctrl-C stops at the next quiet moment; a second one ends at once, and what is not filed by then is at the next opening."""

    def stop(number: int, frame: FrameType | None) -> None:
        if bench.interrupted:
            os._exit(STOPPED)
        bench.interrupted = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _window(path: Path | None) -> int:
    from mlworkbench.ui.start import run

    return run([str(path)] if path else [])
