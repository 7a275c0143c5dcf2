"""How good the model is: out of fold, and on the rows that were sealed."""

from collections.abc import Iterator, Sequence

from mlworkbench.base.records import Costs
from mlworkbench.base.words import formatted, number, tr
from mlworkbench.stages.evaluate import METRICS, Judgement, Standing, thresholds
from mlworkbench.stages.govern import pictures
from mlworkbench.stages.govern.blocks import Block, Chapter, Figures, Head, Heading, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.material import Material
from mlworkbench.stages.govern.saying import code, interval, metric, model_name, moment, say, user

Measured = tuple[dict[str, float], dict[str, tuple[float, float]]]


def chapter(material: Material) -> Chapter:
    return Chapter("evaluate", tr("govern.evaluate"), tr("govern.evaluate_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    records = material.records
    if records.model is None:
        yield Paragraph(tr("govern.no_model"), "missing")
        return
    yield from _looks(material)
    yield Heading(tr("govern.metrics"))
    yield _metrics(material)
    yield from _sources(material)
    yield from _decided(material)
    yield from _groups(material)
    for judgement in reversed(material.judgements):
        yield Heading(tr(f"govern.figures_{judgement.basis}", rows=judgement.rows))
        yield from pictures.of(judgement)


def _looks(material: Material) -> Iterator[Block]:
    records = material.records
    if records.split is not None and not records.split.test_rows:
        yield Paragraph(tr("evaluate.no_holdout"), "missing")
        return
    if not records.looks:
        sealed = records.split.test_rows if records.split else 0
        yield Paragraph(tr("govern.still_sealed", rows=sealed), "missing")
        return
    heads = (
        Head("#", right=True),
        Head(tr("govern.when")),
        Head(tr("govern.who")),
        Head(tr("train.model")),
        Head(tr("govern.why")),
    )
    named = records.looked_at or {}
    rows = [
        Row(
            (
                formatted(one.number),
                moment(one.when, records.made),
                user(one.who),
                model_name(named[one.model]) if one.model in named else code(one.model),
                user(one.why),
            )
        )
        for one in records.looks
    ]
    yield Table(heads, rows, tr("govern.looks", count=len(rows)))
    if records.evaluation is None:
        yield Paragraph(tr("govern.not_for_this"), "missing")


def _known(material: Material) -> Iterator[tuple[str, int, Measured]]:
    """What is known of the model: head, rows, metrics with their intervals."""
    records = material.records
    if records.assessment is not None:
        assessed = records.assessment
        yield tr("govern.out_of_fold"), assessed.rows, (assessed.metrics, assessed.intervals)
    elif records.model is not None:
        rows = records.split.train_rows if records.split else 0
        yield tr("govern.out_of_fold"), rows, (records.model.oof_metrics, {})
    if records.evaluation is not None:
        opened = records.evaluation
        yield tr("govern.on_holdout"), opened.rows, (opened.metrics, opened.intervals or {})


def _metrics(material: Material) -> Table:
    known = list(_known(material))
    heads = [
        Head(tr("govern.metric")),
        *(Head(f"{name} · {tr('govern.rows', rows=rows)}", right=True) for name, rows, _ in known),
    ]
    listed = dict.fromkeys(name for _, _, (metrics, _) in known for name in metrics)
    order = [one.name for one in METRICS if one.name in listed]
    rows = []
    for name in (*order, *(one for one in listed if one not in order)):
        figures = [interval(metrics.get(name), intervals.get(name)) for _, _, (metrics, intervals) in known]
        rows.append(Row((_metric(name), *figures)))
    return Table(heads, rows, tr("govern.metrics_note"))


def _metric(name: str) -> Words:
    from markupsafe import Markup

    told = str(METRICS[name].help) if name in METRICS else ""
    return Markup("{}<small>{}</small>").format(metric(name), told)


def _sources(material: Material) -> Iterator[Block]:
    records = material.records
    found = [one for one in (records.assessment, records.evaluation) if one is not None]
    for one in found:
        kept = {"record": code(one.id), "file": code(one.judgement_file or "–")}
        words = say("govern.from_record", when=moment(one.when, records.made), who=one.who, **kept)
        yield Paragraph(words, "note")
    if records.assessment is None:
        yield Paragraph(tr("govern.not_assessed"), "missing")


# The threshold ---------------------------------------------------------------------------------------------------------


def _decided(material: Material) -> Iterator[Block]:
    """How the threshold that ships stands, where there is one."""
    cuts = [(one, cut) for one in material.judgements if (cut := pictures.shipped(one)) is not None]
    if not cuts:
        return
    charter = material.records.charter
    costs = charter.costs if charter else None
    yield Heading(tr("govern.threshold_heading"))
    standings = [(one, thresholds.standing(one.sweeps[0], cut, costs)) for one, cut in cuts]
    heads = [Head(""), *(Head(_basis(one), right=True) for one, _ in standings)]
    note = "govern.threshold_note_late" if material.records.threshold_late else "govern.threshold_note"
    yield Table(heads, _standing([found for _, found in standings], costs), tr(note))
    if costs is None:
        yield Paragraph(tr("govern.no_value"), "missing")
    else:
        yield Figures(tuple(pictures.value(one, costs) for one, _ in reversed(cuts)))


def _basis(judgement: Judgement) -> str:
    return f"{pictures.basis(judgement)} · {tr('govern.rows', rows=judgement.rows)}"


def _standing(found: Sequence[Standing], costs: Costs | None) -> list[Row]:
    told: list[tuple[str, list[str]]] = [
        (tr("govern.threshold_probability"), [number(one.probability) for one in found]),
        (tr("govern.threshold_raw"), [number(one.raw) for one in found]),
        (tr("govern.hits"), [formatted(one.hits) for one in found]),
        (tr("govern.misses"), [formatted(one.misses) for one in found]),
        (tr("govern.false_alarms"), [formatted(one.false_alarms) for one in found]),
        (tr("govern.rejections"), [formatted(one.rejections) for one in found]),
        (metric("recall"), [formatted(one.recall) for one in found]),
        (metric("precision"), [formatted(one.precision) for one in found]),
        (tr("govern.false_positive_rate"), [formatted(one.false_positive_rate) for one in found]),
    ]
    if costs is not None:
        told.append((tr("govern.cost"), [_money(one.cost, costs) for one in found]))
        told.append((tr("govern.value"), [_money(one.value, costs) for one in found]))
    return [Row((name, *figures)) for name, figures in told]


def _money(amount: float | None, costs: Costs) -> str:
    return str(say("govern.amount", amount=amount, currency=costs.currency).striptags()) if amount is not None else "–"


def _groups(material: Material) -> Iterator[Block]:
    """The groups that criteria name, as they were measured apart."""
    problem = material.records.problem
    rows = [
        Row(
            (
                say("problem.group", column=group.column, group=group.group),
                pictures.basis(judgement),
                formatted(group.rows),
                interval(group.metrics.get(problem.metric), group.intervals.get(problem.metric)),
            )
        )
        for judgement in material.judgements
        for group in judgement.groups
        if problem is not None
    ]
    if rows and problem is not None:
        yield Heading(tr("govern.groups"))
        heads = (
            Head(tr("problem.field_group")),
            Head(tr("govern.measured_on")),
            Head(tr("govern.rows_head"), right=True),
            Head(metric(problem.metric), right=True),
        )
        yield Table(heads, rows)
