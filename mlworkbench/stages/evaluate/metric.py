"""What a metric is: a name, a direction, and a function of truth and scores."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import Words

Numbers = NDArray[np.float64]
Truth = NDArray[np.int64] | Numbers


class Scored(Protocol):
    """What the Scorer gives: raw [N, K]; label [N] and probability [N, C] for classes, value [N] for regression."""

    @property
    def raw(self) -> Numbers: ...
    @property
    def label(self) -> NDArray[np.int64] | None: ...
    @property
    def probability(self) -> Numbers | None: ...
    @property
    def value(self) -> Numbers | None: ...


@dataclass(frozen=True)
class Guess:
    """Scores made of plain arrays, for callers that have no Scorer at hand, such as out-of-fold predictions."""

    raw: Numbers
    label: NDArray[np.int64] | None = None
    probability: Numbers | None = None
    value: Numbers | None = None


NOT_SAID: Final = Words("", "")


@dataclass(frozen=True)
class Metric:
    """`compute` takes the truth (class index as int64, or float64 value) and scores of the same rows.

    It equals scikit-learn's function of that name, and raises InputError("evaluate.undefined") where that has no
    meaning for these rows (no row, one class only): it never returns NaN or infinity.

    `drawn` gives the same for many samples of the rows at once, for intervals: weights float64 [B, N] say how often each sample
    holds each row, the answer is float64 [B], NaN where that sample has no meaning. Without it samples are computed one by one.

    `help` says what it measures, `when` when that matters.

    `fits` names the losses of a regression, or "ordered" classes, that it belongs to: it is measured for such problems alone
    (empty: for all of its tasks). `at` gives it at a level, a quantile or power `between` these two; its name then ends with
    that, as in "name:0.9".
    """

    name: str
    title: Words
    tasks: frozenset[str]
    greater_is_better: bool
    compute: Callable[[Truth, Scored], float]
    help: Words
    drawn: Callable[[Truth, Scored, Numbers], Numbers] | None = None
    when: Words = NOT_SAID
    fits: frozenset[str] = frozenset()
    at: "Callable[[float], Metric] | None" = None
    between: tuple[float, float] = (0.0, 1.0)

    def better(self, one: float, other: float) -> bool:
        return one > other if self.greater_is_better else one < other


def undefined(name: str, rows: int) -> InputError:
    return InputError("evaluate.undefined", metric=name, rows=rows)


def ratio(above: Numbers, below: Numbers, nothing: float = np.nan) -> Numbers:
    """above / below, and `nothing` where below is 0."""
    return np.where(below > 0, above / np.where(below > 0, below, 1.0), nothing)


def present(classes: Truth) -> NDArray[np.int64]:
    """The class indices that occur, sorted."""
    return np.unique(classes).astype(np.int64)


def labels(scores: Scored) -> NDArray[np.int64]:
    if scores.label is None:
        raise ValueError("these scores hold no classes")
    return scores.label


def probabilities(scores: Scored) -> Numbers:
    if scores.probability is None:
        raise ValueError("these scores hold no probabilities")
    return scores.probability


def values(scores: Scored) -> Numbers:
    if scores.value is None:
        raise ValueError("these scores hold no values")
    return scores.value


def margins(scores: Scored) -> Numbers:
    """What ranks the rows of two classes: the raw score, on which the class is decided too."""
    return scores.raw.reshape(len(scores.raw), -1)[:, -1]
