"""What a fitted model is once the library's estimator is thrown away."""

from typing import Protocol

from mlworkbench.stages.prepare.graph import Graph


class Tail(Protocol):
    """The end of a graph, from features to the raw score: plain arrays."""

    @property
    def outputs(self) -> int:
        """K: 1 for a margin or a number, else one a class."""

    def emit(self, graph: Graph, features: str) -> str:
        """Add the nodes from `features`, float64 [N, F], to the raw score, float64 [N, K]; returns its name."""
