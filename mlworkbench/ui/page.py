"""The one base of all pages: it knows the workbench, hears what changed, and can go elsewhere."""

from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.events import Changed, Event, JobMoved
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import looks, named

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class Go(Protocol):
    def __call__(self, command: str, *facts: object) -> object:
        """Runs a command of commands.py by name: a page (`"train"`) or an action (`"open_package"`, path)."""


def nowhere(command: str, *facts: object) -> None:
    """For a page that stands alone, as in a test."""


class Page(QWidget):
    """Shows what the workbench returns; keeps no truth, so a change of language or theme simply builds it anew.

    A page builds its widgets in `__init__`, adds them to `self.body` (the theme's page margin around, card gap between) and reads
    the workbench in `refresh`, which is called when it is shown and whenever one of the stages it listens to has changed.
    """

    stage: ClassVar[str] = ""
    listens: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__()
        self.bench = workbench
        self.go = go
        self._stale = True
        named(f"page_{self.stage}", looks("page", self))
        margin = theme.size("page_margin")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin - 4, margin, margin)
        self.body.setSpacing(theme.size("card_gap"))

    def refresh(self) -> None:
        """Reads the workbench and shows it. Called again at every change: keep selection and scroll position."""

    def job_moved(self, job: str) -> None:
        """A job of this id started, reported, made something or ended. A hidden page is refreshed instead when it is shown."""

    def keep(self) -> object:
        """What the user has typed or chosen here and nobody has recorded yet, before the page is built anew; None for nothing.

        Scroll positions and the keyboard's place are kept for every page by the shell.
        """
        return None

    def take_back(self, kept: object) -> None:
        """What `keep` of the page before this one gave, after this one was shown for the first time."""

    def hear(self, event: Event) -> None:
        """What happened, from Live. A hidden page waits until it is shown."""
        if isinstance(event, Changed) and event.stages & self.listens:
            self._stale = True
            if self.isVisible():
                self.renew()
        elif isinstance(event, JobMoved):
            self._stale = self._stale or not self.isVisible()
            if self.isVisible():
                self.job_moved(event.job)

    def renew(self) -> None:
        """Refresh now."""
        self._stale = False
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        if self._stale:
            self.renew()
        super().showEvent(event)
