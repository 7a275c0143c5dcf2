"""Which figures of a judgement are shown large, and what stands below each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from mlworkbench.base.records import Assessment, Evaluation, Model
from mlworkbench.base.words import number, tr
from mlworkbench.ui.widgets.figure_cards import Figure
from mlworkbench.ui.widgets.judged_words import gain, how, how_term, money
from mlworkbench.ui.widgets.metrics_card import Measured
from mlworkbench.ui.widgets.terms import folded
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Judgement, Standing, Workbench

MOST: Final = 5
# After the problem's own metric, as far as it is another.
PLAIN: Final = {
    "binary": ("recall", "precision", "balanced_accuracy"),
    "multiclass": ("accuracy", "balanced_accuracy", "log_loss", "f1_macro"),
    "regression": ("rmse", "mae", "r2", "median_absolute_error"),
}
OF_BINARY: Final = 3  # of them, then come calibration and value


@dataclass(frozen=True)
class Known:
    """What is known of a model on one set of rows; without a record only the out-of-fold metrics that training left."""

    bench: "Workbench"
    model: Model
    task: str
    rows: int
    record: Assessment | Evaluation | None
    judgement: "Judgement | None"

    @property
    def metrics(self) -> dict[str, float]:
        return self.record.metrics if self.record else self.model.oof_metrics

    @property
    def standing(self) -> "Standing | None":
        """The threshold that ships, on these rows."""
        if self.task != "binary" or self.judgement is None:
            return None
        return self.bench.evaluate.standing(self.judgement, self.bench.evaluate.shipped(self.judgement))


def figures(known: Known) -> tuple[Figure, ...]:
    names = list(dict.fromkeys((known.model.metric, *PLAIN[known.task])))
    binary = known.task == "binary"
    made = [_metric(known, name) for name in names[: OF_BINARY if binary else MOST]]
    if known.judgement is not None and known.judgement.calibration_error is not None:
        made = [*made[: MOST - 1], _calibration(known, known.judgement)]
    return (*made, _value(known)) if binary else tuple(made)


def _metric(known: Known, name: str) -> Figure:
    value = known.metrics.get(name)
    told = how(name, known.record, known.judgement) if known.record else folded(tr("evaluate.not_judged_yet"))
    at = name in ("recall", "precision")
    title = tr(f"evaluate.{name}_at_threshold") if at else str(titles.metric(name).title)
    return Figure(name, title, "–" if value is None else number(value), (_count(known, name), _sure(known, name)), told)


def _count(known: Known, name: str) -> str:
    """On how many rows it rests: for a rate, how many of how many."""
    standing = known.standing
    if standing is not None and name == "recall":
        return tr("evaluate.found", hits=standing.hits, positives=standing.hits + standing.misses)
    if standing is not None and name == "precision":
        called = standing.hits + standing.false_alarms
        return tr("evaluate.alarms_of", alarms=standing.false_alarms, called=called)
    return tr("evaluate.rows", rows=known.rows)


def _sure(known: Known, name: str) -> str:
    if known.record is None:
        return tr("evaluate.interval_comes")
    interval = (known.record.intervals or {}).get(name)
    return tr("evaluate.interval_of", low=interval[0], high=interval[1]) if interval else tr("evaluate.no_interval")


def _calibration(known: Known, judgement: "Judgement") -> Figure:
    lines = (tr("evaluate.rows", rows=judgement.rows), tr("evaluate.in_bins", bins=len(judgement.calibration)))
    error, told = judgement.calibration_error or 0.0, how_term("calibration_error", known.record)
    return Figure("calibration_error", tr("evaluate.calibration_error"), number(error), lines, told)


def _value(known: Known) -> Figure:
    title, costs, standing = tr("evaluate.value_per"), known.bench.evaluate.costs(), known.standing
    told = how_term("value", known.record)
    if costs is None:
        link = (tr("evaluate.give_costs"), "problem")
        return Figure("value", title, "–", (tr("evaluate.no_costs_short"),), told, link=link)
    if standing is None or standing.value is None:
        return Figure("value", title, "–", (tr("evaluate.interval_comes"),), told)
    facts = {"miss": money(costs.miss, costs.currency), "alarm": money(costs.false_alarm, costs.currency)}
    lines = (tr("evaluate.costs_line", **facts), tr("evaluate.rows", rows=known.rows))
    tone = "warning" if standing.value < 0 else "accent"
    return Figure("value", title, gain(standing.value, costs.currency), lines, told, tone)


def measured(
    bench: "Workbench", model: Model, read: "Callable[[Assessment | Evaluation], Judgement | None]"
) -> tuple[Measured, ...]:
    """All metrics by the rows they were measured on: out of fold, and the hold-out once it was opened for this model."""
    verbs = bench.evaluate
    training, sealed = verbs.assessment(model.id), verbs.evaluation(model.id)
    found = []
    if training is None:
        found.append(Measured(tr("evaluate.out_of_fold"), verbs.split(model.id).train_rows, model.oof_metrics, {}, {}))
    for title, record in ((tr("evaluate.out_of_fold"), training), (tr("evaluate.holdout"), sealed)):
        if record is not None:
            told = {name: how(name, record, read(record)) for name in record.metrics}
            found.append(Measured(title, record.rows, record.metrics, record.intervals or {}, told))
    return tuple(found)
