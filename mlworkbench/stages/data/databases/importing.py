"""The job `import_database`: the rows of a table or a query become a dataset version, as those of a file do."""

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mlworkbench.base import clock, params, secret
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import Origin
from mlworkbench.base.report import Part, Report
from mlworkbench.stages.data import importing, settling
from mlworkbench.stages.data.databases import reading, server
from mlworkbench.stages.data.databases.address import Address, address
from mlworkbench.stages.data.source import COMMON, Source

IMPORTER = "database"


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Spec: url (without the password: that is the job's secret), table or query, name and, if wanted, columns, contract,
    bad_rows and the choices `missing` and `dates` as for files.

    Connects, closes the network behind itself, reads all rows into the job's folder, and only then builds.
    """
    started, work = clock.seconds(), out / "reading"
    place, _ = address(spec["url"])
    try:
        report.progress(0.0, "data.database_connecting", address=place.place)
        source, title = _rows(place, spec, work, Part(report, 0, 0.5))
        asked, draft = settling.asked(spec), work / "data.parquet"
        settled = settling.settle(source, asked, title, work, Part(report, 0.5, 0.75), draft)
        built = importing.build(settled.source, out, work, Part(report, 0.75, 1), settled.given, settled)
        if settled.source.rejects:
            shutil.copyfile(settled.source.rejects, out / "rejects.csv")
        told = importing.result(spec["name"], settled.source, built, out)
    except OSError as reason:
        raise ProjectError("data.cannot_write", folder=str(out), reason=reason.strerror or str(reason)) from reason
    finally:
        shutil.rmtree(work, ignore_errors=True)
    origin = Origin(title, place.place, (out / "data.parquet").stat().st_size, told["data_file"], IMPORTER, source.reading, "")
    report.progress(1.0, "data.imported", rows=built.profile.rows, columns=len(built.columns))
    return told | {"origin": asdict(origin), "seconds": clock.seconds() - started}


def _rows(place: Address, spec: dict[str, Any], work: Path, report: Report) -> tuple[Source, str]:
    """All rows, read while the connection stood, and what a person calls them."""
    table, query = spec.get("table") or "", spec.get("query") or ""
    chosen = params.check(COMMON, spec.get("choices") or {})
    with server.connected(place, secret.held()) as found:
        asked = reading.asked(found, table, query)
        read = reading.read(found, asked, work, report)
        told = {"server": found.name, "encrypted": "yes" if found.encrypted else "no"}
    if not read.kept.rows:
        raise InputError("data.no_rows", file=asked.title, columns=len(read.kept.kept))
    told |= {"address": place.place, "database": place.database, "user": place.user, "url": place.url}
    told |= {"query": query} if query else {"table": asked.title}
    told |= {one.name: str(chosen[one.name]) for one in COMMON if one.name in ("missing", "dates") and chosen.get(one.name)}
    names = tuple(name for name, _ in read.kept.columns())
    return Source(names, read.kept.rows, False, read.kept.read, told, read.notes), asked.title
