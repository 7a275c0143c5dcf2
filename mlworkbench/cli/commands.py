"""The commands. Each opens a workbench, calls its verbs, and tells the answer for people or, with --json, for programs.

A command that belongs to one stage stands in a file named like the stage, and in the list below.
"""

import csv
from pathlib import Path
from typing import Any, Final

import click

from mlworkbench.base.errors import InputError
from mlworkbench.cli.changes import change, dictionary, versions
from mlworkbench.cli.code import export_code
from mlworkbench.cli.data import ReadingForModel, Wanted, check, contract, import_, kind_option, profile, rejects
from mlworkbench.cli.door import file_path, json_option, root, workbench
from mlworkbench.cli.evaluate import evaluate
from mlworkbench.cli.explore import explore
from mlworkbench.cli.lineage import lineage
from mlworkbench.cli.package import package
from mlworkbench.cli.prepare import prepare
from mlworkbench.cli.problem import problem
from mlworkbench.cli.quality import expect, findings
from mlworkbench.cli.report import report
from mlworkbench.cli.rows import rows
from mlworkbench.cli.tracking import compare, export_runs, leaderboard, learning_curve, note, replay
from mlworkbench.cli.train import PRESETS, bytes_of, train
from mlworkbench.cli.translated import language, option

DEMO = "telco_churn"
__all__ = ["root"]
STAGES: Final[tuple[click.Command, ...]] = (
    import_,
    profile,
    contract,
    rejects,
    check,
    rows,
    problem,
    findings,
    expect,
    explore,
    prepare,
    train,
    leaderboard,
    compare,
    note,
    replay,
    learning_curve,
    export_runs,
    export_code,
    evaluate,
    package,
    lineage,
    report,
    change,
    versions,
    dictionary,
)


@root.command(help="cli.demo")
@option("--out", type=file_path, metavar="DIR", help="cli.demo_out")
@option("--budget", type=float, default=20.0, show_default=True, metavar="SECONDS", help="cli.budget")
@language
def demo(out: Path | None, budget: float) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        sample = bench.home.sample(DEMO)
        folder = out or bench.home.free_folder(str(sample.title))
        showing.demo_begins(sample)
        demonstrated = showing.demonstrate(bench, sample, folder, budget)
    showing.demo_ends(demonstrated)
    return 0


@root.command(help="cli.auto")
@click.argument("file", type=file_path)
@option("--target", required=True, metavar="COLUMN", help="cli.target")
@option("--project", type=file_path, metavar="DIR", help="cli.project")
@option("--out", type=file_path, metavar="PACKAGE", help="cli.out")
@option("--task", type=click.Choice(("auto", "binary", "multiclass", "regression")), default="auto", help="cli.task")
@option("--metric", metavar="NAME", help="cli.metric")
@option("--budget", type=float, default=60.0, show_default=True, metavar="SECONDS", help="cli.budget")
@option("--seed", type=int, show_default="1", metavar="N", help="cli.seed")
@option("--exclude", metavar="COL,COL", help="cli.exclude")
@option("--holdout", show_default="0.2", metavar="SHARE|FILE", help="cli.holdout")
@option("--max-trials", type=click.IntRange(1), hidden=True, help="cli.max_trials")
@option("--preset", type=PRESETS, default="balanced", show_default=True, help="cli.preset")
@option("--max-row-us", "row_microseconds", type=float, metavar="N", help="cli.max_row_us")
@option("--max-mb", type=float, metavar="N", help="cli.max_mb")
@option("--cv", metavar="KIND:K", help="cli.cv")
@option("--group", metavar="COLUMN", help="cli.group")
@option("--time", metavar="COLUMN", help="cli.time")
@option("--weights", metavar="COLUMN", help="cli.weights")
@json_option
@language
def auto(file: Path, exclude: str | None, holdout: str | None, max_mb: float | None, as_json: bool, **asked: Any) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import auto as main_job

    excluded, kept = None if exclude is None else _names(exclude), None if holdout is None else _holdout(holdout)
    plan = main_job.Plan(file=file, excluded=excluded, holdout=kept, model_bytes=bytes_of(max_mb), **asked)
    with workbench() as bench:
        answer = main_job.as_json(main_job.run(bench, plan))
    showing.auto(answer, as_json)
    return 0


@root.command(cls=ReadingForModel, help="cli.score")
@click.argument("package", type=file_path)
@click.argument("file", type=file_path)
@option("-o", "--output", type=file_path, metavar="OUT.csv|OUT.parquet", help="cli.output")
@kind_option
@json_option
@language
def score(package: Path, file: Path, output: Path | None, as_json: bool, **given: Any) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        told = bench.wait(bench.package.score_file(package, file, output, Wanted.of(given).choices))
    showing.scored(told, as_json)
    return 0


@root.command(help="cli.verify")
@click.argument("path", metavar="PACKAGE|PROJECT", type=file_path)
@json_option
@language
def verify(path: Path, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        if path.is_dir():
            bench.home.open(path)
            told = bench.verify_now()
        else:
            told = bench.wait(bench.package.verify(path))
    return showing.verified(told, as_json)


@root.command(help="cli.show")
@click.argument("path", metavar="PACKAGE|PROJECT", type=file_path)
@json_option
@language
def show(path: Path, as_json: bool) -> int:
    from mlworkbench.cli import showing

    with workbench() as bench:
        if path.is_dir():
            bench.home.open(path)
            showing.project(bench, as_json)
        else:
            showing.package(bench.package.card(bench.package.open(path)), as_json)
    return 0


@root.command(help="cli.selftest")
@json_option
@language
def selftest(as_json: bool) -> int:
    from mlworkbench import selftest as proof

    return proof.main(as_json)


for command in STAGES:
    root.add_command(command)


def _names(listed: str) -> tuple[str, ...]:
    """Names between commas; one that holds a comma stands in quotes."""
    return tuple(name.strip() for line in csv.reader([listed]) for name in line if name.strip())


def _holdout(asked: str) -> float | Path:
    """A share of the rows, or a file. Raises InputError for what is neither."""
    try:
        return float(asked)
    except ValueError:
        if not Path(asked).is_file():
            raise InputError("cli.bad_holdout", found=asked) from None
        return Path(asked)
