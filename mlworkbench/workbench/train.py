"""Train: start, resume and compare runs."""

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from mlworkbench import __version__
from mlworkbench.base import clock, paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import (
    Dataset,
    Failure,
    Limits,
    Model,
    Preset,
    Problem,
    Reason,
    Recipe,
    Remark,
    Run,
    RunEnd,
    Split,
)
from mlworkbench.base.report import Wish
from mlworkbench.workbench import coding, comparing, exporting, filing, learning, offers, recipes, splits, tracking
from mlworkbench.workbench.run_spec import recorded, run_spec

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.stages.train.learning import Learned
    from mlworkbench.workbench.bench import Workbench

BUDGET = 60.0
LARGEST_SHARE = 0.5
LIBRARIES = (
    *("numpy", "scikit-learn", "xgboost-cpu", "lightgbm", "interpret-core", "imbalanced-learn", "optuna"),
    *("onnx", "onnxruntime", "scipy", "pyarrow"),
)


@dataclass(frozen=True)
class Wanted:
    """What a run is asked besides time and seed.

    `algorithms` are those it may use (empty: all that fit), `balance` says how rare classes are made to count (see
    stages.train.balancing). The limits are those of the charter, and these where they are stricter.
    """

    preset: Preset = "balanced"
    algorithms: tuple[str, ...] = ()
    balance: str = ""
    row_microseconds: float | None = None
    model_bytes: int | None = None

    def within(self, limits: Limits | None) -> Limits | None:
        """Both together; None where there is no limit at all."""
        base = limits or Limits()
        found = replace(
            base,
            row_microseconds=_least(base.row_microseconds, self.row_microseconds),
            model_bytes=_least(base.model_bytes, self.model_bytes),
        )
        return None if found == Limits() else found

    def check(self) -> None:
        """Raises InputError for what there is not."""
        from mlworkbench.stages.train import ALGORITHMS, BALANCES

        if self.preset not in get_args(Preset):
            raise InputError("train.unknown_preset", found=self.preset, choices=", ".join(get_args(Preset)))
        for name in self.algorithms:
            if name not in ALGORITHMS:
                raise InputError("train.unknown_algorithm", found=name, choices=", ".join(ALGORITHMS.names()))
        if self.balance and self.balance not in BALANCES:
            raise InputError("train.unknown_balance", found=self.balance, choices=", ".join(BALANCES))
        for limit, field in ((self.row_microseconds, "row"), (self.model_bytes, "size")):
            if limit is not None and not 0 < limit < math.inf:
                raise InputError("train.bad_limit", field=field, found=limit)


def _least(*found: Any) -> Any:
    return min((one for one in found if one is not None), default=None)


class TrainVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench
        self._ledger = tracking.Ledger()

    def refuses(self) -> Reason | None:
        """Why no run can start now."""
        if self._bench.project is None:
            return Reason("home.no_project")
        if self._bench.data.current() is None:
            return Reason("data.no_data")
        if self._bench.problem.current() is None:
            return Reason("problem.no_target")
        if refused := self._bench.prepare.refuses() or self._mixing():
            return refused
        if self._bench.running("train"):
            return Reason("train.running")
        return None

    def start(
        self,
        budget: float = BUDGET,
        seed: int = 1,
        holdout: float | None = None,
        max_trials: int | None = None,
        wanted: Wanted | None = None,
        shipped: bool = False,
    ) -> "Job":
        """Record a run of the current problem and start it. Raises InputError.

        `budget` is seconds of training. Rows are split as planned (`prepare.plan`); with `holdout` that share is sealed instead
        (0: none) and `seed` draws it. A share has no meaning where the dataset version brought hold-out rows of its own.
        `shipped`: the proof of the winner's package comes within the budget, so the run ends earlier where its models are large.
        """
        wanted = wanted or Wanted()
        if refusal := self.refuses():
            raise InputError(refusal.key, **refusal.facts)
        problem, recipe = self._chosen()
        plan = self._bench.prepare.plan()
        wished = plan.share if holdout is None else holdout
        split_seed, stratified = (plan.seed, plan.stratified) if holdout is None else (seed, True)
        check(budget, seed, wished)
        wanted.check()
        project = self._bench.opened()
        share = 0.0 if project.get(Dataset, problem.dataset).holdout_rows else float(wished)
        drawing = {"seed": split_seed, "share": share, "stratified": stratified}
        split = project.last(Split, problem=problem.id, cv=plan.cv, group=plan.group, time=plan.time, **drawing)
        limits = self._bench.problem.limits()
        must_explain = limits is not None and limits.explainable
        offers.check(problem, wanted.algorithms, must_explain or wanted.preset == "explainable")
        run = Run(
            id=clock.new_name(),
            problem=problem.id,
            recipe=recipe.id,
            split=split.id if split else clock.new_name(),
            seed=seed,
            budget=float(budget),
            threads=self._bench.settings.threads,
            versions=versions(),
            who=filing.account(),
            when=clock.now(),
            share=share,
            max_trials=max_trials,
            stratified=stratified,
            split_seed=split_seed,
            explainable=must_explain,
            cv=plan.cv,
            group=plan.group,
            time=plan.time,
            preset=wanted.preset,
            limits=wanted.within(limits),
            algorithms=wanted.algorithms,
            balance=wanted.balance,
        )
        with project.transaction():
            project.add(run)
        return self._work(run, shipped)

    def resume(self, run_id: str, budget: float | None = None, shipped: bool = False) -> "Job":
        """Go on with a run that did not finish; only what is missing is made. Without `budget` it has what was left of it.

        Raises InputError.
        """
        if refusal := self.refuses_resume(run_id):
            raise InputError(refusal.key, **refusal.facts)
        run = self._bench.opened().get(Run, run_id)
        if budget is not None:
            check(budget, run.seed, run.share)
        spent = sum(model.seconds for model in self.models(run_id))
        return self._work(replace(run, budget=max(1.0, run.budget - spent) if budget is None else float(budget)), shipped)

    def algorithms(self, preset: Preset = "balanced", balance: str = "") -> tuple[offers.Offer, ...]:
        """Those for the current problem, each with why not and what its models would need; none before there is a problem."""
        return offers.algorithms(self._bench, preset, balance)

    def refuses_resume(self, run_id: str) -> Reason | None:
        """Why this run cannot go on."""
        if self._bench.running("train"):
            return Reason("train.running")
        end = self.end(run_id)
        if end is not None and end.state == "finished":
            return Reason("train.run_finished")
        if self._bench.opened().get(Run, run_id).versions != versions():
            return Reason("train.other_versions")
        return None

    def replay(self, run_id: str, models: Sequence[str] = ()) -> "Job":
        """Make models of a run anew from the data and the records (all of them, unless named), and compare hashes.

        The job's result holds for each the recorded and the new hash. Raises InputError for a run without models, and for a
        model that is not of this run.
        """
        project, run = self._bench.opened(), self._bench.opened().get(Run, run_id)
        there = {model.id: model for model in project.find(Model, run=run.id, parent=None)}
        for name in models:
            if name not in there:
                raise InputError("train.not_of_run", model=name, run=run_id)
        chosen = [model for model in there.values() if not models or model.id in models]
        if not chosen:
            raise InputError("train.nothing_to_replay", run=run_id)
        spec = {
            "run": run_spec(self._bench.opened(), run) | {"done": []},
            "models": [recorded(model) for model in chosen],
            "members": [recorded(model) for model in there.values()],
        }
        return self._bench.start("replay", spec, {"run": run.id})

    def pause(self, run_id: str) -> None:
        """Let a run hold: nothing is begun, and its time stands still. Nothing happens to one that is not in progress."""
        self._tell(run_id, "pause")

    def go_on(self, run_id: str) -> None:
        """Let a run that holds go on."""
        self._tell(run_id, "go_on")

    def finish(self, run_id: str) -> None:
        """Let a run come to an end now: what is finished becomes the ensemble and the small model, as if the time were up."""
        self._tell(run_id, "end")

    def is_paused(self, run_id: str) -> bool:
        job = self._bench.running("train")
        return job is not None and job.context.get("run") == run_id and job.wish == "pause"

    def _tell(self, run_id: str, wish: Wish) -> None:
        job = self._bench.running("train")
        if job is not None and job.context.get("run") == run_id:
            self._bench.tell(job.id, wish)

    def runs(self) -> tuple[Run, ...]:
        """Oldest first."""
        return tuple(self._bench.opened().find(Run)) if self._bench.project else ()

    def current(self) -> Run | None:
        """The newest run that is in progress or has made a model; before there is one, the newest of all."""
        project, runs = self._bench.project, self.runs()
        if project is None or not runs:
            return None
        job = self._bench.running("train")
        busy = job.context.get("run") if job else None
        return next((run for run in reversed(runs) if run.id == busy or project.count(Model, run=run.id, parent=None)), runs[-1])

    def end(self, run_id: str) -> RunEnd | None:
        """How the run ended; None while it runs or when it was killed, though it had ended once and was resumed."""
        project, job = self._bench.opened(), self._bench.running("train")
        end = project.last(RunEnd, run=run_id)
        if end is None or (job and job.context.get("run") == run_id):
            return None
        return None if any(model.when > end.when for model in project.find(Model, run=run_id, parent=None)) else end

    def unfinished(self) -> Run | None:
        """The newest run if it was killed, or failed with something made, so that resuming is worth offering."""
        run = self.current()
        if run is None or self._bench.running("train"):
            return None
        end = self.end(run.id)
        return run if end is None or (end.state == "failed" and self.models(run.id)) else None

    def models(self, run_id: str | None = None) -> tuple[Model, ...]:
        """The leaderboard of a run, the newest unless named: best first, ties in the order they were made.

        A model with another threshold stands with the one it came from (`evaluate.variants`), not here.
        """
        project = self._bench.project
        run = self.current() if run_id is None else self._bench.opened().get(Run, run_id)
        if project is None or run is None:
            return ()
        return filing.best_first(project.find(Model, run=run.id, parent=None))

    def outdated(self, run_id: str) -> Reason | None:
        """What was chosen anew since this run began: target or data, the recipe, or how rows are split."""
        project, problem, recipe = self._bench.opened(), self._bench.problem.current(), self._bench.prepare.current()
        run = project.get(Run, run_id)
        if problem is None or recipe is None:
            return None
        if run.problem != problem.id:
            return Reason("train.older_problem")
        if project.get(Recipe, run.recipe).recipe_hash != recipe.recipe_hash:
            return Reason("train.older_recipe")
        plan, seed = self._bench.prepare.plan(), run.seed if run.split_seed is None else run.split_seed
        planned, drawn = splits.facts(plan), (run.share, run.stratified, seed, run.cv, run.group, run.time)
        return None if plan.holdout_rows or planned == drawn else Reason("train.older_split")

    def failures(self, run_id: str) -> tuple[Failure, ...]:
        """What has no model: it failed, or was given up. A run that is gone on with may have finished what it gave up before."""
        found = tuple(self._bench.opened().find(Failure, run=run_id))
        if not any(one.was_given_up for one in found):
            return found
        made = {(model.number, model.algorithm) for model in self.models(run_id)}
        return tuple(one for one in found if not (one.was_given_up and (one.number, one.algorithm) in made))

    def winner(self, run_id: str | None = None) -> Model | None:
        """The model a run chose; while it runs or if it was killed, the best so far. The newest run unless named."""
        models = self.models(run_id)
        if not models:
            return None
        end = self.end(models[0].run)
        chosen = end.winner if end else None
        best = filing.best_allowed(models, self._bench.opened().get(Run, models[0].run))
        return next((model for model in models if model.id == chosen), best)

    # Tracking -----------------------------------------------------------------------------------------------------------

    def board(self, wish: tracking.Wish | None = None) -> tracking.Board:
        """Models as plain rows, sorted and filtered, quick for thousands. Raises InputError for an unknown column."""
        return self._ledger.board(self._bench, wish or tracking.Wish())

    def remark(self, model_id: str, text: str | None = None, tags: Sequence[str] | None = None) -> Remark:
        """Note a text and tags on a model; what is None stays. Raises InputError."""
        return tracking.remark(self._bench, model_id, text, tags)

    def remark_of(self, model_id: str) -> Remark | None:
        """What is noted on a model now."""
        return tracking.remark_of(self._bench, model_id)

    def remarks(self, model_id: str) -> tuple[Remark, ...]:
        """All that was ever noted on it, oldest first."""
        return tracking.history(self._bench, model_id)

    def compare(self, models: Sequence[str]) -> comparing.Comparison:
        """Two or more models side by side, from the records, the first as what the others are held against. Raises InputError."""
        return comparing.compare(self._bench, models)

    def compare_rows(self, models: Sequence[str], most: int = 200) -> "Job":
        """Their out-of-fold predictions: tests, and rows on which they disagree."""
        return comparing.compare_rows(self._bench, models, most)

    def export(self, folder: Path, form: str, run: str = "all") -> "Job":
        """Trials as a table ("csv") or an MLflow folder ("mlflow"). Raises InputError."""
        return exporting.export(self._bench, folder, form, run)

    def script_folder(self, model_id: str, place: Path) -> Path:
        """A folder of its own for a model's script in this place, named after project and model; not made yet."""
        project = self._bench.opened()
        return paths.free(place, f"{project.name}-{project.get(Model, model_id).name}".replace(" ", "-"))

    def export_code(self, model_id: str, folder: Path, name: str = coding.SCRIPT) -> "Job":
        """A model as a plain Python script of public libraries, with the data and the rows it reads. Raises InputError."""
        return coding.export_code(self._bench, model_id, folder, name)

    def refuses_learning(self, model_id: str) -> Reason | None:
        return learning.refuses(self._bench, model_id)

    def learn(self, model_id: str) -> "Job":
        """Find out how much more data would help; the answer is kept. Raises InputError."""
        return learning.start(self._bench, model_id)

    def learning(self, model_id: str) -> "Learned | None":
        """The newest answer for this model, None before there is one."""
        found = learning.newest(self._bench, model_id)
        return learning.load(self._bench, found) if found else None

    def _mixing(self) -> Reason | None:
        """Why columns that may not act together cannot be kept apart with this recipe."""
        problem, recipe = self._chosen()
        dataset = self._bench.opened().get(Dataset, problem.dataset)
        return recipes.mixing(recipe, problem, dataset, self._bench.problem.limits())

    def _chosen(self) -> tuple[Problem, Recipe]:
        problem, recipe = self._bench.problem.current(), self._bench.prepare.current()
        if problem is None or recipe is None:
            raise InputError("problem.no_target")
        return problem, recipe

    def _work(self, run: Run, shipped: bool) -> "Job":
        context = {"run": run.id, "split": run.split, "problem": run.problem, "end": clock.new_name()}
        return self._bench.start("train", run_spec(self._bench.opened(), run) | {"shipped": shipped}, context)


def versions() -> dict[str, str]:
    """What the bytes of an artifact depend on besides data, recipe, parameters, seed and threads."""
    found = {"mlworkbench": __version__, "python": f"{sys.version_info.major}.{sys.version_info.minor}"}
    return found | {name: metadata.version(name) for name in LIBRARIES}


def check(budget: float, seed: int, holdout: float) -> None:
    """Raises InputError for what no run can be asked."""
    if not 1 <= budget <= 7 * 24 * 3600:
        raise InputError("train.bad_budget", found=budget)
    if not 0 <= seed < 2**31:
        raise InputError("train.bad_seed", found=seed)
    if not 0 <= holdout <= LARGEST_SHARE:
        raise InputError("train.bad_share", found=holdout, most=LARGEST_SHARE)
