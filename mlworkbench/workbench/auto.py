"""The main job from end to end: import, profile, problem, recipe, train, evaluate, package."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock, digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Evaluation, Model, Package, Preset, Problem, Recipe, Run, SplitPlan
from mlworkbench.workbench import splits, tellings
from mlworkbench.workbench.problem import Options, options_of
from mlworkbench.workbench.train import Wanted, check

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

SEALED_WHY = "auto"
RESERVE = 1.5
RESERVE_PER_MILLION_CELLS = 0.15
LARGEST_RESERVE_SHARE = 0.4


@dataclass(frozen=True)
class Plan:
    """What `auto` was asked. `holdout` is a share of the rows or a file of its own; `project` and `out` have defaults.

    What is not asked stays as it was chosen in the project: task "auto", metric, seed, excluded columns, hold-out, kind of
    validation with its columns, weights ("": none). The limits are what a model may need, besides those of the charter.
    """

    file: Path
    target: str
    project: Path | None = None
    out: Path | None = None
    task: str = "auto"
    metric: str | None = None
    budget: float = 60.0
    seed: int | None = None
    excluded: tuple[str, ...] | None = None
    holdout: float | Path | None = None
    max_trials: int | None = None
    preset: Preset = "balanced"
    row_microseconds: float | None = None
    model_bytes: int | None = None
    cv: str | None = None
    group: str | None = None
    time: str | None = None
    weights: str | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.preset, row_microseconds=self.row_microseconds, model_bytes=self.model_bytes)


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
    problem = _choose(bench, plan, dataset)
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
    """The part of a budget kept back for opening the hold-out and for what building any package takes.

    What a package takes because the model is large or slow, the training job keeps back itself: it knows its models.
    """
    needed = RESERVE + RESERVE_PER_MILLION_CELLS * rows * columns / 1e6
    return min(needed, LARGEST_RESERVE_SHARE * budget)


def _open(bench: "Workbench", plan: Plan) -> None:
    for file in (plan.file, plan.holdout):
        if isinstance(file, Path) and not file.is_file():
            raise InputError("data.no_file", file=str(file))
    check(plan.budget, _seed(plan), plan.holdout if isinstance(plan.holdout, float) else 0.0)
    plan.wanted.check()
    if plan.cv is not None:
        splits.check_kind(plan.cv)
    if plan.out is not None:
        bench.package.check_place(plan.out.absolute())
    folder = plan.project or bench.home.free_folder(plan.file.stem)
    if (folder / "project.db").exists():
        bench.home.open(folder)
    else:
        bench.home.create(folder, plan.project.absolute().name if plan.project else plan.file.stem)


def _seed(plan: Plan) -> int:
    return splits.SEED if plan.seed is None else plan.seed


def _import(bench: "Workbench", plan: Plan) -> Dataset:
    """The newest version if it is this very file already, else a new one."""
    current = bench.data.current()
    holdout = plan.holdout if isinstance(plan.holdout, Path) else None
    other = holdout is not None or (isinstance(plan.holdout, float) and current is not None and current.holdout_rows > 0)
    if current is None or other or current.origin.sha256 != digest.digest_file(plan.file):
        importing = bench.data.add(plan.file, holdout)
        bench.runner.warm()
        bench.wait(importing)
    bench.runner.warm()
    return bench.data.present()


def _choose(bench: "Workbench", plan: Plan, dataset: Dataset) -> Problem:
    """What was not asked stays as it was chosen for this target, as far as the data still allows it."""
    current = bench.problem.current()
    asked = Options() if plan.weights is None else Options(weights=plan.weights or None)
    if current is None or current.target != plan.target:
        return bench.problem.choose(plan.target, plan.task, plan.metric, plan.excluded or (), **asked)
    excluded = plan.excluded
    if excluded is None:
        there = {column.name for column in dataset.columns}
        excluded = tuple(name for name in current.excluded if name in there)
    task, metric, positive, options = plan.task, plan.metric, None, Options()
    if task in ("auto", current.task) and _possible(bench, current):
        task, metric, positive = current.task, metric or current.metric, current.positive
        options = options_of(current, bench.data.profile(dataset))
    return bench.problem.choose(plan.target, task, metric, excluded, positive, **_joined(options, asked))


def _joined(options: Options, asked: Options) -> Options:
    """What is asked takes the place of what was chosen."""
    return {**options, **asked}


def _possible(bench: "Workbench", chosen: Problem) -> bool:
    """Whether the newest data can be asked the same."""
    try:
        options = options_of(chosen, bench.data.profile())
        bench.problem.draft(chosen.target, chosen.task, chosen.metric, (), chosen.positive, **options)
    except InputError:
        return False
    return True


def _train(bench: "Workbench", plan: Plan, dataset: Dataset) -> "Job":
    kept, seed = reserve(plan.budget, dataset.rows, len(dataset.columns)), _seed(plan)
    _plan_split(bench, plan)
    left = bench.train.unfinished()
    if left and _asks_the_same(bench, left, plan) and not bench.train.refuses_resume(left.id):
        return bench.train.resume(left.id, plan.budget - kept, shipped=True)
    return bench.train.start(plan.budget - kept, seed, max_trials=plan.max_trials, wanted=plan.wanted, shipped=True)


def _asks_the_same(bench: "Workbench", left: Run, plan: Plan) -> bool:
    """Whether a run that did not finish was asked what this plan asks."""
    design, limits = bench.prepare.plan(), plan.wanted.within(bench.problem.limits())
    asked = (_seed(plan), plan.max_trials, plan.preset, limits, (), "")
    found = (left.seed, left.max_trials, left.preset, left.limits, left.algorithms, left.balance)
    drawn = (design.share, design.stratified, design.seed, design.cv, design.group, design.time)
    before = (left.share, left.stratified, left.split_seed, left.cv, left.group, left.time)
    return (found, before) == (asked, drawn) and not bench.train.outdated(left.id)


def _plan_split(bench: "Workbench", plan: Plan) -> None:
    """Hold-out and folds as asked, else as planned in the project, else the usual way. Raises InputError."""
    last = bench.opened().last(SplitPlan)
    before = splits.design(last, None)  # the share also where the data brought hold-out rows of its own
    share = plan.holdout if isinstance(plan.holdout, float) else before.share
    seed = before.seed if plan.seed is None else plan.seed
    bench.prepare.plan_split(share, before.stratified, seed, plan.cv, plan.group, plan.time)


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
        "preset": outcome.run.preset,
        "versions": dict(outcome.run.versions),
        "seconds": outcome.seconds,
        "timings": outcome.timings,
    }
