"""The import job: a file becomes an immutable, typed dataset version with its profile and origin."""

import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mlworkbench.base import clock
from mlworkbench.base.digest import digest_file
from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Column, ColumnProfile, Finding, Origin, Profile
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import columns as typing
from mlworkbench.stages.data import findings, profiles, version
from mlworkbench.stages.data.joining import joined
from mlworkbench.stages.data.opening import open_source
from mlworkbench.stages.data.source import Source


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job `import`. Spec: path, name and, if wanted, choices: how to read it, and holdout: a second file whose rows come last
    and are the hold-out.

    Writes data.parquet and profile.json into `out`; nothing remains there if a file is bad.
    """
    started = clock.seconds()
    path, work = Path(spec["path"]), out / "reading"
    try:
        source, holdout_rows = _opened(path, spec, work, Part(report, 0, 0.3))
        columns, profile = _import(source, out, work, report)
        origin = _origin(path, source)
    except OSError as reason:
        raise ProjectError("data.cannot_write", folder=str(out), reason=reason.strerror or str(reason)) from reason
    finally:
        shutil.rmtree(work, ignore_errors=True)
    report.progress(1.0, "data.imported", rows=profile.rows, columns=len(columns))
    return {
        "name": spec["name"],
        "rows": profile.rows,
        "holdout_rows": holdout_rows,
        "columns": [asdict(column) for column in columns],
        "origin": asdict(origin),
        "data_file": digest_file(out / "data.parquet"),
        "profile_file": digest_file(out / "profile.json"),
        "seconds": clock.seconds() - started,
        "files": {"data": "data.parquet", "profile": "profile.json"},
    }


def _opened(path: Path, spec: dict[str, Any], work: Path, report: Report) -> tuple[Source, int]:
    """The table to import and how many of its last rows are the hold-out."""
    holdout, choices = spec.get("holdout"), spec.get("choices")
    if holdout is None:
        return open_source(path, work, report, choices), 0
    first = open_source(path, work, Part(report, 0, 0.5), choices)
    second = open_source(Path(holdout), work / "holdout", Part(report, 0.5, 1), choices)
    told = {"holdout": Path(holdout).name, "holdout_sha256": digest_file(Path(holdout))}
    whole = joined(first, second)
    return replace(whole, reading={**whole.reading, **told}), second.rows


def _import(source: Source, out: Path, work: Path, report: Report) -> tuple[tuple[Column, ...], Profile]:
    parquet = work / "data.parquet"
    decided, notes = typing.decide(source, Part(report, 0.3, 0.5))
    version.write(source, decided, parquet, Part(report, 0.5, 0.8))
    figures, repeated = profiles.profile_columns(parquet, decided, work, Part(report, 0.8, 1.0))
    columns = tuple(replace(column, type=figure.type) for column, figure in zip(decided, figures, strict=True))
    profile = _judged(columns, figures, (*source.notes, *notes), source.rows, repeated)
    profiles.write_profile(profile, out / "profile.json")
    parquet.replace(out / "data.parquet")
    return columns, profile


def _judged(
    columns: tuple[Column, ...], figures: tuple[ColumnProfile, ...], notes: tuple[Finding, ...], rows: int, repeated: int
) -> Profile:
    asides = findings.set_aside(columns, figures, rows)
    return Profile(rows, figures, findings.findings(figures, asides, notes, rows, repeated), asides)


def _origin(path: Path, source: Source) -> Origin:
    reading = {name: fact for name, fact in source.reading.items() if name != "importer"}
    importer = source.reading["importer"]
    return Origin(path.name, str(path.resolve().parent), path.stat().st_size, digest_file(path), importer, reading)
