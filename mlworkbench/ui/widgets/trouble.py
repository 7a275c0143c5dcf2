"""A warning that stands on a page after a job of its kind has failed: what happened and what to do, until it is closed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import told, tr
from mlworkbench.ui.widgets.jobs import show_log
from mlworkbench.ui.widgets.parts import card, icon_button, named, row, small, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench


class Trouble(QWidget):
    """Hidden unless the newest job of this kind in the open project failed. Remembers which one the user has closed."""

    def __init__(self, bench: "Workbench", kind: str) -> None:
        super().__init__()
        named("trouble", self)
        self._bench, self._kind = bench, kind
        self._closed: str | None = None
        self._words = text("", wrap=True, selectable=True, name="trouble_words")
        log = small(tr("job.show_log"), self._show_log, "trouble_log")
        close = icon_button("close", tr("data.close_trouble"), self._close, "trouble_close")
        inner = row(self._words, log, close, gap=12)
        inner.setStretch(0, 1)
        for button in (log, close):
            inner.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inner, name="trouble_card", tone="warning"))

    def refresh(self) -> None:
        job = self._job()
        wrong = (self._bench.trouble.get(job.id) or (job.error if job.state == "failed" else None)) if job else None
        shown = job is not None and wrong is not None and job.id != self._closed
        self.setVisible(shown)
        if shown and wrong is not None:
            self._words.setText(told(wrong))

    def _job(self) -> "Job | None":
        here = self._bench.project.id if self._bench.project else None
        of_kind = (job for job in self._bench.jobs() if job.kind == self._kind and job.context.get("project") == here)
        return next(of_kind, None)

    def _show_log(self) -> None:
        if job := self._job():
            show_log(self._bench, job)

    def _close(self) -> None:
        job = self._job()
        self._closed = job.id if job else None
        self.refresh()
