"""Joins the workbench to Qt's event loop: pumps the jobs, and passes on what happened as a signal."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mlworkbench.base.events import Event, JobMoved

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

BUSY, IDLE = 40, 250  # milliseconds between two looks at the jobs


class Live(QObject):
    """`news` carries every event of the bus. Lives as long as its parent; `close` ends it sooner."""

    news = Signal(object)

    def __init__(self, bench: "Workbench", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._known = {job.id for job in bench.jobs()}
        self._unlisten = bench.bus.listen(self._tell)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._pump)
        self._timer.start(BUSY)

    def close(self) -> None:
        self._timer.stop()
        self._unlisten()

    def _tell(self, event: Event) -> None:
        self.news.emit(event)

    def _pump(self) -> None:
        self._bench.pump()
        jobs = self._bench.jobs()
        for job in jobs:
            if job.id not in self._known:  # begun, and has said nothing yet
                self._known.add(job.id)
                self.news.emit(JobMoved(job.id))
        self._timer.setInterval(BUSY if any(job.state == "running" for job in jobs) else IDLE)
