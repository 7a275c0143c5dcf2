"""What mistakes cost at every threshold, with the chosen one and the cheapest marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, scales
from mlworkbench.charts.style import Colours, Numbers, Point, Spot, lines_across, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE = 0.02


def threshold_cost(
    points: Sequence[Point],
    chosen: Point | None,
    best: Point | None,
    currency: str,
    colours: Colours,
    width: float,
    height: float,
) -> "Figure":
    """Points are (threshold as a probability, cost); `currency` is that of the costs and may be empty."""
    figure, axes = panel(colours, width, height, tr("evaluate.chart_threshold_axis"), _cost(currency))
    if not points:
        nothing(axes, colours)
        return figure
    axes.set(xlim=(-EDGE, 1 + EDGE), ylim=scales.span((cost for _, cost in points), 0.08))
    rates(axes.xaxis)
    scales.values(axes.yaxis, 4)
    lines_across(axes, colours)
    line = sorted(points)
    axes.plot(*zip(*line, strict=True), color=colours["accent"], linewidth=2, zorder=2)
    if best is not None:
        axes.scatter(*best, s=70, marker="D", color=colours["accent"], edgecolor=colours["page"], linewidths=1.5, zorder=4)
    if chosen is not None:
        axes.scatter(*chosen, s=70, color=colours["attention"], edgecolor=colours["page"], linewidths=1.5, zorder=5)
    if best is not None and best != chosen:
        labels.beside(figure, axes, tr("evaluate.chart_cheapest", probability=best[0]), best, colours["accent_text"], [line])
    if chosen is not None:
        key = "evaluate.chart_chosen_cheapest" if best == chosen else "evaluate.chart_chosen"
        labels.beside(figure, axes, tr(key, probability=chosen[0]), chosen, colours["on_warning"], [line])
    return figure


def threshold_cost_numbers(points: Sequence[Point], currency: str) -> Numbers:
    told = [tr("evaluate.chart_cost_at", probability=x, cost=y, currency=currency) for x, y in points]
    spots = tuple(Spot(x, y, words) for (x, y), words in zip(points, told, strict=True))
    return Numbers((tr("evaluate.chart_threshold_axis"), _cost(currency)), tuple((x, y) for x, y in points), spots)


def _cost(currency: str) -> str:
    return tr("evaluate.chart_cost_in", currency=currency) if currency else tr("evaluate.chart_cost")
