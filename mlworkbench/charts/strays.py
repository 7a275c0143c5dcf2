"""Values far out: a row a column, a dot a value, by how many robust standard deviations it lies from the median."""

from math import copysign, log10
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import naming
from mlworkbench.charts.panels import Strays
from mlworkbench.charts.style import Cell, Colours, Numbers, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EACH = 24.0


def strays(shown: Strays, colours: Colours, width: float, height: float) -> "Figure":
    """Inside the band nothing is far out; outside each step to the right is ten times as far."""
    figure, axes = panel(colours, width, height, tr("explore.robust_score"), "")
    if not shown.fences:
        return nothing(figure, colours)
    fences = shown.fences[: naming.rows_that_fit(height, EACH)]
    few = len(fences) < len(shown.fences)
    caption = tr("explore.first_of", shown=len(fences), count=len(shown.fences)) if few else ""
    naming.captioned(axes, caption, width, colours)
    places = {fence.column: place for place, fence in enumerate(fences)}
    axes.axvspan(-1, 1, color=colours["track"], alpha=0.5, linewidth=0, zorder=1)
    for place, fence in enumerate(fences):
        ends = (far(fence.least, shown.limit), far(fence.most, shown.limit))
        axes.plot(ends, (place, place), color=colours["state"], linewidth=1.5, zorder=2)
    dots = [(far(one.score, shown.limit), places[one.column]) for one in shown.strays if one.column in places]
    if dots:
        axes.plot(*zip(*dots, strict=True), "o", color=colours["attention"], alpha=0.5, markersize=5, markeredgewidth=0, zorder=3)
    naming.beside(axes, [fence.column for fence in fences], width, colours)
    _ticks(axes, shown, [far(end, shown.limit) for fence in fences for end in (fence.least, fence.most)])
    naming.figures_right(axes, [f"{fence.rows:,}" for fence in fences], colours)
    return figure


def strays_numbers(shown: Strays) -> Numbers:
    header = (tr("explore.row"), tr("explore.column"), tr("explore.value"), tr("explore.robust_score"))
    rows: tuple[tuple[Cell, ...], ...] = tuple((one.row, one.column, one.value, one.score) for one in shown.strays)
    places = {fence.column: place for place, fence in enumerate(shown.fences)}
    spots = []
    for one in shown.strays:
        facts = {"row": one.row, "column": one.column, "value": number(one.value), "score": number(one.score)}
        spots.append(Spot(far(one.score, shown.limit), places[one.column], tr("explore.told_stray", **facts)))
    return Numbers(header, rows, tuple(spots))


def far(score: float, limit: float) -> float:
    """Where a score is drawn: up to the limit from -1 to 1, beyond it by its logarithm."""
    size = abs(score) / limit
    return copysign(size if size <= 1 else 1 + log10(size), score)


def _ticks(axes: "Axes", shown: Strays, ends: list[float]) -> None:
    high, low = max(1.2, *ends), min(-1.2, *ends)
    axes.set_xlim(low - 0.15, high + 0.15)
    beyond = range(1, int(max(high, -low)) + 1)
    scores = sorted({0.0, *(side * shown.limit * 10.0 ** (step - 1) for step in beyond for side in (-1, 1))})
    inside = [one for one in scores if low - 0.15 <= far(one, shown.limit) <= high + 0.15]
    every = max(1, len(inside) // 5)
    axes.set_xticks([far(one, shown.limit) for one in inside[::every]], [f"{one:,.3g}" for one in inside[::every]])
