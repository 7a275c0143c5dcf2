"""Runs and the models they made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from mlworkbench.base.params import Chosen
from mlworkbench.base.records.problem import Limits
from mlworkbench.base.records.reasons import Reason

RunState = Literal["finished", "stopped", "paused", "failed"]
Preset = Literal["fast", "balanced", "best", "explainable"]
ModelKind = Literal["refit", "averaged", "ensemble", "stacked"]
GIVEN_UP: Final = "train.given_up"  # the reason of what was far behind after its first fold


@dataclass(frozen=True)
class Run:
    """One press of Start. How it ended is a RunEnd of its own; a run without one is still running or was killed.

    `split` is named before the split is made: the first thing the run's job makes is the split of that id, unless it exists.
    `share` is the hold-out share asked for; `max_trials` bounds the number of configurations (None: the budget alone does);
    `split_seed` draws hold-out and folds (None: `seed` does); `explainable` allows only algorithms whose reasons can be read off.
    `cv`, `group` and `time` are those of the plan of the split. `limits` are what a model may need, as they stood when the run
    began. `algorithms` are those it may use (empty: all that fit). `balance` says how rare classes are made to count: "" as
    they are, "weights", or a way of drawing rows.
    """

    id: str
    problem: str
    recipe: str
    split: str
    seed: int
    budget: float
    threads: int
    versions: dict[str, str]
    who: str
    when: datetime
    share: float = 0.2
    max_trials: int | None = None
    stratified: bool = True
    split_seed: int | None = None
    explainable: bool = False
    cv: str = ""
    group: str | None = None
    time: str | None = None
    preset: Preset = "balanced"
    limits: Limits | None = None
    algorithms: tuple[str, ...] = ()
    balance: str = ""


@dataclass(frozen=True)
class RunEnd:
    """How a run ended. `nested` is the metric of what the search chose inside each outer fold, where validation was nested."""

    id: str
    run: str
    state: RunState
    seconds: float
    winner: str | None
    who: str
    when: datetime
    nested: tuple[float, ...] = ()


@dataclass(frozen=True)
class Score:
    """A cross-validated score: mean and sample standard deviation over the folds."""

    mean: float
    sd: float
    folds: tuple[float, ...]


@dataclass(frozen=True)
class Member:
    """A model inside an ensemble, by its trial, and its share of the raw score.

    Of an averaged model `folds` are the places of the fold models that the ensemble takes, each with the same part of the share;
    empty where it takes the whole model.
    """

    trial: str
    share: float
    folds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Model:
    """A finished configuration: one model.onnx, judged by its out-of-fold scores.

    `made` says how: "refit" on all training rows, or "averaged" from the fold models themselves; an "ensemble" adds up the raw
    scores of its `members`, a "stacked" one learns how. `rounds` is how many of an algorithm's rounds were worth it, `curve`
    the mean loss of the folds after each. `memory_bytes` is the most that the worker held while it was made, `share` the part of
    the training rows it was fitted on.

    `number` is its place in the fixed order of configurations. `trial` is the digest of dataset hash, recipe, split, algorithm,
    parameters, seed and threads: the same trial gives the same `model_file`. `oof_file` holds the out-of-fold raw scores (.npy,
    float64 [training rows, outputs], in row order). `threshold` is the raw score from which a row is positive (binary).
    `parent` is the model of which this one is the same with another threshold. The probability is the sigmoid or softmax of
    slope · raw + shift (None in records from before these were kept), or, where `steps_curve` is not empty, the step function
    through those points of (raw score, probability).
    """

    id: str
    run: str
    number: int
    name: str
    algorithm: str
    params: Chosen
    trial: str
    metric: str
    cv: Score
    oof_metrics: dict[str, float]
    seconds: float
    model_file: str
    model_bytes: int
    fold_hashes: tuple[str, ...]
    oof_file: str
    row_microseconds: float
    threshold: float | None
    who: str
    when: datetime
    parent: str | None = None
    slope: float | None = None
    shift: float | None = None
    made: ModelKind = "refit"
    members: tuple[Member, ...] = ()
    rounds: int | None = None
    curve: tuple[float, ...] = ()
    memory_bytes: int | None = None
    steps_curve: tuple[tuple[float, float], ...] = ()
    share: float = 1.0


@dataclass(frozen=True)
class Failure:
    """A configuration that could not be trained or was given up, and why; the rest goes on."""

    id: str
    run: str
    number: int
    name: str
    algorithm: str
    reason: Reason
    who: str
    when: datetime

    @property
    def was_given_up(self) -> bool:
        """It could have been trained, but was not worth its time."""
        return self.reason.key == GIVEN_UP


@dataclass(frozen=True)
class Learning:
    """How good a model's configuration is on fewer rows, and what more would bring (see stages.train.learning).

    `rows` are the training rows there are; the file holds every point.
    """

    id: str
    model: str
    learning_file: str
    rows: int
    seconds: float
    who: str
    when: datetime


@dataclass(frozen=True)
class Remark:
    """What a person notes on a model; the newest one counts."""

    id: str
    model: str
    text: str
    tags: tuple[str, ...]
    who: str
    when: datetime
