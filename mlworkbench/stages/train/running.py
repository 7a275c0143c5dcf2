"""The training job: draw the split, go through the configurations in their fixed order, hand over each as it is finished."""

import itertools
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import digest, digest_file
from mlworkbench.base.errors import InputError, ProjectError, WorkbenchError
from mlworkbench.base.records import Column, Reason, Score, Step, TaskName
from mlworkbench.base.report import Report
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import data, prepare
from mlworkbench.stages.train.algorithms import ALGORITHMS
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.trial import Configuration, Measure, Outcome, trial_name, try_out

SAFETY = 1.15  # a configuration is begun only if this much of its foretold time is left
PROBES = (2, 10)  # rounds or iterations of the two fits that foretell an algorithm's first configuration
WORTH_FORETELLING = 5_000_000  # rows × features × classes
GRACE = 0.5  # seconds by which a configuration that is nearly done may pass the budget


class Done(BaseModel):
    """A configuration finished in an earlier job of the same run."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    trial: str
    name: str
    number: int
    score: float
    seconds: float


class TrainSpec(BaseModel):
    """What a training job is given.

    `holdout` is the share that is sealed; `holdout_rows` seals the last rows of the table instead. `stratified` spreads each
    class evenly; `split_seed` draws hold-out and folds (None: `seed` does). `split` is the stored draw of the run, given when it
    is resumed; `done` are the configurations it has. `budget` is wall time in seconds for this job; `max_trials` bounds the
    number of configurations, baseline included; `explainable` allows only algorithms that are. `threads` is how many fits run
    side by side; it changes no result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)
    data: Path
    dataset_hash: str
    columns: tuple[Column, ...]
    target: str
    task: TaskName
    metric: str
    greater_is_better: bool
    classes: tuple[str, ...] = ()
    positive: str | None = None
    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    recipe_hash: str
    seed: int = 1
    budget: float = 60.0
    threads: int = 1
    folds: int = 5
    holdout: float = 0.2
    holdout_rows: int | None = None
    stratified: bool = True
    split_seed: int | None = None
    split: Path | None = None
    done: tuple[Done, ...] = ()
    max_trials: int | None = None
    explainable: bool = False


@dataclass
class Pace:
    """Seconds by unit of cost, learnt from what has been fitted, to foretell the next configuration."""

    per_unit: dict[str, float]

    def learn(self, algorithm: str, cost: float, taken: float) -> None:
        if cost > 0:
            self.per_unit[algorithm] = max(taken / cost, self.per_unit.get(algorithm, 0.0) * 0.5)

    def foretell(self, one: Configuration) -> float | None:
        cost = one.algorithm.cost(one.params)
        if cost == 0:
            return 0.0
        found = self.per_unit.get(one.algorithm.name)
        return None if found is None else found * cost


class OutOfTime(Exception):
    """The configuration at hand would not be finished in time; it is dropped whole."""


