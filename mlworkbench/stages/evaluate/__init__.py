"""How good a model is: metrics, and the one look at the sealed hold-out."""

from mlworkbench.stages.evaluate.holdout import run
from mlworkbench.stages.evaluate.metric import Guess, Metric, Scored, Truth
from mlworkbench.stages.evaluate.metrics import METRICS, compute, measure

__all__ = ["METRICS", "Guess", "Metric", "Scored", "Truth", "compute", "measure", "run"]
