"""Pictures: one function each, plain data in, a matplotlib Figure out. Pages and reports draw with the same ones."""

from mlworkbench.charts.bars import bars
from mlworkbench.charts.best_score import Trial, best_score, best_so_far
from mlworkbench.charts.histogram import histogram
from mlworkbench.charts.style import Colours

__all__ = ["Colours", "Trial", "bars", "best_score", "best_so_far", "histogram"]
