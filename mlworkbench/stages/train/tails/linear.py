"""A weighted sum as a tail."""

from dataclasses import dataclass

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph


@dataclass(frozen=True)
class Linear:
    """raw = features @ weights + base, in float64; weights [F, K], base [K]."""

    weights: Array
    base: Array

    @property
    def outputs(self) -> int:
        return len(self.base)

    def emit(self, graph: Graph, features: str) -> str:
        return graph.node("Add", graph.node("MatMul", features, graph.numbers(self.weights)), graph.numbers(self.base))
