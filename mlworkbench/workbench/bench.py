"""The workbench itself: one open project, its jobs, and the verbs of every stage."""

import contextlib
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base import clock, paths
from mlworkbench.base.errors import Fact, InputError, JobError, ProjectError, WorkbenchError
from mlworkbench.base.events import Bus, JobMoved, Notice
from mlworkbench.base.records import Package
from mlworkbench.base.report import Silent, Wish
from mlworkbench.base.settings import Settings
from mlworkbench.workbench import endings, filing, states
from mlworkbench.workbench.data import DataVerbs
from mlworkbench.workbench.evaluate import EvaluateVerbs
from mlworkbench.workbench.explore import ExploreVerbs
from mlworkbench.workbench.govern import GovernVerbs
from mlworkbench.workbench.home import HomeVerbs
from mlworkbench.workbench.package import PackageVerbs
from mlworkbench.workbench.prepare import PrepareVerbs
from mlworkbench.workbench.problem import ProblemVerbs
from mlworkbench.workbench.states import StageState
from mlworkbench.workbench.train import TrainVerbs

if TYPE_CHECKING:
    from mlworkbench.jobs import Job, Message, Runner
    from mlworkbench.store import Damage, Project

ATTENTION = 0.2  # seconds between two looks whether the user wants to stop
LOOSE = ("score", "verify", "look", "look_database", "check", "compare_models")  # heard at once; their folders go
LONG_AGO = timedelta(days=1)  # a loose job this old belongs to no program that is still running