def run(spec: dict[str, Any], out: Path, report: Report, measure: Measure) -> dict[str, Any]:
    """Train within the budget. `measure(task, truth, scores)` gives every metric of the task by name.

    Hands over `split` first (files: rows), before anything is fitted; then `model` (files: model, oof) or `failure` for each
    configuration. Returns the winner's trial and the state. Raises InputError for data that cannot be trained on.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    asked = TrainSpec.model_validate(spec)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        # Here for all threads at once: filters belong to the process. What few iterations reach is judged like any other model.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _Run(asked, out, report, measure).whole()


class _Run:
    def __init__(self, asked: TrainSpec, out: Path, report: Report, measure: Measure) -> None:
        self.asked, self.out, self.report, self.measure = asked, out, report, measure
        self.start = seconds()
        self.pace = Pace({})
        self.scores: dict[str, float] = {done.trial: done.score for done in asked.done}
        self.taken: dict[str, float] = {done.trial: done.seconds for done in asked.done}

    def whole(self) -> dict[str, Any]:
        self.report.progress(0.0, "train.reading")
        material, split_hash = self.material()
        for one in itertools.islice(order(material, self.asked.explainable), self.asked.max_trials):
            name = trial_name(material, self.asked.dataset_hash, self.asked.recipe_hash, split_hash, one)
            if name in self.scores:
                self.pace.learn(one.algorithm.name, one.algorithm.cost(one.params), self.taken[name])
                continue
            if not self.attempt(material, one, name):
                break
        if not self.scores:
            raise InputError("train.no_model")
        return {"winner": self.winner(), "state": "finished", "seconds": seconds() - self.start}

    def winner(self) -> str:
        direction = 1 if self.asked.greater_is_better else -1
        return max(self.scores, key=lambda name: direction * self.scores[name])

    def left(self) -> float:
        return self.asked.budget - (seconds() - self.start)

    # -- one configuration ---------------------------------------------------------------------------------------------------

    def attempt(self, material: Material, one: Configuration, name: str) -> bool:
        """Try one configuration; False when the time is up. The floor is always made, however small the budget."""
        floor = one.number == 0
        title = f"{one.algorithm.name} {one.number}"
        try:
            if not floor and self.foretold(material, one) * SAFETY > self.left():
                return False
            outcome = try_out(material, one, self.measure, self.teller(one, floor), self.asked.threads)
        except OutOfTime:
            return False
        except (WorkbenchError, MemoryError, ValueError, FloatingPointError) as reason:
            if isinstance(reason, WorkbenchError) and reason.key == "job.cancelled":
                raise
            self.report.made("failure", {}, self.failure(one, title, reason))
            return True
        self.pace.learn(one.algorithm.name, one.algorithm.cost(one.params), outcome.seconds)
        self.hand_over(one, name, title, outcome)
        return True

    def foretold(self, material: Material, one: Configuration) -> float:
        """Seconds this configuration will take: from earlier ones of its algorithm, else from two fits with very few rounds.

        On small data nothing is foretold: a fit is short, and a moment's load of the machine would count for more than the fit.
        """
        known = self.pace.foretell(one)
        rounds = next((name for name in ("rounds", "iterations") if name in one.params), None)
        shape = material.shape(one.algorithm.family)
        small = shape.rows * shape.features * max(shape.classes, 1) < WORTH_FORETELLING
        if known is not None or rounds is None or small or self.left() <= 0:
            return known or 0.0
        lesson = material.lesson(one.algorithm.family, WHOLE)
        taken = []
        for few in (PROBES[0], *PROBES):  # the first also loads the library and does not count
            begun = seconds()
            one.algorithm.fit(lesson, one.params | {rounds: few})
            taken.append(seconds() - begun)
        a_round = max(0.0, taken[2] - taken[1]) / (PROBES[1] - PROBES[0])
        return (taken[1] + a_round * int(one.params[rounds])) * (material.folds + 1) / self.asked.threads

    def teller(self, one: Configuration, floor: bool) -> Callable[[int], None]:
        """Hears how many fits are finished: reports, and drops a configuration when the time is seen to be too short."""
        begun, fits = seconds(), self.asked.folds + 1

        def told(finished: int) -> None:
            taken = seconds() - begun
            needed = taken / finished * (fits - finished) if finished > 1 else 0.0
            if not floor and needed > self.left() + GRACE:
                raise OutOfTime
            share = min(1.0, (seconds() - self.start) / max(self.asked.budget, 0.001))
            self.report.progress(share, "train.fit", number=one.number + 1, algorithm=one.algorithm.name, done=finished, of=fits)

        return told

    def hand_over(self, one: Configuration, name: str, title: str, outcome: Outcome) -> None:
        model, oof = self.out / f"{name[:16]}.onnx", self.out / f"{name[:16]}.npy"
        model.write_bytes(outcome.model)
        np.save(oof, outcome.oof, allow_pickle=False)
        if any(self.asked.metric not in found for found in outcome.folds):
            raise InputError("train.metric_undefined", metric=self.asked.metric)
        folds = tuple(found[self.asked.metric] for found in outcome.folds)
        score = Score(float(np.mean(folds)), float(np.std(folds, ddof=1)), folds)
        facts = {
            "number": one.number,
            "name": title,
            "algorithm": one.algorithm.name,
            "params": one.params,
            "trial": name,
            "metric": self.asked.metric,
            "cv": asdict(score),
            "oof_metrics": outcome.oof_metrics,
            "seconds": outcome.seconds,
            "model_file": digest(outcome.model),
            "model_bytes": len(outcome.model),
            "fold_hashes": list(outcome.fold_hashes),
            "oof_file": digest_file(oof),
            "row_microseconds": outcome.row_microseconds,
            "threshold": outcome.threshold,
            "slope": outcome.link.slope,
            "shift": outcome.link.shift,
            "steps_curve": outcome.link.steps,
        }
        self.scores[name] = score.mean
        self.report.made("model", {"model": model, "oof": oof}, facts)

    def failure(self, one: Configuration, title: str, reason: Exception) -> dict[str, Any]:
        told = Reason(reason.key, dict(reason.facts)) if isinstance(reason, WorkbenchError) else _reason(reason)
        return {"number": one.number, "name": title, "algorithm": one.algorithm.name, "reason": asdict(told)}

    # -- what they share -----------------------------------------------------------------------------------------------------

    def material(self) -> tuple[Material, str]:
        """Rows, target and split; the split is handed over before anything is fitted."""
        asked = self.asked
        if digest_file(asked.data) != asked.dataset_hash:
            raise ProjectError("store.file_damaged", name=asked.data.name, folder=str(asked.data.parent.parent))
        behind = prepare.sources(asked.columns, asked.inputs, asked.target)
        columns = data.column_values(asked.data, (*behind.inputs, asked.target))
        target, usable = prepare.truth(columns.pop(asked.target), asked.task, asked.classes, asked.target)
        drawn, split_hash = self.split(target, usable)
        rows = drawn.train
        material = Material(
            task=asked.task,
            metric=asked.metric,
            target_name=asked.target,
            inputs=prepare.interface_inputs(asked.columns, {name: columns[name][rows] for name in behind.inputs}),
            steps=asked.steps,
            columns={name: cells[rows] for name, cells in columns.items()},
            target=target[rows],
            fold=drawn.fold[rows],
            folds=drawn.folds,
            classes=asked.classes,
            positive=asked.positive,
            seed=asked.seed,
            behind=behind,
        )
        return material, split_hash

    def split(self, target: Array, usable: Array) -> tuple[prepare.Drawn, str]:
        import pyarrow
        from pyarrow import parquet

        asked = self.asked
        if asked.split is not None:
            fold = np.asarray(parquet.read_table(asked.split).column("fold"))
            return prepare.Drawn(fold, int(fold.max()) + 1), digest_file(asked.split)
        classes = None if asked.task == "regression" else target
        seed = asked.seed if asked.split_seed is None else asked.split_seed
        plan = (asked.holdout, asked.holdout_rows, asked.folds, seed, asked.stratified)
        drawn = prepare.draw(classes, usable, *plan)
        path = self.out / "split.parquet"
        parquet.write_table(pyarrow.table({"fold": drawn.fold}), path, compression="zstd", store_schema=False)
        counts = {"train_rows": len(drawn.train), "test_rows": len(drawn.sealed)}
        unused = len(drawn.fold) - len(drawn.train) - len(drawn.sealed)
        drawing = {"seed": seed, "share": asked.holdout, "stratified": asked.stratified, "folds": drawn.folds}
        facts = {**drawing, "unused_rows": unused, **counts}
        name = digest_file(path)
        self.report.made("split", {"rows": path}, {"rows_file": name, **facts})
        return drawn, name


def _reason(reason: Exception) -> Reason:
    if isinstance(reason, MemoryError):
        return Reason("train.no_memory")
    said = str(reason).strip().partition("\n")[0]  # XGBoost adds its C++ stack below, and file and line before
    return Reason("train.library_refused", {"reason": said.rpartition("Check failed: ")[2][:300]})


def order(material: Material, explainable: bool = False) -> Iterator[Configuration]:
    """All configurations in their fixed order: each algorithm's first, then each one's second, and so on without end.

    `explainable` leaves out algorithms whose reasons cannot be read off.
    """
    able = [algorithm for algorithm in ALGORITHMS if material.task in algorithm.tasks]
    fitting = [algorithm for algorithm in able if algorithm.explainable or not explainable]
    portfolios = [(algorithm, algorithm.portfolio(material.shape(algorithm.family))) for algorithm in fitting]
    numbers = itertools.count()
    while portfolios:
        left = []
        for algorithm, portfolio in portfolios:
            params = next(portfolio, None)
            if params is not None:
                yield Configuration(next(numbers), algorithm, params)
                left.append((algorithm, portfolio))
        portfolios = left
