"""A weighted sum of bells around training rows as a tail."""

from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.grid import Grid


@dataclass(frozen=True)
class Bells:
    """raw = exp(-width · squared distance to each point) @ weights + base, in float64.

    `points` [M, F] are whole numbers of the grid, and `width` counts in its steps; weights [M, K], base [K].
    """

    grid: Grid
    points: Array
    width: float
    weights: Array
    base: Array

    @property
    def outputs(self) -> int:
        return len(self.base)

    def emit(self, graph: Graph, features: str) -> str:
        whole = self.grid.emit(graph, features)
        own = graph.node("MatMul", graph.node("Mul", whole, whole), graph.numbers(np.ones((self.points.shape[1], 1))))
        crossed = graph.node("MatMul", whole, graph.numbers(-2.0 * self.points.T))
        squares = graph.node("Add", graph.node("Add", crossed, graph.numbers((self.points * self.points).sum(axis=1))), own)
        bells = graph.node("Exp", graph.node("Mul", squares, graph.numbers(-self.width)))
        return graph.node("Add", graph.node("MatMul", bells, graph.numbers(self.weights)), graph.numbers(self.base))
