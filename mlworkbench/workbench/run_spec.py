"""What the jobs of a run are given: data, problem, recipe, split, what was asked, and the models there are."""

from typing import TYPE_CHECKING, Any

from mlworkbench.base.records import Dataset, Model, Problem, Recipe, Run, Split
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.store import Project

FOLDS = 5


def run_spec(project: "Project", run: Run) -> dict[str, Any]:
    """The spec of the run's job, with what the run has made so far."""
    problem, recipe = project.get(Problem, run.problem), project.get(Recipe, run.recipe)
    dataset = project.get(Dataset, problem.dataset)
    split = project.last(Split, id=run.split)
    return {
        "data": str(project.file(dataset.data_file)),
        "dataset_hash": dataset.data_file,
        "columns": filing.plain(dataset.columns),
        "target": problem.target,
        "task": problem.task,
        "metric": problem.metric,
        "greater_is_better": filing.greater_is_better(problem.metric),
        "classes": list(problem.classes),
        "positive": problem.positive,
        "steps": filing.plain(recipe.steps),
        "inputs": list(recipe.inputs),
        "recipe_hash": recipe.recipe_hash,
        "seed": run.seed,
        "budget": run.budget,
        "threads": run.threads,
        "folds": FOLDS,
        "holdout": run.share,
        "holdout_rows": dataset.holdout_rows or None,
        "split": str(project.file(split.rows_file)) if split else None,
        "done": [_done(project, model) for model in project.find(Model, run=run.id, parent=None)],
        "max_trials": run.max_trials,
        "stratified": run.stratified,
        "split_seed": run.seed if run.split_seed is None else run.split_seed,
        "explainable": run.explainable,
        "cv": run.cv,
        "group": run.group,
        "time": run.time,
        "weights": problem.weights,
        "loss": problem.loss,
        "preset": run.preset,
        "algorithms": list(run.algorithms),
        "balance": run.balance,
        "limits": filing.plain(run.limits),
    }


def _done(project: "Project", model: Model) -> dict[str, Any]:
    """A finished model as the job needs it to go on from there."""
    same = ("trial", "name", "number", "algorithm", "seconds", "made", "rounds")
    decided = ("row_microseconds", "slope", "shift", "threshold", "share")
    nested = ("params", "oof_metrics", "fold_hashes", "curve", "steps_curve")
    told = {name: getattr(model, name) for name in (*same, *decided)} | {"score": model.cv.mean, "folds": list(model.cv.folds)}
    files = {"model": str(project.file(model.model_file)), "oof": str(project.file(model.oof_file))}
    return told | files | {name: filing.plain(getattr(model, name)) for name in nested}


def recorded(model: Model) -> dict[str, Any]:
    """A model as the replay needs it."""
    same = ("id", "number", "name", "algorithm", "trial", "made", "model_file", "share", "threshold")
    link = {"slope": 1.0 if model.slope is None else model.slope, "shift": model.shift or 0.0}
    nested = {name: filing.plain(getattr(model, name)) for name in ("params", "members", "steps_curve")}
    return {name: getattr(model, name) for name in same} | link | nested | {"folds": len(model.fold_hashes)}
