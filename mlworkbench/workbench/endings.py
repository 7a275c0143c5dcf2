"""How jobs of a project ended: each end is filed once, with the log the job wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock
from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.records import JobEnd, JobState, Reason

if TYPE_CHECKING:
    from mlworkbench.jobs import Job, Message
    from mlworkbench.store import Project

MOST_LOG = 1_000_000  # bytes; of a longer log the end is kept
STATES: Mapping[str, JobState] = {"result": "finished", "failed": "failed"}


def of_job(job: "Job", wrong: WorkbenchError | None) -> JobEnd:
    """A job that ended under our eyes; `wrong` is what went wrong when its pieces were filed."""
    error = wrong or (job.error if job.state == "failed" else None)
    ended = job.ended or clock.now()
    return JobEnd(
        id=job.id,
        kind=job.kind,
        started=job.started,
        seconds=(ended - job.started).total_seconds(),
        state="failed" if error else "cancelled" if job.state == "cancelled" else "finished",
        reason=Reason(error.key, dict(error.facts)) if error else None,
        log_file=None,
        who=str(job.context.get("who", "?")),
        when=ended,
    )


def of_leftover(told: Mapping[str, Any], messages: Sequence["Message"], wrong: WorkbenchError | None) -> JobEnd:
    """A job whose program died first. One that had not said its last word failed, whatever it had made by then."""
    last = messages[-1] if messages else None
    state: JobState = STATES.get(last.word, "failed") if last else "failed"
    error = wrong or (last.error() if last and last.word == "failed" else None)
    if state == "failed" and error is None:
        reason: Reason | None = Reason("job.program_ended")
    else:
        reason = Reason(error.key, dict(error.facts)) if error else None
    started, folder = datetime.fromisoformat(told["started"]), Path(told["folder"])
    return JobEnd(
        id=folder.name,
        kind=told["kind"],
        started=started,
        seconds=max(0.0, _last_sign(folder) - started.timestamp()),
        state="failed" if reason else state,
        reason=reason,
        log_file=None,
        who=str(told["context"].get("who", "?")),
        when=clock.now(),
    )


def file(project: "Project", end: JobEnd, folder: Path) -> None:
    """In a transaction of its own, unless it is there already; the log becomes a file of the project where there is one."""
    if project.last(JobEnd, id=end.id) is not None:
        return
    log = _log(folder)
    with project.transaction():
        project.add(replace(end, log_file=project.keep(log) if log else None))


def _log(folder: Path) -> Path | None:
    """What is kept of a log: all of it, or the end of a very long one."""
    log = folder / "log.txt"
    try:
        size = log.stat().st_size
        if size <= MOST_LOG:
            return log if size else None
        tail = folder / "log.end.txt"
        with log.open("rb") as whole:
            whole.seek(-MOST_LOG, 2)
            tail.write_bytes(whole.read())
    except OSError:  # a log that cannot be read is no reason to lose the end
        return None
    return tail


def _last_sign(folder: Path) -> float:
    """When the job last wrote something, in seconds since 1970; who looks for a sign of life touches `alive`."""
    written = (path for path in folder.iterdir() if path.is_file() and path.name != "alive")
    return max((path.stat().st_mtime for path in written), default=0.0)
