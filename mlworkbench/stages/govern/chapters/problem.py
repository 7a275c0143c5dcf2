"""What is decided, what is predicted for it, and what was asked of a model."""

from collections.abc import Iterator

from mlworkbench.base.records import Charter, Problem
from mlworkbench.base.words import bytes_, formatted, microseconds, tr
from mlworkbench.stages.govern.blocks import Block, Chapter, Fact, Facts, Head, Heading, Paragraph, Row, Table
from mlworkbench.stages.govern.material import Material
from mlworkbench.stages.govern.saying import code, found, joined, metric, moment, names, say, user


def chapter(material: Material) -> Chapter:
    return Chapter("problem", tr("govern.problem"), tr("govern.problem_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    charter, problem = material.records.charter, material.records.problem
    if charter is None:
        yield Paragraph(tr("govern.no_charter"), "missing")
    else:
        yield Facts(_decision(charter))
    yield Heading(tr("govern.target"))
    if problem is None:
        yield Paragraph(tr("govern.no_problem"), "missing")
    else:
        yield Facts(tuple(_target(problem)))
    if charter is not None:
        yield Heading(tr("govern.asked"))
        yield Facts((*_costs(charter), *_limits(charter)))
        yield _versions(material)


def _decision(charter: Charter) -> list[Fact]:
    told = {
        "problem.field_predicts": charter.predicts,
        "problem.field_for_each": charter.for_each,
        "problem.field_so_that": charter.so_that,
        "problem.field_decided_by": charter.decided_by,
    }
    return [Fact(tr(key), user(words) if words else tr("govern.not_written")) for key, words in told.items()]


def _target(problem: Problem) -> Iterator[Fact]:
    from mlworkbench.stages.evaluate import METRICS

    yield Fact(tr("data.target"), user(problem.target))
    yield Fact(tr("data.task"), tr(f"data.task_{problem.task}"))
    if problem.classes:
        yield Fact(tr("govern.classes"), names(problem.classes))
    if problem.positive is not None:
        yield Fact(tr("problem.positive"), user(problem.positive))
    known = found(METRICS, problem.metric)
    yield Fact(tr("data.metric"), metric(problem.metric), str(known.help) if known else "")
    if problem.loss:
        yield Fact(tr("problem.loss"), code(problem.loss), tr(f"problem.loss_{problem.loss.partition(':')[0]}_says"))
    if problem.ordered:
        yield Fact(tr("problem.order"), user(" < ".join(problem.classes)), tr("problem.ordered_tip"))
    if problem.weights is not None:
        yield Fact(tr("problem.weights"), user(problem.weights), tr("problem.weights_tip"))
    if problem.excluded:
        yield Fact(tr("govern.excluded"), names(problem.excluded))
    yield Fact(tr("govern.record"), code(problem.id))


def _costs(charter: Charter) -> Iterator[Fact]:
    if charter.costs is None:
        yield Fact(tr("problem.costs"), tr("govern.no_costs"))
        return
    costs = charter.costs
    yield Fact(tr("problem.field_miss"), say("govern.amount", amount=costs.miss, currency=costs.currency))
    yield Fact(tr("problem.field_false_alarm"), say("govern.amount", amount=costs.false_alarm, currency=costs.currency))


def _limits(charter: Charter) -> Iterator[Fact]:
    limits = charter.limits
    told = []
    if limits.row_microseconds is not None:
        told.append(tr("problem.limit_row_microseconds", most=microseconds(limits.row_microseconds)))
    if limits.model_bytes is not None:
        told.append(tr("problem.limit_model_bytes", most=bytes_(limits.model_bytes)))
    if limits.explainable:
        told.append(tr("problem.limit_explainable"))
    if limits.memory_bytes is not None:
        told.append(tr("problem.limit_memory_bytes", most=bytes_(limits.memory_bytes)))
    for key, way in (("problem.limit_rises", 1), ("problem.limit_falls", -1)):
        if bound := tuple(name for name, wanted in limits.monotone if wanted == way):
            told.append(say(key, columns=", ".join(bound)))
    told += [say("problem.limit_together", columns=", ".join(group)) for group in limits.interactions]
    yield Fact(tr("problem.limits"), joined(told, " · ") or tr("problem.no_limit"))
    yield Fact(tr("problem.criteria"), formatted(len(charter.criteria)), tr("govern.see_criteria"))


def _versions(material: Material) -> Table:
    made = material.records.made
    heads = (Head(tr("govern.version")), Head(tr("govern.when")), Head(tr("govern.who")), Head(tr("govern.record")))
    rows = [
        Row((tr("problem.version", number=one.number), moment(one.when, made), user(one.who), code(one.id)))
        for one in material.records.charters
    ]
    return Table(heads, rows, tr("govern.charter_versions"), small=True)
