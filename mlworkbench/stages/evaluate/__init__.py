"""How good a model is: metrics, and the one look at the sealed hold-out."""

from mlworkbench.stages.evaluate.jobs import assess, run, threshold
from mlworkbench.stages.evaluate.judgement import Cut, Judgement, Standing, Sweep, read
from mlworkbench.stages.evaluate.metric import Guess, Metric, Scored, Truth
from mlworkbench.stages.evaluate.metrics import METRICS, compute, measure

__all__ = [
    "METRICS",
    "Cut",
    "Guess",
    "Judgement",
    "Metric",
    "Scored",
    "Standing",
    "Sweep",
    "Truth",
    "assess",
    "compute",
    "measure",
    "read",
    "run",
    "threshold",
]
