"""Words inside a picture: beside a mark, along a line, in a legend. They cover no line and no mark, and stay inside."""

import warnings
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from math import hypot
from typing import TYPE_CHECKING, Any, Literal

from mlworkbench.base.words import number
from mlworkbench.charts.style import POINTS, SMALL, Colours, Point, register_fonts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

LONGEST = 18
MOST_LETTERS = 60
GAP = 9  # pixels between a mark and its words
INSIDE = 4  # pixels between words and the edge of the box
NEAR = 3  # pixels around words that are kept free
FAR = 3 * GAP  # pixels from a mark from which on a line leads to its words
STEP = 2.0  # pixels between two places at which a line is looked at
ON_THIN, ON_LINE, ON_OTHERS = 1, 50, 5000  # how much words harm there
MARK = 6.0  # pixels from the middle of a mark to its edge
BESIDE = 400.0  # pixels from which on a legend stands beside the box instead of in it
Corner = Literal["lower left", "lower right", "upper left", "upper right"]
CORNERS: dict[tuple[bool, bool], Corner] = {  # by whether a point is high, and whether it is at the left
    (False, False): "lower right",
    (False, True): "lower left",
    (True, False): "upper right",
    (True, True): "upper left",
}
Box = tuple[float, float, float, float]


def shortened(value: str, longest: int = LONGEST, middle: bool = False) -> str:
    """In one line, with … where it is cut: at the end, or in the middle."""
    one_line = " ".join(value.split())
    if len(one_line) <= longest:
        return one_line
    end = (longest - 1) // 2 if middle else 0
    return one_line[: longest - 1 - end] + "…" + one_line[len(one_line) - end :]


def told_apart(values: Sequence[str], cut: Callable[[str, bool], str]) -> list[str]:
    """Names as `cut` makes them: at the end; where two would look the same, in the middle; else with a number before each."""
    for middle in (False, True):
        made = [cut(value, middle) for value in values]
        if differ(made, values):
            return made
    return [cut(value, False) for value in numbered(values)]


def differ(made: Sequence[str], values: Sequence[str]) -> bool:
    """Whether cut names still differ where the whole ones do."""
    return len(set(made)) == len(set(values))


def numbered(values: Sequence[str]) -> list[str]:
    return [f"{number} {value}" for number, value in enumerate(values, 1)]


def fitted(value: str, width: float, size: float, middle: bool = False) -> str:
    """As much of a name as is no wider than so many pixels; at least its first letter."""
    whole = shortened(value, MOST_LETTERS, middle)
    fits, cut = 1, len(whole) + 1  # so many letters fit, so many do not
    while cut - fits > 1:
        half = (fits + cut) // 2
        fits, cut = (half, cut) if measured(shortened(whole, half, middle), size)[0] <= width else (fits, half)
    return shortened(whole, fits, middle) if fits > 1 else whole[:1]


