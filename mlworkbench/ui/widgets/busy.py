"""A card that stands where something is being made: what is done now, how far it is, and Cancel."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.jobs import kind_words, progress_words
from mlworkbench.ui.widgets.parts import STRETCH, Elided, card, column, named, restyle, row, sized, small, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

WIDE = 460


class Busy(QWidget):
    def __init__(self, bench: "Workbench", name: str = "busy", wide: int = WIDE) -> None:
        super().__init__()
        named(name, self)
        self._bench = bench
        self._job: Job | None = None
        self._title = text("", "large", name="busy_title")
        self._bar = sized(named("busy_bar", QProgressBar(), tr("job.progress")), width=wide)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._doing = sized(Elided("", "busy_doing"), width=wide)
        restyle(self._doing, look="note")
        self._cancel = small(tr("ask.cancel"), self._stop, "busy_cancel")
        inner = column(self._title, self._bar, self._doing, row(self._cancel, STRETCH), gap=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(column(STRETCH, row(STRETCH, inner, STRETCH), STRETCH)))

    def show_job(self, job: "Job", title: str = "") -> None:
        self._job = job
        self._title.setText(title or kind_words(job.kind))
        self._bar.setValue(round(job.fraction * 1000))
        self._doing.setText(progress_words(job))

    def _stop(self) -> None:
        if self._job is not None:
            self._bench.cancel(self._job.id)
