"""How the values of a column are spread: one histogram, several as lines over each other, or one strip a group."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, naming, scales
from mlworkbench.charts.panels import Counted, Spread
from mlworkbench.charts.style import DASHES, SMALL, Cell, Colours, Numbers, Point, Spot, lines_across, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STRIP = 44.0  # pixels a strip needs
WORDS = 20.0  # pixels of a strip its words take


def spread(shown: Spread, colours: Colours, width: float, height: float) -> "Figure":
    """One group: rows in each bin. More: the share of a group's rows in each bin, so that small groups are seen, too."""
    groups = [group for group in shown.groups if any(group.counts)]
    alone = len(groups) == 1 and not shown.by
    up = tr("explore.rows") if alone else "" if shown.apart else tr("explore.share_of_group")
    figure, axes = panel(colours, width, height, "", up)
    axes.set_xlabel(labels.fitted(shown.column, width * 0.6, SMALL), parse_math=False)
    if not groups:
        return nothing(figure, colours)
    axes.set_xlim(shown.edges[0], shown.edges[-1])
    if alone:
        _bars(axes, shown.edges, groups[0].counts, 0.0, 1.0, colours["bar"], colours)
        scales.values(axes.yaxis, 4, whole=True)
        lines_across(axes, colours)
    elif shown.apart:
        _strips(axes, shown, groups, colours, width, height)
    else:
        _lines(figure, axes, shown, groups, colours)
    naming.along(axes.xaxis, width, shown.dated)
    return figure


def spread_numbers(shown: Spread) -> Numbers:
    header = (tr("explore.group"), tr("explore.from"), tr("explore.to"), tr("explore.rows"), tr("explore.share_of_group"))
    say = naming.written(shown.edges[0], shown.edges[-1], shown.dated)
    rows: list[tuple[Cell, ...]] = []
    for group in shown.groups:
        whole = max(sum(group.counts), 1)
        for low, high, count in zip(shown.edges, shown.edges[1:], group.counts, strict=False):
            ends: tuple[Cell, Cell] = (say(low), say(high)) if shown.dated else (low, high)
            rows.append((naming.named(group.name), *ends, count, count / whole))
    spots = []
    for place, (low, high) in enumerate(zip(shown.edges, shown.edges[1:], strict=False)):
        lines = [tr("explore.told_between", low=say(low), high=say(high))]
        for group in shown.groups:
            share = naming.percent(group.counts[place] / max(sum(group.counts), 1))
            lines.append(tr("explore.told_count", name=naming.named(group.name), rows=group.counts[place], share=share))
        spots.append(Spot((low + high) / 2, 0.0, "\n".join(lines), ((high - low) / 2, 1e12)))
    return Numbers(header, tuple(rows), tuple(spots))


def _bars(
    axes: "Axes", edges: Sequence[float], heights: Sequence[float], low: float, high: float, colour: str, colours: Colours
) -> None:
    widths = [right - left for left, right in zip(edges, edges[1:], strict=False)]
    made = axes.bar(edges[:-1], [one * high for one in heights], width=widths, bottom=low, align="edge", color=colour, zorder=2)
    for bar in made:
        bar.set(linewidth=0.5, edgecolor=colours["page"])


def _lines(figure: "Figure", axes: "Axes", shown: Spread, groups: Sequence[Counted], colours: Colours) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    drawn: list[list[Point]] = []
    for place, group in enumerate(groups):
        whole = sum(group.counts)
        shares = [count / whole for count in group.counts]
        colour, dash = naming.series(colours, place), DASHES[place % len(DASHES)]
        told = labels.shortened(naming.named(group.name))
        axes.stairs(shares, shown.edges, color=colour, linewidth=2, linestyle=dash, label=told, zorder=3)
        axes.stairs(shares, shown.edges, color=colour, alpha=0.08, fill=True, zorder=2)
        drawn.append(list(zip(shown.edges, shares, strict=False)))
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: naming.percent(value)))
    lines_across(axes, colours)
    labels.legend(figure, axes, colours, labels.shortened(shown.by), drawn)


def _strips(axes: "Axes", shown: Spread, groups: Sequence[Counted], colours: Colours, width: float, height: float) -> None:
    """Each on a scale of its own."""
    kept = groups[: naming.rows_that_fit(height, STRIP)]
    strip = 1 / len(kept)
    tall = max(strip - WORDS / (height - 60), strip * 0.3)
    axes.set(ylim=(0, 1), yticks=())
    for place, group in enumerate(kept):
        low = 1 - (place + 1) * strip
        most = max(group.counts)
        _bars(axes, shown.edges, [count / most for count in group.counts], low, tall, naming.series(colours, place), colours)
        axes.axhline(low, color=colours["border"], linewidth=1, zorder=3)
        name = labels.fitted(naming.named(group.name), width * 0.4, SMALL)
        words = tr("explore.told_group", name=name, rows=sum(group.counts))
        said = axes.annotate(words, (0, low + strip), xycoords="axes fraction", xytext=(6, -4), textcoords="offset points")
        said.set(va="top", color=colours["text"], parse_math=False, zorder=6)
        said.set_bbox({"facecolor": colours["page"], "alpha": 0.85, "linewidth": 0, "pad": 1.0})
