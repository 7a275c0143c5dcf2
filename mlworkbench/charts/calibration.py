"""Calibration: of rows with a predicted probability, which share really was positive."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts.style import CHANCE, Colours, Numbers, Spot, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE = 0.03
SMALLEST, LARGEST = 16.0, 150.0  # areas of the dots


@dataclass(frozen=True)
class Reliability:
    """Rows of like predicted probability: its mean, the observed share with its 95 % interval, and how many rows."""

    predicted: float
    observed: float
    low: float
    high: float
    rows: int


def calibration(bins: Sequence[Reliability], colours: Colours, width: float, height: float) -> "Figure":
    """A dot for each bin, the larger the more rows; on the dashed line predictions come true as often as they say."""
    across, up = tr("evaluate.chart_predicted_probability"), tr("evaluate.chart_observed_share")
    figure, axes = panel(colours, width, height, across, up)
    if not bins:
        return nothing(figure, colours)
    axes.set(xlim=(-EDGE, 1 + EDGE), ylim=(-EDGE, 1 + EDGE))
    rates(axes.xaxis)
    rates(axes.yaxis)
    axes.plot((0, 1), (0, 1), color=colours["state"], linewidth=1, linestyle=CHANCE, zorder=1)
    places = [one.predicted for one in bins]
    axes.vlines(places, [one.low for one in bins], [one.high for one in bins], color=colours["accent"], linewidth=1.2, zorder=2)
    most = max(sqrt(max(one.rows, 1)) for one in bins)
    sizes = [SMALLEST + (LARGEST - SMALLEST) * sqrt(max(one.rows, 1)) / most for one in bins]
    observed = [one.observed for one in bins]
    axes.scatter(places, observed, s=sizes, color=colours["accent"], edgecolor=colours["page"], linewidths=1, zorder=3)
    return figure


def calibration_numbers(bins: Sequence[Reliability]) -> Numbers:
    header = ("predicted_probability", "observed_share", "interval_low", "interval_high", "rows")
    rows = tuple((one.predicted, one.observed, one.low, one.high, one.rows) for one in bins)
    told = [
        tr("evaluate.chart_bin", predicted=one.predicted, observed=one.observed, low=one.low, high=one.high, rows=one.rows)
        for one in bins
    ]
    spots = tuple(Spot(one.predicted, one.observed, words) for one, words in zip(bins, told, strict=True))
    return Numbers(tuple(tr(f"evaluate.chart_{name}") for name in header), rows, spots)
