"""The import job: a file becomes an immutable, typed dataset version with its profile and origin."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, NamedTuple

from mlworkbench.base import clock
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Column, ColumnProfile, Finding, Profile, Question, Reason
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data import combining, findings, gathering, meanings, profiles, room, settling, version
from mlworkbench.stages.data.joining import joined
from mlworkbench.stages.data.opening import BAD_ROWS, open_source
from mlworkbench.stages.data.origins import origin_of
from mlworkbench.stages.data.source import Source


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `import`. Spec: path, name and, if wanted, choices: how to read it, columns: what is asked of single ones (see wishes),
    contract (plain) and bad_rows (see settling), and holdout: a second file whose rows come last and are the hold-out;
    or more: further files whose rows follow, and source_file: whether a column tells which file a row is from.

    Writes data.parquet, profile.json and, where rows were set aside, rejects.csv into `out`; nothing remains there if a file is
    bad. `questions` of the result are what the file leaves open.
    """
    from concurrent.futures import ThreadPoolExecutor

    started = clock.seconds()
    path, work = Path(spec["path"]), out / "reading"
    if path.is_file():
        room.check_disk(path.stat().st_size, out, "data.import_room", times=1)
    before, pool = _stamp(path), ThreadPoolExecutor(1, "digest")
    digest = pool.submit(digest_file, path) if path.is_file() else None  # beside the proof of the file, which uses one core
    try:
        source, holdout_rows = _opened(path, spec, work, Part(report, 0, 0.3))
        asked, draft = settling.asked(spec), work / "data.parquet"
        settled = settling.settle(source, asked, path.name, work, Part(report, 0.3, 0.6), draft)
        source = settled.source
        built = build(source, out, work, report, settled.given, settled)
        if source.rejects:
            shutil.copyfile(source.rejects, out / "rejects.csv")
        origin = origin_of(path, source, digest.result() if digest else "")
        if _stamp(path) != before:
            for made in ("data.parquet", "profile.json", "rejects.csv"):
                (out / made).unlink(missing_ok=True)
            raise InputError("data.changed_while_read", file=path.name)
    except OSError as reason:
        if _stamp(path) != before:
            raise InputError("data.changed_while_read", file=path.name) from reason
        raise ProjectError("data.cannot_write", folder=str(out), reason=reason.strerror or str(reason)) from reason
    finally:
        pool.shutdown()
        shutil.rmtree(work, ignore_errors=True)
    report.progress(1.0, "data.imported", rows=built.profile.rows, columns=len(built.columns))
    told = result(spec["name"], source, built, out)
    return told | {"holdout_rows": holdout_rows, "origin": asdict(origin), "seconds": clock.seconds() - started}


def result(name: str, source: Source, built: "Built", out: Path) -> dict[str, Any]:
    """What an import job tells of the version it made in `out`, but for its origin."""
    files = {"data": "data.parquet", "profile": "profile.json"}
    return {
        "name": name,
        "rows": built.profile.rows,
        "columns": [asdict(column) for column in built.columns],
        "questions": [asdict(question) for question in (*source.questions, *built.questions)],
        "rejected_rows": source.rejected,
        "others": [asdict(one) for one in source.others],
        "descriptions": {name: words for name, words in source.descriptions.items() if name in source.names},
        "data_file": digest_file(out / "data.parquet"),
        "profile_file": digest_file(out / "profile.json"),
        "files": files | ({"rejects": "rejects.csv"} if source.rejects else {}),
    }


def _opened(path: Path, spec: dict[str, Any], work: Path, report: Report) -> tuple[Source, int]:
    """The table to import and how many of its last rows are the hold-out."""
    holdout, choices = spec.get("holdout"), spec.get("choices") or {}
    if spec.get("bad_rows"):  # of lines that cannot be read, too, where the importer can set some aside
        choices = {BAD_ROWS: spec["bad_rows"], **choices}
    if spec.get("more"):
        paths = [path, *(Path(one) for one in spec["more"])]
        return combining.opened(paths, work, report, choices, bool(spec.get("source_file"))), 0
    if holdout is None:
        return open_source(path, work, report, choices), 0
    first = open_source(path, work, Part(report, 0, 0.5), choices)
    second = open_source(Path(holdout), work / "holdout", Part(report, 0.5, 1), choices)
    told = {"holdout": Path(holdout).name, "holdout_sha256": digest_file(Path(holdout))}
    whole = gathering.with_rejects(joined(first, second), (first, second), (path.name, Path(holdout).name), work)
    return replace(whole, reading={**whole.reading, **told}), second.rows


class Built(NamedTuple):
    columns: tuple[Column, ...]
    profile: Profile
    questions: tuple[Question, ...] = ()


def build(
    source: Source,
    out: Path,
    work: Path,
    report: Report,
    known: tuple[Column | None, ...] = (),
    settled: settling.Settled | None = None,
    loose: frozenset[str] = frozenset(),
) -> Built:
    """data.parquet and profile.json in `out`. Columns that are `known` keep their type, the others get one from their values
    unless it is settled already. Of the texts in `loose` the counts say whether they are categories.
    """
    parquet = work / "data.parquet"
    decided = settled or _decided(source, known, Part(report, 0.3, 0.5))
    if settled is None or not settled.drafted:
        version.write(source, decided.columns, parquet, Part(report, 0.5, 0.8))
    figures, repeated = profiles.profile_columns(parquet, decided.columns, work, Part(report, 0.8, 1.0))
    if known:
        held = (None if old is None or old.name in loose else old.type for old in known)
        figures = tuple(replace(one, type=kind or one.type) for one, kind in zip(figures, held, strict=True))
    columns = tuple(replace(column, type=figure.type) for column, figure in zip(decided.columns, figures, strict=True))
    notes = (*source.notes, *_of_rejects(source), *decided.notes)
    profile = _judged(columns, figures, notes, source.rows, repeated)
    profiles.write_profile(profile, out / "profile.json")
    parquet.replace(out / "data.parquet")
    return Built(columns, profile, decided.questions)


def _of_rejects(source: Source) -> tuple[Finding, ...]:
    if not source.rejected or any(note.kind == "rows_set_aside" for note in source.notes):
        return ()
    reason = Reason("data.rows_set_aside", {"rows": source.rejected})
    return (Finding("rows_set_aside", (), "warning", source.rejected, reason),)


def _decided(source: Source, known: tuple[Column | None, ...], report: Report) -> typing.Decided:
    """Only the columns whose type is not known are looked at."""
    if not known:
        return typing.decide(source, report)
    open_places = [place for place, column in enumerate(known) if column is None]
    if not open_places:
        return typing.Decided(tuple(column for column in known if column is not None))
    names = tuple(source.names[place] for place in open_places)
    rest = replace(source, names=names, read=lambda: (batch.select(open_places) for batch in source.batches()))
    found = typing.decide(rest, report)
    new = iter(found.columns)
    return replace(found, columns=tuple(next(new) if column is None else column for column in known))


def _judged(
    columns: tuple[Column, ...], figures: tuple[ColumnProfile, ...], notes: tuple[Finding, ...], rows: int, repeated: int
) -> Profile:
    asides = findings.set_aside(columns, figures, rows)
    figures = meanings.with_meanings(columns, figures, rows)
    return Profile(rows, figures, findings.findings(figures, asides, notes, rows, repeated), asides)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What differs when a file was written to; None for what is no file."""
    if not path.is_file():
        return None
    told = path.stat()
    return told.st_size, told.st_mtime_ns
