"""A table of figures as colours, or a strip of bars for each row."""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels, naming
from mlworkbench.charts.confusion import mixed
from mlworkbench.charts.panels import Heat, Level
from mlworkbench.charts.style import SMALL, Cell, Colours, Numbers, Spot, nothing, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DEEPEST = 0.5  # of the full colour, so that figures can be read on it
TOP = 0.3  # of the height that names of columns may take
SMALLEST = 8.0
SIGNED = ("correlation", "together", "association")
MARGIN = 8.0


def heat(shown: Heat, colours: Colours, width: float, height: float) -> "Figure":
    """Deeper is more; below zero another colour. Empty cells have no figure."""
    figure, axes = sheet(colours, width, height)
    cells = [cell for row in shown.cells for cell in row if cell is not None]
    if not cells:
        return nothing(figure, colours)
    if shown.apart:
        return _strips(figure, axes, shown, colours, width, height)
    most = 1.0 if shown.of in SIGNED else max(abs(cell) for cell in cells) or 1.0
    left = _room([*shown.rows], width * naming.LEFT) + MARGIN
    high = (height - 60) / len(shown.rows)
    wide = (width - left - MARGIN) / len(shown.columns)
    _grounds(axes, shown, most, colours)
    _names(axes, shown, (left, high, wide), height, colours)
    naming.captioned(axes, _caption(shown), width - left, colours)
    _figures(axes, shown, wide, min(high, height * (1 - TOP) / len(shown.rows)), colours)
    return figure


def heat_numbers(shown: Heat) -> Numbers:
    """A row for each row, a column for each column."""
    corner = " \\ ".join(part for part in (shown.down, shown.across) if part) or tr("explore.column")
    rows: list[tuple[Cell, ...]] = [
        (naming.named(name), *("" if cell is None else cell for cell in row))
        for name, row in zip(shown.rows, shown.cells, strict=True)
    ]
    spots = []
    if not shown.apart:
        for down, (name, row) in enumerate(zip(shown.rows, shown.cells, strict=True)):
            for across, cell in enumerate(row):
                pair = " × ".join((naming.named(name), naming.named(shown.columns[across])))
                spots.append(Spot(across, down, f"{pair}\n{said(shown, cell)}", (0.5, 0.5)))
    return Numbers((corner, *(naming.named(name) for name in shown.columns)), tuple(rows), tuple(spots))


def said(shown: Heat, cell: Level) -> str:
    if cell is None:
        return "–"
    if shown.of == "share":
        return naming.percent(cell)
    return f"{cell:.2f}" if shown.of in SIGNED else number(cell)


def _caption(shown: Heat) -> str:
    if shown.of in SIGNED:
        return tr(f"explore.heat_{shown.of}")
    figure = tr(f"explore.heat_{shown.of}", column=shown.value)
    facts = {"figure": figure, "down": shown.down, "across": shown.across}
    return tr("explore.heat_table", **facts) if shown.across else tr("explore.heat_list", figure=figure, down=shown.down)


def _room(names: Sequence[str], most: float) -> float:
    return min(most, max(labels.measured(labels.shortened(naming.named(name), 60), SMALL)[0] for name in names))


def _grounds(axes: "Axes", shown: Heat, most: float, colours: Colours) -> None:
    from matplotlib.collections import PolyCollection

    corners, grounds = [], []
    for down, row in enumerate(shown.cells):
        for across, cell in enumerate(row):
            depth = 0.0 if cell is None else min(1.0, abs(cell) / most)
            colour = colours["attention" if cell is not None and cell < 0 else "accent"]
            grounds.append(mixed(colours["page"], colour, (depth if shown.of in SIGNED else sqrt(depth)) * DEEPEST))
            corners.append([(across + x, down + y) for x, y in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))])
    axes.add_collection(PolyCollection(corners, facecolors=grounds, edgecolors=colours["card"], linewidths=1), autolim=False)


def _names(axes: "Axes", shown: Heat, room: tuple[float, float, float], height: float, colours: Colours) -> None:
    left, high, wide = room
    told = labels.told_apart(
        [naming.named(one) for one in shown.rows], lambda one, middle: labels.fitted(one, left, SMALL, middle)
    )
    every = max(1, round(13 / high + 0.49))
    axes.set_yticks(range(0, len(told), every), told[::every])
    columns = [naming.named(one) for one in shown.columns]
    upright = max(labels.measured(labels.shortened(one, 60), SMALL)[0] for one in columns) > wide - 6
    top = labels.told_apart(columns, lambda one, middle: labels.fitted(one, height * TOP if upright else wide - 6, SMALL, middle))
    across = max(1, round(13 / wide + 0.49)) if upright else 1
    axes.set_xticks(range(0, len(top), across), top[::across], rotation=90 if upright else 0)
    axes.set(xlim=(-0.5, len(columns) - 0.5), ylim=(len(told) - 0.5, -0.5))
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(color=colours["text"], parse_math=False)


def _figures(axes: "Axes", shown: Heat, wide: float, high: float, colours: Colours) -> None:
    """As far as they fit."""
    told = [[said(shown, cell) for cell in row] for row in shown.cells]
    longest = max((one for row in told for one in row), key=len)
    sizes = [size for size in (11.0, 9.5, SMALLEST) if labels.measured(longest, size)[0] <= wide - 4 and size + 3 <= high]
    if not sizes:
        return
    for down, row in enumerate(told):
        for across, words in enumerate(row):
            axes.annotate(words, (across, down), ha="center", va="center", color=colours["text"], fontsize=sizes[0])


def _strips(figure: "Figure", axes: "Axes", shown: Heat, colours: Colours, width: float, height: float) -> "Figure":
    """One strip of bars a row, all on one scale."""
    count = naming.rows_that_fit(height, 34.0, 90.0)
    rows, cells = shown.rows[:count], shown.cells[:count]
    most = max((abs(cell) for row in cells for cell in row if cell is not None), default=1.0) or 1.0
    low = min((cell for row in cells for cell in row if cell is not None), default=0.0)
    tall = 0.82 if low >= 0 else 0.41
    left = _room(rows, width * naming.LEFT) + MARGIN
    for down, row in enumerate(cells):
        base = down + 0.45 if low >= 0 else down
        axes.axhline(base, color=colours["border"], linewidth=1, zorder=1)
        for across, cell in enumerate(row):
            if cell is not None:
                colour = colours["attention" if cell < 0 else "accent"]
                axes.bar(across, -cell / most * tall, bottom=base, width=0.72, color=colour, alpha=0.85, linewidth=0, zorder=2)
    kept = Heat(shown.of, rows, shown.columns, cells, shown.down, shown.across, shown.value)
    _names(axes, kept, (left, (height - 60) / len(rows), (width - left - MARGIN) / len(shown.columns)), height, colours)
    naming.captioned(axes, _caption(shown), width - left, colours)
    return figure
