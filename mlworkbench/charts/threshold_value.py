"""What the model is worth at every threshold, with the chosen one and the best marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, scales
from mlworkbench.charts.style import Colours, Numbers, Point, Spot, dot, lines_across, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EDGE = 0.02
HEADROOM = 0.12
DEEP = 1.5  # times the greatest value that losses are shown


def threshold_value(
    points: Sequence[Point],
    chosen: Point | None,
    best: Point | None,
    currency: str,
    colours: Colours,
    width: float,
    height: float,
) -> "Figure":
    """Points are (threshold as a probability, value per 1,000 rows); below the line at zero no model would be better.

    Great losses lie outside the picture: the line leaves it at the bottom.
    """
    figure, axes = panel(colours, width, height, tr("evaluate.chart_threshold_axis"), _value(currency))
    if not points:
        return nothing(figure, colours)
    line = sorted(points)
    shown = [one for one in (chosen, best) if one is not None]
    axes.set(xlim=(-EDGE, 1 + EDGE), ylim=_heights([y for _, y in line], [y for _, y in shown]))
    rates(axes.xaxis)
    scales.values(axes.yaxis, 4)
    lines_across(axes, colours)
    axes.axhline(0, color=colours["state"], linewidth=1, zorder=1)
    axes.plot(*zip(*line, strict=True), color=colours["accent"], linewidth=2, zorder=2)
    if best is not None:
        dot(axes, best, colours["accent"], colours, "D")
    if chosen is not None:
        dot(axes, chosen, colours["attention"], colours)
    _named(labels.Labels(figure, axes, [line], shown), chosen, best, colours)
    return figure


def _heights(line: list[float], marks: list[float]) -> tuple[float, float]:
    """What is shown: all that is worth something, and of the losses as much as lets that be seen."""
    high = max([0.0, *line, *marks])
    low = min([*line, *marks]) if high == 0 else max(min(line), -DEEP * high)
    return scales.span([0.0, high, low, *marks], HEADROOM)


def threshold_value_numbers(points: Sequence[Point], currency: str) -> Numbers:
    told = [tr("evaluate.chart_at_threshold", probability=x, name=_value(currency), value=y) for x, y in points]
    spots = tuple(Spot(x, y, words) for (x, y), words in zip(points, told, strict=True))
    return Numbers((tr("evaluate.chart_threshold_axis"), _value(currency)), tuple((x, y) for x, y in points), spots)


def _named(found: labels.Labels, chosen: Point | None, best: Point | None, colours: Colours) -> None:
    if chosen is not None:
        key = "evaluate.chart_chosen_best" if chosen == best else "evaluate.chart_chosen"
        found.beside(tr(key, probability=labels.rate(chosen[0])), chosen, colours["on_warning"])
    if best is not None and best != chosen:
        found.beside(tr("evaluate.chart_best", probability=labels.rate(best[0])), best, colours["accent_text"])


def _value(currency: str) -> str:
    return tr("evaluate.chart_value_in", currency=currency) if currency else tr("evaluate.chart_value")
