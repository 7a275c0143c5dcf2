"""Shares of classes as a tail: what gives probabilities becomes margins, so that all models speak the same language."""

from dataclasses import dataclass

from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.train.tails.tail import Tail

LEAST = 1e-6  # a share of zero is the opinion of few rows, not certainty


@dataclass(frozen=True)
class Odds:
    """raw = log(p / (1 - p)) where `shares` gives the share p of the positive class, else log(p) a class; p is held within
    [1e-6, 1 - 1e-6].
    """

    shares: Tail

    @property
    def outputs(self) -> int:
        return self.shares.outputs

    def emit(self, graph: Graph, features: str) -> str:
        share = self.shares.emit(graph, features)
        low, high = graph.numbers(LEAST), graph.numbers(1.0 - LEAST)
        held = graph.node("Where", graph.node("Less", share, low), low, share)
        held = graph.node("Where", graph.node("Greater", held, high), high, held)
        if self.outputs > 1:
            return graph.node("Log", held)
        return graph.node("Log", graph.node("Div", held, graph.node("Sub", graph.numbers(1.0), held)))
