"""Two columns of numbers against each other: points, or cells that are the deeper the more rows they hold."""

from math import log1p
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, naming, scales
from mlworkbench.charts.confusion import mixed
from mlworkbench.charts.panels import Cloud
from mlworkbench.charts.style import SMALL, Cell, Colours, Numbers, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAINTEST, STRONGEST = 0.18, 0.75
PALEST = 0.15  # of a cell with one row


def cloud(shown: Cloud, colours: Colours, width: float, height: float) -> "Figure":
    figure, axes = panel(colours, width, height, "", "")
    axes.set_xlabel(labels.fitted(shown.x, width * 0.6, SMALL), parse_math=False)
    axes.set_ylabel(labels.fitted(shown.y, height * 0.6, SMALL), parse_math=False)
    if not shown.points and not shown.counts:
        return nothing(figure, colours)
    if shown.points:
        across, up = zip(*shown.points, strict=True)
        alpha = max(FAINTEST, min(STRONGEST, 60 / len(shown.points) ** 0.8))
        axes.plot(across, up, "o", markersize=4.5, color=colours["accent"], alpha=alpha, markeredgewidth=0, zorder=2)
        axes.set(xlim=scales.span(across), ylim=scales.span(up))
    else:
        axes.set(xlim=(shown.edges_x[0], shown.edges_x[-1]), ylim=(shown.edges_y[0], shown.edges_y[-1]))
        _cells(axes, shown, colours)
    naming.along(axes.xaxis, width, shown.dated_x)
    naming.along(axes.yaxis, height * 1.5, shown.dated_y)
    return figure


def cloud_numbers(shown: Cloud) -> Numbers:
    if shown.points:
        spots = tuple(Spot(x, y, tr("explore.told_pair", x=_say(shown, x, 0), y=_say(shown, y, 1))) for x, y in shown.points)
        return Numbers((shown.x, shown.y), shown.points, spots)
    rows: list[tuple[Cell, ...]] = []
    made = []
    for up, row in enumerate(shown.counts):
        for across, count in enumerate(row):
            if count:
                left, right, low, high = *shown.edges_x[across : across + 2], *shown.edges_y[up : up + 2]
                rows.append((left, right, low, high, count))
                middle = ((left + right) / 2, (low + high) / 2)
                pair = tr("explore.told_pair", x=_say(shown, middle[0], 0), y=_say(shown, middle[1], 1))
                words = f"{pair}\n{tr('explore.told_rows', rows=count)}"
                made.append(Spot(*middle, words, ((right - left) / 2, (high - low) / 2)))
    ends = [tr("explore.edge_from", column=name) for name in (shown.x, shown.y)]
    to = [tr("explore.edge_to", column=name) for name in (shown.x, shown.y)]
    return Numbers((ends[0], to[0], ends[1], to[1], tr("explore.rows")), tuple(rows), tuple(made))


def _say(shown: Cloud, value: float, side: int) -> str:
    dated = (shown.dated_x, shown.dated_y)[side]
    return naming.written(0.0, 400 * naming.DAY, dated)(value)


def _cells(axes: "Axes", shown: Cloud, colours: Colours) -> None:
    from matplotlib.collections import PolyCollection

    most = log1p(max(max(row) for row in shown.counts))
    corners, grounds = [], []
    for up, row in enumerate(shown.counts):
        for across, count in enumerate(row):
            if count:
                left, right, low, high = *shown.edges_x[across : across + 2], *shown.edges_y[up : up + 2]
                corners.append([(left, low), (right, low), (right, high), (left, high)])
                depth = PALEST + (1 - PALEST) * log1p(count) / most
                grounds.append(mixed(colours["page"], colours["accent"], depth))
    axes.add_collection(PolyCollection(corners, facecolors=grounds, edgecolors="none", linewidths=0), autolim=False)
