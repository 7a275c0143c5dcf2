"""The command of the problem stage: show or set what is predicted, what it costs, and when it is good enough."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Limits
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, read_json, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench
    from mlworkbench.workbench.charters import Changes
    from mlworkbench.workbench.problem import Options

TASKS = click.Choice(("auto", "binary", "multiclass", "regression"))


@click.command("problem", cls=Command, help="cli.problem")
@click.argument("project", type=file_path)
@option("--target", metavar="COLUMN", help="cli.target")
@option("--task", type=TASKS, help="cli.task")
@option("--metric", metavar="NAME", help="cli.metric")
@option("--positive", metavar="CLASS", help="cli.positive")
@option("--loss", metavar="LOSS", help="cli.loss")
@option("--ordered/--no-ordered", default=None, help="cli.ordered")
@option("--order", metavar="CLASS,CLASS,…", help="cli.order")
@option("--weights", metavar="COLUMN", help="cli.weights")
@option("--rises", multiple=True, metavar="COLUMN", help="cli.rises")
@option("--falls", multiple=True, metavar="COLUMN", help="cli.falls")
@option("--together", multiple=True, metavar="COLUMN,COLUMN,…", help="cli.together")
@option("--max-memory-mb", "memory", metavar="MB", help="cli.max_memory_mb")
@option("--file", type=file_path, metavar="CHARTER.json", help="cli.charter_file")
@json_option
@language
def problem(project: Path, file: Path | None, as_json: bool, **wished: Any) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import tellings

    with workbench() as bench:
        bench.home.open(project)
        changes = _read(file) if file else None
        bound = {name: wished.pop(name) for name in ("rises", "falls", "together", "memory")}
        with bench.opened().transaction():
            if any(value is not None for value in wished.values()):
                _choose(bench, wished)
            if changes is not None:
                bench.problem.write_charter(**changes)
            if any(value or value == "" for value in bound.values()):
                bench.problem.write_charter(limits=_limits(bench, **bound))
        told = tellings.success(bench)
        if as_json:
            showing.as_one_object(told)
        else:
            _show(bench, told)
    return 0


def _choose(bench: "Workbench", wished: dict[str, Any]) -> None:
    """What is not wished for stays as it is while the target, and for its options the task, is the same."""
    from mlworkbench.workbench.problem import Options, options_of

    current = bench.problem.current()
    target = wished["target"] or (current.target if current else None)
    if target is None:
        raise InputError("problem.no_target")
    asked = _options(wished)
    if current is None or current.target != target:
        bench.problem.choose(target, wished["task"] or "auto", wished["metric"], positive=wished["positive"], **asked)
        return
    task = wished["task"] or current.task
    same = task == current.task
    kept = options_of(current) if same else Options(weights=current.weights)
    options: Options = {**kept, **asked}
    fits = same and all(kept.get(name) == options.get(name) for name in ("loss", "ordered"))
    bench.problem.choose(
        target,
        task,
        wished["metric"] or (current.metric if fits else None),
        current.excluded,
        wished["positive"] or (current.positive if same else None),
        **options,
    )


def _options(wished: dict[str, Any]) -> "Options":
    """Those that were asked for; an order of classes is one of ordered classes."""
    found: Options = {}
    if wished["loss"] is not None:
        found["loss"] = wished["loss"]
    if wished["order"] is not None:
        found["order"], found["ordered"] = _columns(wished["order"]), True
    if wished["ordered"] is not None:
        found["ordered"] = wished["ordered"]
    if wished["weights"] is not None:
        found["weights"] = wished["weights"] or None
    return found


def _limits(
    bench: "Workbench", rises: tuple[str, ...], falls: tuple[str, ...], together: tuple[str, ...], memory: str | None
) -> Limits:
    """Those of the charter with what was asked for: of each kind all anew. A column changes its direction by being named."""
    charter = bench.problem.charter()
    limits = charter.limits if charter else Limits()
    named = {name for name in (*rises, *falls) if name}
    bound: list[tuple[str, int]] = []
    for columns, way in ((rises, 1), (falls, -1)):
        kept = () if columns else (name for name, was in limits.monotone if was == way and name not in named)
        bound += [(name, way) for name in (*kept, *columns) if name]
    groups = tuple(tuple(_columns(group)) for group in together if group) if together else limits.interactions
    most = limits.memory_bytes if memory is None else _bytes(memory)
    return replace(limits, monotone=tuple(bound), interactions=groups, memory_bytes=most)


def _bytes(megabytes: str) -> int | None:
    """None for an empty text."""
    if not megabytes.strip():
        return None
    try:
        return round(float(megabytes) * 1e6)
    except (ValueError, OverflowError) as reason:
        raise InputError("problem.not_a_number", field="--max-memory-mb", found=megabytes[:60]) from reason


def _columns(listed: str) -> list[str]:
    return next(csv.reader([listed], skipinitialspace=True))


def _read(file: Path) -> "Changes":
    """A charter, or all that --json shows, of which the charter is a part."""
    from mlworkbench.workbench import charters

    found = read_json(file)
    whole = isinstance(found, dict) and found.get("kind") == "problem"
    return charters.from_json(found.get("charter") if whole else found)


def _show(bench: "Workbench", told: dict[str, Any]) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import charters

    chosen, charter, version = told["problem"], told["charter"], told["version"]
    rows: list[tuple[str, str]] = []
    if chosen:
        positive = "" if chosen["positive"] is None else f" = {chosen['positive']}"
        rows += [(tr("cli.target_column"), chosen["target"] + positive), (tr("problem.field_metric"), chosen["metric"])]
        order = " < ".join(chosen["classes"]) if chosen["ordered"] else ""
        rows += [(tr("problem.loss"), chosen["loss"]), (tr("problem.order"), order)]
        rows.append((tr("problem.weights"), chosen["weights"] or ""))
    rows += [(tr(f"problem.field_{name}"), charter[name]) for name in ("predicts", "for_each", "so_that", "decided_by")]
    if costs := charter["costs"]:
        spent = (f"{tr(f'problem.field_{name}')} {words.formatted(costs[name])}" for name in ("miss", "false_alarm"))
        rows.append((tr("problem.costs"), f"{', '.join(spent)} {costs['currency']}".strip()))
    standing = bench.problem.charter()
    told_of = charters.constraints(standing.limits) if standing else ()
    rows += [(tr("problem.limits"), " · ".join(told_of)), (tr("problem.passed_over"), ", ".join(bench.problem.passed_over()))]
    if version:
        rows.append((tr("cli.charter_version"), f"{version['number']} ({version['who']}, {version['when'][:16]})"))
    showing.pairs([row for row in rows if row[1]])
    showing.older_target(bench)
    showing.criteria(bench.problem.checks())
