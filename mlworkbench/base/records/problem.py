"""What is predicted, and what success means."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TaskName = Literal["binary", "multiclass", "regression"]
LossName = Literal["squared", "absolute", "quantile", "poisson", "tweedie"]
Comparison = Literal["at_least", "at_most"]


@dataclass(frozen=True)
class Problem:
    """What is predicted from which dataset version. `classes` is empty for regression; `positive` is set for binary only.

    `loss` is what a regression minimises: a name, with the quantile or the power of the Tweedie family behind a colon, such as
    "quantile:0.9" ("": squared error). `ordered` says that the classes stand in their order, so that near misses count less.
    `weights` is a column of numbers that says how much each row counts; it is no input.
    """

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
    loss: str = ""
    ordered: bool = False
    weights: str | None = None


@dataclass(frozen=True)
class Criterion:
    """One condition of success: a metric by its name is at least or at most `value`, on all rows or where `column` is `group`.

    `why` says in the user's words where the value comes from.
    """

    metric: str
    comparison: Comparison
    value: float
    column: str | None = None
    group: str | None = None
    why: str = ""


@dataclass(frozen=True)
class Costs:
    """What one mistake costs, in `currency`: a positive row that is not found, and a negative row that is called positive."""

    miss: float
    false_alarm: float
    currency: str = ""


@dataclass(frozen=True)
class Limits:
    """What a model may need at most. None is no limit; `explainable` allows only algorithms whose reasons can be read off.

    `monotone` names columns the prediction may only rise (1) or only fall (-1) with; `interactions` are groups of columns that
    may act on each other (empty: any may).
    """

    row_microseconds: float | None = None
    model_bytes: int | None = None
    explainable: bool = False
    memory_bytes: int | None = None
    monotone: tuple[tuple[str, int], ...] = ()
    interactions: tuple[tuple[str, ...], ...] = ()

    def allow(self, model_bytes: float, row_microseconds: float) -> bool:
        """Whether a model that needs this much may be used; memory is not known of a model."""
        slow = self.row_microseconds is not None and row_microseconds > self.row_microseconds
        return not slow and not (self.model_bytes is not None and model_bytes > self.model_bytes)


@dataclass(frozen=True)
class Charter:
    """What the model is for and when it is good enough, in the user's words. Every change is a new version, numbered from 1.

    It belongs to the project: a new dataset version or another recipe leaves it as it is.
    """

    id: str
    number: int
    predicts: str
    for_each: str
    so_that: str
    decided_by: str
    criteria: tuple[Criterion, ...]
    costs: Costs | None
    limits: Limits
    who: str
    when: datetime
