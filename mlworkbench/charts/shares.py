"""How often each value of a category occurs, in all rows or in each group."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.charts import labels, naming
from mlworkbench.charts.panels import Shares
from mlworkbench.charts.style import Cell, Colours, Numbers, Point, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

THIN = 9.0  # pixels of a bar among others
FULL = 0.8  # of a row its bars take


def shares(shown: Shares, colours: Colours, width: float, height: float) -> "Figure":
    """Bars of shares: of one group with counts at the right, of several beside each other in the order of the legend."""
    groups = [group for group in shown.groups if any(group.counts)]
    figure, axes = panel(colours, width, height, tr("explore.share_of_group") if shown.by else tr("explore.share_of_rows"), "")
    if not groups:
        return nothing(figure, colours)
    each = naming.ROW if len(groups) == 1 else max(naming.ROW, THIN * len(groups))
    values = shown.values[: naming.rows_that_fit(height, each)]
    caption = shown.column
    if len(values) < len(shown.values):
        caption = tr("explore.first_of", shown=len(values), count=len(shown.values))
    naming.captioned(axes, caption, width, colours)
    thick = FULL / len(groups)
    drawn: list[list[Point]] = []
    for place, group in enumerate(groups):
        whole = sum(group.counts)
        lengths = [count / whole for count in group.counts[: len(values)]]
        rows = [row - FULL / 2 + (place + 0.5) * thick for row in range(len(values))]
        colour = naming.series(colours, place) if shown.by else colours["bar"]
        told = labels.shortened(naming.named(group.name)) if shown.by else None
        bars = axes.barh(rows, lengths, height=thick * 0.9, color=colour, linewidth=0, label=told, zorder=2)
        for bar in bars:
            bar.set(hatch=naming.HATCHES[place % len(naming.HATCHES)] if shown.by else "", edgecolor=colours["page"])
        drawn.append(list(zip(lengths, rows, strict=True)))
    naming.beside(axes, values, width, colours)
    axes.set_xlim(0, max(x for line in drawn for x, _ in line) * 1.04 or 1.0)
    naming.shares(axes.xaxis, width, whole=True)
    axes.grid(axis="x", color=colours["line"], linewidth=1)
    if shown.by:
        labels.legend(figure, axes, colours, labels.shortened(shown.by), drawn)
    else:
        naming.figures_right(axes, [f"{count:,}" for count in groups[0].counts[: len(values)]], colours)
    return figure


def shares_numbers(shown: Shares) -> Numbers:
    header = (tr("explore.group"), tr("explore.value"), tr("explore.rows"), tr("explore.share_of_group"))
    rows: list[tuple[Cell, ...]] = []
    for group in shown.groups:
        whole = max(sum(group.counts), 1)
        for value, count in zip(shown.values, group.counts, strict=True):
            rows.append((naming.named(group.name), naming.named(value), count, count / whole))
    spots = []
    for place, value in enumerate(shown.values):
        lines = [naming.named(value)]
        for group in shown.groups:
            share = naming.percent(group.counts[place] / max(sum(group.counts), 1))
            lines.append(tr("explore.told_count", name=naming.named(group.name), rows=group.counts[place], share=share))
        spots.append(Spot(0.0, place, "\n".join(lines), (2.0, 0.5)))
    return Numbers(header, tuple(rows), tuple(spots))
