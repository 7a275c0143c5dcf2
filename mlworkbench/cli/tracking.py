"""The commands about what runs made: list, compare, note, replay, take elsewhere, and how much more data would help."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, named_model, workbench
from mlworkbench.cli.train import named_run, places, row_told, show_board
from mlworkbench.cli.translated import Command, language, option

LIKELY: Final = 0.05
DIFFERENT: Final = 3


# The leaderboard ----------------------------------------------------------------------------------------------------------


@click.command("leaderboard", cls=Command, help="cli.leaderboard")
@click.argument("project", type=file_path)
@option("--run", "which", metavar="RUN|all", help="cli.which_run")
@option("--csv", "out", type=file_path, metavar="FILE", help="cli.board_csv")
@option("--sort", default="", metavar="COLUMN", help="cli.board_sort")
@option("--search", default="", metavar="TEXT", help="cli.board_search")
@option("--tag", "tags", multiple=True, metavar="TAG", help="cli.board_tag")
@option("--limit", type=click.IntRange(1), metavar="N", help="cli.board_limit")
@json_option
@language
def leaderboard(
    project: Path,
    which: str | None,
    out: Path | None,
    sort: str,
    search: str,
    tags: tuple[str, ...],
    limit: int | None,
    as_json: bool,
) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench.tracking import Wish, nested_in_words

    with workbench() as bench:
        bench.home.open(project)
        shown = None if which == "all" or (which is None and not bench.train.runs()) else named_run(bench, which)
        way = True if sort.startswith("-") else None
        board = bench.train.board(Wish(shown.id if shown else which, sort.lstrip("-"), way, search, tags, limit=limit))
        end = bench.train.end(shown.id) if shown else None
        searched = nested_in_words(bench, shown.id) if shown else ""
        placed = places(bench, board.rows)
    if out is not None:
        _write_csv(board.rows, out)
    if as_json:
        rows = [row_told(row) for row in board.rows]
        showing.as_one_object(
            {
                "kind": "leaderboard",
                "count": board.count,
                "of": board.of,
                "tags": list(board.tags),
                "nested": list(end.nested) if end else [],
                "rows": rows,
            }
        )
    elif out is not None:
        click.echo(tr("cli.board_written", count=len(board.rows), path=str(out)))
    else:
        show_board(board.rows, board.count, placed)
        if searched:
            click.echo(searched)
    return 0


def _write_csv(rows: Sequence[Any], path: Path) -> None:
    from mlworkbench.stages.train.exporting import table_of

    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table_of([row_told(row) for row in rows]))
    except OSError as reason:
        raise InputError("cli.not_written", path=str(path), why=reason.strerror or "") from reason


# Comparing, noting, replaying ---------------------------------------------------------------------------------------------


@click.command("compare", cls=Command, help="cli.compare")
@click.argument("project", type=file_path)
@click.argument("models", nargs=-1, required=True, metavar="MODEL MODEL…")
@option("--rows", "most", type=click.IntRange(0), default=10, show_default=True, metavar="N", help="cli.compare_rows")
@json_option
@language
def compare(project: Path, models: tuple[str, ...], most: int, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import filing

    with workbench() as bench:
        bench.home.open(project)
        names = [named_model(bench, which).id for which in models]
        found = bench.train.compare(names)
        told = None if found.rows_reason else bench.wait(bench.train.compare_rows(names, most))
    if as_json:
        showing.as_one_object({"kind": "comparison", **filing.plain(found), "rows": told})
    else:
        _show_comparison(found, told)
    return 0


def _show_comparison(found: Any, told: dict[str, Any] | None) -> None:
    from mlworkbench.cli import showing

    sides = found.sides
    heads = ("", *(f"{side.model.name} ({tr('cli.run_number', number=side.run_number)})" for side in sides))
    lines = [(name, *(words.formatted(value) for value in values)) for name, values in found.differing.items()]
    scores = [f"{words.formatted(side.model.cv.mean)} ± {words.formatted(side.model.cv.sd)}" for side in sides]
    lines.append((tr("cli.score_of_cv"), *scores))
    for place in range(max(len(side.model.cv.folds) for side in sides)):
        cells = (side.model.cv.folds[place : place + 1] for side in sides)
        lines.append((tr("cli.fold", number=place + 1), *(words.formatted(cell[0]) if cell else "" for cell in cells)))
    lines.append((tr("cli.model_size"), *(words.bytes_(side.model.model_bytes) for side in sides)))
    lines.append((tr("cli.row_time"), *(words.microseconds(side.model.row_microseconds) for side in sides)))
    showing.table(heads, lines)
    first = sides[0].model.name
    for side in sides[1:]:
        click.echo("· " + _paired(first, side))
    if told is None:
        click.echo("· " + tr(found.rows_reason.key, **found.rows_reason.facts))
        return
    names = {side.model.id: side.model.name for side in sides}
    for pair in told["pairs"]:
        _show_pair(first, names[pair["model"]], pair)


def _paired(first: str, side: Any) -> str:
    found, other = side.paired, side.model.name
    if found is None:
        return tr(side.reason.key, **side.reason.facts)
    figures = {name: words.formatted(getattr(found, name)) for name in ("difference", "low", "high", "p")}
    key = "train.paired_apart" if found.p < LIKELY else "train.paired_alike"
    return tr(key, first=first, other=other, metric=side.model.metric, folds=found.folds, **figures)


def _show_pair(first: str, other: str, pair: dict[str, Any]) -> None:
    from mlworkbench.cli import showing

    if pair["loss"] is not None:
        figures = {name: words.formatted(pair["loss"][name]) for name in ("difference", "low", "high", "p")}
        click.echo("· " + tr("train.loss_apart", first=first, other=other, rows=pair["rows"], **figures))
    if pair["mcnemar"] is not None:
        told = pair["mcnemar"]
        facts = {"only_first": told["only_first"], "only_other": told["only_other"], "p": words.formatted(told["p"])}
        click.echo("· " + tr("train.mcnemar", first=first, other=other, **facts))
    click.echo("· " + tr("train.rows_differ", first=first, other=other, count=pair["differ"], rows=pair["rows"]))
    if pair["listed"]:
        heads = (tr("cli.row"), tr("cli.truth"), first, other)
        rows = [
            (str(one["row"]), words.formatted(one["truth"]), _said(one, "first"), _said(one, "other")) for one in pair["listed"]
        ]
        showing.table(heads, rows, right=(0,))


def _said(one: dict[str, Any], side: str) -> str:
    figure = words.formatted(one[side])
    return figure if one[f"{side}_class"] is None else f"{one[f'{side}_class']} ({figure})"


@click.command("note", cls=Command, help="cli.note")
@click.argument("project", type=file_path)
@click.argument("model")
@option("--text", metavar="TEXT", help="cli.note_text")
@option("--tag", "tags", multiple=True, metavar="TAG", help="cli.note_tag")
@option("--no-tags", is_flag=True, help="cli.note_no_tags")
@json_option
@language
def note(project: Path, model: str, text: str | None, tags: tuple[str, ...], no_tags: bool, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import filing

    with workbench() as bench:
        bench.home.open(project)
        noted = named_model(bench, model)
        if text is not None or tags or no_tags:
            bench.train.remark(noted.id, text, tags if tags or no_tags else None)
        history = bench.train.remarks(noted.id)
    if as_json:
        told = {"kind": "notes", "model": noted.id, "name": noted.name, "notes": [filing.plain(one) for one in history]}
        showing.as_one_object(told)
        return 0
    if not history:
        click.echo(tr("cli.nothing_noted", model=noted.name))
    for one in history:
        click.echo(f"{words.formatted(one.when)}  {one.who}  {' · '.join((*one.tags, one.text) if one.text else one.tags)}")
    return 0


@click.command("replay", cls=Command, help="cli.replay")
@click.argument("project", type=file_path)
@click.argument("which", required=False, metavar="[RUN]")
@option("--model", "models", multiple=True, metavar="MODEL", help="cli.replay_model")
@json_option
@language
def replay(project: Path, which: str | None, models: tuple[str, ...], as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        run = named_run(bench, which)
        board = bench.train.models(run.id)
        names = [board[int(one) - 1].id if one.isdecimal() and 1 <= int(one) <= len(board) else one for one in models]
        told = bench.wait(bench.train.replay(run.id, names))
        changed = bench.train.refuses_resume(run.id)
    others = [one for one in told["models"] if not one["same"]]
    versions = changed is not None and changed.key == "train.other_versions"
    answer = _replay_means(len(told["models"]), len(others), versions)
    if as_json:
        showing.as_one_object({"kind": "replay", "run": run.id, **told, "other_versions": versions, "message": answer})
    else:
        heads = (tr("cli.model"), tr("cli.recorded"), tr("cli.replayed"), "")
        rows = [
            (one["name"], one["recorded"], one["replayed"], tr("cli.identical" if one["same"] else "cli.different"))
            for one in told["models"]
        ]
        showing.table(heads, rows)
        click.echo(answer)
    return 0 if told["same"] else DIFFERENT


def _replay_means(count: int, others: int, versions: bool) -> str:
    if not others:
        return tr("train.replay_same", count=count)
    return tr("train.replay_versions" if versions else "train.replay_other", count=count, others=others)


# Elsewhere ----------------------------------------------------------------------------------------------------------------


@click.command("export-runs", cls=Command, help="cli.export_runs")
@click.argument("project", type=file_path)
@click.argument("folder", type=file_path)
@option("--format", "form", type=click.Choice(("csv", "mlflow")), default="csv", show_default=True, help="cli.export_format")
@option("--run", "which", metavar="RUN", help="cli.export_run")
@json_option
@language
def export_runs(project: Path, folder: Path, form: str, which: str | None, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        bench.home.open(project)
        run = "all" if which in (None, "all") else named_run(bench, which).id
        told = bench.wait(bench.train.export(folder, form, run))
    if as_json:
        showing.as_one_object({"kind": "export", **told})
    else:
        click.echo(tr("cli.exported", count=told["models"], path=told["path"]))
    return 0


@click.command("learning-curve", cls=Command, help="cli.learning_curve")
@click.argument("project", type=file_path)
@click.argument("which", required=False, metavar="[MODEL]")
@json_option
@language
def learning_curve(project: Path, which: str | None, as_json: bool) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import filing, learning

    with workbench() as bench:
        bench.home.open(project)
        model = bench.train.winner() if which is None else named_model(bench, which)
        if model is None:
            raise InputError("train.nothing_trained")
        bench.wait(bench.train.learn(model.id))
        found, refitted = bench.train.learning(model.id), learning.stands_for(bench, model.id)
    if found is None or refitted is None:
        raise InputError("train.nothing_trained")
    message = learning.in_words(found)
    if as_json:
        told = {"kind": "learning_curve", "model": model.id, "refitted": refitted.id, **filing.plain(found), "message": message}
        showing.as_one_object(told)
        return 0
    if refitted.id != model.id:
        click.echo(tr("train.learning_stands", model=model.name, member=refitted.name))
    heads = (tr("cli.fitted_rows"), found.metric, tr("cli.sd"))
    rows = [
        (str(round(one.rows)), words.formatted(sum(one.folds) / len(one.folds)), words.formatted(_spread(one.folds)))
        for one in found.points
    ]
    showing.table(heads, rows, right=(0, 1, 2))
    click.echo(message)
    return 0


def _spread(folds: Sequence[float]) -> float | None:
    from statistics import stdev

    return stdev(folds) if len(folds) > 1 else None
