"""The bottom of the window: the running job with bar, estimate and Cancel; else the last result; and when all was saved."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from mlworkbench import __version__
from mlworkbench.base import clock
from mlworkbench.base.events import Changed, Event, JobMoved, Notice
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.jobs import kind_words, outcome_words, progress_words, show_log
from mlworkbench.ui.widgets.parts import Elided, named, restyle, row, sized, small, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Job, Workbench

ENDINGS = {"finished": ("check", "accent"), "failed": ("failed", "on_bad"), "cancelled": ("stop", "secondary")}
LEVELS = {"info": ("info", "accent"), "warning": ("warning", "attention"), "error": ("failed", "on_bad")}


class JobStrip(QWidget):
    """Shows what the workbench's jobs say; remembers only which of them was heard last, at first the newest."""

    def __init__(self, bench: "Workbench", go: "Go") -> None:
        super().__init__()
        named("strip", self, tr("shell.jobs"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, height=theme.px(26) + theme.size("strip_room"))
        self._bench = bench
        self._job: Job | None = next(iter(bench.jobs()), None)
        self._picture = QLabel()
        self._words: QPushButton = named("strip_text", QPushButton(), tip=tr("shell.jobs_tip"))
        self._words.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._words.clicked.connect(lambda checked=False: go("jobs"))
        self._bar = sized(named("strip_bar", QProgressBar(), tr("job.progress")), width=220)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._doing = Elided("", "strip_doing")
        restyle(self._doing, look="note")
        self._cancel = small(tr("ask.cancel"), self._stop, "strip_cancel")
        self._log = small(tr("job.show_log"), self._show_log, "strip_log")
        self._count = text("", "note", name="strip_count")
        self._saved = text(
            tr("shell.all_saved") if bench.project else tr("shell.version", version=__version__), "note", name="strip_saved"
        )
        parts = (self._picture, self._words, self._bar, 2, self._doing, self._cancel, self._log, self._count, 12, self._saved)
        line = row(*parts, margins=(14, 0, 16, 0))
        line.setStretch(4, 1)
        self.setLayout(line)
        self.refresh()

    def hear(self, event: Event) -> None:
        if isinstance(event, JobMoved):
            self._job = next((job for job in self._bench.jobs() if job.id == event.job), self._job)
            self.refresh()
        elif isinstance(event, Notice):
            self._notice(event)
        elif isinstance(event, Changed) and event.stages == {"home"}:
            self._saved.setText(tr("shell.all_saved") if self._bench.project else tr("shell.version", version=__version__))
        elif isinstance(event, Changed):
            self._saved.setText(tr("shell.saved", time=f"{clock.now().astimezone():%H:%M:%S}"))

    def refresh(self) -> None:
        """The newest running job; without one, what the job heard last has come to."""
        running = [job for job in self._bench.jobs() if job.state == "running"]
        shown = running[0] if running else self._job
        for widget in (self._bar, self._cancel):
            widget.setVisible(bool(running))
        self._log.setVisible(not running and shown is not None and shown.state == "failed")
        if running:
            self._show_running(running[0])
        elif shown is not None:
            self._show(*ENDINGS[shown.state], outcome_words(shown))
        else:
            self._show("", "state", tr("shell.no_job"))
        self._show_count(len(running))

    def _show_running(self, job: "Job") -> None:
        self._job = job
        self._show("play", "accent", kind_words(job.kind))
        self._bar.setValue(round(job.fraction * 1000))
        self._doing.setText(progress_words(job))

    def _show(self, icon: str, ink: str, words: str) -> None:
        self._picture.setVisible(bool(icon))
        if icon:
            self._picture.setPixmap(theme.picture(icon, ink, edge=14))
        self._words.setText(words)
        self._words.setAccessibleName(words)
        self._doing.setText("")

    def _show_count(self, running: int) -> None:
        ended = sum(job.state == "finished" for job in self._bench.jobs())
        self._count.setText(tr("job.count", running=running, finished=ended) if ended or running > 1 else "")

    def _notice(self, notice: Notice) -> None:
        if not any(job.state == "running" for job in self._bench.jobs()):
            self._show(*LEVELS.get(notice.level, LEVELS["info"]), tr(notice.key, **notice.facts))

    def _stop(self) -> None:
        if self._job is not None:
            self._bench.cancel(self._job.id)

    def _show_log(self) -> None:
        if self._job is not None:
            show_log(self._bench, self._job)
