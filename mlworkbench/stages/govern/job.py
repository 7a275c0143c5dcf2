"""The job "report": a document is written, whole or not at all, where the user wants it."""

import os
from pathlib import Path
from typing import Any

from mlworkbench.base import clock, paths
from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.stages.govern.documents.report import report as report_of
from mlworkbench.stages.govern.material import gathered


def run(spec: dict[str, Any], out: Path, report: Report) -> dict[str, Any]:
    """Job kind "report". `spec`: `records` as plain JSON (see Records), `files` of profile and judgements, `path` to write to.

    Returns path, sha256 and bytes. Raises InputError where it cannot be written and ProjectError for a damaged file.
    """
    report.progress(0.0, "govern.reading")
    material = gathered(spec["records"], spec["files"])
    text = report_of(material, lambda done: report.progress(0.05 + 0.9 * done, "govern.writing"))
    content, path = text.encode(), Path(spec["path"])
    report.progress(0.97, "govern.writing")
    _write(content, path)
    return {"path": str(path), "sha256": digest(content), "bytes": len(content)}


def _write(content: bytes, path: Path) -> None:
    fresh = path.with_name(f".{path.name}.{clock.new_name()}.tmp")
    try:
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError as reason:
        paths.discard(fresh)
        raise InputError("govern.no_place", path=str(path), why=reason.strerror or str(reason)) from reason
