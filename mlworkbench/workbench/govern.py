"""Govern: what was done in a project, and the documents that say it."""

from pathlib import Path
from typing import TYPE_CHECKING

from mlworkbench.base.records import JobEnd

if TYPE_CHECKING:
    from mlworkbench.jobs import Job
    from mlworkbench.workbench.bench import Workbench

LONGEST_LOG = 200_000  # bytes that are shown


class GovernVerbs:
    def __init__(self, bench: "Workbench") -> None:
        self._bench = bench

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


def _tail(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LOG))
        return file.read().decode("utf-8", "replace")
