"""How judged things are said: money, models with their thresholds, which rows, and how a figure came about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlworkbench.base.records import Assessment, Evaluation, Look, Model, Split
from mlworkbench.base.words import number, tr
from mlworkbench.ui.widgets.criteria_card import told as checked
from mlworkbench.ui.widgets.model_words import model_name
from mlworkbench.ui.widgets.terms import define, folded
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Judgement, Workbench

CENTS_BELOW = 100


def money(amount: float, currency: str) -> str:
    """18,420 USD, 3.50 USD; without a currency the bare amount."""
    whole = abs(amount) >= CENTS_BELOW or amount == round(amount)
    return f"{amount:,.0f} {currency}".strip() if whole else f"{amount:,.2f} {currency}".strip()


def gain(amount: float, currency: str) -> str:
    """With its sign, since a model can also lose money."""
    if amount == 0:
        return money(0.0, currency)
    return tr("evaluate.gain" if amount > 0 else "evaluate.loss", amount=money(abs(amount), currency))


def full_name(bench: "Workbench", model: Model) -> str:
    """The model as it is chosen from a list: with its threshold where that was changed, its version where it was accepted."""
    facts = {"model": model_name(model)}
    chance = bench.evaluate.threshold_probability(model)
    if model.parent is not None and chance is not None:
        facts["model"] = tr("evaluate.with_threshold", probability=number(chance), **facts)
    verdict = bench.evaluate.verdict(model.id)
    if verdict is not None:
        key = "evaluate.with_version" if verdict.accepted else "evaluate.with_rejection"
        return tr(key, version=verdict.version, **facts)
    return facts["model"]


def how(name: str, record: Assessment | Evaluation, judgement: "Judgement | None") -> str:
    """Definition, rows, interval and record of one metric, a line each."""
    title = titles.metric(name)
    lines = [tr("evaluate.how_metric", metric=str(title.title), help=str(title.help)), *how_of(record)]
    interval = (record.intervals or {}).get(name)
    if interval is None:
        lines.insert(2, tr("evaluate.how_no_interval"))
    else:
        resamples = judgement.resamples if judgement else None
        key = "evaluate.how_interval" if resamples else "evaluate.how_interval_bare"
        lines.insert(2, tr(key, low=interval[0], high=interval[1], resamples=resamples))
    return "\n".join(map(folded, lines))


def how_term(name: str, record: Assessment | Evaluation | None) -> str:
    """The same for a figure that is no metric but has a term."""
    meant = define(name)
    return "\n".join(map(folded, [f"{meant.definition} {meant.when}", *(how_of(record) if record else ())]))


def how_of(record: Assessment | Evaluation) -> list[str]:
    """The rows a record was made of, and the record itself."""
    rows = "evaluate.how_training_rows" if isinstance(record, Assessment) else "evaluate.how_holdout_rows"
    return [tr(rows, rows=record.rows), tr("evaluate.how_record", record=record.id, who=record.who, when=record.when)]


def subtitle(model: str, split: Split, basis: str, sealed: bool) -> str:
    """The model, its rows and what scored them."""
    if sealed:
        return tr("evaluate.subtitle_sealed", model=model, rows=split.test_rows)
    if basis == "holdout":
        return tr("evaluate.subtitle_holdout", model=model, rows=split.test_rows)
    return tr("evaluate.subtitle_training", model=model, rows=split.train_rows)


def opening_told(bench: "Workbench", model: Model, looks: Sequence[Look]) -> str:
    """What opening means, and from the second look on that it was done before."""
    facts = {"model": full_name(bench, model), "rows": bench.evaluate.split(model.id).test_rows}
    if not looks:
        return tr("evaluate.open_told", **facts)
    last = looks[-1]
    return tr("evaluate.open_told_again", count=len(looks), who=last.who, when=last.when, why=last.why, **facts)


def unmet_told(bench: "Workbench", model: Model) -> str:
    """Which criteria and limits the model does not meet or was never held against."""
    held = bench.problem.checks(model.id)
    open_ones = [one for one in held if one.met is not True]
    if not held:
        return tr("evaluate.accept_no_criteria", model=full_name(bench, model))
    if not open_ones:
        return tr("evaluate.accept_all_met", model=full_name(bench, model), count=len(held))
    listed = "\n".join(f"· {checked(one)}" for one in open_ones)
    return tr("evaluate.accept_unmet", model=full_name(bench, model), count=len(open_ones), listed=listed)


def threshold_late(bench: "Workbench", model: Model) -> str:
    """That a threshold was or would be chosen when the sealed rows had been seen; empty where nobody has looked."""
    looks = bench.evaluate.looks(bench.evaluate.split(model.id).id)
    if not looks:
        return ""
    if bench.evaluate.threshold_late(model.id):
        return tr("evaluate.threshold_was_late", when=model.when, first=looks[0].when)
    return tr("evaluate.threshold_late", first=looks[0].when)
