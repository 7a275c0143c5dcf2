"""A weighted sum of features and of their squares as a tail."""

from dataclasses import dataclass

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph


@dataclass(frozen=True)
class Quadratic:
    """raw = (x - centre) @ weights + (x - centre)² @ squares + base, in float64.

    centre [F], weights and squares [F, K], base [K].
    Seen from the centre of the training rows the two sums are of the size of what they stand for, so little cancels.
    """

    centre: Array
    weights: Array
    squares: Array
    base: Array

    @property
    def outputs(self) -> int:
        return len(self.base)

    def emit(self, graph: Graph, features: str) -> str:
        away = graph.node("Sub", features, graph.numbers(self.centre))
        both = graph.node("Concat", away, graph.node("Mul", away, away), axis=1)
        sums = graph.node("MatMul", both, graph.numbers(np.vstack([self.weights, self.squares])))
        return graph.node("Add", sums, graph.numbers(self.base))
