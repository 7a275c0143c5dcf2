"""Means as a tail whose raw score is their logarithm: what predicts counts itself speaks like what learns their logarithm."""

from dataclasses import dataclass

from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.tail import Tail


@dataclass(frozen=True)
class Logarithm:
    """raw = log(max(mean, least)) of what `means` gives."""

    means: Tail
    least: float

    @property
    def outputs(self) -> int:
        return self.means.outputs

    def emit(self, graph: Graph, features: str) -> str:
        mean, least = self.means.emit(graph, features), graph.numbers(self.least)
        return graph.node("Log", graph.node("Where", graph.node("Less", mean, least), least, mean))
