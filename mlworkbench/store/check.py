"""Is everything a project promises still there? The database, every reference, every file, the whole lineage."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Evaluation, Look, Model, Package, Reason, Recipe, Record, Run, RunEnd, Split, Verdict
from mlworkbench.base.report import Report
from mlworkbench.store.tables import FILE_FIELDS, KINDS, table_name

if TYPE_CHECKING:
    from mlworkbench.store.project import Project


@dataclass(frozen=True)
class Damage:
    """`kind` is database, reference, record, file or lineage; `record` is the id of the record concerned."""

    kind: str
    reason: Reason
    record: str | None = None


def check(project: "Project", report: Report, files: bool = True) -> tuple[Damage, ...]:
    """Every damage found; reading goes on after the first. An unreadable database is one damage, and then the last.

    Without `files` only the records are looked at, which is quick.
    """
    found = list(_database(project))
    if found:
        return tuple(found)
    kept: list[Record] = []
    for kind in KINDS:
        found.extend(_readable(project, kind, kept))
    if files:
        found.extend(_files(project, kept, report))
    found.extend(_lineage(kept))
    report.progress(1.0, "store.checked")
    return tuple(found)


def _database(project: "Project") -> Iterator[Damage]:
    try:
        for said in project.pragma("integrity_check"):
            if said != ("ok",):
                yield Damage("database", Reason("store.integrity", {"said": str(said[0])}))
        for table, row, parent, _ in project.pragma("foreign_key_check"):
            yield Damage("reference", Reason("store.no_parent", {"table": str(table), "row": str(row), "parent": str(parent)}))
    except ProjectError as error:
        yield Damage("database", Reason(error.key, dict(error.facts)))


def _readable(project: "Project", kind: type[Record], kept: list[Record]) -> Iterator[Damage]:
    try:
        kept.extend(project.find(kind))
    except ProjectError as error:
        yield Damage("record", Reason("store.unreadable", {"table": table_name(kind), "why": error.key}))


def _files(project: "Project", kept: list[Record], report: Report) -> Iterator[Damage]:
    fields = [(record, getattr(record, field)) for record in kept for field in FILE_FIELDS[type(record)]]
    named = [(record, name) for record, name in fields if name is not None]
    for number, (record, name) in enumerate(named):
        report.progress(number / len(named), "store.checking", number=number + 1, count=len(named))
        try:
            whole = digest_file(project.file(name)) == name
        except (ProjectError, OSError):
            yield Damage("file", Reason("store.file_gone", {"name": name, "table": table_name(type(record))}), record.id)
            continue
        if not whole:
            yield Damage("file", Reason("store.file_altered", {"name": name, "table": table_name(type(record))}), record.id)


def _lineage(kept: list[Record]) -> Iterator[Damage]:
    """The parents of a record agree with each other on where it comes from; one that cannot be read is told as that alone."""
    known = {record.id: record for record in kept}
    for record in kept:
        if not _agrees(record, known):
            yield Damage(
                "lineage", Reason("store.parents_differ", {"table": table_name(type(record)), "name": record.id}), record.id
            )


def _agrees(record: Record, known: dict[str, Record]) -> bool:
    match record:
        case Run():  # one that was killed early made no split
            made = [known[name] for name in (record.recipe, record.split) if name in known]
            return all(_problem(parent) == record.problem for parent in made)
        case Model():
            split, before = _split(record, known), known.get(record.parent or "")
            same_run = not isinstance(before, Model) or before.run == record.run
            return same_run and (split is None or split in known)
        case RunEnd(winner=str(winner)):
            best = known.get(winner)
            return isinstance(best, Model) and best.run == record.run
        case Look():
            model = known.get(record.model)
            return model is None or _split(model, known) in (None, record.split)
        case Evaluation():
            look = known.get(record.look)
            return look is None or (isinstance(look, Look) and look.model == record.model)
        case Package(evaluation=str(evaluation)) | Verdict(evaluation=str(evaluation)):
            judged = known.get(evaluation)
            return judged is None or (isinstance(judged, Evaluation) and judged.model == record.model)
    return True


def _problem(record: Record) -> str | None:
    return record.problem if isinstance(record, Recipe | Split) else None


def _split(model: Record, known: dict[str, Record]) -> str | None:
    run = known.get(model.run) if isinstance(model, Model) else None
    return run.split if isinstance(run, Run) else None
