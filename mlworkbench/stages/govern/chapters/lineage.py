"""Where the knowledge ends, which records everything comes from, and how each figure can be checked."""

from collections.abc import Iterator
from pathlib import Path

from mlworkbench.base.records import Signed
from mlworkbench.base.words import tr
from mlworkbench.stages.govern.blocks import Block, Bullets, Chapter, Head, Paragraph, Row, Table, Words
from mlworkbench.stages.govern.chapters.verdict import outcome
from mlworkbench.stages.govern.material import Material, Records
from mlworkbench.stages.govern.saying import code, joined, model_name, moment, say, user

FEW = 30  # rows of a class below which a figure says little


def limits(material: Material) -> Chapter:
    return Chapter("limits", tr("govern.limits"), tr("govern.limits_lead"), (Bullets(tuple(_known(material))),))


def chapter(material: Material) -> Chapter:
    return Chapter("lineage", tr("govern.lineage"), tr("govern.lineage_lead"), tuple(_blocks(material)))


# Where the knowledge ends ----------------------------------------------------------------------------------------------


def _known(material: Material) -> Iterator[Words]:
    records = material.records
    if records.dataset is not None:
        yield tr("govern.limit_data", number=records.dataset.number, rows=records.dataset.rows)
    if records.split is not None and records.split.unused_rows:
        yield tr("govern.limit_unused", rows=records.split.unused_rows)
    if len(records.models) > 1:
        yield tr("govern.limit_best_of", models=len(records.models))
    yield from _looked(material)
    yield from _few(material)
    if material.judgements:
        yield tr("govern.limit_intervals", draws=max(one.resamples for one in material.judgements))
    yield from _asked(material)
    yield tr("package.card_limit_cause")
    yield tr("govern.limit_not_examined")


def _looked(material: Material) -> Iterator[Words]:
    records = material.records
    if records.split is None:
        return
    if not records.split.test_rows:
        yield tr("govern.limit_no_holdout")
    elif not records.looks:
        yield tr("govern.limit_sealed")
    elif len(records.looks) > 1:
        yield tr("govern.limit_looks", looks=len(records.looks))
    if records.threshold_late:
        yield tr("govern.limit_threshold_late")


def _few(material: Material) -> Iterator[Words]:
    """Classes of which the rows judged are so few that one row moves the figures."""
    judged = material.holdout or material.out_of_fold
    if judged is None:
        return
    for name, count in zip(judged.classes, judged.counts, strict=True):
        if count < FEW:
            where = tr("govern.on_holdout" if judged.basis == "holdout" else "govern.out_of_fold")
            yield joined([say("govern.limit_few", name=name, rows=count), f"({where})"])


def _asked(material: Material) -> Iterator[Words]:
    late = [one for one in material.records.conditions if one.after_look]
    if late:
        yield tr("govern.limit_late", count=len(late))
    if not material.records.conditions:
        yield tr("govern.limit_no_criteria")


# Where everything comes from -------------------------------------------------------------------------------------------


def _blocks(material: Material) -> Iterator[Block]:
    heads = (
        Head(tr("govern.what"), share=25),
        Head(tr("govern.record"), share=18),
        Head(tr("govern.hash"), share=37),
        Head(tr("govern.made"), share=20),
    )
    yield Table(heads, tuple(_lines(material)), tr("govern.lineage_note"), small=True)
    yield Paragraph(tr("govern.verify"))
    yield Bullets(tuple(_steps(material)), ordered=True)


def _lines(material: Material) -> Iterator[Row]:
    """In the order in which one is made from the other."""
    for words, record, hashed in _records(material.records):
        made = say("data.imported_by", when=moment(record.when, material.records.made), who=record.who)
        yield Row((words, code(record.id), code(hashed) if hashed else "–", made))


def _records(records: Records) -> Iterator[tuple[Words, Signed, str | None]]:
    if dataset := records.dataset:
        yield tr("train.repeat_data", number=dataset.number), dataset, dataset.data_file
    if records.problem:
        yield tr("govern.problem"), records.problem, None
    if charter := records.charter:
        yield tr("govern.charter", number=charter.number), charter, None
    if recipe := records.recipe:
        yield tr("govern.recipe", number=recipe.number), recipe, recipe.recipe_hash
    if records.split:
        yield tr("train.repeat_split"), records.split, records.split.rows_file
    if records.run:
        yield tr("govern.run"), records.run, None
    if model := records.model:
        yield joined([tr("govern.model"), model_name(model)], ": "), model, model.model_file
    yield from _judged(records)


def _judged(records: Records) -> Iterator[tuple[Words, Signed, str | None]]:
    if records.assessment:
        yield tr("govern.out_of_fold"), records.assessment, records.assessment.judgement_file
    for look in records.looks:
        yield tr("govern.look", number=look.number), look, None
    if records.evaluation:
        yield tr("govern.on_holdout"), records.evaluation, records.evaluation.judgement_file
    for verdict in records.verdicts:
        yield outcome(verdict), verdict, None
    for package in records.packages:
        yield joined([tr("govern.package"), user(Path(package.path).name)], ": "), package, package.identifier


def _steps(material: Material) -> Iterator[Words]:
    records = material.records
    yield joined([code("mlworkbench verify PROJECT"), tr("govern.verify_project")], ": ")
    if records.dataset is not None:
        yield say("govern.verify_file", file=records.dataset.origin.file_name)
    if records.run is not None:
        yield tr("train.repeat_note")
    if records.packages:
        yield joined([code("mlworkbench score PACKAGE FILE"), tr("govern.verify_package")], ": ")
    again = code(f"mlworkbench report PROJECT --out FILE --lang {records.language}")
    yield joined([again, tr("govern.verify_report")], ": ")
