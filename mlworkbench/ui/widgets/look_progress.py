"""A line that stands while files are looked at: how far it is, what is done now, and Stop."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.jobs import progress_words
from mlworkbench.ui.widgets.parts import Elided, named, restyle, row, small

if TYPE_CHECKING:
    from mlworkbench.workbench import Job


class LookProgress(QWidget):
    """Hidden while no job runs."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("look_progress", self)
        self._bar = named("look_bar", QProgressBar(), tr("job.progress"))
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._doing = Elided("", "look_doing")
        restyle(self._doing, look="note")
        line = row(self._doing, small(tr("data.stop_looking"), self.stopped.emit, "look_cancel"))
        line.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._bar)
        layout.addLayout(line)

    def show_job(self, job: "Job | None") -> None:
        running = job is not None and job.state == "running"
        self.setVisible(running)
        if job is not None and running:
            self._bar.setValue(round(job.fraction * 1000))
            self._doing.setText(progress_words(job))
