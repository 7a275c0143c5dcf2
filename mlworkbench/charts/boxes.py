"""A number in each group: the middle half as a box, 5 to 95 % as a line, the median as a bar, the mean with its interval."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, naming
from mlworkbench.charts.panels import Box, Boxes
from mlworkbench.charts.scales import span
from mlworkbench.charts.style import SMALL, Cell, Colours, Numbers, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH = 0.5  # of a row
EACH = 24.0  # pixels of a row


def boxes(shown: Boxes, colours: Colours, width: float, height: float) -> "Figure":
    figure, axes = panel(colours, width, height, "", "")
    axes.set_xlabel(labels.fitted(shown.column, width * 0.6, SMALL), parse_math=False)
    if not shown.boxes:
        return nothing(figure, colours)
    kept = shown.boxes[: naming.rows_that_fit(height, EACH)]
    few = len(kept) < len(shown.boxes)
    naming.captioned(axes, tr("explore.first_of", shown=len(kept), count=len(shown.boxes)) if few else shown.by, width, colours)
    for place, box in enumerate(kept):
        _draw(axes, place, box, colours)
    naming.beside(axes, [box.name for box in kept], width, colours)
    axes.set_xlim(*span(value for box in kept for value in (*box.quantiles, box.mean)))
    naming.along(axes.xaxis, width * 0.6, shown.dated)
    axes.grid(axis="x", color=colours["line"], linewidth=1)
    naming.figures_right(axes, [tr("explore.n_rows", rows=box.rows) for box in kept], colours)
    return figure


def boxes_numbers(shown: Boxes) -> Numbers:
    places = ("5 %", "25 %", "50 %", "75 %", "95 %")
    header = (shown.by, tr("explore.rows"), *places, tr("explore.mean"), tr("explore.interval_low"), tr("explore.interval_high"))
    say = naming.written(0.0, 400 * naming.DAY, shown.dated)
    rows: list[tuple[Cell, ...]] = []
    spots = []
    for place, box in enumerate(shown.boxes):
        values = (*box.quantiles, box.mean, box.mean_low, box.mean_high)
        cells: list[Cell] = ["" if one is None else say(one) if shown.dated else one for one in values]
        rows.append((naming.named(box.name), box.rows, *cells))
        facts = {"rows": box.rows, "median": say(box.quantiles[2]), "low": say(box.quantiles[0]), "high": say(box.quantiles[4])}
        words = tr("explore.told_box", name=naming.named(box.name), mean=say(box.mean), **facts)
        wide = abs(box.quantiles[4] - box.quantiles[0]) or 1.0
        spots.append(Spot(box.quantiles[2], place, words, (10 * wide, 0.5)))
    return Numbers(header, tuple(rows), tuple(spots))


def _draw(axes: "Axes", place: int, box: Box, colours: Colours) -> None:
    low, left, middle, right, high = box.quantiles
    axes.plot((low, high), (place, place), color=colours["state"], linewidth=1.5, zorder=2)
    axes.barh(place, right - left, left=left, height=HIGH, color=colours["bar"], linewidth=0, zorder=3)
    axes.plot((middle, middle), (place - HIGH / 2, place + HIGH / 2), color=colours["text"], linewidth=2, zorder=4)
    if box.mean_low is not None and box.mean_high is not None:
        axes.plot((box.mean_low, box.mean_high), (place, place), color=colours["text"], linewidth=1.5, zorder=5)
    axes.plot(box.mean, place, "D", color=colours["card"], markeredgecolor=colours["text"], markersize=5, zorder=6)
