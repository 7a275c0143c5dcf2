"""Lines that show a trade at every threshold: ROC, and precision against recall."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from mlworkbench.base.words import number, tr
from mlworkbench.charts import labels
from mlworkbench.charts.style import CHANCE, DASHES, SERIES, Cell, Colours, Numbers, Point, Spot, dot, nothing, panel, rates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE = 0.02  # room around 0 and 1, so that a line on the edge is whole
TOLD = 60  # places of a line that are told, where there are several
LINE = 44.0  # pixels of height a named line takes, with what must stay free above it


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
    """Points are (false positive rate, recall). Of many curves those with the least area are named, the others are thin."""
    figure, axes = _rates(colours, width, height, tr("evaluate.chart_false_positive_rate"), tr("evaluate.chart_recall"))
    drawn = [curve for curve in curves if len(curve.points)]
    if not drawn:
        return nothing(figure, colours)
    axes.plot((0, 1), (0, 1), color=colours["state"], linewidth=1, linestyle=CHANCE, zorder=1)
    _curves(figure, axes, drawn, colours)
    _marked(figure, axes, drawn, mark, colours, ((0.0, 0.0), (1.0, 1.0)))
    return figure


def roc_numbers(curves: Sequence[Curve]) -> Numbers:
    return _numbers(curves, tr("evaluate.chart_false_positive_rate"), tr("evaluate.chart_recall"))


def precision_recall(
    curves: Sequence[Curve], base_rate: float | None, mark: Mark | None, colours: Colours, width: float, height: float
) -> "Figure":
    """Points are (recall, precision). `base_rate` is the precision of calling every row positive."""
    figure, axes = _rates(colours, width, height, tr("evaluate.chart_recall"), tr("evaluate.chart_precision"))
    drawn = [curve for curve in curves if len(curve.points)]
    if not drawn:
        return nothing(figure, colours)
    if base_rate is not None:
        axes.axhline(base_rate, color=colours["state"], linewidth=1, linestyle=CHANCE, zorder=1)
    _curves(figure, axes, drawn, colours)
    found = _marked(figure, axes, drawn, mark, colours, ((0.0, base_rate or 0.0), (1.0, base_rate or 0.0)))
    if base_rate is not None:
        found.along(tr("evaluate.chart_base_rate", share=labels.rate(base_rate)), base_rate, colours["secondary"])
    return figure


def precision_recall_numbers(curves: Sequence[Curve]) -> Numbers:
    return _numbers(curves, tr("evaluate.chart_recall"), tr("evaluate.chart_precision"))


def _rates(colours: Colours, width: float, height: float, across: str, up: str) -> "tuple[Figure, Axes]":
    figure, axes = panel(colours, width, height, across, up)
    axes.set(xlim=(-EDGE, 1 + EDGE), ylim=(-EDGE, 1 + EDGE))
    rates(axes.xaxis)
    rates(axes.yaxis)
    return figure, axes


def _curves(figure: "Figure", axes: "Axes", curves: Sequence[Curve], colours: Colours) -> None:
    if len(curves) == 1:
        axes.plot(*zip(*curves[0].points, strict=True), color=colours["accent"], linewidth=2, zorder=3)
        return
    named = _named(curves, min(SERIES, int(figure.bbox.height // LINE)))
    for curve in curves:
        if curve not in named:
            axes.plot(*zip(*curve.points, strict=True), color=colours["bar"], linewidth=1, zorder=2)
    told = labels.told_apart([curve.name for curve in named], lambda name, middle: labels.shortened(name, middle=middle))
    for place, (curve, name) in enumerate(zip(named, told, strict=True)):
        (line,) = axes.plot(*zip(*curve.points, strict=True), color=colours[f"series_{place + 1}"], linewidth=2, zorder=3)
        line.set(linestyle=DASHES[place], label=name)
    title = tr("evaluate.chart_hardest", shown=len(named), classes=len(curves)) if len(named) < len(curves) else None
    labels.legend(figure, axes, colours, title, [curve.points for curve in named])


def _named(curves: Sequence[Curve], most: int) -> list[Curve]:
    """Those with the least area below them, in their own order."""
    hardest = sorted(range(len(curves)), key=lambda place: (_area(curves[place].points), place))[:most]
    return [curves[place] for place in sorted(hardest)]


def _area(points: Sequence[Point]) -> float:
    pairs = zip(points, points[1:], strict=False)
    return sum((right[0] - left[0]) * (right[1] + left[1]) / 2 for left, right in pairs)


def _marked(
    figure: "Figure", axes: "Axes", curves: Sequence[Curve], mark: Mark | None, colours: Colours, chance: Sequence[Point]
) -> labels.Labels:
    place = (mark.x, mark.y) if mark else None
    found = labels.Labels(figure, axes, [curve.points for curve in curves], [place] if place else [], [chance])
    if mark and place:
        dot(axes, place, colours["attention"], colours)
        found.beside(tr("evaluate.chart_threshold", probability=labels.rate(mark.threshold)), place, colours["on_warning"])
    return found


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
    for curve in curves:
        name = (curve.name,) if several else ()
        for (x, y), threshold in zip_longest(curve.points, curve.thresholds):
            rows.append((*name, *(("" if threshold is None else threshold,) if known else ()), x, y))
    return Numbers(header, tuple(rows), tuple(_spots(curves, across, up)))


def _spots(curves: Sequence[Curve], across: str, up: str) -> Iterator[Spot]:
    """On the lines that have a name; on several not at every point, of which there may be thousands."""
    drawn = [curve for curve in curves if len(curve.points)]
    for curve in _named(drawn, SERIES):
        name = (curve.name,) if len(curves) > 1 else ()
        every = max(1, len(curve.points) // TOLD) if name else 1
        for (x, y), threshold in list(zip_longest(curve.points, curve.thresholds))[::every]:
            yield Spot(x, y, _told(name, threshold, (across, x), (up, y)))


def _told(name: tuple[str, ...], threshold: float | None, *axes: tuple[str, float]) -> str:
    lines = list(name)
    if threshold is not None:
        lines.append(tr("evaluate.chart_threshold", probability=threshold))
    return "\n".join([*lines, *(tr("evaluate.chart_named_value", name=name, value=number(value)) for name, value in axes)])
