"""Govern: what was done in a project, and the documents that say it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import paths
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import JobEnd, Profile, Reason

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench
    from mlworkbench.workbench.lineage import Stop

SUFFIXES = (".html", ".htm")
LONGEST_LOG = 200_000  # bytes that are shown


class GovernVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

    def refuses_report(self) -> Reason | None:
        """Why no report can be written now."""
        if self._bench.project is None:
            return Reason("home.no_project")
        if self._bench.data.current() is None and self._bench.problem.charter() is None:
            return Reason("govern.nothing_yet")
        return Reason("govern.report_running") if self._bench.running("report") else None

    def report(self, path: Path, language: str) -> "Job":
        """Write the model report to this path, in English ("en") or Korean ("ko"). It appears whole or not at all.

        What is not done yet is said in it. Raises InputError where there is nothing to report or it cannot be written there.
        """
        from mlworkbench.workbench import reporting

        if refused := self.refuses_report():
            raise InputError(refused.key, **refused.facts)
        place = path.absolute()
        check_place(place)
        return self._bench.start("report", reporting.spec(self._bench, language) | {"path": str(place)})

    def lineage(self, model_id: str) -> "tuple[Stop, ...]":
        """Where a model comes from, and what became of it: newest first, back to the bytes of the files."""
        from mlworkbench.workbench import lineage

        return lineage.walk(self._bench, model_id)

    def write_profile(self, found: Profile, name: str, path: Path, language: str) -> dict[str, Any]:
        """A profile as one HTML file: path, sha256 and bytes. It appears whole or not at all. Raises InputError."""
        from mlworkbench import __version__
        from mlworkbench.stages import govern

        check_place(path.absolute())
        return govern.write_profile(found, name, path.absolute(), language, __version__)

    def proposed_report(self) -> Path:
        """Where a report goes unless the user says otherwise."""
        stem = paths.file_name(self._bench.opened().name)
        return self._bench.home.out_folder() / f"{stem}-report{SUFFIXES[0]}"

    def ended(self) -> tuple[JobEnd, ...]:
        """Jobs of the open project that have ended, of this and of earlier sessions, newest first."""
        return tuple(reversed(self._bench.opened().find(JobEnd))) if self._bench.project else ()

    def log(self, ended: JobEnd) -> str:
        """What a job wrote to its log, the end of it where it is long; empty if it wrote nothing."""
        return _tail(self._bench.opened().file(ended.log_file)) if ended.log_file else ""

    def log_of(self, job: "Job") -> str:
        """The same for a job of this session, from its folder or, once that is gone, from its record."""
        if job.log.is_file():
            return _tail(job.log)
        ended = self._bench.project.last(JobEnd, id=job.id) if self._bench.project else None
        return self.log(ended) if ended else ""


def check_place(place: Path) -> None:
    """Raises InputError where no report can be written: nothing but another report is ever replaced."""
    if place.is_dir() or not os.access(place.parent, os.W_OK):
        raise InputError("govern.bad_place", path=str(place))
    if place.exists() and place.suffix.lower() not in SUFFIXES:
        raise InputError("govern.place_taken", path=str(place))


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LOG))
        return file.read().decode("utf-8", "replace")
