"""How the predicted probability is spread over the rows of each class, with the threshold across."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import SERIES, SMALL, Cell, Colours, Numbers, Spot, above, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = 21.0  # pixels of a strip its words take
LEAST = 36.0  # pixels a strip needs
AROUND = 62.0  # pixels of height that are not strips
NAMELESS = 150.0  # pixels of width that a name cannot have
PALE = 0.45


def score_distribution(
    edges: Sequence[float],
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    threshold: float | None,
    colours: Colours,
    width: float,
    height: float,
) -> "Figure":
    """A strip for each class, each on a scale of its own, so that a rare class is seen too. Bars below the threshold are pale.

    The probability is that of the positive class, of more than two classes that of the row's own class. Of many classes those
    with the most rows are shown.
    """
    own = len(names) > len(("negative", "positive"))
    across = tr("evaluate.chart_own_probability") if own else tr("evaluate.chart_predicted_probability")
    figure, axes = panel(colours, width, height, across, "")
    order = _order(counts)
    if not order:
        return nothing(figure, colours)
    shown = sorted(order[: max(1, min(SERIES, int((height - AROUND) // LEAST)))])
    axes.set(xlim=(edges[0], edges[-1]), ylim=(0, 1), yticks=())
    rates(axes.xaxis)
    strip = 1 / len(shown)
    tall = max(strip - WORDS / (height - AROUND), strip * 0.3)
    told = labels.told_apart([names[place] for place in shown], partial(_fitted, width - NAMELESS))
    for number, (place, name) in enumerate(zip(shown, told, strict=True)):
        low = 1 - (number + 1) * strip
        _bars(axes, edges, counts[place], low, tall, threshold, colours[f"series_{number + 1}"], colours)
        words = tr("evaluate.chart_class_rows", name=name, rows=sum(counts[place]))
        said = axes.annotate(words, (0, low + strip), xycoords="axes fraction", xytext=(6, -4), textcoords="offset points")
        said.set(va="top", color=colours["text"], parse_math=False, zorder=6)
        said.set_bbox({"facecolor": colours["page"], "alpha": 0.8, "linewidth": 0, "pad": 1.0})
    if threshold is not None:
        axes.axvline(threshold, color=colours["attention"], linewidth=1.5, zorder=4)
        above(axes, tr("evaluate.chart_threshold", probability=labels.rate(threshold)), threshold, colours["on_warning"])
    elif len(shown) < len(names):
        above(axes, tr("evaluate.chart_largest", shown=len(shown), classes=len(names)), edges[0], colours["secondary"])
    return figure


def score_distribution_numbers(edges: Sequence[float], names: Sequence[str], counts: Sequence[Sequence[int]]) -> Numbers:
    header = (tr("evaluate.chart_class"), tr("evaluate.chart_from"), tr("evaluate.chart_to"), tr("evaluate.chart_rows"))
    rows: list[tuple[Cell, ...]] = []
    for name, of_class in zip(names, counts, strict=True):
        rows.extend((name, low, high, count) for low, high, count in zip(edges, edges[1:], of_class, strict=False))
    return Numbers(header, tuple(rows), _spots(edges, names, counts))


def _order(counts: Sequence[Sequence[int]]) -> list[int]:
    """The classes that have rows, those with the most first."""
    sums = [sum(of_class) for of_class in counts]
    return sorted((place for place, rows in enumerate(sums) if rows), key=lambda place: (-sums[place], place))


def _fitted(width: float, name: str, middle: bool) -> str:
    return labels.fitted(name, width, SMALL, middle)


def _bars(
    axes: "Axes",
    edges: Sequence[float],
    counts: Sequence[int],
    low: float,
    tall: float,
    threshold: float | None,
    colour: str,
    colours: Colours,
) -> None:
    most = max(counts)
    widths = [right - left for left, right in zip(edges, edges[1:], strict=False)]
    bars = axes.bar(edges[:-1], [count / most * tall for count in counts], width=widths, bottom=low, align="edge")
    for bar, left, right in zip(bars, edges, edges[1:], strict=False):
        called = threshold is None or (left + right) / 2 >= threshold
        bar.set(color=colour, alpha=1.0 if called else PALE, linewidth=0.5, edgecolor=colours["page"], zorder=2)
    axes.axhline(low, color=colours["border"], linewidth=1, zorder=3)


def _spots(edges: Sequence[float], names: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[Spot, ...]:
    """One a bin, over the whole height, with the rows of all classes that have most."""
    order = sorted(_order(counts)[:SERIES])
    spots = []
    for number, (left, right) in enumerate(zip(edges, edges[1:], strict=False)):
        lines = [tr("evaluate.chart_class_rows", name=names[place], rows=counts[place][number]) for place in order]
        words = "\n".join([tr("evaluate.chart_between", low=left, high=right), *lines])
        spots.append(Spot((left + right) / 2, 0.5, words, ((right - left) / 2, 0.5)))
    return tuple(spots)
