"""The main job from end to end: import, profile, problem, recipe, train, evaluate, package."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock, digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Evaluation, Model, Package, Problem, Recipe, Run
from mlworkbench.workbench import tellings
from mlworkbench.workbench.train import check

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

SEALED_WHY = "auto"
RESERVE = 1.5
RESERVE_PER_MILLION_CELLS = 1.0
LARGEST_RESERVE_SHARE = 0.4


@dataclass(frozen=True)
class Plan:
    """What `auto` was asked. `holdout` is a share of the rows or a file of its own; `project` and `out` have defaults."""

    file: Path
    target: str
    project: Path | None = None
    out: Path | None = None
    task: str = "auto"
    metric: str | None = None
    budget: float = 60.0
    seed: int = 1
    excluded: tuple[str, ...] = ()
    holdout: float | Path = 0.2
    max_trials: int | None = None


@dataclass(frozen=True)
class Outcome:
    """All that came of it. `seconds` is from the start of training to the written package; `timings` are the parts."""

    plan: Plan
    project: Path
    dataset: Dataset
    problem: Problem
    recipe: Recipe
    run: Run
    models: tuple[Model, ...]
    winner: Model
    evaluation: Evaluation | None
    package: Package
    seconds: float
    timings: dict[str, float]


def run(bench: "Workbench", plan: Plan, done: Callable[[str], None] = lambda _: None) -> Outcome:
    """Do all of it, waiting for each job. `done` hears the name of each part when it is finished.

    An unfinished run of the same plan in the same project is continued instead of begun anew.
    """
    watch = Watch(done)
    _open(bench, plan)
    dataset = _import(bench, plan)
    watch.lap("import")
    problem = bench.problem.choose(plan.target, plan.task, plan.metric, plan.excluded)
    watch.lap("problem")
    training = _train(bench, plan, dataset)
    bench.runner.warm(2)  # one to open the hold-out, one to build the package: neither may wait for its libraries
    bench.wait(training)
    bench.runner.warm(0)
    watch.lap("train")
    winner = bench.train.winner()
    if winner is None:
        raise InputError("train.no_model")
    evaluation = _evaluate(bench, winner)
    watch.lap("evaluate")
    bench.wait(bench.package.build(winner.id, plan.out))
    watch.lap("package")
    return _outcome(bench, plan, problem, winner, evaluation, watch)


class Watch:
    """Seconds by part, and their sum from training on."""

    def __init__(self, done: Callable[[str], None]) -> None:
        self.laps: dict[str, float] = {}
        self._done, self._began = done, clock.seconds()

    def lap(self, part: str) -> None:
        now = clock.seconds()
        self.laps[part], self._began = now - self._began, now
        self._done(part)

    def budgeted(self) -> float:
        return sum(self.laps[part] for part in ("train", "evaluate", "package"))


def reserve(budget: float, rows: int, columns: int) -> float:
    """The part of a budget kept back for opening the hold-out and building the package."""
    needed = RESERVE + RESERVE_PER_MILLION_CELLS * rows * columns / 1e6
    return min(needed, LARGEST_RESERVE_SHARE * budget)


def _open(bench: "Workbench", plan: Plan) -> None:
    for file in (plan.file, plan.holdout):
        if isinstance(file, Path) and not file.is_file():
            raise InputError("data.no_file", file=str(file))
    check(plan.budget, plan.seed, plan.holdout if isinstance(plan.holdout, float) else 0.0)
    if plan.out is not None:
        bench.package.check_place(plan.out.absolute())
    folder = plan.project or bench.home.free_folder(plan.file.stem)
    if (folder / "project.db").exists():
        bench.home.open(folder)
    else:
        bench.home.create(folder, plan.project.absolute().name if plan.project else plan.file.stem)


def _import(bench: "Workbench", plan: Plan) -> Dataset:
    """The newest version if it is this very file already, else a new one."""
    current = bench.data.current()
    holdout = plan.holdout if isinstance(plan.holdout, Path) else None
    if current is None or holdout or current.holdout_rows or current.origin.sha256 != digest.digest_file(plan.file):
        importing = bench.data.add(plan.file, holdout)
        bench.runner.warm()
        bench.wait(importing)
    bench.runner.warm()
    return bench.data.present()


def _train(bench: "Workbench", plan: Plan, dataset: Dataset) -> "Job":
    kept = reserve(plan.budget, dataset.rows, len(dataset.columns))
    share = plan.holdout if isinstance(plan.holdout, float) else 0.0
    left, problem = bench.train.unfinished(), bench.problem.current()
    asked = (problem.id if problem else None, plan.seed, plan.seed, share, plan.max_trials)
    found = (left.problem, left.seed, left.split_seed, left.share, left.max_trials) if left else None
    if left and found == asked and not bench.train.refuses_resume(left.id):
        return bench.train.resume(left.id, plan.budget - kept)
    if not dataset.holdout_rows:
        bench.prepare.plan_split(share, True, plan.seed)
    return bench.train.start(plan.budget - kept, plan.seed, share, plan.max_trials)


def _evaluate(bench: "Workbench", winner: Model) -> Evaluation | None:
    """The one look at the hold-out; None where the run kept none."""
    if bench.evaluate.refuses(winner.id):
        return None
    bench.wait(bench.evaluate.open_holdout(winner.id, SEALED_WHY))
    return bench.evaluate.evaluations(winner.id)[-1]


def _outcome(
    bench: "Workbench", plan: Plan, problem: Problem, winner: Model, evaluation: Evaluation | None, watch: Watch
) -> Outcome:
    project = bench.opened()
    return Outcome(
        plan=plan,
        project=project.folder,
        dataset=project.get(Dataset, problem.dataset),
        problem=problem,
        recipe=project.get(Recipe, project.get(Run, winner.run).recipe),
        run=project.get(Run, winner.run),
        models=bench.train.models(winner.run),
        winner=winner,
        evaluation=evaluation,
        package=bench.package.packages()[0],
        seconds=watch.budgeted(),
        timings={**watch.laps, "total": sum(watch.laps.values())},
    )


def as_json(outcome: Outcome) -> dict[str, Any]:
    """What `auto --json` prints."""
    return {
        "task": outcome.problem.task,
        "target": outcome.problem.target,
        "metric": outcome.problem.metric,
        "classes": list(outcome.problem.classes),
        "positive": outcome.problem.positive,
        "rows": outcome.dataset.rows,
        "columns": len(outcome.dataset.columns),
        "dataset_hash": outcome.dataset.data_file,
        "recipe_hash": outcome.recipe.recipe_hash,
        "set_aside": [tellings.set_aside(one) for one in outcome.recipe.set_aside],
        "cv": {"mean": outcome.winner.cv.mean, "sd": outcome.winner.cv.sd, "folds": list(outcome.winner.cv.folds)},
        "test": dict(outcome.evaluation.metrics) if outcome.evaluation else {},
        "test_rows": outcome.evaluation.rows if outcome.evaluation else 0,
        "test_intervals": tellings.intervals(outcome.evaluation),
        "model": outcome.winner.name,
        "leaderboard": tellings.leaderboard(outcome.models),
        "artifact_hash": outcome.winner.model_file,
        "artifact_bytes": outcome.winner.model_bytes,
        "row_microseconds": outcome.package.row_microseconds,
        "package": outcome.package.path,
        "package_bytes": outcome.package.size,
        "identifier": outcome.package.identifier,
        "project": str(outcome.project),
        "seed": outcome.run.seed,
        "threads": outcome.run.threads,
        "versions": dict(outcome.run.versions),
        "seconds": outcome.seconds,
        "timings": outcome.timings,
    }
