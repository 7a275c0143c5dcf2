"""Lines that show a trade at every threshold: ROC, and precision against recall."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Literal

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import DASHES, SERIES, Cell, Colours, Numbers, Point, Spot, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE = 0.02  # room around 0 and 1, so that a line on the edge is whole


@dataclass(frozen=True)
class Curve:
    """One line; `thresholds` are the probabilities from which rows are called positive at its points, where they are known."""

    name: str
    points: Sequence[Point]
    thresholds: Sequence[float] = ()


@dataclass(frozen=True)
class Mark:
    """Where a threshold lies on a curve; `threshold` is the probability that is written beside it."""

    x: float
    y: float
    threshold: float


def roc(curves: Sequence[Curve], mark: Mark | None, colours: Colours, width: float, height: float) -> "Figure":
    """Points are (false positive rate, recall). Of many curves those that bend least are named, the others are thin."""
    across, up = tr("evaluate.chart_false_positive_rate"), tr("evaluate.chart_recall")
    figure, axes = _rates(colours, width, height, across, up)
    if any(len(curve.points) for curve in curves):
        axes.plot((0, 1), (0, 1), color=colours["state"], linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        _curves(axes, curves, colours, "lower right")
        _mark(figure, axes, curves, mark, colours)
    else:
        nothing(axes, colours)
    return figure


def roc_numbers(curves: Sequence[Curve]) -> Numbers:
    return _numbers(curves, tr("evaluate.chart_false_positive_rate"), tr("evaluate.chart_recall"))


def precision_recall(
    curves: Sequence[Curve], base_rate: float | None, mark: Mark | None, colours: Colours, width: float, height: float
) -> "Figure":
    """Points are (recall, precision). `base_rate` is the precision of calling every row positive."""
    figure, axes = _rates(colours, width, height, tr("evaluate.chart_recall"), tr("evaluate.chart_precision"))
    if any(len(curve.points) for curve in curves):
        if base_rate is not None:
            axes.axhline(base_rate, color=colours["state"], linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        _curves(axes, curves, colours, "lower left")
        _mark(figure, axes, curves, mark, colours)
        if base_rate is not None:
            words = tr("evaluate.chart_base_rate", share=base_rate)
            labels.along(figure, axes, words, base_rate, colours["faint"], [curve.points for curve in curves])
    else:
        nothing(axes, colours)
    return figure


def precision_recall_numbers(curves: Sequence[Curve]) -> Numbers:
    return _numbers(curves, tr("evaluate.chart_recall"), tr("evaluate.chart_precision"))


def _rates(colours: Colours, width: float, height: float, across: str, up: str) -> "tuple[Figure, Axes]":
    figure, axes = panel(colours, width, height, across, up)
    axes.set(xlim=(-EDGE, 1 + EDGE), ylim=(-EDGE, 1 + EDGE))
    rates(axes.xaxis)
    rates(axes.yaxis)
    return figure, axes


def _curves(axes: "Axes", curves: Sequence[Curve], colours: Colours, corner: Literal["lower left", "lower right"]) -> None:
    if len(curves) == 1:
        axes.plot(*zip(*curves[0].points, strict=True), color=colours["accent"], linewidth=2, zorder=3)
        return
    named = named_of(curves)
    for curve in curves:
        if curve not in named and len(curve.points):
            axes.plot(*zip(*curve.points, strict=True), color=colours["bar"], linewidth=1, alpha=0.5, zorder=2)
    for place, curve in enumerate(named):
        (line,) = axes.plot(*zip(*curve.points, strict=True), color=colours[f"series_{place + 1}"], linewidth=2, zorder=3)
        line.set(linestyle=DASHES[place], label=labels.shortened(curve.name))
    title = tr("evaluate.chart_hardest", shown=len(named), classes=len(curves)) if len(named) < len(curves) else None
    labels.legend(axes, colours, corner, title)


def named_of(curves: Sequence[Curve]) -> list[Curve]:
    """As many as can be told apart, those with the least area below them, in their own order."""
    drawn = [curve for curve in curves if len(curve.points)]
    hardest = sorted(range(len(drawn)), key=lambda place: (_area(drawn[place].points), place))[:SERIES]
    return [drawn[place] for place in sorted(hardest)]


def _area(points: Sequence[Point]) -> float:
    pairs = zip(points, points[1:], strict=False)
    return sum((right[0] - left[0]) * (right[1] + left[1]) / 2 for left, right in pairs)


def _mark(figure: "Figure", axes: "Axes", curves: Sequence[Curve], mark: Mark | None, colours: Colours) -> None:
    if mark is None:
        return
    axes.scatter([mark.x], [mark.y], s=70, color=colours["attention"], edgecolor=colours["page"], linewidths=1.5, zorder=5)
    words = tr("evaluate.chart_threshold", probability=mark.threshold)
    labels.beside(figure, axes, words, (mark.x, mark.y), colours["on_warning"], [curve.points for curve in curves])


def _numbers(curves: Sequence[Curve], across: str, up: str) -> Numbers:
    several = len(curves) > 1
    known = any(len(curve.thresholds) for curve in curves)
    header = (
        *((tr("evaluate.chart_class"),) if several else ()),
        *((tr("evaluate.chart_probability"),) if known else ()),
        across,
        up,
    )
    rows: list[tuple[Cell, ...]] = []
    spots: list[Spot] = []
    for curve in curves:
        name = (curve.name,) if several else ()
        for (x, y), threshold in zip_longest(curve.points, curve.thresholds):
            probability = ("" if threshold is None else threshold,) if known else ()
            rows.append((*name, *probability, x, y))
            spots.append(Spot(x, y, _told(name, threshold, (across, x), (up, y))))
    return Numbers(header, tuple(rows), tuple(spots))


def _told(name: tuple[str, ...], threshold: float | None, *axes: tuple[str, float]) -> str:
    lines = list(name)
    if threshold is not None:
        lines.append(tr("evaluate.chart_threshold", probability=threshold))
    return "\n".join([*lines, *(tr("evaluate.chart_named_value", name=name, value=number(value)) for name, value in axes)])
