"""Models side by side: what is asked differently, how the scores of their folds differ, and where they disagree."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Value
from mlworkbench.base.records import Dataset, Member, Model, Problem, Reason, Recipe, Run, Split
from mlworkbench.workbench import filing

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.train.comparing import Paired
    from mlworkbench.store import Project
    from mlworkbench.workbench.bench import Workbench

MOST: Final = 12
ASKED: Final = ("seed", "preset", "balance", "cv", "group", "time", "share", "stratified", "budget")  # of a run


@dataclass(frozen=True)
class Side:
    """A model in a comparison. `paired` holds its folds against those of the first; None for it, or with `reason` why not."""

    model: Model
    run_number: int
    dataset: int
    recipe_hash: str
    paired: "Paired | None" = None
    reason: Reason | None = None


@dataclass(frozen=True)
class Comparison:
    """`differing` are parameters and what the runs were asked, by name, one value a side (None: it has none), where not all
    are alike; `same` those that are. `rows_reason` says why rows cannot be compared.
    """

    sides: tuple[Side, ...]
    differing: dict[str, tuple[Value | None, ...]]
    same: dict[str, Value | None]
    rows_reason: Reason | None


def compare(bench: "Workbench", models: Sequence[str]) -> Comparison:
    """From the records alone. The first model is what the others are held against. Raises InputError."""
    project, found = bench.opened(), _models(bench, models)
    numbers = {run.id: place for place, run in enumerate(bench.train.runs(), 1)}
    runs = [project.get(Run, model.run) for model in found]
    sides = []
    for model, run in zip(found, runs, strict=True):
        paired, reason = (None, None) if model is found[0] else _paired(project, found[0], runs[0], model, run)
        dataset = project.get(Dataset, project.get(Problem, run.problem).dataset)
        sides.append(Side(model, numbers[run.id], dataset.number, project.get(Recipe, run.recipe).recipe_hash, paired, reason))
    asked = [_asked(side, run) for side, run in zip(sides, runs, strict=True)]
    names = list(dict.fromkeys(name for one in asked for name in one))
    values = {name: tuple(one.get(name) for one in asked) for name in names}
    differing = {name: told for name, told in values.items() if len(set(map(repr, told))) > 1}
    same = {name: told[0] for name, told in values.items() if name not in differing}
    return Comparison(tuple(sides), differing, same, _rows_reason(project, found, runs))


def compare_rows(bench: "Workbench", models: Sequence[str], most: int = 200) -> "Job":
    """The same models on the rows for which they have out-of-fold predictions (see stages.train.comparing).

    The job's result names, for each model but the first, the rows on which it disagrees with the first.
    """
    project, found = bench.opened(), _models(bench, models)
    runs = [project.get(Run, model.run) for model in found]
    if reason := _rows_reason(project, found, runs):
        raise InputError(reason.key, **reason.facts)
    problem = project.get(Problem, runs[0].problem)
    spec = {
        "data": str(project.file(project.get(Dataset, problem.dataset).data_file)),
        "target": problem.target,
        "task": problem.task,
        "classes": list(problem.classes),
        "loss": problem.loss,
        "models": [_spec(project, model, run) for model, run in zip(found, runs, strict=True)],
        "most": most,
    }
    return bench.start("compare_models", spec, loose=True)


def _models(bench: "Workbench", models: Sequence[str]) -> list[Model]:
    names = list(dict.fromkeys(models))
    if not 2 <= len(names) <= MOST:
        raise InputError("train.compare_count", count=len(names), most=MOST)
    return [bench.opened().get(Model, name) for name in names]


def _asked(side: Side, run: Run) -> dict[str, Value | None]:
    model = side.model
    told: dict[str, Any] = {
        "algorithm": model.algorithm,
        "made": model.made,
        **model.params,
        "rounds": model.rounds,
        "rows_share": model.share,
        "members": " + ".join(map(_member, model.members)) or None,
        "dataset": side.dataset,
        "recipe": side.recipe_hash[:12],
        **{f"run.{name}": getattr(run, name) for name in ASKED},
        "run.limits": str(filing.plain(run.limits)) if run.limits else None,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _member(one: Member) -> str:
    folds = f" ({', '.join(str(fold + 1) for fold in one.folds)})" if one.folds else ""
    return f"{one.share:.3g} × {one.trial[:8]}{folds}"


def _paired(
    project: "Project", first: Model, first_run: Run, other: Model, other_run: Run
) -> "tuple[Paired | None, Reason | None]":
    from mlworkbench.stages.train import comparing

    if first.metric != other.metric:
        return None, Reason("train.other_metric", {"first": first.metric, "other": other.metric})
    if _rows_of(project, first_run) != _rows_of(project, other_run) or len(first.cv.folds) != len(other.cv.folds):
        return None, Reason("train.other_folds")
    found = comparing.corrected_t(first.cv.folds, other.cv.folds, _ratio(project, first_run))
    return found, None if found else Reason("train.one_fold")


def _rows_of(project: "Project", run: Run) -> str:
    split = project.last(Split, id=run.split)
    return split.rows_file if split else run.split


def _ratio(project: "Project", run: Run) -> float:
    """Judged rows over fitted rows of a fold. In time, folds are fitted on what came before them: the mean over the folds."""
    from mlworkbench.stages import prepare

    split = project.last(Split, id=run.split)
    kind = prepare.Validation.parse(run.cv)
    folds = split.folds if split else kind.folds or 2  # a rare class makes fewer folds than were asked for
    if kind.ordered:
        return sum(1 / place for place in range(1, folds + 1)) / folds
    return 1 / max(1, folds - 1)


def _rows_reason(project: "Project", models: Sequence[Model], runs: Sequence[Run]) -> Reason | None:
    """Why the out-of-fold predictions of these models cannot be compared row by row."""
    problems = [project.get(Problem, run.problem) for run in runs]
    first, data = problems[0], project.get(Dataset, problems[0].dataset).data_file
    for model, one in zip(models, problems, strict=True):
        asked = (one.target, one.task, one.classes, one.positive)
        if project.get(Dataset, one.dataset).data_file != data:
            return Reason("train.other_data", {"first": models[0].name, "other": model.name})
        if asked != (first.target, first.task, first.classes, first.positive):
            return Reason("train.other_target", {"first": models[0].name, "other": model.name})
    return None


def _spec(project: "Project", model: Model, run: Run) -> dict[str, Any]:
    return {
        "id": model.id,
        "name": model.name,
        "oof": str(project.file(model.oof_file)),
        "split": str(project.file(project.get(Split, run.split).rows_file)),
        "loss": project.get(Problem, run.problem).loss,
        "threshold": model.threshold,
        "slope": 1.0 if model.slope is None else model.slope,
        "shift": model.shift or 0.0,
        "steps_curve": filing.plain(model.steps_curve),
    }
