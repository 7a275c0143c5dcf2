"""Confusion matrix: how many rows of each class were predicted as which."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from mlworkbench.base.words import tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import SMALL, Cell, Colours, Numbers, Spot, nothing, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST = 30  # classes that are shown
DEEPEST = 0.5  # of the full colour, so that figures can be read on it
SMALLEST = 8.0  # size of letters
TITLE = 18.0  # pixels of the words that name an axis
PAD = 6.0
NAMES = 0.32  # of the width and height the names may take
LIFT = 9.0  # pixels of a count above, and of its share below, the middle of a cell
SHARES = (64.0, 46.0)  # width and height from which on a cell tells its share too
ZEROS = 6  # classes up to which a zero is written
Table = Sequence[Sequence[int]]


def confusion(classes: Sequence[str], counts: Table, colours: Colours, width: float, height: float) -> "Figure":
    """`counts` [actual][predicted]; the deeper a cell the more of the actual class's rows it has.

    Of more than 30 classes those are shown that are confused most; the others are one row and one column.
    """
    figure, axes = sheet(colours, width, height)
    if not any(map(any, counts)):
        return nothing(figure, colours)
    names, table = _shown(classes, counts)
    _frame(figure, axes, names, colours, len(classes) - len(names) + 1 if len(names) < len(classes) else 0)
    _grounds(axes, table, colours)
    _figures(axes, table, colours)
    return figure


def confusion_numbers(classes: Sequence[str], counts: Table) -> Numbers:
    """A row for each actual class, a column for each predicted one: all of them, also where the picture sums up."""
    rows: tuple[tuple[Cell, ...], ...] = tuple((name, *row) for name, row in zip(classes, counts, strict=True))
    names, table = _shown(classes, counts)
    spots = []
    for down, actual in enumerate(names):
        for across, predicted in enumerate(names):
            words = tr("evaluate.chart_confused", actual=actual, predicted=predicted, rows=table[down][across])
            spots.append(Spot(across, down, words, (0.5, 0.5)))
    return Numbers((tr("evaluate.chart_actual_predicted"), *classes), rows, tuple(spots))


def _shown(classes: Sequence[str], counts: Table) -> tuple[list[str], list[list[int]]]:
    """All classes, or those with the most mistakes in their own order, and the rest as one more."""
    count = len(classes)
    if count <= MOST:
        return list(classes), [list(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    mistakes = [sum(counts[place]) + columns[place] - 2 * counts[place][place] for place in range(count)]
    chosen = sorted(sorted(range(count), key=lambda place: (-mistakes[place], place))[: MOST - 1])
    rest = [place for place in range(count) if place not in set(chosen)]
    groups = [*([place] for place in chosen), rest]
    table = [[sum(counts[row][column] for row in down for column in across) for across in groups] for down in groups]
    return [*(classes[place] for place in chosen), tr("evaluate.chart_other_classes", classes=len(rest))], table


@dataclass(frozen=True)
class _Layout:
    """Where the matrix lies in pixels, and the names at its left and top as far as there is room for them."""

    left: float
    right: float
    top: float
    foot: float
    left_names: list[str]
    left_size: float
    top_names: list[str]
    top_size: float
    upright: bool

    def differ(self, names: Sequence[str]) -> bool:
        return labels.differ(self.left_names, names) and labels.differ(self.top_names, names)


def _layout(names: Sequence[str], width: float, height: float, foot: float) -> _Layout:
    """Room for the names first, the matrix in what is left."""
    size = _size((height * (1 - NAMES) - TITLE) / len(names))
    left_names = _fitted(names, width * NAMES, size)
    left = TITLE + 2 * PAD + max(labels.measured(name, size)[0] for name in left_names)
    cell = (width - left - PAD) / len(names)
    upright = cell < min(48.0, PAD + max(labels.measured(name, size)[0] for name in names))
    top_size = _size(cell) if upright else size
    top_names = _fitted(names, height * NAMES - TITLE if upright else cell - PAD, top_size)
    boxes = [labels.measured(name, top_size) for name in top_names]
    top = TITLE + 2 * PAD + max(wide if upright else high for wide, high in boxes)
    return _Layout(left, PAD, top, foot, left_names, size, top_names, top_size, upright)


def _frame(figure: "Figure", axes: "Axes", names: Sequence[str], colours: Colours, summed: int) -> None:
    figure.set_layout_engine("none")
    width, height = figure.bbox.width, figure.bbox.height
    foot = TITLE if summed else PAD
    lay = _layout(names, width, height, foot)
    if not lay.differ(names):
        lay = _layout(labels.numbered(names), width, height, foot)
    wide, high = width - lay.left - lay.right, height - lay.top - lay.foot
    axes.set_position((lay.left / width, lay.foot / height, wide / width, high / height))
    axes.set(xlim=(-0.5, len(names) - 0.5), ylim=(len(names) - 0.5, -0.5))
    axes.xaxis.tick_top()
    thin_x = ceil((lay.top_size + 1) * len(names) / wide) if lay.upright else 1
    thin_y = ceil((lay.left_size + 1) * len(names) / high)
    turned = 90 if lay.upright else 0
    axes.set_xticks(range(0, len(names), thin_x), lay.top_names[::thin_x], rotation=turned, fontsize=lay.top_size)
    axes.set_yticks(range(0, len(names), thin_y), lay.left_names[::thin_y], fontsize=lay.left_size)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set(color=colours["text"], parse_math=False)
    look: dict[str, Any] = {"color": colours["secondary"], "fontsize": SMALL}
    across, up = (lay.left + wide / 2) / width, (lay.foot + high / 2) / height
    figure.text(across, 1 - 2 / height, tr("evaluate.chart_predicted"), ha="center", va="top", **look)
    figure.text(2 / width, up, tr("evaluate.chart_actual"), ha="left", va="center", rotation=90, **look)
    if summed:
        words = tr("evaluate.chart_most_confused", shown=len(names) - 1, classes=len(names) - 1 + summed)
        figure.text(0.5, 2 / height, words, ha="center", va="bottom", **look)


def _fitted(names: Sequence[str], width: float, size: float) -> list[str]:
    """Cut at the end, or in the middle where that tells them apart."""
    ends = [labels.fitted(name, width, size) for name in names]
    return ends if labels.differ(ends, names) else [labels.fitted(name, width, size, middle=True) for name in names]


def _size(room: float) -> float:
    """Of letters that fit into so many pixels of height."""
    return max(SMALLEST, min(float(SMALL), room - 2))


def _grounds(axes: "Axes", table: Table, colours: Colours) -> None:
    from matplotlib.collections import PolyCollection

    corners, grounds = [], []
    for down, row in enumerate(table):
        for across, count in enumerate(row):
            colour = colours["accent"] if down == across else colours["attention"]
            grounds.append(mixed(colours["page"], colour, sqrt(count / max(sum(row), 1)) * DEEPEST))
            left, right, high, low = across - 0.5, across + 0.5, down - 0.5, down + 0.5
            corners.append(((left, high), (right, high), (right, low), (left, low)))
    axes.add_collection(PolyCollection(corners, facecolors=grounds, edgecolors=colours["card"], linewidths=1), autolim=False)


def _figures(axes: "Axes", table: Table, colours: Colours) -> None:
    """Counts, as far as they fit; in large matrices only those that are not zero."""
    box = axes.get_window_extent()
    wide, high = box.width / len(table), box.height / len(table)
    longest = max((f"{count:,}" for row in table for count in row), key=len)
    sizes = [size for size in (13.0, 11.0, 9.5, SMALLEST) if _fits(labels.measured(longest, size), wide, high)]
    if not sizes:
        return
    telling = wide >= SHARES[0] and high >= SHARES[1]
    for actual, row in enumerate(table):
        for predicted, count in enumerate(row):
            if not count and len(table) > ZEROS:
                continue
            _say(axes, (predicted, actual), f"{count:,}", sizes[0], LIFT if telling else 0.0, colours)
            if telling:
                _say(axes, (predicted, actual), f"{count / max(sum(row), 1):.0%}".replace("%", " %"), 10.0, -LIFT, colours)


def _say(axes: "Axes", cell: tuple[int, int], words: str, size: float, lift: float, colours: Colours) -> None:
    said = axes.annotate(words, cell, xytext=(0, lift), textcoords="offset points", ha="center", va="center")
    said.set(color=colours["text"], fontsize=size)


def _fits(words: tuple[float, float], wide: float, high: float) -> bool:
    return words[0] <= wide - 3 and words[1] <= high - 1


def mixed(ground: str, colour: str, share: float) -> str:
    """`share` of a colour over a ground, both #RRGGBB."""
    pairs = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(under + (over - under) * share):02X}" for under, over in pairs)
