"""Scores against what they cost: every model a dot, those that no other beats in both as a line, limits as lines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from mlworkbench.base.words import bytes_, microseconds, number, tr
from mlworkbench.charts import labels, scales
from mlworkbench.charts.style import CHANCE, Colours, Numbers, Point, Spot, dot, lines_across, nothing, panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

ROOM: Final = 0.08
MOST_NAMED: Final = 4
NAMED_FROM: Final = 420.0  # pixels of width from which models are named
APART: Final = 0.14  # of the width between two models that are named
LEAST_FOLD: Final = 1.4  # times the least cost that the greatest shown is at least
TICKS: Final = (1, 2, 5)
LEAST_TICKS, MOST_TICKS = 3, 5
Cost = Literal["time", "size"]


@dataclass(frozen=True)
class Costed:
    """A model: its name, what it costs (microseconds a row, or bytes) and its score; `chosen` is the one that is proposed."""

    name: str
    cost: float
    score: float
    chosen: bool = False


def front(models: Sequence[Costed], greater_is_better: bool) -> tuple[Costed, ...]:
    """Those that no other model beats in both, the cheapest first."""
    sign = 1.0 if greater_is_better else -1.0
    found: list[Costed] = []
    for one in sorted(models, key=lambda one: (one.cost, -sign * one.score)):
        if not found or sign * one.score > sign * found[-1].score:
            found.append(one)
    return tuple(found)


def pareto(
    models: Sequence[Costed],
    limit: float | None,
    cost: Cost,
    greater_is_better: bool,
    score_name: str,
    colours: Colours,
    width: float,
    height: float,
) -> "Figure":
    """Costs lie on a logarithmic axis. The best few of the line are named; what costs more than `limit` is paler."""
    figure, axes = panel(colours, width, height, _axis_name(cost), score_name)
    shown = [one for one in models if one.cost > 0 and math.isfinite(one.score)]
    if not shown:
        return nothing(figure, colours)
    line = front(shown, greater_is_better)
    _axes(axes, shown, limit, cost, width)
    lines_across(axes, colours)
    for kept, colour in ((True, colours["bar"]), (False, colours["state"])):
        dots = [one for one in shown if (limit is None or one.cost <= limit) is kept]
        axes.scatter([one.cost for one in dots], [one.score for one in dots], s=24, color=colour, linewidths=0, zorder=3)
    end = axes.get_xlim()[1]
    steps = [(one.cost, one.score) for one in line] + [(end, line[-1].score)]
    axes.step(*zip(*steps, strict=True), where="post", color=colours["accent"], linewidth=2, zorder=2)
    if limit is not None:
        axes.axvline(limit, color=colours["attention"], linewidth=1.2, linestyle=CHANCE, zorder=1)
        _limit_named(axes, limit, cost, colours)
    _named(figure, axes, line, steps, colours, width)
    return figure


def pareto_numbers(models: Sequence[Costed], cost: Cost, score_name: str) -> Numbers:
    rows = tuple((one.name, one.cost, one.score) for one in models)
    told = [tr("train.chart_costed", name=one.name, score=number(one.score), cost=_written(cost, one.cost)) for one in models]
    spots = tuple(Spot(one.cost, one.score, words) for one, words in zip(models, told, strict=True) if one.cost > 0)
    return Numbers((tr("train.model"), _axis_name(cost), score_name), rows, spots)


def _axes(axes: "Axes", shown: Sequence[Costed], limit: float | None, cost: Cost, width: float) -> None:
    costs = [one.cost for one in shown]
    low, high = min(costs), max(costs)
    if limit is not None and low / 20 <= limit <= high * 20:  # a limit far away would press the models together
        low, high = min(low, limit), max(high, limit)
    fold = max(high / low, LEAST_FOLD) ** ROOM
    axes.set_xscale("log")
    axes.set_xlim(low / fold, high * max(fold, LEAST_FOLD**0.5))
    axes.set_ylim(*scales.span([one.score for one in shown], 0.14))
    scales.values(axes.yaxis, 4)
    _ticks(axes.xaxis, cost, max(2, min(MOST_TICKS, int(width // 110))))


def _ticks(axis: "Axis", cost: Cost, most: int) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

    axis.set_major_locator(FixedLocator(_places(*axis.get_view_interval(), most)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _: _written(cost, value)))


def _places(low: float, high: float, most: int) -> list[float]:
    """Round costs; evenly apart where they lie too close together for 1, 2 and 5 times a power of ten."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    places = [step * 10.0**power for power in powers for step in TICKS]
    places = [place for place in places if low <= place <= high]
    if len(places) < LEAST_TICKS:
        from matplotlib.ticker import MaxNLocator

        found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10], min_n_ticks=1).tick_values(low, high)
        return [float(place) for place in found if low <= place <= high]
    if len(places) > most:
        places = [place for place in places if round(math.log10(place), 6) % 1 == 0] or places
    return places[:: math.ceil(len(places) / most)]


def _limit_named(axes: "Axes", limit: float, cost: Cost, colours: Colours) -> None:
    low, high = axes.get_xlim()
    if low <= limit <= high:
        part = math.log(limit / low) / math.log(high / low)
        words = tr("train.chart_limit", most=_written(cost, limit))
        said = axes.annotate(words, (part, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points")
        side = "left" if part < 1 / 3 else "right" if part > 2 / 3 else "center"
        said.set(ha=side, va="bottom", color=colours["on_warning"])


def _named(
    figure: "Figure", axes: "Axes", line: Sequence[Costed], steps: Sequence[Point], colours: Colours, width: float
) -> None:
    chosen = [one for one in line if one.chosen]
    told = _apart(axes, line) if width >= NAMED_FROM else line[-1:]
    for one in {*chosen, line[-1]}:
        dot(axes, (one.cost, one.score), colours["accent"], colours)
    found = labels.Labels(figure, axes, [steps], [(one.cost, one.score) for one in line])
    for one in reversed(told):
        found.beside(labels.shortened(one.name, 34), (one.cost, one.score), colours["accent_text"])


def _apart(axes: "Axes", line: Sequence[Costed]) -> list[Costed]:
    """The best few whose places lie so far apart that each has room for its name."""
    low, high = axes.get_xlim()
    found: list[Costed] = []
    for one in reversed(line):
        if len(found) < MOST_NAMED and all(
            abs(math.log(one.cost / other.cost)) > APART * math.log(high / low) for other in found
        ):
            found.append(one)
    return found[::-1]


def _written(cost: Cost, value: float) -> str:
    return microseconds(value) if cost == "time" else bytes_(round(value))


def _axis_name(cost: Cost) -> str:
    return tr("train.row_time") if cost == "time" else tr("train.size")
