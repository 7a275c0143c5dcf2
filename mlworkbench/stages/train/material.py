"""What all configurations of a run share: rows on the wire, the target, the folds, and each fold's fitted features."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from mlworkbench.base.records import Step, TaskName
from mlworkbench.scoring.manifest import Input, Interface
from mlworkbench.scoring.wire import Array, feed
from mlworkbench.stages import prepare
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.part import Lesson, Shape

WHOLE = -1  # stands for "all training rows" where a fold number is expected


@dataclass(frozen=True)
class Prepared:
    """A recipe fitted for one family on one set of rows: the graph, and the features of those rows."""

    graph: Graph
    features: Array


@dataclass
class Material:
    """`columns` are the training rows by input name, `target` their truth, `fold` the fold that validates each.

    `behind` tells which columns of the recipe are computed from these. The sealed rows are not here: nothing in training can
    see them.
    """

    task: TaskName
    metric: str
    target_name: str
    inputs: tuple[Input, ...]
    steps: Sequence[Step]
    columns: dict[str, Array]
    target: Array
    fold: Array
    folds: int
    classes: tuple[str, ...]
    positive: str | None
    seed: int
    behind: prepare.Sources | None = None
    _prepared: dict[tuple[str, int], Prepared] = field(default_factory=dict)

    @property
    def interface(self) -> Interface:
        threshold = 0.0 if self.task == "binary" else None
        return Interface(self.task, self.target_name, self.inputs, self.classes, self.positive, threshold)

    def rows(self, fold: int) -> Array:
        """The rows that are fitted when `fold` is left out; all for WHOLE."""
        return np.flatnonzero(self.fold != fold)

    def left_out(self, fold: int) -> Array:
        return np.flatnonzero(self.fold == fold)

    def columns_of(self, rows: Array) -> dict[str, Array]:
        return {name: cells[rows] for name, cells in self.columns.items()}

    def taught(self, rows: Array) -> prepare.Taught:
        """What supervised steps may see of these rows."""
        dealt = prepare.parts(len(rows), self.seed)
        return prepare.Taught(self.task, self.target[rows], len(self.classes), *dealt, seed=self.seed)

    def prepared(self, family: str, fold: int) -> Prepared:
        """The recipe for this family fitted without `fold`; made once."""
        if (family, fold) not in self._prepared:
            rows = self.rows(fold)
            fed = feed(self.interface, self.columns_of(rows))
            graph = prepare.fit(self.steps, self.inputs, fed, family, self.behind, self.taught(rows))
            self._prepared[family, fold] = Prepared(graph, graph.lessons())
            graph.forget()
        return self._prepared[family, fold]

    def lesson(self, family: str, fold: int) -> Lesson:
        target = self.target[self.rows(fold)]
        return Lesson(self.task, self.prepared(family, fold).features, target, len(self.classes), self.seed)

    def shape(self, family: str) -> Shape:
        features = self.prepared(family, WHOLE).features
        return Shape(len(features), features.shape[1], len(self.classes))
