"""Runs taken elsewhere: what the job that writes them is given."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Failure, Model, Problem, Recipe, Run
from mlworkbench.base.words import tr
from mlworkbench.workbench import filing, tracking

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench


def export(bench: "Workbench", folder: Path, form: str, run: str = "all") -> "Job":
    """All trials of a run, or of "all" runs, as "csv" (FOLDER/trials.csv) or "mlflow" (FOLDER/mlruns). Raises InputError."""
    from mlworkbench.stages.train.exporting import RUNS, TABLE, Form

    if form not in get_args(Form):
        raise InputError("train.unknown_form", found=form, choices=", ".join(get_args(Form)))
    place = folder.absolute() / (TABLE if form == "csv" else RUNS)
    if place.exists():
        raise InputError("train.export_there", path=str(place))
    project, board = bench.opened(), bench.train.board(tracking.Wish(run))
    if not board.rows:
        raise InputError("train.nothing_trained")
    with_files = form == "mlflow"
    runs = {one.id for one in bench.train.runs()} if run == "all" else {run}
    spec = {
        "form": form,
        "folder": str(folder.absolute()),
        "project": project.name,
        "project_id": project.id,
        "created": project.created.isoformat(),
        "rows": [filing.plain(row) for row in board.rows],
        "runs": {name: _facts(project, name) for name in runs},
        "failures": [_failure(bench, one) for one in project.find(Failure) if one.run in runs],
        "models": {row.id: str(project.file(row.artifact_hash)) for row in board.rows} if with_files else {},
        "curves": dict(project.pick(Model, ("id", "curve"), parent=None)) if with_files else {},
    }
    return bench.start("export_runs", spec)


def _facts(project: "Project", name: str) -> dict[str, Any]:
    """What a trial hangs on besides its parameters: data, target, recipe, seed, environment, limits."""
    run = project.get(Run, name)
    problem, recipe = project.get(Problem, run.problem), project.get(Recipe, run.recipe)
    limits = filing.plain(run.limits) if run.limits else {}
    return {
        "dataset_hash": project.get(Dataset, problem.dataset).data_file,
        "target": problem.target,
        "task": problem.task,
        "recipe_hash": recipe.recipe_hash,
        "seed": run.seed,
        "budget": run.budget,
        "threads": run.threads,
        "preset": run.preset,
        "balance": run.balance,
        "validation": run.cv or ("stratified:5" if run.stratified else "kfold:5"),
        "holdout": run.share,
        "version": run.versions.get("mlworkbench", ""),
        "who": run.who,
        "began": run.when.isoformat(),
        "max_row_microseconds": limits.get("row_microseconds"),
        "max_model_bytes": limits.get("model_bytes"),
    } | {f"version_{key}": value for key, value in run.versions.items() if key != "mlworkbench"}


def _failure(bench: "Workbench", one: Failure) -> dict[str, Any]:
    number = [run.id for run in bench.train.runs()].index(one.run) + 1
    same = {name: getattr(one, name) for name in ("id", "run", "number", "name", "algorithm")}
    return same | {"run_number": number, "when": one.when.isoformat(), "reason": tr(one.reason.key, **one.reason.facts)}
