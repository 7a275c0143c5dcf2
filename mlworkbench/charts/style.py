"""What all pictures share: the bundled family, one pixel a point, quiet axes in the colours of the palette."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from mlworkbench.base import paths
from mlworkbench.base.words import tr

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

FAMILY = "Pretendard"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
POINTS = 72  # dots per inch at which a point is a pixel
SMALL = 11
SERIES = 6  # colours that can be told apart
CHANCE = (0, (4, 3))  # how the line is dashed on which a model would be no better than chance, or exact
DASHES = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1.5)), (0, (4, 1.5, 1, 1.5, 1, 1.5)))
THIRD = 1 / 3
Point = tuple[float, float]
Cell = str | int | float


class Colours(Protocol):
    """Colours by name as #RRGGBB: the window's palette, or that of a report."""

    def __getitem__(self, name: str) -> str: ...


class Report:
    """The colours of what is printed: those of the light theme."""

    def __getitem__(self, name: str) -> str:
        return _light()[name]


REPORT = Report()


@dataclass(frozen=True)
class Spot:
    """A place in the picture, in its own coordinates, and what is said about it. A cell says it within `reach` of its middle."""

    x: float
    y: float
    words: str
    reach: Point | None = None


class Numbers(NamedTuple):
    """The numbers behind a picture: what its columns are called, its rows, and what is told where the pointer rests."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    spots: tuple[Spot, ...] = ()


@cache
def register_fonts() -> None:
    """The bundled family has Hangul; without it Korean labels would be boxes."""
    import matplotlib as mpl
    from matplotlib import font_manager

    for weight in WEIGHTS:
        font_manager.fontManager.addfont(paths.resource("fonts", f"{FAMILY}-{weight}.ttf"))
    mpl.rcParams["font.family"] = [FAMILY, "DejaVu Sans"]  # the second is matplotlib's own and knows rare signs
    mpl.rcParams["font.size"] = SMALL
    mpl.rcParams["svg.fonttype"] = "path"  # looks the same where the family is not installed
    mpl.rcParams["svg.hashsalt"] = FAMILY  # the same picture gives the same bytes
    mpl.rcParams["axes.unicode_minus"] = True


def sheet(colours: Colours, width: float, height: float) -> "tuple[Figure, Axes]":
    """An empty picture of this size in pixels, with quiet axes."""
    from matplotlib.figure import Figure

    register_fonts()
    figure = Figure(figsize=(width / POINTS, height / POINTS), dpi=POINTS, facecolor=colours["card"], layout="constrained")
    figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03, wspace=0.0, hspace=0.0)  # type: ignore[union-attr,call-arg]
    axes = figure.add_subplot()
    axes.set_facecolor(colours["card"])
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, colors=colours["faint"], labelsize=SMALL, pad=6)
    axes.set_axisbelow(True)
    return figure, axes


def panel(colours: Colours, width: float, height: float, across: str, up: str) -> "tuple[Figure, Axes]":
    """A sheet whose picture lies in a pale box; `across` and `up` name its axes."""
    figure, axes = sheet(colours, width, height)
    axes.set_facecolor(colours["page"])
    for spine in axes.spines.values():
        spine.set(visible=True, color=colours["border"], linewidth=1)
    axes.set_xlabel(across, color=colours["secondary"], labelpad=4)
    axes.set_ylabel(up, color=colours["secondary"], labelpad=6)
    return figure, axes


def rates(axis: "Axis") -> None:
    """An axis from 0 to 1."""
    axis.set_ticks((0.0, 0.25, 0.5, 0.75, 1.0), labels=("0", "0.25", "0.5", "0.75", "1"))


def lines_across(axes: "Axes", colours: Colours) -> None:
    """Hair lines by which heights are read."""
    axes.grid(axis="y", color=colours["line"], linewidth=1)


def dot(axes: "Axes", place: Point, colour: str, colours: Colours, shape: Literal["o", "D"] = "o") -> None:
    """A mark on a line, set off from it by a ring."""
    axes.scatter(*place, s=70, marker=shape, color=colour, edgecolor=colours["page"], linewidths=1.5, zorder=5)


def above(axes: "Axes", words: str, x: float, colour: str) -> None:
    """Words over the box at a place of its width."""
    low, high = axes.get_xlim()
    part = (x - low) / (high - low)
    side = "left" if part < THIRD else "right" if part > 1 - THIRD else "center"
    said = axes.annotate(words, (x, 1), xycoords=("data", "axes fraction"), xytext=(0, 3), textcoords="offset points")
    said.set(ha=side, va="bottom", color=colour)


def nothing(figure: "Figure", colours: Colours) -> "Figure":
    """Says in the middle that there is nothing to be drawn."""
    axes = figure.axes[0]
    axes.set(xticks=(), yticks=(), xlabel="", ylabel="")
    said = axes.text(0.5, 0.5, tr("evaluate.chart_nothing"), transform=axes.transAxes, ha="center", va="center")
    said.set_color(colours["secondary"])
    return figure


@cache
def _light() -> Mapping[str, str]:
    import tomllib

    with paths.resource("theme", "light.toml").open("rb") as file:
        return tomllib.load(file)
