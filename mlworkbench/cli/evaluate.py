"""The command of the evaluate stage: judge a model, choose its threshold, open the hold-out, accept or reject."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Model
from mlworkbench.base.words import number, tr
from mlworkbench.cli.door import file_path, json_option, named_model, workbench
from mlworkbench.cli.translated import Command, language, option

if TYPE_CHECKING:
    from mlworkbench.workbench import Cut, Judgement, Workbench


@dataclass(frozen=True)
class Wish:
    """What is to be done with the model before it is shown; None and False leave it as it is."""

    open_holdout: str | None
    threshold: float | None
    least_cost: bool
    recall: float | None
    accept: str | None
    reject: str | None

    @property
    def a_threshold(self) -> bool:
        return self.least_cost or self.threshold is not None or self.recall is not None

    def check(self) -> None:
        """Raises InputError for wishes that exclude each other."""
        if sum((self.least_cost, self.threshold is not None, self.recall is not None)) > 1:
            raise InputError("cli.one_threshold")
        if self.accept is not None and self.reject is not None:
            raise InputError("cli.accept_or_reject")


@click.command("evaluate", cls=Command, help="cli.evaluate")
@click.argument("project", type=file_path)
@option("--model", "which", metavar="N|ID", help="cli.which_model")
@option("--open-holdout", metavar="WHY", help="cli.open_holdout")
@option("--threshold", type=float, metavar="PROBABILITY", help="cli.threshold")
@option("--least-cost", is_flag=True, help="cli.least_cost")
@option("--recall", type=float, metavar="R", help="cli.recall")
@option("--accept", metavar="WHY", help="cli.accept")
@option("--reject", metavar="WHY", help="cli.reject")
@json_option
@language
def evaluate(project: Path, which: str | None, as_json: bool, **wished: Any) -> int:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import tellings

    wish = Wish(**wished)
    wish.check()
    with workbench() as bench:
        bench.home.open(project)
        model = _done(bench, named_model(bench, which), wish)
        if as_json:
            showing.as_one_object(tellings.judged(bench, model))
        else:
            _show(bench, model)
    return 0


def _done(bench: "Workbench", model: Model, wish: Wish) -> Model:
    """Does what was wished for; the model it came to, which is another one if the threshold changed."""
    verbs = bench.evaluate
    _assess(bench, model)
    if wish.a_threshold:
        model = _with_threshold(bench, model, wish)
        _assess(bench, model)
    if wish.open_holdout is not None:
        if not wish.open_holdout.strip():
            raise InputError("evaluate.no_reason")
        bench.wait(verbs.open_holdout(model.id, wish.open_holdout.strip()))
    if wish.accept is not None:
        verbs.accept(model.id, wish.accept)
    if wish.reject is not None:
        verbs.reject(model.id, wish.reject)
    return model


def _assess(bench: "Workbench", model: Model) -> None:
    if bench.evaluate.lacks(model.id):
        bench.wait(bench.evaluate.assess(model.id))


def _with_threshold(bench: "Workbench", model: Model, wish: Wish) -> Model:
    """The model that has this threshold already, or a new one."""
    verbs = bench.evaluate
    if refusal := verbs.refuses_threshold(model.id):
        raise InputError(refusal.key, **refusal.facts)
    assessment = verbs.assessment(model.id)
    judgement = verbs.judgement(assessment) if assessment else None
    if judgement is None:
        raise InputError("evaluate.no_threshold")
    raw = _cut(bench, judgement, wish).raw
    origin = model.parent or model.id
    family = (bench.opened().get(Model, origin), *verbs.variants(origin))
    if known := next((one for one in family if one.threshold == raw), None):
        return known
    job = verbs.set_threshold(model.id, raw)
    bench.wait(job)
    return bench.opened().get(Model, job.context["record"])


def _cut(bench: "Workbench", judgement: "Judgement", wish: Wish) -> "Cut":
    if wish.threshold is not None:
        return bench.evaluate.nearest(judgement, wish.threshold)
    if wish.recall is not None:
        return bench.evaluate.by_recall(judgement, wish.recall)
    cheapest = bench.evaluate.by_cost(judgement)
    if cheapest is None:
        raise InputError("evaluate.no_costs")
    return cheapest


# what is shown -----------------------------------------------------------------------------------------------------------


def _show(bench: "Workbench", model: Model) -> None:
    from mlworkbench.cli import showing
    from mlworkbench.workbench import tellings

    told = tellings.judged(bench, model)
    showing.pairs(_head(told))
    _metrics(told["basis"])
    if told["threshold"]:
        _standing(bench, told["basis"])
    showing.criteria(bench.problem.checks(model.id))


def _head(told: dict[str, Any]) -> list[tuple[str, str]]:
    model, looks, verdict = told["model"], told["looks"], told["verdict"]
    rows = [(tr("cli.model"), model["name"]), (tr("cli.identifier"), model["id"])]
    if model["threshold_probability"] is not None:
        facts = {"probability": number(model["threshold_probability"]), "raw": number(model["threshold"])}
        rows.append((tr("evaluate.threshold"), tr("evaluate.threshold_both", **facts)))
    if told["threshold_late"]:
        rows.append(("", tr("cli.threshold_late")))
    rows.append((tr("evaluate.holdout"), _sealed(told["holdout_rows"], len(looks))))
    key = "evaluate.undecided" if verdict is None else "evaluate.accepted_as" if verdict["accepted"] else "evaluate.rejected"
    rows.append((tr("evaluate.verdict"), tr(key, version=verdict["version"] if verdict else None)))
    if verdict:
        when = datetime.fromisoformat(verdict["when"])
        rows.append(("", tr("evaluate.by_why", who=verdict["who"], when=when, why=verdict["why"])))
    return rows


def _sealed(rows: int, looks: int) -> str:
    if not rows:
        return tr("evaluate.sealed_none")
    opened = tr("evaluate.opened_times", count=looks) if looks else tr("evaluate.never_opened")
    return f"{tr('evaluate.rows', rows=rows)} · {opened}"


def _metrics(basis: dict[str, Any]) -> None:
    """A line a metric: out of fold, and on the hold-out where that was opened."""
    from mlworkbench.cli import showing
    from mlworkbench.workbench import titles

    heads = [tr("evaluate.metric")]
    for name, one in basis.items():
        heads += [tr("evaluate.on_rows", basis=tr(f"evaluate.{name}"), rows=one["rows"]), tr("evaluate.interval")]
    names = dict.fromkeys(name for one in basis.values() for name in one["metrics"])
    rows = []
    for name in names:
        cells = [str(titles.metric(name).title)]
        for one in basis.values():
            low_high = one["intervals"].get(name)
            told = tr("evaluate.range", low=low_high[0], high=low_high[1]) if low_high else "–"
            cells += [words.formatted(one["metrics"].get(name)), told]
        rows.append(tuple(cells))
    showing.table(heads, rows, right=range(1, len(heads)))


def _standing(bench: "Workbench", basis: dict[str, Any]) -> None:
    """What the threshold does to the rows, a column for each set of them."""
    from mlworkbench.cli import showing

    standings = {name: one["threshold"] for name, one in basis.items() if one["threshold"]}
    costs = bench.evaluate.costs()
    currency = f" ({costs.currency})" if costs and costs.currency else ""
    named = [
        (tr("evaluate.hits"), "hits"),
        (tr("evaluate.misses"), "misses"),
        (tr("evaluate.false_alarms"), "false_alarms"),
        (tr("evaluate.rejections"), "rejections"),
        *(((tr("evaluate.at_cost") + currency, "cost"), (tr("evaluate.value_per") + currency, "value")) if costs else ()),
    ]
    rows = [(title, *(words.formatted(one[name]) for one in standings.values())) for title, name in named]
    heads = [tr("evaluate.threshold"), *(tr(f"evaluate.{name}") for name in standings)]
    showing.table(heads, rows, right=range(1, len(heads)))
