"""The pictures of a judgement: plain records in, pictures with their numbers out."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from mlworkbench import charts
from mlworkbench.ui.widgets.chart import Picture

if TYPE_CHECKING:
    from mlworkbench.workbench import Cut, Judgement, Sweep


def shown_sweeps(judgement: "Judgement", chosen: str | None) -> "tuple[Sweep, ...]":
    """The class the user looks at, else all."""
    return tuple(sweep for sweep in judgement.sweeps if chosen in (None, sweep.name))


def roc(judgement: "Judgement", cut: "Cut | None", chosen: str | None = None) -> Picture:
    sweeps = shown_sweeps(judgement, chosen)
    curves = [charts.Curve(sweep.name, sweep.roc(), [one.probability for one in sweep.cuts]) for sweep in sweeps]
    mark = None
    if cut is not None and len(sweeps) == 1:
        (x, y), *_ = _alone(sweeps[0], cut).roc()
        mark = charts.Mark(x, y, cut.probability)
    return Picture(partial(charts.roc, curves, mark), *charts.roc_numbers(curves))


def precision_recall(judgement: "Judgement", cut: "Cut | None", chosen: str | None = None) -> Picture:
    sweeps = shown_sweeps(judgement, chosen)
    curves = [
        charts.Curve(sweep.name, sweep.precision_recall(), [one.probability for one in sweep.cuts if _calls(one)])
        for sweep in sweeps
    ]
    only = sweeps[0] if len(sweeps) == 1 else None
    rate = only.positives / max(only.positives + only.negatives, 1) if only else None
    points = _alone(only, cut).precision_recall() if only and cut else ()
    mark = charts.Mark(*points[0], cut.probability) if points and cut else None
    return Picture(partial(charts.precision_recall, curves, rate, mark), *charts.precision_recall_numbers(curves))


def calibration(judgement: "Judgement") -> Picture:
    bins = [charts.Reliability(one.predicted, one.observed, one.low, one.high, one.rows) for one in judgement.calibration]
    return Picture(partial(charts.calibration, bins), *charts.calibration_numbers(bins))


def confusion(judgement: "Judgement") -> Picture:
    facts = judgement.classes, judgement.confusion
    return Picture(partial(charts.confusion, *facts), *charts.confusion_numbers(*facts))


def score_distribution(judgement: "Judgement", cut: "Cut | None") -> Picture | None:
    if judgement.scores is None:
        return None
    facts = judgement.scores.edges, judgement.scores.names, judgement.scores.counts
    threshold = cut.probability if cut else None
    draw = partial(charts.score_distribution, *facts, threshold)
    return Picture(draw, *charts.score_distribution_numbers(*facts))


def value(points: Sequence[charts.Point], chosen: charts.Point, best: charts.Point | None, currency: str) -> Picture:
    """Value per 1,000 rows at every threshold."""
    draw = partial(charts.threshold_value, points, chosen, best, currency)
    return Picture(draw, *charts.threshold_value_numbers(points, currency))


def predicted_actual(judgement: "Judgement") -> Picture:
    pairs = judgement.pairs
    return Picture(partial(charts.predicted_actual, pairs), *charts.predicted_actual_numbers(pairs))


def residuals(judgement: "Judgement") -> Picture | None:
    if judgement.residuals is None:
        return None
    facts = judgement.residuals.edges, judgement.residuals.counts[0]
    return Picture(partial(charts.residuals, *facts), *charts.residuals_numbers(*facts))


def _calls(cut: "Cut") -> bool:
    return bool(cut.hits + cut.false_alarms)


def _alone(sweep: "Sweep", cut: "Cut") -> "Sweep":
    """The same class with this one threshold."""
    from dataclasses import replace

    return replace(sweep, cuts=(cut,))
