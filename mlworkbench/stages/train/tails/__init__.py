"""The tails of a graph, one file each: a fitted model as plain arrays and the nodes that compute with them."""

from mlworkbench.stages.train.tails.linear import Linear
from mlworkbench.stages.train.tails.odds import Odds
from mlworkbench.stages.train.tails.tables import tabled
from mlworkbench.stages.train.tails.tail import Tail
from mlworkbench.stages.train.tails.trees import LEQ, LT, Tree, Trees, rounded

__all__ = ["LEQ", "LT", "Linear", "Odds", "Tail", "Tree", "Trees", "rounded", "tabled"]
