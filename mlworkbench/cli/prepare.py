"""The command of the prepare stage: show or set the recipe and how rows are split."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.cli.door import file_path, json_option, read_json, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


@click.command("prepare", cls=Command, help="cli.prepare")
@click.argument("project", type=file_path)
@option("--file", type=file_path, metavar="RECIPE.json", help="cli.recipe_file")
@option("--suggest", is_flag=True, help="cli.suggest")
@option("--share", type=float, metavar="SHARE", help="cli.share")
@option("--seed", type=int, metavar="N", help="cli.split_seed")
@option("--stratified/--no-stratified", default=None, help="cli.stratified")
@option("--cv", metavar="KIND:K", help="cli.cv")
@option("--group", metavar="COLUMN", help="cli.group")
@option("--time", metavar="COLUMN", help="cli.time")
@json_option
@language
def prepare(
    project: Path,
    file: Path | None,
    suggest: bool,
    as_json: bool,
    **split: Any,
) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import recipe_file

    if file is not None and suggest:
        raise InputError("cli.file_or_suggest")
    with workbench() as bench:
        bench.home.open(project)
        steps = recipe_file.steps(read_json(file)) if file else None
        with bench.opened().transaction():
            if suggest:
                bench.prepare.suggest_again()
            if steps is not None:
                bench.prepare.write(steps)
            if any(one is not None for one in split.values()):
                _plan(bench, **split)
        told = recipe_file.told(bench)
        if as_json:
            showing.as_one_object(told)
        else:
            showing.older_target(bench)
            _show(told)
    return 0


def _plan(bench: "Workbench", share: float | None, seed: int | None, stratified: bool | None, **kind: str | None) -> None:
    """What is not wished for stays as it is."""
    plan = bench.prepare.plan()
    bench.prepare.plan_split(
        plan.share if share is None else share,
        plan.stratified if stratified is None else stratified,
        plan.seed if seed is None else seed,
        **kind,
    )


def _show(told: dict[str, Any]) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import recipes

    click.echo(tr("cli.recipe_head", number=told["number"], steps=len(told["steps"]), inputs=len(told["inputs"])))
    heads = (tr("cli.place"), tr("cli.step"), tr("prepare.columns"), tr("prepare.models"), tr("cli.detail"))
    rows = [_row(step, view) for step, view in zip(told["recipe"]["steps"], told["steps"], strict=True)]
    showing.table(heads, rows, right=(0,))
    split = told["split"]
    showing.pairs(_split(split))
    if split["classes"]:
        titles = (tr("cli.class"), tr("prepare.training"), tr("prepare.holdout"))
        showing.table(titles, [_class(one) for one in split["classes"]], right=(1, 2))
    for one in told["set_aside"]:
        click.echo(f"· {one['column']}: {one['reason']}")
    problems = [told["refused"], *told["warnings"], split["warning"]]
    if told["new_columns"]:
        click.echo("· " + tr("prepare.new_columns", columns=recipes.named(told["new_columns"])))
    for one in problems:
        if one is not None:
            click.echo("! " + one["message"])


def _row(step: dict[str, Any], view: dict[str, Any]) -> tuple[str, ...]:
    from mlworkbench.workbench import recipes

    detail = view["parked"] or view["why"]
    columns = recipes.named(step["columns"]) or tr("prepare.all_columns", count=len(view["columns"]))
    family = tr(FAMILIES[",".join(step["families"])])
    return str(view["number"]), view["title"], columns, family, detail["message"] if detail else ""


FAMILIES = {"": "prepare.all_models", "tree": "prepare.trees_only", "linear": "prepare.linear_only"}


def _split(split: dict[str, Any]) -> list[tuple[str, str]]:
    share = tr("prepare.own_holdout", rows=split["holdout_rows"]) if split["holdout_rows"] else f"{split['share'] * 100:g} %"
    found = [(tr("cli.holdout_share"), share), (tr("prepare.stratified"), words.formatted(split["stratified"]))]
    found.append((tr("prepare.seed"), str(split["seed"])))
    found.append((tr("prepare.validation"), split["cv"]))
    found += [(tr(f"prepare.by_{name}"), split[name]) for name in ("group", "time") if split[name]]
    if split["fits"]:
        found.append((tr("prepare.fits"), words.formatted(split["fits"])))
    if split["train"] is not None:
        rows = tr("cli.split_rows", train=split["train"], sealed=split["sealed"], unused=split["unused"])
        found.append((tr("prepare.all_rows"), rows))
    return found


def _class(one: dict[str, Any]) -> tuple[str, ...]:
    counts = (tr("prepare.by_chance") if one[name] is None else words.formatted(one[name]) for name in ("train", "sealed"))
    return (one["name"], *counts)
