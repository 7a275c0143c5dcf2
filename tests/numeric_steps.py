"""What the tests of steps on numbers share: a step fitted to numbers, and what its graph gives for others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base import params
from mlworkbench.scoring.manifest import Input
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import STEPS, Taught, parts
from mlworkbench.stages.prepare.graph import Graph, run
from mlworkbench.stages.prepare.part import Told


@dataclass(frozen=True)
class Step:
    graph: Graph
    names: tuple[str, ...]
    learned: Any
    told: Told | None

    @property
    def features(self) -> tuple[str, ...]:
        return self.graph.columns("numbers")

    def made(self, values: Any, *names: str) -> Array:
        """These columns for other rows; all of them if none is named."""
        given = np.asarray(values, dtype=np.float64).reshape(-1, len(self.names))
        found: Array = run(self.graph.model([self.graph.take(names or self.features)]), {"numbers": given})[0]
        return found


def fitted(kind: str, values: Any, names: Sequence[str], truth: Any = None, classes: int = 0, **chosen: Any) -> Step:
    """`truth` is a number a row, or a class index where there are `classes`."""
    given = np.asarray(values, dtype=np.float64).reshape(-1, len(names))
    graph = Graph(tuple(Input(name, "number") for name in names), {"numbers": given})
    task = "regression" if not classes else "binary" if classes == 2 else "multiclass"
    taught = None if truth is None else Taught(task, np.asarray(truth), classes, *parts(len(given), 1))
    learned = STEPS[kind].learnt(given, names, params.check(STEPS[kind].params, chosen), taught)
    STEPS[kind].emit(graph, names, learned)
    tell = STEPS[kind].tell
    return Step(graph, tuple(names), learned, tell(names, learned) if tell else None)


def related(rows: int = 800, seed: int = 0) -> Array:
    """Five columns of which two common causes stand behind."""
    random = np.random.Generator(np.random.PCG64(seed))
    causes = random.normal(size=(rows, 2))
    ways = np.array([[1.0, 0.0], [0.8, 0.6], [-0.5, 1.0], [1000.0, -500.0], [0.0, 0.02]])
    found: Array = causes @ ways.T + random.normal(size=(rows, 5)) * np.abs(ways).sum(axis=1) * 0.1
    return found


def with_gaps(values: Array, share: float = 0.15, seed: int = 1) -> Array:
    random = np.random.Generator(np.random.PCG64(seed))
    return np.where(random.random(values.shape) < share, np.nan, values)
