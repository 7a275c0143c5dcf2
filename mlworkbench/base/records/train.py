"""Runs and the models they made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mlworkbench.base.params import Chosen
from mlworkbench.base.records.reasons import Reason

RunState = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True)
class Run:
    """One press of Start. How it ended is a RunEnd of its own; a run without one is still running or was killed.

    `split` is named before the split is made: the first thing the run's job makes is the split of that id, unless it exists.
    `share` is the hold-out share asked for; `max_trials` bounds the number of configurations (None: the budget alone does);
    `split_seed` draws hold-out and folds (None: `seed` does); `explainable` allows only algorithms whose reasons can be read off.
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


@dataclass(frozen=True)
class RunEnd:
    id: str
    run: str
    state: RunState
    seconds: float
    winner: str | None
    who: str
    when: datetime


@dataclass(frozen=True)
class Score:
    """A cross-validated score: mean and sample standard deviation over the folds."""

    mean: float
    sd: float
    folds: tuple[float, ...]


@dataclass(frozen=True)
class Model:
    """A finished configuration: one model.onnx fitted on all training rows, judged by fold models made the same way.

    `number` is its place in the fixed order of configurations. `trial` is the digest of dataset hash, recipe, split, algorithm,
    parameters, seed and threads: the same trial gives the same `model_file`. `oof_file` holds the out-of-fold raw scores (.npy,
    float64 [training rows, outputs], in row order). `threshold` is the raw score from which a row is positive (binary).
    `parent` is the model of which this one is the same with another threshold. The probability is the sigmoid or softmax of
    slope · raw + shift (None in records from before these were kept).
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


@dataclass(frozen=True)
class Failure:
    """A configuration that could not be trained, and why; the rest goes on."""

    id: str
    run: str
    number: int
    name: str
    algorithm: str
    reason: Reason
    who: str
    when: datetime
