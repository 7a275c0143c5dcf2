"""Words inside a picture: beside a mark, along a line, in a legend. They cover no line and stay inside the box."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.charts.style import SMALL, Colours, Point

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LONGEST = 18
GAP = 9  # pixels between a mark and its words
INSIDE = 3  # pixels between words and the edge of the box
STEP = 2.0  # pixels between two places at which a line is looked at


def shortened(value: str, longest: int = LONGEST) -> str:
    """In one line, with … where it is cut."""
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= longest else one_line[: longest - 1] + "…"


def beside(figure: "Figure", axes: "Axes", words: str, point: Point, colour: str, lines: Sequence[Sequence[Point]]) -> "Text":
    """Words beside a point, where they cover no line; below right if that is free."""
    said = axes.annotate(words, point, xytext=(0, 0), textcoords="offset points", color=colour, fontsize=SMALL)
    width, height = _settled(figure, said)
    x, y = axes.transData.transform(point)
    right, left, middle = x + GAP, x - GAP - width, x - width / 2
    below, above, level = y - GAP - height, y + GAP, y - height / 2
    places = [
        *((right, below), (right, level), (left, above), (right, above), (left, level), (left, below)),
        *((middle, below), (middle, above), (right, y - 3 * height), (left, y - 3 * height), (left, y + 2 * height)),
    ]
    chosen = _freest(axes, places, width, height, lines)
    _put(figure, said, point, chosen, axes)
    return said


def along(figure: "Figure", axes: "Axes", words: str, height_at: float, colour: str, lines: Sequence[Sequence[Point]]) -> "Text":
    """Words just below or above a level line, at the end where they cover no other."""
    low, high = axes.get_xlim()
    point = (low, height_at)
    said = axes.annotate(words, point, xytext=(0, 0), textcoords="offset points", color=colour, fontsize=SMALL)
    width, height = _settled(figure, said)
    box = axes.get_window_extent()
    y = axes.transData.transform(point)[1]
    ends = (box.x0 + 2 * INSIDE, (box.x0 + box.x1 - width) / 2, box.x1 - width - 2 * INSIDE)
    places = [(end, side) for side in (y - height - INSIDE, y + INSIDE) for end in ends]
    _put(figure, said, point, _freest(axes, places, width, height, lines), axes)
    return said


def legend(axes: "Axes", colours: Colours, corner: Literal["lower left", "lower right"], title: str | None) -> None:
    made = axes.legend(
        loc=corner, fontsize=SMALL - 1, frameon=True, framealpha=0.85, facecolor=colours["page"], edgecolor="none",
        labelcolor=colours["text"], handlelength=2.2, borderaxespad=0.2, labelspacing=0.25, title=title, alignment="left",
    )  # fmt: skip
    made.get_title().set(color=colours["secondary"], fontsize=SMALL - 1)
    for label in made.get_texts():
        label.set_parse_math(False)


def _settled(figure: "Figure", said: "Text") -> tuple[float, float]:
    """The size of the words, once the picture is laid out; it stays so from here on."""
    if figure.get_layout_engine() is not None:
        said.set_in_layout(False)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    box = said.get_window_extent()
    return box.width, box.height


def _put(figure: "Figure", said: "Text", point: Point, place: tuple[float, float], axes: "Axes") -> None:
    x, y = axes.transData.transform(point)
    box = said.get_window_extent()
    moved = (place[0] - x, place[1] - y + (y - box.y0))
    said.set_position((float(moved[0]), float(moved[1])))


def _freest(
    axes: "Axes", places: Sequence[tuple[float, float]], width: float, height: float, lines: Sequence[Sequence[Point]]
) -> tuple[float, float]:
    """The first of the places that covers least, once it is moved into the box."""
    box = axes.get_window_extent()
    most_x, most_y = box.x1 - width - INSIDE, box.y1 - height - INSIDE
    inside = [(max(min(x, most_x), box.x0 + INSIDE), max(min(y, most_y), box.y0 + INSIDE)) for x, y in places]
    drawn = [_dense(axes, line) for line in lines if len(line)]
    covered = [sum(_within(points, x, y, width, height) for points in drawn) for x, y in inside]
    return inside[covered.index(min(covered))]


def _dense(axes: "Axes", line: Sequence[Point]) -> Any:
    """Pixels along a line, close to each other."""
    import numpy as np

    corners = axes.transData.transform(np.asarray(line, dtype=np.float64))
    if len(corners) == 1:
        return corners
    lengths = np.hypot(*np.diff(corners, axis=0).T)
    at = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.arange(0.0, at[-1] + STEP, STEP)
    return np.column_stack([np.interp(places, at, corners[:, 0]), np.interp(places, at, corners[:, 1])])


def _within(points: Any, x: float, y: float, width: float, height: float) -> int:
    near = (points[:, 0] >= x - 2) & (points[:, 0] <= x + width + 2) & (points[:, 1] >= y - 2) & (points[:, 1] <= y + height + 2)
    return int(near.sum())
