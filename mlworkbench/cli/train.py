"""The command of the train stage: start a run or go on with one; and what commands about its models share."""

import math
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, get_args

import click
from click.core import ParameterSource

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Preset, Run
from mlworkbench.base.words import tr
from mlworkbench.cli.door import STOPPED, file_path, json_option, read_json, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

PRESETS: Final = click.Choice(get_args(Preset))
ASKED_ONCE: Final = frozenset(
    {"recipe", "seed", "preset", "algorithms", "balance", "row_microseconds", "max_mb", "max_trials"}
)  # when a run begins
MEGABYTE: Final = 1_000_000
ATTENTION: Final = 0.2  # seconds between two looks whether the user wants to stop


def bytes_of(megabytes: float | None) -> int | None:
    """Raises InputError for what is no size."""
    if megabytes is not None and not math.isfinite(megabytes):
        raise InputError("train.bad_limit", field="size", found=megabytes)
    return None if megabytes is None else round(megabytes * MEGABYTE)


@click.command("train", cls=Command, help="cli.train")
@click.argument("project", type=file_path)
@option("--recipe", type=file_path, metavar="FILE", help="cli.recipe_file")
@option("--budget", type=float, metavar="SECONDS", show_default="60", help="cli.train_budget")
@option("--seed", type=int, default=1, show_default=True, metavar="N", help="cli.train_seed")
@option("--preset", type=PRESETS, default="balanced", show_default=True, help="cli.preset")
@option("--algorithms", metavar="NAME,NAME", help="cli.algorithms")
@option("--balance", default="", metavar="WAY", help="cli.balance")
@option("--max-row-us", "row_microseconds", type=float, metavar="N", help="cli.max_row_us")
@option("--max-mb", type=float, metavar="N", help="cli.max_mb")
@option("--max-trials", type=click.IntRange(1), metavar="N", help="cli.max_trials")
@option("--resume", metavar="RUN", help="cli.resume")
@json_option
@language
def train(project: Path, recipe: Path | None, resume: str | None, as_json: bool, **asked: Any) -> int:
    from mlworkbench.workbench import recipe_file

    if resume:
        _require_alone()
    with workbench() as bench:
        bench.home.open(project)
        if recipe is not None:
            bench.prepare.write(recipe_file.steps(read_json(recipe)))
        job = _resumed(bench, resume, asked["budget"]) if resume else _started(bench, asked)
        run = bench.opened().get(Run, str(job.context["run"]))
        with _first_interrupt_finishes(bench, run.id) as stop:
            while job.state == "running":
                stop()
                bench.hear_interrupt()
                _pump(bench, job)
        bench.wait(job)
        _tell(bench, run, as_json)
    return 0


def _pump(bench: "Workbench", job: "Job") -> None:
    import contextlib

    with contextlib.suppress(TimeoutError):
        bench.runner.wait(job.id, ATTENTION)


def _started(bench: "Workbench", asked: dict[str, Any]) -> "Job":
    from mlworkbench.workbench.train import BUDGET, Wanted

    listed = asked["algorithms"] or ""
    wanted = Wanted(
        asked["preset"],
        tuple(name.strip() for name in listed.split(",") if name.strip()),
        asked["balance"],
        asked["row_microseconds"],
        bytes_of(asked["max_mb"]),
    )
    budget = BUDGET if asked["budget"] is None else asked["budget"]
    return bench.train.start(budget, asked["seed"], max_trials=asked["max_trials"], wanted=wanted)


def _resumed(bench: "Workbench", which: str, budget: float | None) -> "Job":
    return bench.train.resume(named_run(bench, which).id, budget)


def _require_alone() -> None:
    """Raises InputError where a run that goes on is asked anew what it was asked at its beginning."""
    context = click.get_current_context()
    given = [
        one.opts[0]
        for one in context.command.params
        if one.name in ASKED_ONCE and context.get_parameter_source(one.name) is ParameterSource.COMMANDLINE
    ]
    if given:
        raise InputError("cli.resume_alone", options=", ".join(given))


def named_run(bench: "Workbench", which: str | None) -> Run:
    """The current run unless one is named: by its number, from 1, or its id."""
    runs = bench.train.runs()
    current = bench.train.current()
    if current is None:
        raise InputError("train.nothing_trained")
    if which is None:
        return current
    if found := [run for run in runs if run.id == which]:
        return found[0]
    if which.isdecimal() and 1 <= int(which) <= len(runs):
        return runs[int(which) - 1]
    raise InputError("cli.no_such_run", found=which, count=len(runs))


