"""Starts jobs in child processes and hears them. Threads only fill a queue; everything is decided in `pump()`."""

import contextlib
import json
import os
import queue
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlworkbench
from mlworkbench.base import clock
from mlworkbench.base.errors import JobError
from mlworkbench.base.report import Wish
from mlworkbench.base.settings import processors
from mlworkbench.jobs.job import Job
from mlworkbench.jobs.leftovers import UNBORN, leftovers
from mlworkbench.jobs.messages import Message, decode, failed
from mlworkbench.jobs.process import Said, Worker
from mlworkbench.jobs.tasks import TASKS, Task
from mlworkbench.jobs.worker import OPEN
from mlworkbench.store.disk import sync_folder

__all__ = ["Job", "Message", "Runner", "leftovers"]

Listener = Callable[[Job, Message], None]
TICK = 0.05  # seconds between two looks at the clock while waiting


class Runner:
    """All its methods are called on one thread, the program's first: on Linux a worker dies with the thread that started it."""

    def __init__(self, threads: int = 0) -> None:
        """`threads` is what each worker's libraries may use; 0 means all processors."""
        self.threads = threads or processors()
        self.jobs: dict[str, Job] = {}
        self._listeners: list[Listener] = []
        self._said: Said = queue.SimpleQueue()
        self._alive: set[Worker] = set()
        self._busy: dict[Worker, Job] = {}
        self._spares: list[Worker] = []
        self._keeps = 0

    def on(self, listener: Listener) -> None:
        """Called for every message, after the job was brought up to date."""
        self._listeners.append(listener)

    def warm(self, count: int = 1) -> None:
        """From now on keep so many idle workers that have imported the heavy libraries; each is used once and replaced.

        Where none can be started nothing is said: the job that needs one will say it.
        """
        self._keeps = count
        with contextlib.suppress(OSError):
            while len(self._spares) < count:
                self._spares.append(self._born(warm=True))

    def use(self, threads: int) -> None:
        """From the next job on. Idle workers of another count are let go."""
        if threads == self.threads:
            return
        self.threads = threads
        idle, self._spares = self._spares, []
        for worker in idle:
            worker.stop()
        self.warm(self._keeps)

    def start(
        self, kind: str, spec: dict[str, Any], folder: Path, context: dict[str, Any] | None = None, secret: str = ""
    ) -> Job:
        """The job gets a folder of its own in `folder`. Spec and context are plain JSON. Raises JobError("job.not_started").

        The secret (a password) is told to the worker and kept nowhere.
        """
        job = Job(clock.new_name(), kind, Path(), spec, context or {}, clock.now())
        try:
            job.folder = _written_down(job, TASKS[kind], folder)
            worker = self._opened(job.folder, secret) if kind in OPEN else self._put_to_work(job.folder)
        except OSError as reason:
            raise JobError("job.not_started", kind=kind, folder=str(folder), why=reason.strerror) from reason
        self.jobs[job.id] = job
        self._busy[worker] = job
        self.warm(self._keeps)
        return job

    def cancel(self, job_id: str) -> None:
        """Ask a running job to end; it is killed if it does not within five seconds. Nothing happens to one that has ended."""
        for worker, job in self._busy.items():
            if job.id == job_id:
                worker.stop()

    def tell(self, job_id: str, wish: Wish) -> None:
        """Tell a running job what the user wishes; most kinds of jobs do not listen."""
        for worker, job in self._busy.items():
            if job.id == job_id:
                job.wished(wish)
                worker.tell(wish)

    def pump(self) -> None:
        """Hear all that was said since last time. What a listener raises comes out here."""
        while self._hear(0):
            pass

    def wait(self, job_id: str, timeout: float | None = None) -> Job:
        """Pump until this job has ended. Raises TimeoutError."""
        job = self.jobs[job_id]
        until = None if timeout is None else clock.seconds() + timeout
        while job.state == "running":
            self._hear(TICK)
            if until is not None and clock.seconds() > until:
                raise TimeoutError(job_id)
        return job

    def close(self) -> None:
        """Stop everything, hear what is still said, and leave no process behind."""
        self._keeps = 0
        for worker in self._alive:
            worker.stop()
        try:
            while self._alive:
                self._hear(TICK)
        finally:
            for worker in self._alive:
                worker.kill()

    def _born(self, warm: bool) -> Worker:
        worker = Worker(self.threads, warm, self._said)
        self._alive.add(worker)
        return worker

    def _put_to_work(self, folder: Path) -> Worker:
        while self._spares:  # the oldest is the warmest
            spare = self._spares.pop(0)
            if spare.give(folder):
                return spare
        worker = self._born(warm=False)
        worker.give(folder)  # had it died already, the reader would tell
        return worker

    def _opened(self, folder: Path, secret: str) -> Worker:
        """A worker that may make one connection. Raises OSError where none can be had."""
        worker = Worker(self.threads, False, self._said, open_for=folder)
        self._alive.add(worker)
        worker.give(folder, secret)
        return worker

    def _hear(self, timeout: float) -> bool:
        """One thing that was said, waiting for it at most so long. False if there was none."""
        self._kill_deaf()
        try:
            worker, line = self._said.get(timeout > 0, timeout)
        except queue.Empty:
            return False
        if not line:
            self._bury(worker)
        elif worker in self._busy:
            job = self._busy[worker]
            self._tell(job, decode(line, job.folder))
        return True

    def _tell(self, job: Job, message: Message) -> None:
        job.apply(message)
        for listener in tuple(self._listeners):
            listener(job, message)

    def _bury(self, worker: Worker) -> None:
        self._alive.discard(worker)
        self._spares = [spare for spare in self._spares if spare is not worker]
        job = self._busy.pop(worker, None)
        code = worker.bury(job.log if job else None)
        if job is not None and job.state == "running":
            self._tell(job, _ending(worker, code))

    def _kill_deaf(self) -> None:
        now = clock.seconds()
        for worker in self._alive:
            if worker.deadline is not None and now > worker.deadline:
                worker.kill()


def _written_down(job: Job, task: Task, folder: Path) -> Path:
    """The job's folder, there with its job.json or not at all."""
    told = {
        "id": job.id,
        "kind": job.kind,
        "module": task.module,
        "function": task.function,
        "spec": job.spec,
        "context": job.context,
        "started": job.started.isoformat(),
        "product": mlworkbench.__version__,
    }
    fresh, place = folder / f"{UNBORN}{job.id}", folder / job.id
    fresh.mkdir(parents=True)
    with (fresh / "job.json").open("w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, place)
    sync_folder(folder)
    return place


def _ending(worker: Worker, code: int) -> Message:
    """The last word of a worker that went without one."""
    if worker.deadline is not None:
        return Message("cancelled")
    name = next((known.name for known in signal.Signals if known == -code), None)
    return failed(JobError("job.died", code=code, signal=name))
