"""Predicted numbers: against the actual ones, and how far off."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import scales
from mlworkbench.charts.style import CHANCE, Colours, Numbers, Point, Spot, above, lines_across, nothing, panel

if TYPE_CHECKING:
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

MOST_DOTS = 3000  # more rows than this are drawn as cells
CELL = 6  # pixels of such a cell
FAINTEST, STRONGEST = 0.18, 0.75


def predicted_actual(pairs: Sequence[Point], colours: Colours, width: float, height: float) -> "Figure":
    """Pairs are (actual, predicted); on the dashed line they are equal."""
    figure, axes = panel(colours, width, height, tr("evaluate.chart_actual"), tr("evaluate.chart_predicted"))
    if not pairs:
        return nothing(figure, colours)
    low, high = scales.span(value for pair in pairs for value in pair)
    axes.set(xlim=(low, high), ylim=(low, high))
    scales.values(axes.xaxis)
    scales.values(axes.yaxis)
    axes.plot((low, high), (low, high), color=colours["state"], linewidth=1, linestyle=CHANCE, zorder=3)
    across, up = zip(*pairs, strict=True)
    if len(pairs) > MOST_DOTS:
        fade = _fading(colours["accent"], colours["page"])
        axes.hexbin(across, up, gridsize=(int(width // CELL), int(height // CELL)), extent=(low, high, low, high),
                    mincnt=1, bins="log", cmap=fade, linewidths=0, zorder=2)  # fmt: skip
    else:
        alpha = max(FAINTEST, min(STRONGEST, 60 / len(pairs) ** 0.8))
        axes.plot(across, up, "o", markersize=4.5, color=colours["accent"], alpha=alpha, markeredgewidth=0, zorder=2)
    return figure


def predicted_actual_numbers(pairs: Sequence[Point]) -> Numbers:
    header = (tr("evaluate.chart_actual"), tr("evaluate.chart_predicted"))
    told = [tr("evaluate.chart_pair", actual=actual, predicted=predicted) for actual, predicted in pairs]
    spots = tuple(Spot(x, y, words) for (x, y), words in zip(pairs, told, strict=True))
    return Numbers(header, tuple((actual, predicted) for actual, predicted in pairs), spots)


def residuals(edges: Sequence[float], counts: Sequence[int], colours: Colours, width: float, height: float) -> "Figure":
    """How many rows are off by how much: actual - predicted, left of zero predicted too high, right of it too low."""
    figure, axes = panel(colours, width, height, tr("evaluate.chart_residual"), tr("evaluate.chart_rows"))
    if not any(counts):
        return nothing(figure, colours)
    widths = [right - left for left, right in zip(edges, edges[1:], strict=False)]
    axes.bar(edges[:-1], counts, width=widths, align="edge", color=colours["bar"], edgecolor=colours["page"], linewidth=0.5)
    axes.set_xlim(min(edges[0], 0), max(edges[-1], 0))
    axes.axvline(0, color=colours["text"], linewidth=1.2, zorder=3)
    scales.values(axes.xaxis)
    scales.values(axes.yaxis, 4, whole=True)
    lines_across(axes, colours)
    low, high = axes.get_xlim()
    above(axes, tr("evaluate.chart_too_high"), low, colours["secondary"])
    above(axes, tr("evaluate.chart_too_low"), high, colours["secondary"])
    return figure


def residuals_numbers(edges: Sequence[float], counts: Sequence[int]) -> Numbers:
    header = (tr("evaluate.chart_from"), tr("evaluate.chart_to"), tr("evaluate.chart_rows"))
    bars = list(zip(edges, edges[1:], counts, strict=False))
    middle = max(counts, default=0) / 2
    name = tr("evaluate.chart_residual")
    spots = []
    for low, high, count in bars:
        words = tr("evaluate.chart_bar", name=name, low=low, high=high, rows=count)
        spots.append(Spot((low + high) / 2, middle, words, ((high - low) / 2, middle)))
    return Numbers(header, tuple(bars), tuple(spots))


def _fading(colour: str, ground: str) -> "Colormap":
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("rows", [ground, colour])
