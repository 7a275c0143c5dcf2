"""Home: begin with a file or a sample, go on with a project, open a package."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    cards,
    children,
    heading,
    note,
    page_head,
    primary,
    scrolling,
    secondary,
)
from mlworkbench.ui.widgets.recent import RecentTable
from mlworkbench.ui.widgets.sample import SampleCard

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class HomePage(Page):
    stage = "home"
    listens = frozenset({"home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        head = page_head(
            tr("home.title"),
            tr("home.purpose"),
            secondary(tr("home.new_project"), lambda: go("new_project"), "new_project"),
            secondary(tr("home.open_project"), lambda: go("open_project"), "open_project"),
            primary(tr("home.open_file"), lambda: go("open_file"), "open_file"),
        )
        head.setContentsMargins(0, 0, 10, 0)  # the room of the scroll bar below
        self.body.addWidget(head)
        drop = DropZone(
            tr("home.drop"), tr("home.drop_hint"), (*ask.DATA, *ask.PACKAGES), height=theme.size("drop_height"), several=True
        )
        drop.taken.connect(lambda paths: go("take", *paths))
        self._samples_title = heading(tr("home.samples"), "samples_title")
        self._table = RecentTable()
        self._table.opened.connect(lambda path: go("open_project", path))
        self._table.forgotten.connect(self._forget)
        self._none_yet = note(tr("home.none_yet"), "none_yet")
        recent = card(self._none_yet, self._table, title=tr("home.recent"), name="recent_card")
        content = cards(drop, self._samples_title, self._sample_cards(), recent, STRETCH)
        content.setContentsMargins(0, 0, 10, theme.size("page_margin"))
        self._area = scrolling(boxed(content))
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - 10, 0)
        self.body.addWidget(self._area)

    def refresh(self) -> None:
        recent = self.bench.home.recent()
        self._table.fill(recent)
        self._table.setVisible(bool(recent))
        self._none_yet.setVisible(not recent)

    def show_samples(self) -> None:
        """Brings the samples into view and gives the first the keyboard."""
        for first in children(self, SampleCard)[:1]:
            self._area.ensureWidgetVisible(first)
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _sample_cards(self) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.size("card_gap"))
        for number, sample in enumerate(self.bench.home.samples()):
            shown = SampleCard(sample, number)
            shown.clicked.connect(lambda checked=False, name=sample.name: self.go("open_sample", name))
            grid.addWidget(shown, number // 4, number % 4)
            grid.setColumnStretch(number % 4, 1)
        return boxed(grid)

    def _forget(self, path: Path) -> None:
        self.bench.home.forget(path)
        self.refresh()
