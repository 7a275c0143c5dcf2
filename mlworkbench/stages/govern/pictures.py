"""The pictures of documents: drawn by the same functions as in the window, with the numbers behind them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from mlworkbench import charts
from mlworkbench.base.records import Costs, Model
from mlworkbench.base.words import formatted, tr
from mlworkbench.stages.evaluate import METRICS, Cut, Judgement, Sweep, thresholds
from mlworkbench.stages.govern.blocks import Figure, Figures, Head, Row, Table
from mlworkbench.stages.govern.saying import BASELINE, metric, model_name, user

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure as Drawn

Draw = Callable[[charts.Colours, float, float], "Drawn"]
HALF, WHOLE, FLAT = (344.0, 250.0), (704.0, 420.0), (704.0, 250.0)  # pixels of a picture beside another, and of one alone
FEW = 6  # classes of a confusion matrix beside another picture
MOST = 500  # numbers listed below a picture


def of(judgement: Judgement) -> Iterator[Figures]:
    """The pictures of a judgement, in the order in which they are read."""
    if judgement.task == "regression":
        yield Figures(tuple(_of_numbers(judgement)))
        return
    yield Figures(tuple(_of_classes(judgement)))
    if len(judgement.classes) > FEW:
        yield Figures((_confusion(judgement, WHOLE),), wide=True)


def _of_classes(judgement: Judgement) -> Iterator[Figure]:
    cut = shipped(judgement)
    names = {sweep.name for sweep in judgement.sweeps}
    curves = [charts.Curve(one.name, one.roc(), [cut.probability for cut in one.cuts]) for one in judgement.sweeps]
    if names:
        draw = partial(charts.roc, curves, _mark(judgement, cut, Sweep.roc))
        yield figure(judgement.basis, "roc", draw, charts.roc_numbers(curves))
        yield _precision_recall(judgement, cut)
    bins = [charts.Reliability(one.predicted, one.observed, one.low, one.high, one.rows) for one in judgement.calibration]
    yield figure(judgement.basis, "calibration", partial(charts.calibration, bins), charts.calibration_numbers(bins))
    if judgement.scores is not None:
        facts = judgement.scores.edges, judgement.scores.names, judgement.scores.counts
        draw = partial(charts.score_distribution, *facts, cut.probability if cut else None)
        yield figure(judgement.basis, "scores", draw, charts.score_distribution_numbers(*facts))
    if len(judgement.classes) <= FEW:
        yield _confusion(judgement, HALF)


def _confusion(judgement: Judgement, size: tuple[float, float]) -> Figure:
    table = judgement.classes, judgement.confusion
    draw = partial(charts.confusion, *table)
    return figure(judgement.basis, "confusion", draw, charts.confusion_numbers(*table), size)


def _precision_recall(judgement: Judgement, cut: Cut | None) -> Figure:
    curves = [
        charts.Curve(one.name, one.precision_recall(), [cut.probability for cut in one.cuts if cut.hits + cut.false_alarms])
        for one in judgement.sweeps
    ]
    only = judgement.sweeps[0] if len(judgement.sweeps) == 1 else None
    base = only.positives / max(only.positives + only.negatives, 1) if only else None
    draw = partial(charts.precision_recall, curves, base, _mark(judgement, cut, Sweep.precision_recall))
    return figure(judgement.basis, "precision_recall", draw, charts.precision_recall_numbers(curves))


def _of_numbers(judgement: Judgement) -> Iterator[Figure]:
    pairs = judgement.pairs
    draw = partial(charts.predicted_actual, pairs)
    yield figure(judgement.basis, "predicted_actual", draw, charts.predicted_actual_numbers(pairs))
    if judgement.residuals is not None:
        facts = judgement.residuals.edges, judgement.residuals.counts[0]
        yield figure(judgement.basis, "residuals", partial(charts.residuals, *facts), charts.residuals_numbers(*facts))


def value(judgement: Judgement, costs: Costs) -> Figure:
    """What the model is worth at every threshold."""
    sweep = judgement.sweeps[0]
    points = tuple(thresholds.costs_along(sweep, costs))
    chosen, best = (_worth(sweep, cut, costs) for cut in (shipped(judgement), thresholds.by_cost(sweep, costs)))
    draw = partial(charts.threshold_value, points, chosen, best, costs.currency)
    return figure(judgement.basis, "value", draw, charts.threshold_value_numbers(points, costs.currency), where=basis(judgement))


def basis(judgement: Judgement) -> str:
    """What the rows are called on which it was made."""
    return tr("govern.on_holdout" if judgement.basis == "holdout" else "govern.out_of_fold")


def tried(models: Sequence[Model]) -> Figure:
    """The models of a run in the order in which they were made."""
    made = sorted(models, key=lambda model: model.number)
    name = made[0].metric
    greater = METRICS[name].greater_is_better if name in METRICS else True
    trials = [charts.Trial(model_name(one), one.cv.mean, one.cv.sd, one.algorithm == BASELINE) for one in made]
    draw = partial(charts.best_score, trials, greater, metric(name))
    best = charts.best_so_far(trials, greater)
    rows = tuple((one.name, one.score, one.sd, found) for one, found in zip(trials, best, strict=True))
    header = (tr("train.model"), metric(name), tr("train.chart_sd"), tr("train.chart_best"))
    return figure("train", "best_score", draw, charts.Numbers(header, rows), FLAT)


def shipped(judgement: Judgement) -> Cut | None:
    """The threshold that ships; None where there is none to choose."""
    if judgement.task != "binary" or not judgement.sweeps or judgement.threshold is None:
        return None
    return thresholds.at(judgement.sweeps[0], judgement.threshold)


def figure(
    place: str, name: str, draw: Draw, numbers: charts.Numbers, size: tuple[float, float] = HALF, where: str = ""
) -> Figure:
    """`name` is the picture's, and with `place` its address in the document."""
    caption, note = tr(f"govern.figure_{name}"), tr(f"govern.figure_{name}_note")
    caption = f"{caption} · {where}" if where else caption
    picture = drawn(draw, size, f"{place}-{name}", f"{caption}. {note}")
    rows = [Row([user(cell) if isinstance(cell, str) else formatted(cell) for cell in row]) for row in numbers.rows[:MOST]]
    numeric = [all(not isinstance(row[place], str) for row in numbers.rows) for place in range(len(numbers.header))]
    heads = [Head(user(words), right) for words, right in zip(numbers.header, numeric, strict=True)]
    return Figure(picture, caption, note, Table(heads, rows, small=True), max(0, len(numbers.rows) - MOST))


def drawn(draw: Draw, size: tuple[float, float], name: str, words: str) -> "Markup":
    from markupsafe import Markup

    return Markup(charts.inline(draw(charts.REPORT, *size), name, words))  # noqa: S704  it escapes the words itself


def _mark(judgement: Judgement, cut: Cut | None, points: Callable[[Sweep], Sequence[charts.Point]]) -> charts.Mark | None:
    """Where the threshold lies; None where it calls no row."""
    if cut is None:
        return None
    found = points(replace(judgement.sweeps[0], cuts=(cut,)))
    return charts.Mark(*found[0], cut.probability) if found else None


def _worth(sweep: Sweep, cut: Cut | None, costs: Costs) -> charts.Point | None:
    worth = thresholds.standing(sweep, cut, costs).value if cut else None
    return (cut.probability, worth) if cut and worth is not None else None
