"""All that is shown of how good a model is on some rows: figures with intervals, curves, tables. Plain data, kept as JSON."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import TaskName

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Basis = Literal["out_of_fold", "holdout"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Cut:
    """A possible threshold: rows whose raw score reaches `raw` are called positive. `hits` of them are, `false_alarms` are not.

    `probability` is that of a row exactly at the threshold.
    """

    raw: float
    probability: float
    hits: int
    false_alarms: int


@dataclass(frozen=True)
class Sweep:
    """All thresholds worth showing for one class against the rest, the highest first.

    The first calls no row positive, the last calls all. `positives` and `negatives` count the rows that are and are not of it.
    """

    name: str
    positives: int
    negatives: int
    cuts: tuple[Cut, ...]

    def roc(self) -> tuple[Point, ...]:
        """(false positive rate, recall) from (0, 0) to (1, 1)."""
        return tuple((cut.false_alarms / max(self.negatives, 1), cut.hits / max(self.positives, 1)) for cut in self.cuts)

    def precision_recall(self) -> tuple[Point, ...]:
        """(recall, precision) of every threshold that calls a row positive."""
        called = [cut for cut in self.cuts if cut.hits + cut.false_alarms]
        return tuple((cut.hits / max(self.positives, 1), cut.hits / (cut.hits + cut.false_alarms)) for cut in called)


@dataclass(frozen=True)
class Standing:
    """How a threshold stands: the four counts and what follows from them. A rate without rows is None.

    `value` is what the model saves against the cheaper of calling no row and calling every row positive, per 1,000 rows, in the
    currency of the costs; None without costs.
    """

    raw: float
    probability: float
    hits: int
    misses: int
    false_alarms: int
    rejections: int
    precision: float | None
    recall: float | None
    false_positive_rate: float | None
    f1: float | None
    accuracy: float
    cost: float | None
    value: float | None


@dataclass(frozen=True)
class Bin:
    """Rows of like predicted probability: its mean, the share that really was positive with its 95 % interval, and how many."""

    predicted: float
    observed: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True)
class Histogram:
    """`counts` of rows between neighbouring `edges`, for each series of `names`."""

    edges: tuple[float, ...]
    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Group:
    """The rows where `column` is `group`: how many, and every metric that has a meaning for them, with its interval."""

    column: str
    group: str
    rows: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Judgement:
    """One model on one set of rows.

    `intervals` are 95 % bootstrap intervals (low, high) from `resamples` draws. For classes: `counts` rows of each class,
    `confusion` [actual][predicted] at the threshold that ships, one `sweep` for two classes and one a class for more,
    `calibration` of the positive class (of the predicted one where there are more than two) with its mean gap
    `calibration_error`, `scores` how the probability is distributed by actual class. For numbers: `pairs` (actual, predicted) of
    up to 2,000 rows drawn with a fixed seed, `residuals` (actual - predicted).
    """

    basis: Basis
    task: TaskName
    rows: int
    metrics: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    resamples: int
    classes: tuple[str, ...] = ()
    counts: tuple[int, ...] = ()
    threshold: float | None = None
    confusion: tuple[tuple[int, ...], ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    calibration: tuple[Bin, ...] = ()
    calibration_error: float | None = None
    scores: Histogram | None = None
    pairs: tuple[Point, ...] = ()
    residuals: Histogram | None = None
    groups: tuple[Group, ...] = ()

    def group(self, column: str, group: str) -> Group | None:
        return next((one for one in self.groups if (one.column, one.group) == (column, group)), None)


def write(judgement: Judgement, path: Path) -> None:
    path.write_text(json.dumps(asdict(judgement), ensure_ascii=False, allow_nan=False), "utf-8")


def read(path: Path) -> Judgement:
    """Raises ProjectError("store.file_damaged") for a file that is not one."""
    with readable(path):
        found: Judgement = _adapter().validate_json(path.read_bytes())
    return found


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Around the reading of a stored file: what fails there is that file's. Raises ProjectError("store.file_damaged")."""
    try:
        yield
    except (ValueError, KeyError, TypeError, EOFError, OSError) as reason:
        raise ProjectError("store.file_damaged", name=path.name, folder=str(path.parent.parent)) from reason


@cache
def _adapter() -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter

    return TypeAdapter(Judgement)
