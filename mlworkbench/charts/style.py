"""What all pictures share: the bundled family, one pixel a point, quiet axes in the colours of the palette."""

from functools import cache
from typing import TYPE_CHECKING, Protocol

from mlworkbench.base import paths

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FAMILY = "Pretendard"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
POINTS = 72  # dots per inch at which a point is a pixel
SMALL = 11


class Colours(Protocol):
    """Colours by name as #RRGGBB: the window's palette, or that of a report."""

    def __getitem__(self, name: str) -> str: ...


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


def lines_across(axes: "Axes", colours: Colours) -> None:
    """Hair lines by which heights are read."""
    axes.grid(axis="y", color=colours["line"], linewidth=1)
