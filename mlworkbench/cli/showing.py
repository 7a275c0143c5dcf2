"""Answers on stdout: one JSON object for programs, short tables for people."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.records import Dataset, Profile, Reason
from mlworkbench.base.words import tr
from mlworkbench.workbench import auto as main_job
from mlworkbench.workbench import tellings

if TYPE_CHECKING:
    from rich.table import Table

    from mlworkbench.stages.package import Card, Told
    from mlworkbench.workbench import Check, Sample, Workbench

DAMAGED = 3
MET = {True: "problem.met", False: "problem.not_met", None: "problem.not_measured"}
NO_TERMINAL_WIDTH = 400
Row = tuple[str, ...]


def as_one_object(answer: Any) -> None:
    click.echo(json.dumps(answer, ensure_ascii=False, allow_nan=False))


def auto(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        as_one_object(answer)
        return
    _board(answer)
    pairs(_outcome(answer))


def demo_begins(sample: "Sample") -> None:
    click.echo(tr("cli.demo_begins", title=str(sample.title), question=str(sample.question), rows=sample.rows))


def demonstrate(bench: "Workbench", sample: "Sample", folder: Path, budget: float) -> dict[str, Any]:
    """The main job on a sample, then verify and score with the package that came of it; where bars show it all, no lines do."""
    say: Callable[[str], None] = click.echo if not sys.stderr.isatty() else lambda _: None
    plan = main_job.Plan(file=sample.file, target=sample.target, project=folder, excluded=sample.excluded, budget=budget)
    answer = main_job.as_json(main_job.run(bench, plan, lambda part: say(tr(f"cli.done_{part}"))))
    checked = bench.wait(bench.package.verify(Path(answer["package"])))
    say(tr("cli.done_verify", checks=len(checked["checks"])))
    scored = folder / f"{sample.file.stem}-scored.csv"
    told = bench.wait(bench.package.score_file(Path(answer["package"]), sample.file, scored))
    say(tr("cli.done_score", rows=told["scored"]))
    return answer | {"scored": str(scored)}


def demo_ends(answer: dict[str, Any]) -> None:
    _board(answer)
    window = (tr("cli.window_command"), f"{_program()} {_quoted(answer['project'])}")
    pairs((*_outcome(answer), (tr("cli.scored_file"), answer["scored"]), window))


def imported(dataset: Dataset, questions: Sequence[dict[str, Any]], as_json: bool) -> None:
    """What the file leaves open is told with the option that answers it."""
    asked = [_question(one) for one in questions]
    if as_json:
        as_one_object(tellings.dataset(dataset) | {"questions": asked})
        return
    facts = {"number": dataset.number, "rows": dataset.rows, "columns": len(dataset.columns), "name": dataset.name}
    click.echo(tr("cli.imported", **facts))
    if dataset.rejected_rows:
        click.echo(tr("cli.rows_set_aside", rows=dataset.rejected_rows), err=True)
    for one in asked:
        click.echo(f"? {one['message']}", err=True)
        click.echo(tr("cli.answer_with", options=" | ".join(one["answers"])), err=True)


def _question(one: dict[str, Any]) -> dict[str, Any]:
    flag = "--" + one["choice"].replace("_", "-")
    told = tellings.reason(Reason(one["reason"]["key"], dict(one["reason"]["facts"])))
    answers = [f"{flag} {_quoted(option)}" for option in one["options"]]
    return {"choice": one["choice"], "columns": list(one["columns"]), "message": told["message"], "answers": answers}


def contract(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        as_one_object(found)
    else:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def checked(told: dict[str, Any], as_json: bool) -> None:
    """A file held against a contract: the first hundred problems, all of them counted."""
    found = [_problem(one) for one in told["problems"]]
    if as_json:
        as_one_object({**{name: told[name] for name in ("ok", "rows", "columns", "count")}, "problems": found})
        return
    click.echo(tr("cli.contract_holds" if told["ok"] else "cli.contract_broken", rows=told["rows"], count=told["count"]))
    if found:
        heads = (tr("cli.row"), tr("cli.column"), tr("cli.found"), tr("cli.detail"))
        table(
            heads, [(_cell(one["row"]), _cell(one["column"]), _cell(one["found"]), one["message"]) for one in found], right=(0,)
        )


def _problem(one: dict[str, Any]) -> dict[str, Any]:
    reason = one["reason"]
    message = tr(reason["key"], **reason["facts"])
    return {name: one[name] for name in ("kind", "row", "column", "found", "breaks")} | {"message": message}


def _cell(value: Any) -> str:
    return "" if value is None else words.formatted(value)


def profile(found: Profile, as_json: bool) -> None:
    if as_json:
        as_one_object(tellings.profile(found))
        return
    click.echo(tr("cli.rows_columns", rows=found.rows, columns=len(found.columns)))
    heads = (tr("cli.column"), tr("cli.type"), tr("cli.missing_cells"), tr("cli.distinct"), tr("cli.range"))
    told = tellings.profile(found)
    table(heads, [_column(one) for one in told["columns"]], right=(2, 3))
    for finding in (*told["findings"], *told["not_found"]):
        click.echo(f"[{tr('data.severity_' + finding['severity'])}] {finding['message']}")


def scored(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        read = [{**one, "message": tr(one["key"], **one["facts"])} for one in told["read"]]
        as_one_object(told | {"refused": [_refusal(one) for one in told["refused"]], "read": read})
        return
    if told["output"]:
        click.echo(tr("cli.scored_to", rows=told["scored"], output=told["output"]))
    else:
        table(tuple(told["columns"]), [tuple(words.formatted(cell) for cell in row) for row in told["preview"]])
        click.echo(tr("cli.scored_only", rows=told["scored"]))
    if told["brought"]:
        click.echo("· " + tr("package.read_brought", columns=", ".join(told["brought"])), err=True)
    for one in told["read"] if len(told["read"]) > 1 else ():  # it was not read as those before it
        click.echo("· " + tr(one["key"], **one["facts"]), err=True)
    if told["refused_rows"]:
        click.echo(tr("cli.refused", rows=told["refused_rows"]), err=True)
        for one in told["refused"]:
            click.echo("· " + _refusal(one)["message"], err=True)


def verified(told: dict[str, Any], as_json: bool) -> int:
    """The exit code: 0 only if all hold."""
    told = tellings.checks(told)
    if as_json:
        as_one_object(told)
    else:
        answers = {True: tr("cli.holds"), False: tr("cli.fails")}
        heads = (tr("cli.check"), "", tr("cli.detail"))
        table(heads, [(check["name"], answers[check["ok"]], check["detail"]) for check in told["checks"]])
        click.echo(tr("cli.all_hold") if told["ok"] else tr("cli.not_all_hold"))
    return 0 if told["ok"] else DAMAGED


def project(bench: "Workbench", as_json: bool) -> None:
    told = tellings.project(bench)
    if as_json:
        as_one_object(told)
        return
    click.echo(f"{told['name']}  {told['folder']}")
    for one in told["datasets"]:
        click.echo(tr("cli.imported", number=one["number"], rows=one["rows"], columns=one["columns"], name=one["name"]))
    if told["problem"]:
        click.echo(tr("cli.predicts", target=told["problem"]["target"], metric=told["problem"]["metric"]))
    for run in told["runs"]:
        click.echo(tr(f"cli.run_{run['state']}", models=len(run["leaderboard"]), model=run["model"]))
        _board(run)
    for package_ in told["packages"]:
        click.echo(f"{package_['path']}  {words.bytes_(package_['size'])}  {words.short_hash(package_['identifier'])}")


def package(card: "Card", as_json: bool) -> None:
    if as_json:
        as_one_object(tellings.package(card))
        return
    manifest = card.manifest
    pairs(
        (
            (tr("cli.package"), card.name),
            (tr("cli.identifier"), card.identifier),
            (tr("cli.package_size"), words.bytes_(card.size)),
            (tr("cli.target_column"), manifest.target),
            (tr("cli.model"), manifest.algorithm.title),
            (tr("cli.cv_score", metric=manifest.cv.metric), words.formatted(manifest.cv.mean)),
            *((tr("cli.test_score", metric=name), words.formatted(value)) for name, value in card.test.items()),
        )
    )
    heads = (tr("cli.column"), tr("cli.type"), tr("cli.range"), tr("cli.missing_marks"))
    rows = [(row.name, tr(f"data.type_{row.type}"), row.seen, " · ".join(row.marks)) for row in card.inputs]
    wide = 4 if any(row.marks for row in card.inputs) else 3
    table(heads[:wide], [row[:wide] for row in rows])
    model_columns(card.columns)


def model_columns(told: "Told") -> None:
    """What the model computes itself, and what must be made before it is brought."""
    from mlworkbench.workbench import titles

    if told.computed:
        click.echo(tr("package.computed"))
        for one in told.computed:
            click.echo(f"· {one.name} = {one.formula}")
    if told.brought:
        click.echo(tr("package.brought"))
        for column in told.brought:
            click.echo(f"· {column.name}: {titles.making(column)}")


def criteria(found: "Sequence[Check]") -> None:
    """Each criterion and limit with what was found, and why where nothing was."""
    from mlworkbench.workbench import checks

    if not found:
        click.echo(tr("problem.no_criteria"))
        return
    heads = (tr("problem.criteria"), tr("cli.found"), "", "")
    marks = (tr("cli.after_look") if check.after_look else "" for check in found)
    rows = [(checks.sentence(one), checks.figure(one), tr(MET[one.met]), mark) for one, mark in zip(found, marks, strict=True)]
    table(heads, rows)
    for check in found:
        if check.reason is not None:
            click.echo(f"· {checks.sentence(check)}: {tr(check.reason.key, **check.reason.facts)}")


def _board(answer: dict[str, Any]) -> None:
    heads = (tr("cli.place"), tr("cli.model"), tr("cli.score_of_cv"), tr("cli.seconds"))
    rows = [
        (str(place), one["name"], words.formatted(one["score"]), words.formatted(round(one["seconds"], 1)))
        for place, one in enumerate(answer["leaderboard"][:10], 1)
    ]
    table(heads, rows, right=(0, 2, 3))


def _outcome(answer: dict[str, Any]) -> tuple[Row, ...]:
    cv, metric = answer["cv"], answer["metric"]
    tested = ((tr("cli.test_score", metric=metric), words.formatted(answer["test"].get(metric))),) if answer["test"] else ()
    return (
        (tr("cli.winner"), answer["model"]),
        (tr("cli.cv_score", metric=metric), f"{words.formatted(cv['mean'])} ± {words.formatted(cv['sd'])}"),
        *tested,
        (tr("cli.row_time"), words.microseconds(answer["row_microseconds"])),
        (tr("cli.package_size"), words.bytes_(answer["package_bytes"])),
        (tr("cli.time_used"), words.duration(answer["seconds"])),
        (tr("cli.package"), answer["package"]),
        (tr("cli.project_folder"), answer["project"]),
    )


def _column(one: dict[str, Any]) -> Row:
    kind = tr(f"data.type_{one['type']}")
    return (one["name"], kind, words.formatted(one["missing"]), words.formatted(one["distinct"]), _range(one))


def _range(column: dict[str, Any]) -> str:
    if column["minimum"] is not None:
        return f"{words.formatted(column['minimum'])} … {words.formatted(column['maximum'])}"
    return ", ".join(str(top["value"])[:20] for top in column["top"][:3])


def _refusal(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"message": tr("cli.refused_row", row=one["row"], column=one["column"], value=one["value"])}


def _program() -> str:
    """How this very program is called from the user's shell."""
    called = Path(sys.argv[0])
    if shutil.which(called.stem):
        return called.stem
    return f"{_quoted(sys.executable)} -m mlworkbench" if called.suffix == ".py" else _quoted(str(called))


