"""The training job: draw the split, search within the budget, hand over each model as it is finished, then ensemble and refit."""

import warnings
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.params import Value
from mlworkbench.base.records import GIVEN_UP, Column, Limits, ModelKind, Preset, Reason, Step, TaskName
from mlworkbench.base.report import Report, Wish
from mlworkbench.stages.train import finishing, nesting, reading
from mlworkbench.stages.train.assembling import Link
from mlworkbench.stages.train.candidates import FLOOR, Candidates, Known
from mlworkbench.stages.train.finishing import Finished
from mlworkbench.stages.train.pacing import Pace
from mlworkbench.stages.train.searching import Search, known_of, peak_bytes
from mlworkbench.stages.train.trial import Configuration, Measure, Outcome, Trial, trial_name

LEAST_RESERVE: Final = 0.4  # seconds kept for the ensemble and for fitting the best once more


class Done(BaseModel):
    """A configuration finished in an earlier job of the same run, with its files."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    trial: str
    name: str
    number: int
    score: float
    seconds: float
    algorithm: str
    folds: tuple[float, ...] = ()
    threshold: float | None = None
    made: ModelKind = "refit"
    rounds: int | None = None
    row_microseconds: float = 0.0
    slope: float | None = None
    shift: float | None = None
    steps_curve: tuple[tuple[float, float], ...] = ()
    params: dict[str, Value] = {}
    share: float = 1.0
    oof_metrics: dict[str, float] = {}
    fold_hashes: tuple[str, ...] = ()
    curve: tuple[float, ...] = ()
    model: Path
    oof: Path


class TrainSpec(BaseModel):
    """What a training job is given.

    `holdout` is the share that is sealed; `holdout_rows` seals the last rows of the table instead. `stratified` spreads each
    class evenly; `cv`, `group` and `time` say how rows validate each other (see records.SplitPlan); `split_seed` draws hold-out
    and folds (None: `seed` does). `split` is the stored draw of the run, given when it is resumed; `done` are the models it has.
    `budget` is wall time in seconds for this job; `max_trials` bounds the number of configurations, baseline included;
    `explainable` allows only algorithms that are, `algorithms` only these. `threads` is how many fits run side by side; it
    changes no result. `weights` is a column, `loss` what a regression minimises, `ordered` says that classes
    stand in their order, `balance` how rare classes are made to count.
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
    cv: str = ""
    group: str | None = None
    time: str | None = None
    weights: str | None = None
    loss: str = ""
    ordered: bool = False
    preset: Preset = "balanced"
    algorithms: tuple[str, ...] = ()
    balance: str = ""
    limits: Limits | None = None
    shipped: bool = False


def run(spec: dict[str, Any], out: Path, report: Report, measure: Measure) -> dict[str, Any]:
    """Train within the budget. `measure(task, truth, scores)` gives every metric of the task by name.

    Hands over `split` first (files: rows), before anything is fitted; then `model` (files: model, oof) or `failure` for each
    configuration, and at the end the ensemble and the best one fitted once more. Returns the winner's trial and the state.
    Raises InputError for data that cannot be trained on.
    """
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits

    asked = TrainSpec.model_validate(spec)
    with threadpool_limits(limits=1), warnings.catch_warnings():
        # Here for all threads at once: filters belong to the process. What few iterations reach is judged like any other model.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return _Run(asked, out, report, measure).whole()


