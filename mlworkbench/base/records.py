"""What is kept: frozen records, each naming its parent. Dataset → problem → recipe → split → run → model → evaluation → package.

A record is never altered. Its `id` is a random short name unless said otherwise; `who` is the operating system's account and
`when` is UTC. A field named `…_file` holds the sha256 of a file in the project's `files/`.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen

STAGES = ("problem", "data", "explore", "prepare", "train", "evaluate", "explain", "package", "monitor", "govern")

TaskName = Literal["binary", "multiclass", "regression"]
ColumnType = Literal["number", "flag", "category", "text", "date"]
Severity = Literal["info", "warning", "problem"]
RunState = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True)
class Column:
    """A column of a dataset version. Stored as: number, flag → int64 or double; category, text → string; date → timestamp[us]."""

    name: str
    type: ColumnType
    integer: bool = False
    date_format: str | None = None


@dataclass(frozen=True)
class Reason:
    """A text key with its facts: why something is set aside, found or refused."""

    key: str
    facts: dict[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAside:
    column: str
    reason: Reason


@dataclass(frozen=True)
class Top:
    value: str
    count: int


@dataclass(frozen=True)
class ColumnProfile:
    """Figures of one column. Numbers and dates have statistics (dates in microseconds since 1970), all types have counts.

    `quantiles` are those at 0, 5, 25, 50, 75, 95, 100 %. `bins` are the counts of equal-width bins from minimum to maximum
    (numbers, dates). `top` lists the most frequent values. `approximate` names the figures that are estimates.
    """

    name: str
    type: ColumnType
    missing: int
    distinct: int
    minimum: float | None = None
    maximum: float | None = None
    mean: float | None = None
    sd: float | None = None
    quantiles: tuple[float, ...] = ()
    bins: tuple[int, ...] = ()
    top: tuple[Top, ...] = ()
    approximate: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """Something worth knowing about the data. `rows` is how many rows it concerns."""

    kind: str
    columns: tuple[str, ...]
    severity: Severity
    rows: int
    reason: Reason


@dataclass(frozen=True)
class Profile:
    rows: int
    columns: tuple[ColumnProfile, ...]
    findings: tuple[Finding, ...] = ()
    set_aside: tuple[SetAside, ...] = ()

    def column(self, name: str) -> ColumnProfile:
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Origin:
    """Where the bytes came from. `reading` holds what the importer decided: encoding, delimiter, header line …"""

    file_name: str
    folder: str
    size: int
    sha256: str
    importer: str
    reading: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dataset:
    """One immutable version. `data_file` is the Parquet's sha256 and is what is called the dataset hash.

    `holdout_rows` is how many rows at the end came from a hold-out file of their own (0: none, a share is drawn instead).
    """

    id: str
    number: int
    name: str
    data_file: str
    profile_file: str
    rows: int
    columns: tuple[Column, ...]
    origin: Origin
    parent: str | None
    seconds: float
    who: str
    when: datetime
    holdout_rows: int = 0


@dataclass(frozen=True)
class Problem:
    """What is predicted from which dataset version. `classes` is empty for regression; `positive` is set for binary only."""

    id: str
    dataset: str
    target: str
    task: TaskName
    metric: str
    classes: tuple[str, ...]
    positive: str | None
    excluded: tuple[str, ...]
    who: str
    when: datetime


@dataclass(frozen=True)
class Step:
    """One step of a recipe. `families` names the families of algorithms it is for; empty means all."""

    kind: str
    columns: tuple[str, ...]
    params: Chosen = field(default_factory=dict)
    families: tuple[str, ...] = ()
    reason: Reason | None = None


@dataclass(frozen=True)
class Recipe:
    """`recipe_hash` is the digest of the steps alone, so equal recipes are seen to be equal."""

    id: str
    problem: str
    steps: tuple[Step, ...]
    inputs: tuple[str, ...]
    set_aside: tuple[SetAside, ...]
    recipe_hash: str
    who: str
    when: datetime


@dataclass(frozen=True)
class Split:
    """Row numbers of hold-out and folds, stored before anything is fitted.

    `rows_file` is a Parquet of one int64 column `fold`, a value per dataset row: -1 hold-out, -2 unused (target missing),
    else the fold in which the row is validated.
    """

    id: str
    problem: str
    rows_file: str
    seed: int
    share: float
    folds: int
    train_rows: int
    test_rows: int
    unused_rows: int
    who: str
    when: datetime


@dataclass(frozen=True)
class Run:
    """One press of Start. How it ended is a RunEnd of its own; a run without one is still running or was killed.

    `split` is named before the split is made: the first thing the run's job makes is the split of that id, unless it exists.
    `share` is the hold-out share asked for; `max_trials` bounds the number of configurations (None: the budget alone does).
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


@dataclass(frozen=True)
class Look:
    """The sealed hold-out was opened. Written before it is read; `number` counts the looks at this split."""

    id: str
    split: str
    model: str
    number: int
    why: str
    who: str
    when: datetime


@dataclass(frozen=True)
class Evaluation:
    """Metrics of one model on the hold-out, under their scikit-learn names."""

    id: str
    model: str
    look: str
    rows: int
    metrics: dict[str, float]
    seconds: float
    who: str
    when: datetime


@dataclass(frozen=True)
class Proof:
    """One comparison made before a package was written: how many rows were compared and how many differed."""

    kind: str
    compared: int
    different: int


@dataclass(frozen=True)
class Package:
    """A built package. `identifier` is the sha256 of its canonical manifest; `path` is where the user's copy was written."""

    id: str
    model: str
    evaluation: str | None
    target: str
    package_file: str
    identifier: str
    path: str
    size: int
    row_microseconds: float
    proofs: tuple[Proof, ...]
    who: str
    when: datetime


Record = Dataset | Problem | Recipe | Split | Run | RunEnd | Model | Failure | Look | Evaluation | Package

STAGE_OF: dict[type, str] = {
    Dataset: "data",
    Problem: "problem",
    Recipe: "prepare",
    Split: "prepare",
    Run: "train",
    RunEnd: "train",
    Model: "train",
    Failure: "train",
    Look: "evaluate",
    Evaluation: "evaluate",
    Package: "package",
}
