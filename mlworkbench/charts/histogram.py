"""How often values lie where: counts of equal bins from the lowest to the highest value."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import number
from mlworkbench.charts.style import Colours, lines_across, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def histogram(
    counts: Sequence[int],
    low: float,
    high: float,
    colours: Colours,
    width: float,
    height: float,
    shown: Callable[[float], str] = number,
) -> "Figure":
    """`shown` makes the words of a value on the axis, such as a date."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    figure, axes = sheet(colours, width, height)
    step = (high - low) / len(counts) if counts and high > low else 1.0
    edges = [low + place * step for place in range(len(counts))]
    axes.bar(edges, counts, width=step * 0.92, align="edge", color=colours["bar"], linewidth=0)
    axes.set_xlim(low, low + step * max(len(counts), 1))
    axes.set_xticks([low, low + step * max(len(counts), 1)], [shown(low), shown(high)])
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    lines_across(axes, colours)
    return figure
