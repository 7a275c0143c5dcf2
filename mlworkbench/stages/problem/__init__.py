"""What is predicted: whether a column can be a target, which task it makes, and the sensible choices for the rest."""

from mlworkbench.stages.problem.drafting import METRICS, Draft, suggest
from mlworkbench.stages.problem.targets import refuses, targets

__all__ = ["METRICS", "Draft", "refuses", "suggest", "targets"]
