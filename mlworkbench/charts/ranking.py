"""Bars below each other, the largest first, each with its interval: relations, missing shares, differences."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import naming
from mlworkbench.charts.panels import Bar, Ranking
from mlworkbench.charts.style import Cell, Colours, Numbers, Spot, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH = 0.62  # of a row
UNSURE = 0.55  # how strong a bar is whose interval holds nothing at all


def ranking(shown: Ranking, colours: Colours, width: float, height: float) -> "Figure":
    """As many bars as have room; the words above say how many there are. A difference that may be none is paler."""
    known = [bar for bar in shown.bars if bar.value is not None]
    figure, axes = panel(colours, width, height, _across(shown), "")
    if not known:
        return nothing(figure, colours)
    bars = known[: naming.rows_that_fit(height)]
    naming.captioned(axes, _caption(shown, len(bars), len(known)), width, colours)
    for place, bar in enumerate(bars):
        _draw(axes, place, bar, colours)
    naming.beside(axes, [bar.name for bar in bars], width, colours)
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high) if end is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = (high - low or 1.0) * 0.04
    axes.set_xlim(low - room if low < 0 else 0.0, high + room)
    naming.shares(axes.xaxis, width, shown.of == "missing" or bars[0].measure == "difference")
    if shown.of == "effect":
        axes.axvline(0.0, color=colours["state"], linewidth=1, zorder=3)
    axes.grid(axis="x", color=colours["line"], linewidth=1)
    naming.figures_right(axes, [_figure(shown, bar) for bar in bars], colours)
    return figure


def ranking_numbers(shown: Ranking) -> Numbers:
    header = (
        tr("explore.column") if shown.of != "effect" else tr("explore.group"),
        _across(shown),
        *(tr("explore.interval_low"), tr("explore.interval_high"), tr("explore.measure"), tr("explore.rows")),
        *((tr("explore.p_value"),) if shown.of == "effect" else ()),
    )
    rows: list[tuple[Cell, ...]] = []
    for bar in shown.bars:
        ends = tuple("" if end is None else end for end in (bar.value, bar.low, bar.high))
        measure = tr(f"explore.measure_{bar.measure}") if bar.measure else ""
        tail: tuple[Cell, ...] = ("" if bar.p is None else bar.p,) if shown.of == "effect" else ()
        rows.append((naming.named(bar.name), *ends, measure, bar.rows, *tail))
    known = [bar for bar in shown.bars if bar.value is not None]
    wide = max((abs(end) for bar in known for end in (bar.value, bar.low, bar.high) if end is not None), default=1.0)
    spots = [Spot(0.0, place, _told(shown, bar), (2 * wide, 0.5)) for place, bar in enumerate(known)]
    return Numbers(header, tuple(rows), tuple(spots))


def _draw(axes: "Axes", place: int, bar: Bar, colours: Colours) -> None:
    value = bar.value or 0.0
    sure = bar.low is None or bar.high is None or bar.low > 0 or bar.high < 0
    colour = colours["attention"] if value < 0 else colours["accent"]
    axes.barh(place, value, height=HIGH, color=colour, alpha=0.85 if sure else UNSURE - 0.2, linewidth=0, zorder=2)
    if bar.low is not None and bar.high is not None:
        axes.plot((bar.low, bar.high), (place, place), color=colours["text"], linewidth=1.3, zorder=4, solid_capstyle="butt")
        axes.plot((bar.low, bar.high), (place, place), "|", color=colours["text"], markersize=6, zorder=4)


def _across(shown: Ranking) -> str:
    if shown.of == "effect":
        measure = next((bar.measure for bar in shown.bars if bar.measure), "delta")
        return tr(f"explore.measure_{measure}")
    return tr("explore.share_missing" if shown.of == "missing" else "explore.strength")


def _caption(shown: Ranking, drawn: int, known: int) -> str:
    if drawn < known:
        return tr("explore.first_of", shown=drawn, count=known)
    return shown.about


def _figure(shown: Ranking, bar: Bar) -> str:
    value = bar.value or 0.0
    if shown.of == "missing":
        return naming.percent(value)
    if bar.measure == "difference":
        return f"{100 * value:+.1f} %"
    return f"{value:+.2f}" if shown.of == "effect" else f"{value:.2f}"


def _told(shown: Ranking, bar: Bar) -> str:
    lines = [naming.named(bar.name)]
    if bar.low is not None and bar.high is not None:
        lines.append(tr("explore.told_interval", value=_figure(shown, bar), low=number(bar.low), high=number(bar.high)))
    else:
        lines.append(_figure(shown, bar))
    if bar.measure:
        lines.append(tr(f"explore.measure_{bar.measure}"))
    lines.append(tr("explore.told_rows", rows=bar.rows))
    if bar.p is not None:
        lines.append(tr("explore.told_p", p=number(bar.p)))
    return "\n".join(lines)
