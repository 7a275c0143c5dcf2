"""A neural network as a tail."""

from dataclasses import dataclass

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph

BENDS = {"relu": "Relu", "tanh": "Tanh"}


@dataclass(frozen=True)
class Layers:
    """One weighted sum after the other, bent in between: weights [in, out] and base [out] of each, all float64."""

    weights: tuple[Array, ...]
    bases: tuple[Array, ...]
    bend: str

    @property
    def outputs(self) -> int:
        return len(self.bases[-1])

    def emit(self, graph: Graph, features: str) -> str:
        for place, (weights, base) in enumerate(zip(self.weights, self.bases, strict=True)):
            bent = graph.node(BENDS[self.bend], features) if place else features
            features = graph.node("Add", graph.node("MatMul", bent, graph.numbers(weights)), graph.numbers(base))
        return features
