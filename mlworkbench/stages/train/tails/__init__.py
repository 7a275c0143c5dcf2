"""The tails of a graph, one file each: a fitted model as plain arrays and the nodes that compute with them."""

from mlworkbench.stages.train.tails.bells import Bells
from mlworkbench.stages.train.tails.grid import MOST_FEATURES, Grid, grid_of
from mlworkbench.stages.train.tails.layers import Layers
from mlworkbench.stages.train.tails.linear import Linear
from mlworkbench.stages.train.tails.nearest import Nearest
from mlworkbench.stages.train.tails.odds import Odds
from mlworkbench.stages.train.tails.quadratic import Quadratic
from mlworkbench.stages.train.tails.tables import tabled
from mlworkbench.stages.train.tails.tail import Tail
from mlworkbench.stages.train.tails.trees import LEQ, LT, Tree, Trees, rounded

__all__ = [
    "LEQ",
    "LT",
    "MOST_FEATURES",
    "Bells",
    "Grid",
    "Layers",
    "Linear",
    "Nearest",
    "Odds",
    "Quadratic",
    "Tail",
    "Tree",
    "Trees",
    "grid_of",
    "rounded",
    "tabled",
]