def _quoted(text: str) -> str:
    return f'"{text}"' if " " in text else text


def older_target(bench: "Workbench") -> None:
    """Says so where the problem was chosen for a version of the data that is no longer the newest, and did not follow."""
    problem, dataset = bench.problem.current(), bench.data.current()
    if problem is not None and dataset is not None and problem.dataset != dataset.id:
        click.echo(tr("data.target_of_older", target=problem.target))


def pairs(rows: Iterable[Row]) -> None:
    """Labels and values, one below the other."""
    made = _empty_table()
    made.show_header = False
    made.add_column(style="dim")
    made.add_column(overflow="fold")
    for row in rows:
        made.add_row(*map(words.formatted, row))
    _print(made)


def table(heads: Sequence[str], rows: Iterable[Row], right: Sequence[int] = ()) -> None:
    """`right` are the places of columns of figures."""
    made = _empty_table()
    for place, head in enumerate(heads):
        made.add_column(words.formatted(head), justify="right" if place in right else "left")
    for row in rows:
        made.add_row(*map(words.formatted, row))
    _print(made)


def _empty_table() -> "Table":
    from rich.table import Table

    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _print(table: "Table") -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else NO_TERMINAL_WIDTH
    Console(file=sys.stdout, width=width, highlight=False, markup=False).print(table)
