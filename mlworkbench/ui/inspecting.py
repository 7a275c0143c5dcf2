"""Starts the inspection of the data by itself, once for each state of the data, the target, the split and the expectations."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mlworkbench.base.events import Changed, Event, JobMoved

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

PATIENCE = 400  # milliseconds, since one thing that is done often comes as several changes
STAGES = frozenset({"data", "problem", "train", "home"})
BUSY = ("import", "import_database", "change", "inspect", "train")  # the time of a run belongs to the run


class Inspecting(QObject):
    """Give it every event. A job that was stopped or failed is not begun again until something changes."""

    def __init__(self, bench: "Workbench", parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._tried: tuple[object, ...] = ()
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PATIENCE)
        self._due.timeout.connect(self._begin)
        self._due.start()

    def hear(self, event: Event) -> None:
        concerned = isinstance(event, JobMoved) or (isinstance(event, Changed) and bool(event.stages & STAGES))
        if concerned and not self._due.isActive():
            self._due.start()

    def _begin(self) -> None:
        if self._bench.project is None or any(self._bench.running(kind) for kind in BUSY):
            return
        wanted = self._bench.data.inspected_state()
        if wanted != self._tried and self._bench.data.outdated():
            self._tried = wanted
            self._bench.data.inspect()