@lru_cache(4096)
def measured(words: str, size: float) -> tuple[float, float]:
    """Width and height of words in pixels."""
    said = _scratch().text(0, 0, words, fontsize=size, parse_math=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign that no bundled font has is measured as its box
        box = said.get_window_extent()
    said.remove()
    return box.width, box.height


@cache
def _scratch() -> "Figure":
    from matplotlib.figure import Figure

    register_fonts()
    return Figure(dpi=POINTS)


def rate(value: float) -> str:
    """A share as it is said in a picture: two digits, more where these would say nothing."""
    return f"{value:.2f}" if 0.01 <= value <= 0.99 else number(value)


class Labels:
    """Finds places for words in a picture whose lines are drawn; from then on its layout is settled."""

    def __init__(
        self,
        figure: "Figure",
        axes: "Axes",
        lines: Sequence[Sequence[Point]],
        marks: Sequence[Point] = (),
        thin: Sequence[Sequence[Point]] = (),
    ) -> None:
        """No words on `lines` and `marks`; on `thin` lines only where there is no other place."""
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
        self._axes = axes
        self._box = axes.get_window_extent()
        drawn = [(line, ON_LINE) for line in lines if len(line)] + [(line, ON_THIN) for line in thin]
        self._drawn = [(_dense(axes, line), weight) for line, weight in drawn]
        pixels = [axes.transData.transform(mark) for mark in marks]
        self._taken: list[Box] = [(float(x) - MARK, float(y) - MARK, float(x) + MARK, float(y) + MARK) for x, y in pixels]

    def beside(self, words: str, point: Point, colour: str) -> "Text":
        """Words beside a mark; below right if that is free."""
        said = self._axes.annotate(words, point, xytext=(0, 0), textcoords="offset points", color=colour, fontsize=SMALL)
        box = said.get_window_extent()
        width, height = box.width, box.height
        x, y = self._axes.transData.transform(point)
        right, left, middle = x + GAP, x - GAP - width, x - width / 2
        below, above, level = y - GAP - height, y + GAP, y - height / 2
        near = [(right, below), (right, level), (left, above), (right, above), (left, level), (left, below), (middle, below)]
        far = [
            (across, y + up * height)
            for away in (0, 2, 4, 8, 14)
            for up in (-1.5, 1, -3, 2.5, -5, 4, -8, 7)
            for across in (right + away * GAP, left - away * GAP)
        ]
        near.append((middle, above))
        self._put(said, [*near, *far], (float(x), float(y)))
        self._lead(said, (float(x), float(y)), colour)
        return said

    def _lead(self, said: "Text", mark: Point, colour: str) -> None:
        """A thin line from words to their mark, where they stand too far from it to be its own."""
        box = said.get_window_extent()
        edges = (box.x0, box.y0, box.x1, box.y1)
        end = _nearest(edges, mark)
        if _away(edges, mark) > FAR - GAP:
            places = self._axes.transData.inverted().transform([mark, end])
            self._axes.plot(*zip(*places.tolist(), strict=True), color=colour, linewidth=0.8, zorder=2)

    def along(self, words: str, value: float, colour: str) -> "Text":
        """Words just below or above a level line."""
        point = (self._axes.get_xlim()[0], value)
        said = self._axes.annotate(words, point, xytext=(0, 0), textcoords="offset points", color=colour, fontsize=SMALL)
        box = said.get_window_extent()
        y = self._axes.transData.transform(point)[1]
        ends = (self._box.x0, (self._box.x0 + self._box.x1 - box.width) / 2, self._box.x1)
        return self._put(said, [(end, side) for side in (y - box.height - INSIDE, y + INSIDE) for end in ends])

    def _put(self, said: "Text", places: Sequence[Point], mark: Point | None = None) -> "Text":
        """To the place that covers least, once it is moved into the box; of two, the one nearer to the mark."""
        box = said.get_window_extent()
        most_x, most_y = self._box.x1 - box.width - INSIDE, self._box.y1 - box.height - INSIDE
        inside = [(max(min(x, most_x), self._box.x0 + INSIDE), max(min(y, most_y), self._box.y0 + INSIDE)) for x, y in places]
        covered = [self._covered((x, y, x + box.width, y + box.height)) for x, y in inside]
        away = [_away((x, y, x + box.width, y + box.height), mark) if mark else 0.0 for x, y in inside]
        harm = [found + far for found, far in zip(covered, away, strict=True)]
        x, y = inside[harm.index(min(harm))]
        said.set_position((float(x - box.x0), float(y - box.y0)))
        self._taken.append((x, y, x + box.width, y + box.height))
        return said

    def _covered(self, box: Box) -> int:
        left, low, right, high = box[0] - NEAR, box[1] - NEAR, box[2] + NEAR, box[3] + NEAR
        lines = 0
        for points, weight in self._drawn:
            x, y = points[:, 0], points[:, 1]
            lines += weight * int(((x >= left) & (x <= right) & (y >= low) & (y <= high)).sum())
        others = sum(box[0] < one[2] and one[0] < box[2] and box[1] < one[3] and one[1] < box[3] for one in self._taken)
        return lines + ON_OTHERS * others


def _nearest(box: Box, mark: Point) -> Point:
    return max(box[0], min(mark[0], box[2])), max(box[1], min(mark[1], box[3]))


def _away(box: Box, mark: Point) -> float:
    """Pixels between words and their mark, beyond those there should be."""
    x, y = _nearest(box, mark)
    return max(0.0, hypot(x - mark[0], y - mark[1]) - 1.5 * GAP)


def legend(figure: "Figure", axes: "Axes", colours: Colours, title: str | None, lines: Sequence[Sequence[Point]]) -> None:
    """The named lines: beside the box where there is room, else in the corner of it that they leave most free."""
    wide = figure.bbox.width >= BESIDE
    look: dict[str, Any] = {
        "fontsize": SMALL - 1,
        "facecolor": colours["card"] if wide else colours["page"],
        "edgecolor": "none",
        "framealpha": 0.85,
        "labelcolor": colours["text"],
        "handlelength": 2.2,
        "borderaxespad": 0.3,
        "labelspacing": 0.35,
        "title": title,
        "alignment": "left",
    }
    made = figure.legend(loc="outside right upper", **look) if wide else axes.legend(loc=_freest(axes, lines), **look)
    made.get_title().set(color=colours["secondary"], fontsize=SMALL - 1)
    for label in made.get_texts():
        label.set_parse_math(False)


def _freest(axes: "Axes", lines: Sequence[Sequence[Point]]) -> Corner:
    """The corner with the fewest points in its quarter of the box; of equal ones a lower one, the right one first."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    across, up = (left + right) / 2, (low + high) / 2
    found: dict[Corner, int] = {"lower right": 0, "lower left": 0, "upper right": 0, "upper left": 0}
    for x, y in (point for line in lines for point in line):
        place = CORNERS[y > up, x < across]
        found[place] += 1
    return min(found, key=lambda corner: found[corner])


def _dense(axes: "Axes", line: Sequence[Point]) -> Any:
    """Pixels along a line, close to each other."""
    import numpy as np

    corners = axes.transData.transform(np.asarray(line, dtype=np.float64))
    if len(corners) == 1:
        return corners
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    places = np.arange(0.0, at[-1] + STEP, STEP)
    return np.column_stack([np.interp(places, at, corners[:, 0]), np.interp(places, at, corners[:, 1])])
