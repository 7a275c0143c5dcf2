"""The nearest training rows as a tail."""

from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.grid import Grid


@dataclass(frozen=True)
class Nearest:
    """(start + the sum over the nearest points of say · value) / total, for the point nearest first.

    `points` [M, F] are whole numbers of the grid, `values` [M, K] belong to them, `says` [k] is how much the nearest, the second
    nearest … say. Of points at the same distance the first counts as nearer. Sums are exact where `says` are whole numbers and
    `values` multiples of one power of two not too far apart.
    """

    grid: Grid
    points: Array
    values: Array
    says: Array
    start: Array
    total: float

    @property
    def outputs(self) -> int:
        return len(self.start)

    def emit(self, graph: Graph, features: str) -> str:
        """Distances without the row's own square, which is the same for all points."""
        whole = self.grid.emit(graph, features)
        crossed = graph.node("MatMul", whole, graph.numbers(-2.0 * self.points.T))
        distances = graph.node("Add", crossed, graph.numbers((self.points * self.points).sum(axis=1)))
        nearest = graph.node("TopK", distances, graph.numbers([len(self.says)], np.int64), axis=1, largest=0, sorted=1)
        places = f"{nearest}_places"
        graph.nodes[-1].output.append(places)
        values = graph.node("Gather", graph.numbers(self.values), places, axis=0)
        sums = graph.node(
            "Squeeze", graph.node("MatMul", graph.numbers(self.says[None, :]), values), graph.numbers([1], np.int64)
        )
        return graph.node("Div", graph.node("Add", sums, graph.numbers(self.start)), graph.numbers(self.total))
