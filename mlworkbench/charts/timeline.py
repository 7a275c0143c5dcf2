"""A figure over time; where no row lies the line has a gap."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels, naming, scales
from mlworkbench.charts.panels import Timeline
from mlworkbench.charts.style import DASHES, SMALL, Cell, Colours, Numbers, Point, Spot, lines_across, nothing, panel

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FEW = 60  # steps up to which each is a mark


def timeline(shown: Timeline, colours: Colours, width: float, height: float) -> "Figure":
    figure, axes = panel(colours, width, height, "", labels.fitted(_figure(shown), height * 0.7, SMALL))
    axes.set_xlabel(labels.fitted(shown.date, width * 0.6, SMALL), parse_math=False)
    axes.yaxis.label.set_parse_math(False)
    known = [value for line in shown.lines for value in line.values if value is not None]
    if not known:
        return nothing(figure, colours)
    drawn: list[list[Point]] = []
    for place, line in enumerate(shown.lines):
        colour = naming.series(colours, place)
        values = [float("nan") if value is None else value for value in line.values]
        told = labels.shortened(naming.named(line.name)) if shown.by else None
        alone = [one for at, one in enumerate(values) if _alone(values, at)]
        mark = "o" if len(values) <= FEW or alone else None
        dash = DASHES[place % len(DASHES)]
        axes.plot(shown.moments, values, color=colour, linewidth=1.8, linestyle=dash, marker=mark, markersize=3.5, label=told)
        drawn.append([(at, one) for at, one in zip(shown.moments, line.values, strict=True) if one is not None])
    axes.set_xlim(*scales.span(float(at) for at in shown.moments))
    low, high = scales.span(known)
    axes.set_ylim(0.0 if shown.of == "count" or low > 0 and min(known) < (max(known) / 3) else low, high)
    naming.along(axes.xaxis, width, dated=True)
    scales.values(axes.yaxis, 4)
    lines_across(axes, colours)
    if shown.by:
        labels.legend(figure, axes, colours, labels.shortened(shown.by), drawn)
    return figure


def timeline_numbers(shown: Timeline) -> Numbers:
    wide = float(shown.moments[-1] - shown.moments[0]) if shown.moments else 0.0
    say = [naming.moment(at, min(wide, 1100 * naming.DAY)) for at in shown.moments]
    header = (shown.date, *(naming.named(line.name) if shown.by else _figure(shown) for line in shown.lines))
    rows: list[tuple[Cell, ...]] = []
    spots = []
    for place, at in enumerate(shown.moments):
        values = [line.values[place] for line in shown.lines]
        rows.append((say[place], *("" if value is None else value for value in values)))
        for line, value in zip(shown.lines, values, strict=True):
            if value is not None:
                name = naming.named(line.name) if shown.by else _figure(shown)
                spots.append(Spot(float(at), value, tr("explore.told_moment", when=say[place], name=name, value=number(value))))
    return Numbers(header, tuple(rows), tuple(spots))


def _figure(shown: Timeline) -> str:
    return tr(f"explore.heat_{shown.of}", column=shown.value)


def _alone(values: list[float], at: int) -> bool:
    """Whether a value stands between two gaps, where a line would not show it."""
    before, after = values[at - 1] if at else float("nan"), values[at + 1] if at + 1 < len(values) else float("nan")
    return values[at] == values[at] and before != before and after != after