@dataclass
class _Run:
    """One training job. It is also who hears of the search."""

    asked: TrainSpec
    out: Path
    report: Report
    measure: Measure

    def __post_init__(self) -> None:
        self.start = seconds()
        self.done = {one.trial: one for one in self.asked.done}
        tried = [one for one in self.asked.done if one.name == f"{one.algorithm} {one.number}"]
        self.numbered = {(one.number, one.algorithm): one for one in tried}
        self.finished: dict[str, Finished] = {}
        self.scores: dict[str, float] = {one.trial: one.score for one in self.asked.done}
        self.kept_back = LEAST_RESERVE
        self.shipping = 0.0

    def whole(self) -> dict[str, Any]:
        self.report.progress(0.0, "train.reading")
        asked = self.asked
        self.material, self.split_hash = reading.read(asked, self.out, self.report)
        nested = nesting.scores(self.material, asked, self.measure, self.report)
        candidates = Candidates(self.material, asked.preset, asked.algorithms, asked.explainable)
        for unable in candidates.unable:
            self.report.made("failure", {}, _failure(0, str(unable.algorithm.title), unable.algorithm.name, unable.reason))
        pace = Pace(asked.budget, asked.threads)
        until = self.start + asked.budget - self.kept_back
        most, prunes = asked.max_trials, finishing.prunes(asked)
        self.search = Search(self.material, candidates, self.measure, self, pace, until, asked.threads, most, prunes)
        self.search.run()
        if not self.scores:
            raise InputError("train.no_model")
        for made in finishing.ended(self.material, tuple(self.finished.values()), asked, self.measure, self.left):
            self.hand_over(made)
        return {"winner": self.winner(), "state": "finished", "seconds": self.search.now() - self.start, "nested": list(nested)}

    def left(self) -> float:
        """Seconds of the budget that are left; while the search held, none passed."""
        return self.search.left + self.kept_back

    def winner(self) -> str:
        """The best model that keeps the limits; the best of all where none does."""
        best = finishing.best(tuple(self.finished.values()), self.asked)
        return best.trial if best is not None else max(self.scores, key=lambda name: self.scores[name])

    # -- what the search tells -----------------------------------------------------------------------------------------------

    def told(self, trial: Trial, done: int, of: int) -> None:
        one = trial.one
        self.report.progress(self.share(), "train.fit", number=one.number + 1, algorithm=one.algorithm.name, done=done, of=of)

    def wish(self) -> Wish:
        return self.report.wish()

    def holding(self) -> None:
        self.report.progress(self.share(), "train.paused")

    def share(self) -> float:
        """How much of the budget is used."""
        return min(1.0, max(0.0, 1 - self.left() / max(self.asked.budget, 0.001)))

    def name_of(self, one: Configuration) -> str:
        return trial_name(self.material, self.asked.dataset_hash, self.asked.recipe_hash, self.split_hash, one)

    def known(self, one: Configuration) -> Known | None:
        """What was finished before of this configuration, of whatever size the time that was left then gave it."""
        found = self.done.get(self.name_of(one)) or self.numbered.get((one.number, one.algorithm.name))
        if found is None:
            return None
        folds = len(found.fold_hashes) or self.material.folds
        one = replace(one, params=found.params or one.params, share=found.share)
        one = replace(one, folds=None if folds == self.material.folds else folds)
        made = _read(found, one)
        self.finished[found.trial] = made
        return known_of(self.material, one, made.oof)

    def finish(self, one: Configuration, outcome: Outcome) -> None:
        made = finishing.of(one, outcome, self.name_of(one), self.asked.threads)
        self.hand_over(made)
        finished = tuple(self.finished.values())
        kept_back = max(LEAST_RESERVE, finishing.foretold(finished, self.asked))
        shipping = finishing.shipped(finished, self.asked)
        self.search.until += self.kept_back + self.shipping - kept_back - shipping
        self.kept_back, self.shipping = kept_back, shipping

    def failed(self, one: Configuration, reason: Exception) -> None:
        if one.algorithm.name == FLOOR:
            raise reason  # what the floor can't do, nothing can
        told = Reason(reason.key, dict(reason.facts)) if isinstance(reason, WorkbenchError) else _reason(reason)
        title = f"{one.algorithm.name} {one.number}"
        self.report.made("failure", {}, _failure(one.number, title, one.algorithm.name, told))

    def given_up(self, one: Configuration, part: float) -> None:
        told = Reason(GIVEN_UP, {"percent": f"{100 * part:.{0 if part >= 0.01 else 1}f}"})
        self.report.made("failure", {}, _failure(one.number, f"{one.algorithm.name} {one.number}", one.algorithm.name, told))

    def hand_over(self, made: Finished) -> None:
        model, oof = self.out / f"{made.trial[:16]}.onnx", self.out / f"{made.trial[:16]}.npy"
        model.write_bytes(made.model)
        np.save(oof, made.oof, allow_pickle=False)
        self.finished[made.trial] = made
        self.scores[made.trial] = made.score.mean
        facts = made.facts() | {
            "metric": self.asked.metric,
            "oof_file": digest_file(oof),
            "memory_bytes": peak_bytes(),
        }
        self.report.made("model", {"model": model, "oof": oof}, facts)


def _read(found: Done, one: Configuration) -> Finished:
    """A model of an earlier job, from its files."""
    return Finished(
        trial=found.trial,
        number=one.number,
        name=found.name,
        algorithm=one.algorithm.name,
        params=one.params,
        model=found.model.read_bytes(),
        oof=np.load(found.oof, allow_pickle=False),
        folds=found.folds,
        oof_metrics=found.oof_metrics,
        fold_hashes=found.fold_hashes,
        threshold=found.threshold,
        link=Link(1.0 if found.slope is None else found.slope, found.shift or 0.0, found.steps_curve),
        seconds=found.seconds,
        row_microseconds=found.row_microseconds,
        made=found.made,
        one=one,
        share=one.share,
        rounds=found.rounds,
        curve=found.curve,
    )


def _failure(number: int, name: str, algorithm: str, reason: Reason) -> dict[str, Any]:
    return {"number": number, "name": name, "algorithm": algorithm, "reason": asdict(reason)}


def _reason(reason: Exception) -> Reason:
    if isinstance(reason, MemoryError):
        return Reason("train.no_memory")
    said = str(reason).strip().partition("\n")[0]  # XGBoost adds its C++ stack below, and file and line before
    return Reason("train.library_refused", {"reason": said.rpartition("Check failed: ")[2][:300]})