@contextmanager
def _first_interrupt_finishes(bench: "Workbench", run: str) -> Iterator[Any]:
    """Ctrl-C once: stop and keep the best. Twice: cancel. A third one ends at once; the rest is filed at the next opening."""
    heard, told = [0], [0]

    def hear(number: int, frame: FrameType | None) -> None:
        heard[0] += 1
        if heard[0] > 2:
            os._exit(STOPPED)
        bench.interrupted = heard[0] == 2

    def stop() -> None:
        if heard[0] and not told[0]:
            told[0] = 1
            click.echo(tr("cli.finishing"), err=True)
            bench.train.finish(run)

    before = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(bench: "Workbench", run: Run, as_json: bool) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench.tracking import Wish, nested_in_words

    end, winner = bench.train.end(run.id), bench.train.winner(run.id)
    board = bench.train.board(Wish(run.id))
    failures = bench.train.failures(run.id)
    if as_json:
        showing.as_one_object(
            {
                "kind": "run",
                "id": run.id,
                "number": [one.id for one in bench.train.runs()].index(run.id) + 1,
                "state": end.state if end else "unfinished",
                "seed": run.seed,
                "preset": run.preset,
                "winner": winner.id if winner else None,
                "model": winner.name if winner else None,
                "nested": list(end.nested) if end else [],
                "leaderboard": [row_told(row) for row in board.rows],
                "failures": [
                    {"name": one.name, "key": one.reason.key, "message": tr(one.reason.key, **one.reason.facts)}
                    for one in failures
                    if not one.was_given_up
                ],
                "given_up": [
                    {"name": one.name, "percent": float(str(one.reason.facts["percent"]))} for one in failures if one.was_given_up
                ],
            }
        )
        return
    show_board(board.rows[:10], board.count, places(bench, board.rows[:10]))
    for one in failures:
        if not one.was_given_up:
            click.echo(f"! {one.name}: {tr(one.reason.key, **one.reason.facts)}", err=True)
    if given_up := sum(one.was_given_up for one in failures):
        click.echo(tr("cli.train_given_up", count=given_up))
    if told := nested_in_words(bench, run.id):
        click.echo(told)
    if winner:
        click.echo(tr("cli.train_ended", model=winner.name, score=words.formatted(winner.cv.mean), metric=winner.metric))
        first = bench.train.models(run.id)[0]
        if winner.made == "ensemble" and run.limits is None and first.cv.mean != winner.cv.mean:
            click.echo(tr("train.chosen_ensemble"))


def row_told(row: Any) -> dict[str, Any]:
    from mlworkbench.workbench import filing

    found: dict[str, Any] = filing.plain(row)
    return found


def places(bench: "Workbench", rows: Sequence[Any]) -> dict[str, str]:
    """What these models are called by, by id: the place on the leaderboard of the current run, best first, or RUN:PLACE."""
    from mlworkbench.workbench.tracking import Wish

    current, found = bench.train.current(), {}
    for run, number in {row.run: row.run_number for row in rows}.items():
        before = "" if current and current.id == run else f"{number}:"
        for place, row in enumerate(bench.train.board(Wish(run)).rows, 1):
            found[row.id] = f"{before}{place}"
    return found


def show_board(rows: Sequence[Any], count: int, placed: Mapping[str, str]) -> None:
    from mlworkbench.cli import showing

    keys = ("place", "model", "score_of_cv", "sd", "seconds", "model_size", "row_time", "tags")
    shown = [
        (
            placed[row.id],
            row.name,
            words.formatted(row.score),
            words.formatted(row.sd),
            words.formatted(round(row.seconds, 1)),
            words.bytes_(row.model_bytes),
            words.microseconds(row.row_microseconds),
            " · ".join((*row.tags, *((row.note.partition("\n")[0][:40],) if row.note else ()))),
        )
        for row in rows
    ]
    showing.table([tr(f"cli.{key}") for key in keys], shown, right=(0, 2, 3, 4, 5, 6))
    if count > len(rows):
        click.echo(tr("cli.board_more", count=count - len(rows)))
