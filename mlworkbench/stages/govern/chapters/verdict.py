"""What was asked and what was found, and what a person decided from it."""

from collections.abc import Iterator

from mlworkbench.base.records import Verdict
from mlworkbench.base.words import tr
from mlworkbench.stages.govern.blocks import Block, Chapter, Fact, Facts, Head, Level, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.material import Condition, Material
from mlworkbench.stages.govern.saying import because, code, joined, moment, pill, say, user

STATES: dict[bool | None, tuple[str, Level]] = {
    True: ("problem.met", "good"),
    False: ("problem.not_met", "bad"),
    None: ("problem.not_measured", "plain"),
}


def criteria(material: Material) -> Chapter:
    return Chapter("criteria", tr("govern.criteria"), tr("govern.criteria_lead"), tuple(_held(material)))


def chapter(material: Material) -> Chapter:
    return Chapter("verdict", tr("govern.verdict"), tr("govern.verdict_lead"), tuple(_decided(material)))


def _held(material: Material) -> Iterator[Block]:
    records = material.records
    if not records.conditions:
        yield Paragraph(tr("govern.no_criteria"), "missing")
    else:
        heads = (Head(tr("govern.condition"), share=36), Head(tr("govern.found"), share=34), Head(tr("govern.outcome"), share=30))
        yield Table(heads, [_condition(one, material) for one in records.conditions])
    if records.removed:
        yield Paragraph(tr("govern.removed"), "warning")
        yield Table((Head(tr("govern.condition")),), [Row((user(one),)) for one in records.removed])


def _condition(one: Condition, material: Material) -> Row:
    from markupsafe import Markup

    words, level = STATES[one.met]
    state: list[Words] = [pill(tr(words), level)]
    if one.after_look:
        state.append(pill(tr("govern.late"), "warning"))
        state.append(tr("problem.after_look", when=moment(one.since, material.records.made)))
    asked = Markup("{}<small>{}</small>").format(user(one.sentence), user(one.why)) if one.why else user(one.sentence)
    return Row((asked, _found(one), joined(state)))


def _found(one: Condition) -> Words:
    if one.reason is not None:
        return because(one.reason)
    if one.basis in ("holdout", "out_of_fold"):
        key = "problem.on_holdout" if one.basis == "holdout" else "problem.on_training"
        return tr(key, figure=one.figure, rows=one.rows)
    return tr("problem.of_model", figure=one.figure) if one.figure != "–" else ""


def _decided(material: Material) -> Iterator[Block]:
    records, verdict = material.records, material.records.verdict
    if verdict is None:
        yield Paragraph(tr("govern.no_verdict"), "missing")
        return
    yield Facts(tuple(_facts(verdict, material)))
    if len(records.verdicts) > 1:
        heads = (Head(tr("govern.when")), Head(tr("govern.who")), Head(tr("govern.decision")), Head(tr("govern.why")))
        rows = [Row((moment(one.when, records.made), user(one.who), outcome(one), user(one.why))) for one in records.verdicts]
        yield Table(heads, rows, tr("govern.earlier_verdicts"))


def outcome(verdict: Verdict) -> Words:
    if verdict.accepted:
        return pill(tr("govern.accepted", version=verdict.version), "good")
    return pill(tr("govern.rejected"), "bad")


def _facts(verdict: Verdict, material: Material) -> Iterator[Fact]:
    records = material.records
    charter = next((one for one in records.charters if one.id == verdict.charter), None)
    yield Fact(tr("govern.decision"), outcome(verdict))
    yield Fact(tr("govern.why"), user(verdict.why))
    yield Fact(tr("govern.decided"), say("data.imported_by", when=moment(verdict.when, records.made), who=verdict.who))
    held = tr("govern.charter", number=charter.number) if charter else tr("govern.no_charter_then")
    yield Fact(tr("govern.held_against"), held)
    yield Fact(tr("govern.record"), code(verdict.id))
