"""What all configurations of a run share: rows on the wire, the target, the folds, and each fold's fitted features."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import LossName, Step, TaskName
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.wire import Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train import balancing, constraints
from mlworkbench.stages.train.part import Lesson, Shape, Watched, go_on

WHOLE = -1  # stands for "all training rows" where a fold number is expected
MOST_SHAPED = 20_000  # rows of a fit up to which its features are made to be counted
MOST_PART_BYTES = 500_000_000  # of features made on shares of the rows that are kept

Key = tuple[str, int, float]  # family, fold, share


@dataclass
class Prepared:
    """A recipe fitted for one family on one set of rows: the graph, the features of those rows, and of those left out.

    The features of the rows left out are made when a fit first watches them.
    """

    graph: Graph
    features: Array
    left_out: Array | None = None

    @property
    def nbytes(self) -> int:
        return int(self.features.nbytes + (0 if self.left_out is None else self.left_out.nbytes))


@dataclass
class Material:
    """`columns` are the training rows by input name, `target` their truth, `drawn` says which of them validate each other.

    `behind` tells which columns of the recipe are computed from these. The sealed rows are not here: nothing in training can
    see them. `weights` says how much each row counts, `groups` int64 [N] which rows belong together. `monotone` and
    `interactions` bind columns (see records.Limits), `balance` says how rare classes are made to count (see `balancing`).
    """

    task: TaskName
    metric: str
    target_name: str
    inputs: tuple[Input, ...]
    steps: Sequence[Step]
    columns: dict[str, Array]
    target: Array
    drawn: prepare.Drawn
    classes: tuple[str, ...]
    positive: str | None
    seed: int
    behind: prepare.Sources | None = None
    loss: LossName = "squared"
    level: float = 0.5
    weights: Array | None = None
    groups: Array | None = None
    monotone: Mapping[str, int] = field(default_factory=dict)
    interactions: tuple[tuple[str, ...], ...] = ()
    balance: str = ""
    _prepared: dict[Key, Prepared] = field(default_factory=dict)
    _widths: dict[str, int] = field(default_factory=dict, init=False)
    _locks: dict[Key, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def interface(self) -> Interface:
        threshold = 0.0 if self.task == "binary" else None
        return Interface(self.task, self.target_name, self.inputs, self.classes, self.positive, threshold)

    @property
    def folds(self) -> int:
        return self.drawn.fits

    @property
    def outputs(self) -> int:
        """How many raw scores a row has."""
        return len(self.classes) if self.task == "multiclass" else 1

    @property
    def is_log(self) -> bool:
        """Whether the raw score is the logarithm of the prediction."""
        return self.task == "regression" and self.loss in ("poisson", "tweedie")

    def rows(self, fold: int, share: float = 1.0) -> Array:
        """The rows that are fitted when `fold` is left out; all for WHOLE. Of these a share, drawn by the seed."""
        rows = np.arange(len(self.target)) if fold == WHOLE else self.drawn.fitted(fold)
        return rows if share == 1.0 else rows[drawn_share(len(rows), share, self.seed)]

    def left_out(self, fold: int) -> Array:
        return self.drawn.judged(fold)

    def columns_of(self, rows: Array) -> dict[str, Array]:
        return {name: cells[rows] for name, cells in self.columns.items()}

    def taught(self, rows: Array) -> prepare.Taught:
        """What supervised steps may see of these rows."""
        dealt = prepare.parts(len(rows), self.seed, None if self.groups is None else self.groups[rows])
        weights = None if self.weights is None else self.weights[rows]
        return prepare.Taught(self.task, self.target[rows], len(self.classes), *dealt, weights, self.seed, names=self.classes)

    def prepared(self, family: str, fold: int, share: float = 1.0) -> Prepared:
        """The recipe for this family fitted without `fold`, on a share of its rows; made once, whoever asks first."""
        key = (family, fold, share)
        with self._lock:
            lock = self._locks.setdefault(key, Lock())
        with lock:
            known = self._known(key)
            if known is not None:
                return known
            rows = self.rows(fold, share)
            fed = feed(self.interface, self.columns_of(rows))
            graph = prepare.fit(self.steps, self.inputs, fed, family, self.behind, self.taught(rows))
            made = Prepared(graph, graph.lessons())
            graph.forget()
            self._keep(key, made)
            return made

    def _known(self, key: Key) -> Prepared | None:
        with self._lock:
            known = self._prepared.pop(key, None)
            if known is not None:
                self._prepared[key] = known  # the last used stand last
            return known

    def _keep(self, key: Key, made: Prepared) -> None:
        """Of those made on shares, of which each configuration may have its own, those used last."""
        with self._lock:
            self._prepared[key] = made
            parts = [one for one in self._prepared if one[2] < 1.0]
            held = sum(self._prepared[one].nbytes for one in parts)
            for one in parts:
                if held <= MOST_PART_BYTES or one == key:
                    break
                held -= self._prepared.pop(one).nbytes

    def watched(self, family: str, fold: int, share: float = 1.0) -> Watched | None:
        """The rows left out, for a fit that stops by them."""
        if fold == WHOLE:
            return None
        ready, rows = self.prepared(family, fold, share), self.left_out(fold)
        with self._locks[family, fold, share]:
            if ready.left_out is None:
                ready.left_out = ready.graph.features(feed(self.interface, self.columns_of(rows)))
        weights = None if self.weights is None or not self.weights[rows].any() else self.weights[rows]
        return Watched(ready.left_out, self.target[rows], weights)

    def lesson(
        self, family: str, fold: int, watching: bool = False, share: float = 1.0, pulse: Callable[[], None] = go_on
    ) -> Lesson:
        """What a fit without `fold` gets. Raises InputError where rare classes can't be made to count as asked, or no row counts.

        `share` is the part of the rows that is fitted, drawn by the seed: for tables too large for the time there is.
        """
        ready, rows = self.prepared(family, fold, share), self.rows(fold, share)
        weights = None if self.weights is None else self.weights[rows]
        if weights is not None and not weights.any():
            raise InputError("train.fold_without_weight", folds=self.drawn.folds)
        names = ready.graph.feature_names
        lesson = Lesson(
            self.task,
            ready.features,
            self.target[rows],
            len(self.classes),
            self.seed,
            None if weights is None else weights / weights.mean(),
            self.loss,
            self.level,
            constraints.monotone(names, self.monotone),
            constraints.interactions(names, self.interactions),
            names,
            self.watched(family, fold, share) if watching else None,
            pulse,
        )
        return balancing.balanced(lesson, self.balance)

    def shape(self, family: str) -> Shape:
        """The size of one fit; of large tables the features are counted on a part, so that none are made that nobody asks for."""
        rows = len(self.rows(0))
        if family not in self._widths:
            self._widths[family] = len(self._some(family, rows).graph.feature_names)
        return Shape(rows, self._widths[family], len(self.classes))

    def _some(self, family: str, rows: int) -> Prepared:
        """The recipe on a few rows, or on all where it has nothing left of those."""
        share = min(1.0, MOST_SHAPED / max(1, rows))
        try:
            return self.prepared(family, 0, share)
        except InputError:
            if share == 1.0:
                raise
            return self.prepared(family, 0)


def drawn_share(rows: int, share: float, seed: int) -> Array:
    """Places of a share of the rows, ascending; the same for the same seed."""
    count = max(1, round(rows * share))
    return np.sort(np.random.Generator(np.random.PCG64(seed)).choice(rows, count, replace=False))
