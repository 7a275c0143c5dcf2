"""What is predicted: whether a column can be a target, which task it makes, and the sensible choices for the rest."""

from mlworkbench.stages.problem.drafting import USUAL, Draft, Wish, suggest
from mlworkbench.stages.problem.options import Loss
from mlworkbench.stages.problem.targets import refuses, targets

__all__ = ["USUAL", "Draft", "Loss", "Wish", "refuses", "suggest", "targets"]