class Workbench:
    """Lives on one thread. `pump()` must be called often: what jobs made is filed there."""

    def __init__(self, home: Path | None = None, runner: "Runner | None" = None) -> None:
        self.place = home or paths.home()
        self.bus = Bus()
        self.settings = Settings(self.place)
        self.runner = runner or _runner(self.settings.threads)
        self.runner.on(self._hear)
        self.project: Project | None = None
        self.interrupted = False  # set by a signal handler
        self.trouble: dict[str, WorkbenchError] = {}
        self._unwanted: set[str] = set()  # loose jobs to be removed as soon as they have ended
        self.home = HomeVerbs(self)
        self.data = DataVerbs(self)
        self.problem = ProblemVerbs(self)
        self.explore = ExploreVerbs(self)
        self.prepare = PrepareVerbs(self)
        self.train = TrainVerbs(self)
        self.evaluate = EvaluateVerbs(self)
        self.package = PackageVerbs(self)
        self.govern = GovernVerbs(self)

    def opened(self) -> "Project":
        """The open project. Raises ProjectError where none is open."""
        if self.project is None:
            raise ProjectError("home.no_project")
        return self.project

    def stages(self) -> tuple[StageState, ...]:
        return states.of(self)

    def start(
        self, kind: str, spec: dict[str, Any], context: dict[str, Any] | None = None, loose: bool = False, secret: str = ""
    ) -> "Job":
        """Start a job that files into the open project; a loose one files nothing and lies with the user.

        The secret (a password) is told to the worker and kept nowhere.
        """
        if loose or self.project is None:
            return self.runner.start(kind, spec, self.place / "work", {}, secret)
        told = {"project": self.project.id, "who": filing.account(), **(context or {})}
        return self.runner.start(kind, spec, self.project.work, told, secret)

    def use_threads(self, count: int) -> None:
        """How many threads the next jobs may use; 0 means all processors. Remembered."""
        self.settings.change(threads=count)
        self.runner.use(self.settings.threads)

    def jobs(self) -> "tuple[Job, ...]":
        """Newest first."""
        return tuple(reversed(tuple(self.runner.jobs.values())))

    def running(self, kind: str) -> "Job | None":
        """The live job of this kind in the open project."""
        here = self.project.id if self.project else None
        live = (job for job in self.jobs() if job.kind == kind and job.state == "running")
        return next((job for job in live if job.context.get("project") == here), None)

    def cancel(self, job_id: str) -> None:
        self.runner.cancel(job_id)

    def tell(self, job_id: str, wish: Wish) -> None:
        """Let a job hold, go on, or come to an end with what it has."""
        self.runner.tell(job_id, wish)
        self.bus.send(JobMoved(job_id))

    def pump(self) -> None:
        self.runner.pump()

    def wait(self, job: "Job") -> dict[str, Any]:
        """Pump until the job has ended; its result. Raises what went wrong in it or in filing what it made.

        Raises KeyboardInterrupt between two pumps, never in the middle of a transaction, once `interrupted` was set.
        """
        while job.state == "running":
            self.hear_interrupt()
            with contextlib.suppress(TimeoutError):
                self.runner.wait(job.id, ATTENTION)
        if job.id in self.trouble:
            raise self.trouble[job.id]
        if job.error is not None:
            raise job.error
        if job.result is None:
            raise JobError("job.no_result", kind=job.kind)
        return job.result

    def hear_interrupt(self) -> None:
        if self.interrupted:
            raise KeyboardInterrupt

    def drop(self, job: "Job") -> None:
        """Remove the folder of a loose job; one that still runs is stopped first."""
        if job.state == "running":
            self._unwanted.add(job.id)
            self.runner.cancel(job.id)
        else:
            _remove(job.folder)

    def stop_jobs(self) -> None:
        """Cancel what runs in the open project and wait until all of it is filed."""
        here = self.project.id if self.project else None
        live = [job for job in self.jobs() if job.state == "running" and job.context.get("project") == here]
        for job in live:
            self.runner.cancel(job.id)
        for job in live:
            self.runner.wait(job.id)

    def file_leftovers(self) -> None:
        """File what a program that died had not filed, once, then remove its job folders. What cannot be filed is told."""
        from mlworkbench.jobs.leftovers import leftovers, unborn

        for folder in unborn(self.opened().work):
            _remove(folder)
        for job, messages in leftovers(self.opened().work):
            wrong = None
            try:
                for message in messages:
                    self._file_one(job["kind"], job["context"], message)
            except InputError as error:
                wrong = error
                self.bus.send(Notice(error.key, dict(error.facts), "warning"))
            endings.file(self.opened(), endings.of_leftover(job, messages, wrong), Path(job["folder"]))
            _remove(Path(job["folder"]))

    def verify_project(self) -> "Job":
        """Check the records of the open project, then in a job every file they name and every package. What fails is told."""
        project, folder = self.opened(), self.opened().folder / "files"
        damages = project.check(Silent(), files=False)
        found = [{"name": one.kind, "ok": False, "key": one.reason.key, "facts": dict(one.reason.facts)} for one in damages]
        whole = {"name": "project", "ok": True, "key": "store.checked_records", "facts": {}}
        spec = {
            "found": found or [whole],
            "packages": [str(folder / name) for name in filing.files_of(project, (Package,))],
            "files": [[str(folder / name), name] for name in filing.files_of(project)],
        }
        return self.start("verify", spec)

    def damages(self) -> "tuple[Damage, ...]":
        """What is wrong with the open project's records and files, by the store's own check. It reads every file."""
        return self.opened().check(_Interruptible(self))

    def verify_now(self) -> dict[str, Any]:
        """What `verify_project` finds; waits."""
        return self.wait(self.verify_project())

    def close(self) -> None:
        from mlworkbench.jobs.leftovers import leftovers, unborn

        self.home.close()
        self.runner.close()
        for job, _ in leftovers(self.place / "work", patience=0):
            if clock.now() - datetime.fromisoformat(job["started"]) > LONG_AGO:
                _remove(Path(job["folder"]))
        for folder in unborn(self.place / "work", LONG_AGO.total_seconds()):
            _remove(folder)

    def _hear(self, job: "Job", message: "Message") -> None:
        if self.project is not None and job.context.get("project") == self.project.id:
            self._file(job, message)
            if job.state != "running":
                self._file_end(job)
        elif job.state != "running" and (job.kind in LOOSE or job.id in self._unwanted):
            self._unwanted.discard(job.id)
            _remove(job.folder)
        self.bus.send(JobMoved(job.id))

    def _file(self, job: "Job", message: "Message") -> None:
        """A piece that cannot be filed ends its job; whoever waits for the job hears why."""
        try:
            self._file_one(job.kind, job.context, message)
        except WorkbenchError as error:
            self.trouble.setdefault(job.id, error)
            self.bus.send(Notice(error.key, dict(error.facts), "error"))
            self.runner.cancel(job.id)

    def _file_end(self, job: "Job") -> None:
        """How it ended, and its log; what could not be filed stays in its folder for the next opening."""
        try:
            endings.file(self.opened(), endings.of_job(job, self.trouble.get(job.id)), job.folder)
        except WorkbenchError as error:
            self.bus.send(Notice(error.key, dict(error.facts), "error"))
            return
        if job.id not in self.trouble:
            _remove(job.folder)

    def _file_one(self, kind: str, context: Mapping[str, Any], message: "Message") -> None:
        piece = filing.Piece.of(kind, context, message)
        filing.file(self.opened(), piece)
        if (piece.job, piece.word) == ("import", "result") and context.get("target"):
            self.problem.choose(context["target"], excluded=context["excluded"])
        if (piece.job, piece.word) == ("change", "result"):
            self.data.carry(self.data.version(context["record"]), piece.facts["renamed"])


class _Interruptible(Silent):
    """A report that nobody reads, but through which the user can stop."""

    def __init__(self, bench: Workbench) -> None:
        self._bench = bench

    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        self._bench.hear_interrupt()


def _remove(folder: Path) -> None:
    """A job's folder, when all of it is filed. A worker may still be writing its log: then the next opening removes it."""
    shutil.rmtree(folder, ignore_errors=True)


def _runner(threads: int) -> "Runner":
    from mlworkbench.jobs import Runner

    return Runner(threads=threads)
