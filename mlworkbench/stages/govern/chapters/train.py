"""Which models were tried, and which one was taken."""

from collections.abc import Iterator, Sequence

from mlworkbench.base.records import Failure, Model, Problem, Run
from mlworkbench.base.words import bytes_, duration, formatted, microseconds, number, tr
from mlworkbench.stages.govern import pictures
from mlworkbench.stages.govern.blocks import Block, Chapter, Fact, Facts, Figures, Head, Heading, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.material import Material
from mlworkbench.stages.govern.saying import (
    because,
    chosen,
    code,
    joined,
    metric,
    model_name,
    moment,
    pill,
    say,
    spread,
    user,
)


def chapter(material: Material) -> Chapter:
    return Chapter("train", tr("govern.train"), tr("govern.train_lead"), tuple(_blocks(material)))


def _blocks(material: Material) -> Iterator[Block]:
    records = material.records
    if records.run is None:
        yield Paragraph(tr("govern.no_run"), "missing")
        return
    if "problem" in records.changed:
        yield Paragraph(tr("govern.newer_problem"), "warning")
    yield Facts(tuple(_run(records.run, material)))
    if not records.models:
        yield Paragraph(tr("train.no_model"), "missing")
    else:
        yield Heading(tr("train.leaderboard"))
        yield _leaderboard(material)
        yield Figures((pictures.tried(records.models),), wide=True)
    yield from _failures(records.failures)
    if records.model is not None:
        yield Heading(tr("govern.chosen_model"))
        yield Facts(tuple(_chosen(records.model, material)))


def _run(run: Run, material: Material) -> Iterator[Fact]:
    records = material.records
    made = say("data.imported_by", when=moment(run.when, records.made), who=run.who)
    yield Fact(tr("govern.made"), made)
    state = tr(f"govern.run_{records.end.state}") if records.end else tr("govern.run_unfinished")
    yield Fact(tr("govern.state"), state)
    yield Fact(tr("train.budget"), duration(run.budget), tr("train.budget_tip"))
    yield Fact(tr("train.seed"), str(run.seed), tr("train.seed_tip"))
    yield Fact(tr("train.threads"), str(run.threads))
    if run.explainable:
        yield Fact(tr("govern.only"), tr("problem.field_explainable"))
    told = [joined([name, version]) for name, version in sorted(run.versions.items())]
    yield Fact(tr("govern.versions"), joined(told, " · "), tr("train.repeat_note"))
    yield Fact(tr("govern.record"), code(run.id))


def _leaderboard(material: Material) -> Table:
    name = material.records.models[0].metric
    heads = (
        Head("#", right=True),
        Head(tr("train.model")),
        Head(tr("train.cross_validated", metric=metric(name)), right=True),
        Head(tr("train.row_time"), right=True),
        Head(tr("train.size"), right=True),
        Head(tr("govern.trained_in"), right=True),
    )
    origin = _origin(material.records.model)
    rows = [_line(place, one, one.id == origin) for place, one in enumerate(material.records.models, 1)]
    return Table(heads, rows, tr("govern.leaderboard_note", folds=_folds(material.records.models[0])))


def _line(place: int, model: Model, taken: bool) -> Row:
    name = joined([model_name(model), pill(tr("govern.chosen"), "good")]) if taken else model_name(model)
    cells: tuple[Words, ...] = (
        formatted(place),
        name,
        tr("train.score_text", score=model.cv.mean, sd=spread(model.cv.mean, model.cv.sd)),
        microseconds(model.row_microseconds),
        bytes_(model.model_bytes),
        duration(model.seconds),
    )
    return Row(cells, "chosen" if taken else "")


def _origin(model: Model | None) -> str | None:
    """The model of the leaderboard from which this one comes."""
    return None if model is None else model.parent or model.id


def _folds(model: Model) -> int:
    return len(model.cv.folds)


def _failures(failures: Sequence[Failure]) -> Iterator[Table]:
    heads = (Head(tr("train.model")), Head(tr("govern.why")))
    for given_up, title in ((False, tr("train.failures")), (True, tr("train.given_up_title"))):
        rows = [Row((user(one.name), because(one.reason))) for one in failures if one.was_given_up == given_up]
        if rows:
            yield Table(heads, rows, title)


def _chosen(model: Model, material: Material) -> Iterator[Fact]:
    from mlworkbench.stages.train import maker

    known = maker(model.algorithm)
    yield Fact(tr("train.model"), model_name(model), str(known.help) if known else "")
    if model.params:
        yield Fact(tr("govern.params"), chosen(known.params if known else (), model.params))
    yield from _threshold(model, material.records.problem)
    score = tr("train.score_text", score=model.cv.mean, sd=spread(model.cv.mean, model.cv.sd))
    yield Fact(tr("train.cross_validated", metric=metric(model.metric)), score)
    yield Fact(tr("govern.by_fold"), " · ".join(number(one) for one in model.cv.folds))
    yield Fact(tr("train.row_time"), microseconds(model.row_microseconds), tr("train.time_tip"))
    yield Fact(tr("train.size"), bytes_(model.model_bytes), tr("train.size_tip"))
    yield Fact(tr("govern.model_hash"), code(model.model_file))
    yield Fact(tr("govern.trial_hash"), code(model.trial), tr("govern.trial_note"))
    yield Fact(tr("govern.record"), code(model.id))


def _threshold(model: Model, problem: Problem | None) -> Iterator[Fact]:
    if model.threshold is not None and problem is not None and problem.positive is not None:
        words = say("package.card_positive", positive=problem.positive, threshold=model.threshold)
        yield Fact(tr("govern.threshold"), words, tr("govern.raw_note"))
