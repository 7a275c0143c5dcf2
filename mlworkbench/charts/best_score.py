"""The best score while training: a step line that only improves, and a dot for every finished model."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts.style import Colours, lines_across, sheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LEAST_SPAN = 0.01  # of the score's size: below it, differences are noise and the axis does not blow them up
MOST_WHISKERS = 24
LARGE = 10_000  # from here on heights are written as whole numbers with separated thousands
HUGE = 1e15  # and from here on with an exponent
ROOM = 0.12  # of the heights shown, above and below
FEWEST_PLACES = 6
LABEL = 56  # pixels kept free at the right for the best score


@dataclass(frozen=True)
class Trial:
    """A finished model: its name, cross-validated score and standard deviation over the folds. The floor is the baseline."""

    name: str
    score: float
    sd: float
    floor: bool = False


def best_so_far(trials: Sequence[Trial], greater_is_better: bool) -> tuple[float, ...]:
    """For every trial the best score up to and with it."""
    pick = max if greater_is_better else min
    best: list[float] = []
    for trial in trials:
        best.append(pick(best[-1], trial.score) if best else trial.score)
    return tuple(best)


def best_score(
    trials: Sequence[Trial], greater_is_better: bool, score_name: str, colours: Colours, width: float, height: float
) -> "Figure":
    """Trials in the order they were finished. A floor far below the others is told at the edge instead of drawn.

    What is worse than the floor sets no height, so that a trial that came to nothing does not press the others together.
    """
    figure, axes = sheet(colours, width, height)
    low, high = _span(trials, greater_is_better)
    shown = [(place, trial) for place, trial in enumerate(trials, 1) if low <= trial.score <= high]
    axes.set_ylim(low, high)
    end = max(len(trials), FEWEST_PLACES) + 0.4
    axes.set_xlim(0.5, end + end * LABEL / max(width - 3 * LABEL, LABEL))
    lines_across(axes, colours)
    _axis(axes, len(trials))
    axes.set_ylabel(score_name, color=colours["faint"], labelpad=8)
    axes.set_xlabel(tr("train.chart_models"), color=colours["faint"], labelpad=4)
    _dots(axes, shown, colours)
    _line(axes, shown, greater_is_better, end, colours)
    _floor(axes, trials, low, high, colours)
    return figure


def _span(trials: Sequence[Trial], greater_is_better: bool) -> tuple[float, float]:
    """The heights shown: all trials but the floor, unless there is nothing else; with their whiskers while those are drawn."""
    sign = 1.0 if greater_is_better else -1.0
    floor = max((sign * trial.score for trial in trials if trial.floor), default=-math.inf)
    learnt = [trial for trial in trials if not trial.floor]
    wanted = [trial for trial in learnt if sign * trial.score >= floor] or learnt or list(trials)
    whisker = 1.0 if len(trials) <= MOST_WHISKERS else 0.0
    low = min(trial.score - whisker * trial.sd for trial in wanted)
    high = max(trial.score + whisker * trial.sd for trial in wanted)
    spread = max(high - low, LEAST_SPAN * (max(abs(high), abs(low)) or 1.0))
    return low - ROOM * spread, high + ROOM * spread


def _axis(axes: "Axes", count: int) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator, StrMethodFormatter

    if count <= MOST_WHISKERS / 2:
        axes.set_xticks(range(1, count + 1))
    else:
        axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    most = max(map(abs, axes.get_ylim()))
    if most >= HUGE:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    elif most >= LARGE:
        axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    else:
        axes.ticklabel_format(axis="y", useOffset=False, style="plain")


def _dots(axes: "Axes", shown: Sequence[tuple[int, Trial]], colours: Colours) -> None:
    places = [place for place, _ in shown]
    scores = [trial.score for _, trial in shown]
    if len(shown) < MOST_WHISKERS:
        spread = [trial.sd for _, trial in shown]
        axes.errorbar(places, scores, spread, fmt="none", ecolor=colours["track"], elinewidth=1.5, zorder=1)
    axes.scatter(places, scores, s=26, color=colours["bar"], linewidths=0, zorder=3)


def _line(axes: "Axes", shown: Sequence[tuple[int, Trial]], greater_is_better: bool, end: float, colours: Colours) -> None:
    if not shown:
        return
    best = best_so_far([trial for _, trial in shown], greater_is_better)
    places = [place for place, _ in shown]
    axes.step([*places, end], [*best, best[-1]], where="post", color=colours["accent"], linewidth=2, zorder=2)
    found = best.index(best[-1])
    axes.scatter([places[found]], [best[-1]], s=46, color=colours["accent"], linewidths=0, zorder=4)
    told = axes.annotate(number(best[-1]), (end, best[-1]), xytext=(7, 0), textcoords="offset points", va="center")
    told.set(color=colours["accent_text"], fontweight="bold", fontsize=12)


def _floor(axes: "Axes", trials: Sequence[Trial], low: float, high: float, colours: Colours) -> None:
    """A baseline outside the picture is named at the edge where it would be."""
    outside = [trial for trial in trials if trial.floor and not low <= trial.score <= high]
    if outside:
        below = outside[0].score < low
        words = tr("train.chart_floor_below" if below else "train.chart_floor_above", score=number(outside[0].score))
        place, side = (0.02, "bottom") if below else (0.98, "top")
        axes.text(0.995, place, words, transform=axes.transAxes, ha="right", va=side, color=colours["faint"], fontsize=11)
