"""Pictures: one function each, plain data in, a matplotlib Figure out. Pages and reports draw with the same ones.

The numbers behind `roc(…)` are `roc_numbers(…)`, and so on: header, rows and what is told where the pointer rests.
"""

from mlworkbench.charts.bars import bars
from mlworkbench.charts.best_score import Trial, best_score, best_so_far
from mlworkbench.charts.calibration import Reliability, calibration, calibration_numbers
from mlworkbench.charts.confusion import confusion, confusion_numbers
from mlworkbench.charts.curves import Curve, Mark, precision_recall, precision_recall_numbers, roc, roc_numbers
from mlworkbench.charts.delimited import delimited
from mlworkbench.charts.explored import explored, explored_numbers
from mlworkbench.charts.histogram import histogram
from mlworkbench.charts.pareto import Costed, front, pareto, pareto_numbers
from mlworkbench.charts.predicted import predicted_actual, predicted_actual_numbers, residuals, residuals_numbers
from mlworkbench.charts.rounds import rounds, rounds_numbers
from mlworkbench.charts.scores import score_distribution, score_distribution_numbers
from mlworkbench.charts.style import REPORT, Cell, Colours, Numbers, Point, Spot
from mlworkbench.charts.svg import inline, svg
from mlworkbench.charts.threshold_value import threshold_value, threshold_value_numbers

__all__ = [
    "REPORT",
    "Cell",
    "Colours",
    "Costed",
    "Curve",
    "Mark",
    "Numbers",
    "Point",
    "Reliability",
    "Spot",
    "Trial",
    "bars",
    "best_score",
    "best_so_far",
    "calibration",
    "calibration_numbers",
    "confusion",
    "confusion_numbers",
    "delimited",
    "explored",
    "explored_numbers",
    "front",
    "histogram",
    "inline",
    "pareto",
    "pareto_numbers",
    "precision_recall",
    "precision_recall_numbers",
    "predicted_actual",
    "predicted_actual_numbers",
    "residuals",
    "residuals_numbers",
    "roc",
    "roc_numbers",
    "rounds",
    "rounds_numbers",
    "score_distribution",
    "score_distribution_numbers",
    "svg",
    "threshold_value",
    "threshold_value_numbers",
]
