"""Out-of-fold scores are judged by a job that starts by itself: what it does, why it waits, and what went wrong."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Model
from mlworkbench.base.words import told, tr
from mlworkbench.ui.widgets.busy import Busy
from mlworkbench.ui.widgets.jobs import show_log
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, column, named, note, row, small, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench


class JudgingCard(QWidget):
    """Hidden where all is known. After a failure or a stop nothing starts again by itself."""

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("judging", self)
        self._bench = bench
        self._model: Model | None = None
        self._tried: set[tuple[str, str]] = set()
        self._busy = Busy(bench, "assessing")
        self._wrong = text("", wrap=True, selectable=True, name="judging_wrong")
        again = small(tr("evaluate.try_again"), self._again, "try_again")
        self._log = small(tr("job.show_log"), self._show_log, "judging_log")
        buttons = row(again, self._log, STRETCH)
        self._failed = boxed(column(card(column(self._wrong, buttons, gap=10), tone="warning")), "judging_failed")
        self._waits = boxed(column(card(note(tr("evaluate.judging_waits"), "judging_note"))), "judging_waits")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for part in (self._busy, self._failed, self._waits):
            layout.addWidget(part)

    def show_model(self, model: Model) -> None:
        """Starts the job if something is missing and nothing else is going on."""
        self._model = model
        lacks, wrong = self._lacks(model)
        job = self._job()
        if lacks and job is not None and job.state != "running":
            wrong = wrong or self._trouble(job)
        if lacks and not wrong and not self._anything_runs() and self._first_time(model):
            self._bench.evaluate.assess(model.id)
            job = self._job()
        running = job is not None and job.state == "running"
        self.setVisible(lacks)
        self._busy.setVisible(running)
        self._failed.setVisible(bool(wrong))
        self._waits.setVisible(not running and not wrong)
        if running and job is not None:
            self._busy.show_job(job, tr("evaluate.judging"))
        self._wrong.setText(wrong)
        self._log.setVisible(job is not None and job.state == "failed")

    def _lacks(self, model: Model) -> tuple[bool, str]:
        """Whether it must be judged, and what is wrong with what is there."""
        try:
            return self._bench.evaluate.lacks(model.id), ""
        except ProjectError as wrong:
            return True, told(wrong)

    def _first_time(self, model: Model) -> bool:
        """Once for a model and a version of the criteria, so that a job that does not help is not begun for ever."""
        charter = self._bench.problem.charter()
        attempt = (model.id, charter.id if charter else "")
        fresh = attempt not in self._tried
        self._tried.add(attempt)
        return fresh

    def _anything_runs(self) -> bool:
        here = self._bench.project.id if self._bench.project else None
        return any(job.state == "running" and job.context.get("project") == here for job in self._bench.jobs())

    def _job(self) -> "Job | None":
        """The newest that judged this model."""
        model = self._model.id if self._model else None
        of_kind = (job for job in self._bench.jobs() if job.kind == "assess" and job.context.get("model") == model)
        return next(of_kind, None)

    def _trouble(self, job: "Job") -> str:
        wrong = self._bench.trouble.get(job.id) or (job.error if job.state == "failed" else None)
        if wrong is not None:
            return told(wrong)
        return tr("evaluate.judging_stopped") if job.state == "cancelled" else ""

    def _again(self) -> None:
        if self._model is not None and self._bench.evaluate.refuses_assess(self._model.id) is None:
            self._bench.evaluate.assess(self._model.id)
            self.show_model(self._model)

    def _show_log(self) -> None:
        if job := self._job():
            show_log(self._bench, job)
