"""A panel as its picture and its numbers, whatever it is; what was drawn from a sample says so in both."""

from typing import TYPE_CHECKING, Any

from mlworkbench.base.words import tr
from mlworkbench.charts import labels
from mlworkbench.charts.boxes import boxes, boxes_numbers
from mlworkbench.charts.cloud import cloud, cloud_numbers
from mlworkbench.charts.heat import heat, heat_numbers
from mlworkbench.charts.panels import Panel
from mlworkbench.charts.patterns import patterns, patterns_numbers
from mlworkbench.charts.ranking import ranking, ranking_numbers
from mlworkbench.charts.shares import shares, shares_numbers
from mlworkbench.charts.spread import spread, spread_numbers
from mlworkbench.charts.strays import strays, strays_numbers
from mlworkbench.charts.style import Colours, Numbers
from mlworkbench.charts.timeline import timeline, timeline_numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FOOT = 10.0  # size of its letters
WAYS: dict[str, tuple[Any, Any]] = {
    "ranking": (ranking, ranking_numbers),
    "spread": (spread, spread_numbers),
    "shares": (shares, shares_numbers),
    "heat": (heat, heat_numbers),
    "cloud": (cloud, cloud_numbers),
    "boxes": (boxes, boxes_numbers),
    "timeline": (timeline, timeline_numbers),
    "strays": (strays, strays_numbers),
    "patterns": (patterns, patterns_numbers),
}


def explored(panel: Panel, foot: str, colours: Colours, width: float, height: float) -> "Figure":
    """`foot` stands below it, such as what it was drawn from; empty for nothing."""
    figure: Figure = WAYS[panel.kind][0](panel, colours, width, height)
    if foot:
        words = labels.fitted(foot, width - 24, FOOT)
        figure.supxlabel(words, x=0.01, ha="left", fontsize=FOOT, color=colours["secondary"]).set_parse_math(False)
    return figure


def explored_numbers(panel: Panel, foot: str = "") -> Numbers:
    """With `foot` a last column says it in every row: nobody reads the numbers of a sample as those of all rows."""
    found: Numbers = WAYS[panel.kind][1](panel)
    if not foot:
        return found
    return Numbers((*found.header, tr("explore.basis")), tuple((*row, foot) for row in found.rows), found.spots)
