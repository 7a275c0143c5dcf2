"""The job `look_database`: which tables there are, or the first rows of one before it is imported."""

import shutil
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from mlworkbench.base import secret
from mlworkbench.base.report import Report
from mlworkbench.stages.data.databases import reading, server
from mlworkbench.stages.data.databases.address import address
from mlworkbench.stages.data.databases.found import LookedDatabase

SHOWN = 100
CELL = 200  # letters of a cell in the preview


def look(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Spec: url, and a table or query to begin. The password is the job's secret. `told` of the result: see found."""
    place, _ = address(spec["url"])
    report.progress(0.0, "data.database_connecting", address=place.place)
    try:
        with server.connected(place, secret.held()) as found:
            report.progress(0.3, "data.database_looking", address=place.place)
            told = _begun(found, spec, out / "reading", report) if spec.get("table") or spec.get("query") else _listed(found)
    finally:
        shutil.rmtree(out / "reading", ignore_errors=True)
    report.progress(1.0, "data.database_looking", address=place.place)
    return {"told": asdict(told)}


def _listed(found: server.Server) -> LookedDatabase:
    tables, more = found.tables()
    return LookedDatabase(found.name, found.encrypted, tables=tables, more_tables=more)


def _begun(found: server.Server, spec: dict[str, Any], work: Path, report: Report) -> LookedDatabase:
    asked = reading.asked(found, spec.get("table") or "", spec.get("query") or "")
    begun = reading.read(found, asked, work, report, most=SHOWN)
    rows: list[tuple[Any, ...]] = []
    for batch in begun.kept.read():
        rows += zip(*([_shown(cell) for cell in one.to_pylist()] for one in batch.columns), strict=True)
    names, kinds = zip(*begun.kept.columns(), strict=True)
    return LookedDatabase(
        found.name, found.encrypted, names=names, kinds=kinds, rows=tuple(rows), left_out=begun.left_out, notes=begun.notes
    )


def _shown(cell: Any) -> Any:
    if isinstance(cell, datetime):
        midnight = not (cell.hour or cell.minute or cell.second or cell.microsecond)
        return cell.strftime("%Y-%m-%d") if midnight else cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, float) and not abs(cell) < float("inf"):
        return None
    return cell[:CELL] + "…" if isinstance(cell, str) and len(cell) > CELL else cell
