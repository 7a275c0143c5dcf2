"""The model report: from the question to the verdict, in one file that needs nothing else."""

from collections.abc import Callable, Iterator

from mlworkbench.base import words
from mlworkbench.base.words import formatted, tr
from mlworkbench.stages.govern.blocks import Chapter, Document, Level, Tile
from mlworkbench.stages.govern.chapters import data, evaluate, explore, lineage, prepare, problem, train, verdict
from mlworkbench.stages.govern.material import Material
from mlworkbench.stages.govern.rendering import rendered
from mlworkbench.stages.govern.saying import joined, metric, model_name, moment, say, user, zone

CHAPTERS: tuple[Callable[[Material], Chapter], ...] = (
    problem.chapter,
    data.chapter,
    explore.chapter,
    prepare.chapter,
    train.chapter,
    evaluate.chapter,
    verdict.criteria,
    verdict.chapter,
    lineage.limits,
    lineage.chapter,
)


def report(material: Material, told: Callable[[float], None] | None = None) -> str:
    """HTML; the same material gives the same text. `told` hears how much is done."""
    tell = told or (lambda done: None)
    with words.speaking(material.records.language):
        chapters = []
        for place, chapter in enumerate(CHAPTERS):
            tell(place / (len(CHAPTERS) + 1))
            chapters.append(chapter(material))
        tell(len(CHAPTERS) / (len(CHAPTERS) + 1))
        return rendered(_document(material, tuple(chapters)))


def _document(material: Material, chapters: tuple[Chapter, ...]) -> Document:
    records, made = material.records, material.records.made
    facts = {"when": moment(made.when, made), "zone": zone(made), "who": made.who, "version": made.version}
    return Document(
        language=records.language,
        kind_of=tr("govern.report"),
        title=records.project,
        made=say("govern.made_by", **facts),
        tiles=tuple(_tiles(material)),
        chapters=chapters,
        foot=say("govern.foot", version=made.version, project=records.project_id),
    )


def _tiles(material: Material) -> Iterator[Tile]:
    records = material.records
    if records.problem is not None:
        yield Tile(tr("govern.predicts"), user(records.problem.target), tr(f"data.task_{records.problem.task}"))
    if records.dataset is not None:
        size = tr("govern.rows_columns", rows=records.dataset.rows, columns=len(records.dataset.columns))
        yield Tile(tr("govern.data"), say("govern.tile_data", number=records.dataset.number), size)
    if records.model is not None:
        yield Tile(tr("govern.model"), model_name(records.model), tr("govern.tile_models", models=len(records.models)))
        yield _score(material)
    yield _asked(material)
    yield _decided(material)


def _score(material: Material) -> Tile:
    records, problem_ = material.records, material.records.problem
    assert records.model is not None  # noqa: S101  for the type checker
    name = problem_.metric if problem_ is not None else records.model.metric
    if records.evaluation is not None:
        found, known = records.evaluation.metrics, records.evaluation.intervals or {}
        where, rows = tr("govern.on_holdout"), records.evaluation.rows
    elif records.assessment is not None:
        found, known, where, rows = (
            records.assessment.metrics,
            records.assessment.intervals,
            tr("govern.out_of_fold"),
            records.assessment.rows,
        )
    else:
        found, known, where = records.model.oof_metrics, {}, tr("govern.out_of_fold")
        rows = records.split.train_rows if records.split else 0
    told = [where, tr("govern.rows", rows=rows)]
    if name in known:
        told.insert(0, tr("govern.interval", low=known[name][0], high=known[name][1]))
    return Tile(metric(name), formatted(found.get(name)), joined(told, " · "))


def _asked(material: Material) -> Tile:
    conditions = material.records.conditions
    known = [one.met for one in conditions if one.met is not None]
    if not conditions:
        return Tile(tr("problem.criteria"), tr("govern.none_asked"))
    told = tr("problem.criteria_met", met=sum(known), count=len(conditions))
    level: Level = "bad" if not all(known) else "good" if len(known) == len(conditions) else "warning"
    late = sum(one.after_look for one in conditions)
    return Tile(tr("problem.criteria"), told, tr("govern.late_count", count=late) if late else "", level)


def _decided(material: Material) -> Tile:
    records, verdict_ = material.records, material.records.verdict
    if verdict_ is None:
        return Tile(tr("govern.verdict"), tr("govern.undecided"), tr("govern.undecided_note"))
    when = moment(verdict_.when, records.made)
    if verdict_.accepted:
        return Tile(tr("govern.verdict"), tr("govern.accepted", version=verdict_.version), when, "good")
    return Tile(tr("govern.verdict"), tr("govern.rejected"), when, "bad")
