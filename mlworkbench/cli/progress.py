"""Progress bars on a terminal's stderr; silence where stderr is no terminal, but for warnings."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mlworkbench.base.events import Event, JobMoved, Notice
from mlworkbench.base.words import tr

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from mlworkbench.workbench import Workbench


@contextmanager
def shown(bench: "Workbench") -> Iterator[None]:
    """One bar a job while this lasts."""
    if not sys.stderr.isatty():
        stop = bench.bus.listen(_Warnings(lambda sentence: click.echo(sentence, err=True)).hear)
        try:
            yield
        finally:
            stop()
        return
    bars = _Bars(bench, _progress())
    stop = bench.bus.listen(bars.hear)
    try:
        with bars.progress:
            yield
    finally:
        stop()


class _Bars:
    def __init__(self, bench: "Workbench", progress: "Progress") -> None:
        self.progress = progress
        self._bench = bench
        self._tasks: dict[str, TaskID] = {}
        self._warnings = _Warnings(lambda sentence: progress.console.print(sentence, markup=False))

    def hear(self, event: Event) -> None:
        self._warnings.hear(event)
        if isinstance(event, JobMoved):
            self._draw(event.job)

    def _draw(self, name: str) -> None:
        job = self._bench.runner.jobs[name]
        if name not in self._tasks:
            self._tasks[name] = self.progress.add_task(tr(f"cli.step_{job.kind}"), total=1.0, now="")
        finished = job.state == "finished"
        now = tr(job.key, **job.facts) if job.key and not finished else ""
        self.progress.update(self._tasks[name], completed=1.0 if finished else job.fraction, now=now)


def _progress() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}", markup=False),
    )
    return Progress(*columns, console=Console(stderr=True), redirect_stdout=False, redirect_stderr=False)


class _Warnings:
    """Each is told once. An error is not: whoever waits for the job raises it, and it is told at the end."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._said: set[str] = set()

    def hear(self, event: Event) -> None:
        if not isinstance(event, Notice) or event.level != "warning":
            return
        sentence = tr(event.key, **event.facts)
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)
