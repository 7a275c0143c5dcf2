"""What an algorithm brings: names, parameters, how it fits, and how the fitted thing becomes numbers that score anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import TaskName
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.tails import Tail

Estimator = Any  # the library's own object; it lives between fit and convert and is then thrown away


@dataclass(frozen=True)
class Lesson:
    """What one fit gets: features float32 [N, F] (NaN is missing), target [N] as class index (int64) or number (float64).

    A fit uses one thread, on every machine: with more, sums are split, results hang on their number, and on a busy machine the
    threads wait for each other longer than they compute. Fits of different folds run side by side instead.
    """

    task: TaskName
    features: Array
    target: Array
    classes: int
    seed: int


@dataclass(frozen=True)
class Shape:
    """The size of the work, from which a portfolio takes its sizes: training rows, features, classes (0 for regression)."""

    rows: int
    features: int
    classes: int


@dataclass(frozen=True)
class Algorithm:
    """`family` says which steps of a recipe are meant for it: "tree" or "linear".

    `convert` gives the tail of a graph; `raw` is the library's own raw score float64 [N, K], used by the contract tests alone;
    `exact` says that the library computes in float64 as the artifact does. `portfolio` gives parameters to try, best guesses
    first, without end or until it has no more. `cost` is the work of a fit in units of its own, to foretell its time.
    `explainable` says that the reasons for a score can be read off the model itself, as a sum of weights.
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
