"""What an algorithm brings: names, parameters, how it fits, and how the fitted thing becomes numbers that score anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mlworkbench.base.params import Chosen, Param, Value
from mlworkbench.base.records import LossName, Reason, TaskName
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.tails import Tail

Estimator = Any  # the library's own object; it lives between fit and convert and is then thrown away


@dataclass(frozen=True)
class Watched:
    """Rows a fit looks at, but does not learn from, to see when it should stop: features, target and weights as in `Lesson`."""

    features: Array
    target: Array
    weights: Array | None = None


def go_on() -> None:
    """Nobody wants this fit to stop."""


@dataclass(frozen=True)
class Lesson:
    """What one fit gets: features float32 [N, F] (NaN is missing), target [N] as class index (int64) or number (float64).

    A fit uses one thread, on every machine: with more, sums are split, results hang on their number, and on a busy machine the
    threads wait for each other longer than they compute. Fits of different folds run side by side instead.

    `weights` float64 [N], mean 1, says how much each row counts (None: all alike). `loss` is what a regression minimises,
    with `level` the quantile or the power of the Tweedie family. `monotone` holds -1, 0 or 1 a feature (empty: none is bound).
    `interactions` are groups of features, by place, that may meet in one tree (empty: any may). `watched` are rows for early
    stopping. `pulse` is called often by fits that can; it raises where the fit is no longer wanted.
    """

    task: TaskName
    features: Array
    target: Array
    classes: int
    seed: int
    weights: Array | None = None
    loss: LossName = "squared"
    level: float = 0.5
    monotone: tuple[int, ...] = ()
    interactions: tuple[tuple[int, ...], ...] = ()
    feature_names: tuple[str, ...] = ()
    watched: Watched | None = None
    pulse: Callable[[], None] = go_on


@dataclass(frozen=True)
class Shape:
    """The size of the work, from which a portfolio takes its sizes: training rows, features, classes (0 for regression)."""

    rows: int
    features: int
    classes: int


@dataclass(frozen=True)
class Span:
    """A parameter the search may move: from `low` to `high` (whole numbers if both are), `even` on a logarithmic scale, or one
    of `options`.
    """

    name: str
    low: float = 0.0
    high: float = 0.0
    even: bool = False
    options: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Weight:
    """What a model would need, foretold before it is fitted: bytes of the file and microseconds for one row."""

    bytes: int
    row_microseconds: float


@dataclass(frozen=True)
class Algorithm:
    """`family` says which steps of a recipe are meant for it: "tree" or "linear".

    `convert` gives the tail of a graph, whose raw score is a margin (log odds), one log score a class, or the prediction before
    its link; `raw` is the library's own raw score float64 [N, K], by which what has rounds is looked at after its first fold;
    `exact` says that the library computes in float64 as the artifact does. `portfolio` gives parameters to try, best guesses
    first; after it the search goes on within `space` (empty: there is nothing to search). `cost` is the work of a fit in units of
    its own, to foretell its time; `weight` foretells what the model will need. `refuses` says why it can't be fitted on work of
    this size.

    `explainable`: the reasons for a score can be read off the model itself, as a sum of parts a column. `losses` are those it can
    minimise in a regression; `weighs`: rows may have weights; `monotone` and `interactions`: it keeps such constraints.

    Where `rounds` names a parameter, more of it is more of the same: with `watched` rows in the lesson the fit stops when they
    have not improved for a while, `curve` gives their loss after each round, and `cut` the estimator with fewer rounds.
    """

    name: str
    title: Words
    help: Words
    tasks: frozenset[TaskName]
    family: str
    params: tuple[Param, ...]
    exact: bool
    fit: Callable[[Lesson, Chosen], Estimator]
    convert: Callable[[Estimator, Lesson], Tail]
    raw: Callable[[Estimator, Lesson, Array], Array]
    portfolio: Callable[[Shape], Iterator[Chosen]]
    cost: Callable[[Chosen], float]
    explainable: bool = False
    space: tuple[Span, ...] = ()
    losses: frozenset[LossName] = frozenset({"squared"})
    weighs: bool = True
    monotone: bool = False
    interactions: bool = False
    weight: Callable[[Shape, Chosen], Weight] | None = None
    refuses: Callable[[Shape], Reason | None] | None = None
    rounds: str = ""
    curve: Callable[[Estimator], tuple[float, ...]] | None = None
    cut: Callable[[Estimator, int], Estimator] | None = None
