"""Progress bars on a terminal's stderr; silence where stderr is no terminal, but for warnings."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeGuard

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
        stop = bench.bus.listen(_warn)
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

    def hear(self, event: Event) -> None:
        if _is_warning(event):
            self.progress.console.print(tr(event.key, **event.facts), markup=False)
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
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )
    return Progress(*columns, console=Console(stderr=True), redirect_stdout=False, redirect_stderr=False)


def _warn(event: Event) -> None:
    if _is_warning(event):
        click.echo(tr(event.key, **event.facts), err=True)


def _is_warning(event: Event) -> TypeGuard[Notice]:
    """An error is not told here: whoever waits for the job raises it, and it is told once, at the end."""
    return isinstance(event, Notice) and event.level == "warning"
