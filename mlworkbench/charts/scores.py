"""How the predicted probability is spread over the rows of each class, with the threshold across."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import SERIES, SMALL, Cell, Colours, Numbers, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TALL = 0.62  # of a class's strip its highest bar takes


def score_distribution(
    edges: Sequence[float],
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    threshold: float | None,
    colours: Colours,
    width: float,
    height: float,
) -> "Figure":
    """A strip for each class, each on a scale of its own, so that a rare class is seen too. Bars below the threshold are pale."""
    figure, axes = panel(colours, width, height, tr("evaluate.chart_predicted_probability"), "")
    shown = [place for place in range(len(names)) if sum(counts[place])][:SERIES]
    if not shown:
        nothing(axes, colours)
        return figure
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, len(shown)), yticks=())
    for strip, place in enumerate(reversed(shown)):
        _strip(axes, edges, counts[place], strip, colours[f"series_{place % SERIES + 1}"], threshold, colours)
        words = tr("evaluate.chart_class_rows", name=labels.shortened(names[place]), rows=sum(counts[place]))
        said = axes.annotate(
            words, (0, strip + 1), xycoords=("axes fraction", "data"), xytext=(6, -4), textcoords="offset points", va="top"
        )
        said.set(color=colours["text"], fontsize=SMALL, parse_math=False)
    if threshold is not None:
        axes.axvline(threshold, color=colours["attention"], linewidth=1.5, zorder=4)
    return figure


def score_distribution_numbers(edges: Sequence[float], names: Sequence[str], counts: Sequence[Sequence[int]]) -> Numbers:
    header = (tr("evaluate.chart_class"), tr("evaluate.chart_from"), tr("evaluate.chart_to"), tr("evaluate.chart_rows"))
    rows: list[tuple[Cell, ...]] = []
    for name, of_class in zip(names, counts, strict=True):
        rows.extend((name, low, high, count) for low, high, count in zip(edges, edges[1:], of_class, strict=False))
    return Numbers(header, tuple(rows), _spots(edges, names, counts))


def _strip(
    axes: "Axes",
    edges: Sequence[float],
    counts: Sequence[int],
    strip: int,
    colour: str,
    threshold: float | None,
    colours: Colours,
) -> None:
    most = max(counts)
    widths = [right - left for left, right in zip(edges, edges[1:], strict=False)]
    bars = axes.bar(edges[:-1], [count / most * TALL for count in counts], width=widths, bottom=strip, align="edge")
    for bar, left, right in zip(bars, edges, edges[1:], strict=False):
        called = threshold is None or (left + right) / 2 >= threshold
        bar.set(color=colour, alpha=1.0 if called else 0.45, linewidth=0.5, edgecolor=colours["page"], zorder=2)
    axes.axhline(strip, color=colours["border"], linewidth=1, zorder=3)


def _spots(edges: Sequence[float], names: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[Spot, ...]:
    shown = [place for place in range(len(names)) if sum(counts[place])][:SERIES]
    spots = []
    for strip, place in enumerate(reversed(shown)):
        for left, right, count in zip(edges, edges[1:], counts[place], strict=False):
            words = tr("evaluate.chart_bar", name=names[place], low=left, high=right, rows=count)
            spots.append(Spot((left + right) / 2, strip + 0.5, words, ((right - left) / 2, 0.5)))
    return tuple(spots)
