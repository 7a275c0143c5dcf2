"""The loss after each round of an algorithm that learns in rounds, and the round that was kept."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels, scales
from mlworkbench.charts.style import Colours, Numbers, Spot, dot, lines_across, nothing, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEWEST = 4  # rounds the axis is wide enough for
TOLD = 200  # rounds that are told where the pointer rests


def rounds(losses: Sequence[float], kept: int | None, colours: Colours, width: float, height: float) -> "Figure":
    """`losses` are those after round 1, 2 …, on rows that were not fitted; `kept` is the number of rounds of the model."""
    figure, axes = panel(colours, width, height, tr("train.chart_round"), tr("train.chart_loss"))
    if not losses:
        return nothing(figure, colours)
    line = [(float(place), loss) for place, loss in enumerate(losses, 1)]
    axes.set_xlim(0, 1.03 * max(len(losses), FEWEST))
    axes.set_ylim(*scales.span(losses, 0.1))
    scales.values(axes.yaxis, 4)
    scales.values(axes.xaxis, max(2, min(6, int(width // 80))), whole=True)
    lines_across(axes, colours)
    axes.plot(*zip(*line, strict=True), color=colours["accent"], linewidth=2, zorder=2)
    if kept is not None and 1 <= kept <= len(losses):
        place = line[kept - 1]
        dot(axes, place, colours["attention"], colours)
        words = tr("train.chart_kept", rounds=kept, loss=number(place[1]))
        labels.Labels(figure, axes, [line], [place]).beside(words, place, colours["on_warning"])
    return figure


def rounds_numbers(losses: Sequence[float]) -> Numbers:
    step = max(1, len(losses) // TOLD)
    told = [(place, loss) for place, loss in enumerate(losses, 1) if place % step == 0 or place == len(losses)]
    spots = tuple(Spot(place, loss, tr("train.chart_at_round", round=place, loss=number(loss))) for place, loss in told)
    return Numbers((tr("train.chart_round"), tr("train.chart_loss")), tuple(enumerate(losses, 1)), spots)
