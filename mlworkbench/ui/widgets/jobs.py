"""A job in words, and the list of all jobs with their logs."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from mlworkbench.base import clock
from mlworkbench.base.words import duration, told, tr
from mlworkbench.ui import ask
from mlworkbench.ui.widgets.overlay import Overlay
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    clear,
    column,
    heading,
    line,
    note,
    pill,
    restyle,
    row,
    scrolling,
    small,
)

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

KINDS: Final = {
    "import": "job.import",
    "preview": "job.preview",
    "train": "job.train",
    "evaluate": "job.evaluate",
    "package": "job.package",
    "score": "job.score",
    "verify": "job.verify",
}
STATES: Final = {
    "running": ("job.running", "info"),
    "finished": ("job.finished", "good"),
    "failed": ("job.failed", "bad"),
    "cancelled": ("job.stopped", "plain"),
}
LONGEST_LOG = 200_000


def kind_words(job: "Job") -> str:
    return tr(KINDS[job.kind]) if job.kind in KINDS else job.kind


def seconds(job: "Job") -> float:
    """How long it ran or has run."""
    return ((job.ended or clock.now()) - job.started).total_seconds()


def progress_words(job: "Job") -> str:
    """What it does now, and how long it will take."""
    doing = tr(job.key, **job.facts) if job.key else ""
    left = job.eta()
    rest = tr("job.about_left", time=duration(max(1.0, left))) if left is not None else ""
    return " · ".join(part for part in (f"{job.fraction:.0%}".replace("%", " %"), doing, rest) if part)


def outcome_words(job: "Job") -> str:
    """One line about a job that has ended."""
    if job.state == "failed":
        return told(job.error) if job.error else tr("job.failed")
    if job.state == "cancelled":
        return tr("job.cancelled")
    return tr("job.finished_in", job=kind_words(job), time=duration(seconds(job)))


def show_log(job: "Job") -> None:
    ask.show_text(tr("job.log_title", job=kind_words(job)), log_text(job.log) or tr("job.empty_log"))


def log_text(path: Path) -> str:
    """The end of the log; a job that wrote nothing has none."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_LOG))
        return file.read().decode("utf-8", "replace")


class JobList(Overlay):
    """All jobs since the program began, the newest first."""

    def __init__(self, bench: "Workbench", over: QWidget) -> None:
        super().__init__("jobs", tr("shell.jobs"), over)
        self._bench = bench
        self._rows: dict[str, JobRow] = {}
        self._empty = note(tr("job.none_yet"), "no_jobs")
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.area: QScrollArea = scrolling(boxed(column(self._empty, self._list, STRETCH, gap=0)))
        self.setLayout(column(heading(tr("shell.jobs")), self.area, margins=(16, 14, 8, 10)))

    def fill(self) -> None:
        clear(self._list)
        self._rows = {job.id: JobRow(job, self._bench) for job in self._bench.jobs()}
        for shown in self._rows.values():
            self._list.addWidget(shown)
        self._empty.setVisible(not self._rows)

    def job_moved(self, job_id: str) -> None:
        if self.isHidden():
            return
        if job_id in self._rows:
            self._rows[job_id].refresh()
        else:
            self.fill()


class JobRow(QWidget):
    def __init__(self, job: "Job", bench: "Workbench") -> None:
        super().__init__()
        self.setObjectName(f"job_{job.id}")
        self._job = job
        self._pill = pill("")
        self._words = Elided()
        restyle(self._words, look="note")
        self._cancel = small(tr("ask.cancel"), lambda: bench.cancel(job.id), "cancel")
        log = small(tr("job.show_log"), lambda: show_log(job), "log")
        began = note(f"{job.started.astimezone():%H:%M:%S}")
        began.setWordWrap(False)
        top = row(heading(kind_words(job)), began, self._pill, STRETCH, self._cancel, log)
        self.setLayout(column(column(top, self._words, gap=3, margins=(0, 8, 8, 8)), line(), gap=0))
        self.refresh()

    def refresh(self) -> None:
        word, level = STATES[self._job.state]
        self._pill.setText(tr(word))
        restyle(self._pill, level=level)
        running = self._job.state == "running"
        self._words.setText(progress_words(self._job) if running else outcome_words(self._job))
        self._cancel.setVisible(running)
