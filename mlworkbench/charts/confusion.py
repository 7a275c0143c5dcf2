"""Confusion matrix: how many rows of each class were predicted as which."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import Cell, Colours, Numbers, Spot, nothing, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST_ROW = 11  # pixels a row of the matrix needs
DEEPEST = 0.5  # of the full colour, so that figures can be read on it


def confusion(classes: Sequence[str], counts: Sequence[Sequence[int]], colours: Colours, width: float, height: float) -> "Figure":
    """`counts` [actual][predicted]. Of more classes than fit, those confused most often; the others are summed up."""
    figure, axes = sheet(colours, width, height)
    if not classes or not any(map(any, counts)):
        nothing(axes, colours)
        return figure
    for actual, row in enumerate(counts):
        for predicted, count in enumerate(row):
            _cell(axes, actual, predicted, count, sum(row), colours)
    axes.set(xlim=(-0.5, len(classes) - 0.5), ylim=(len(classes) - 0.5, -0.5))
    axes.set_xticks(range(len(classes)), [labels.shortened(name) for name in classes])
    axes.set_yticks(range(len(classes)), [labels.shortened(name) for name in classes])
    axes.set_xlabel(tr("evaluate.chart_predicted"), color=colours["secondary"])
    axes.set_ylabel(tr("evaluate.chart_actual"), color=colours["secondary"])
    return figure


def confusion_numbers(classes: Sequence[str], counts: Sequence[Sequence[int]]) -> Numbers:
    """A row for each actual class, a column for each predicted one."""
    rows: tuple[tuple[Cell, ...], ...] = tuple((name, *row) for name, row in zip(classes, counts, strict=True))
    spots = []
    for down, actual in enumerate(classes):
        for across, predicted in enumerate(classes):
            words = tr("evaluate.chart_confused", actual=actual, predicted=predicted, rows=counts[down][across])
            spots.append(Spot(across, down, words, (0.5, 0.5)))
    return Numbers((tr("evaluate.chart_actual"), *classes), rows, tuple(spots))


def _cell(axes: "Axes", actual: int, predicted: int, count: int, rows: int, colours: Colours) -> None:
    from matplotlib.patches import Rectangle

    colour = colours["accent"] if actual == predicted else colours["attention"]
    share = count / rows if rows else 0.0
    axes.add_patch(Rectangle((predicted - 0.5, actual - 0.5), 1, 1, facecolor=mixed(colours["card"], colour, share * DEEPEST)))
    axes.text(predicted, actual, f"{count:,}", ha="center", va="center", color=colours["text"])


def mixed(ground: str, colour: str, share: float) -> str:
    """`share` of a colour over a ground, both #RRGGBB."""
    pairs = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(under + (over - under) * share):02X}" for under, over in pairs)
