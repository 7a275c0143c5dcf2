"""The most frequent values, one bar each, the words at the left and the count at the end of the bar."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.charts.style import Colours, sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LONGEST = 18


def bars(values: Sequence[tuple[str, int]], colours: Colours, width: float, height: float) -> "Figure":
    """Values with their counts, the first at the top."""
    figure, axes = sheet(colours, width, height)
    places = list(range(len(values)))
    axes.barh(places, [count for _, count in values], height=0.7, color=colours["bar"], linewidth=0)
    axes.set_ylim(len(values) - 0.4, -0.6)
    axes.set_xlim(0, max((count for _, count in values), default=1) * 1.35 or 1)
    axes.set_yticks(places, [shortened(value) for value, _ in values])
    for label in axes.get_yticklabels():
        label.set_color(colours["text"])
        label.set_parse_math(False)  # data, not formulas
    axes.set_xticks([])
    for place, (_, count) in zip(places, values, strict=True):
        axes.annotate(
            f"{count:,}", (count, place), xytext=(5, 0), textcoords="offset points", va="center", color=colours["secondary"]
        )
    return figure


def shortened(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= LONGEST else one_line[: LONGEST - 1] + "…"
