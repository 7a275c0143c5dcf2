"""The projects opened lately: where each stands, what it waits for, and when it was opened."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QFont, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableWidget, QTableWidgetItem, QWidget

from mlworkbench.base import clock
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, looks, named, row, small

if TYPE_CHECKING:
    from mlworkbench.workbench import Recent

STAGES: Final = {
    "problem": "problem.title",
    "data": "data.title",
    "explore": "explore.title",
    "prepare": "prepare.title",
    "train": "train.title",
    "evaluate": "evaluate.title",
    "package": "package.title",
}
COLUMNS: Final = ("home.project", "home.stage", "home.needs", "home.opened")
MINUTE, HOUR, DAY, WEEK = 60, 3600, 86_400, 7 * 86_400


def ago(when: datetime) -> str:
    """When, as one would say it."""
    now = clock.now()
    gone = (now - when).total_seconds()
    days = (now.astimezone().date() - when.astimezone().date()).days
    if gone < MINUTE:
        return tr("home.just_now")
    if gone < HOUR:
        return tr("home.minutes_ago", count=int(gone // MINUTE))
    if days == 0:
        return tr("home.today_at", time=f"{when.astimezone():%H:%M}")
    if days == 1:
        return tr("home.yesterday")
    return tr("home.days_ago", count=days) if gone < WEEK else f"{when.astimezone():%Y-%m-%d}"


class RecentTable(QTableWidget):
    """Double click or Enter opens; a project whose folder is gone can be forgotten."""

    opened = Signal(Path)
    forgotten = Signal(Path)

    def __init__(self) -> None:
        super().__init__(0, len(COLUMNS))
        named("recent", self, tr("home.recent"))
        self.setHorizontalHeaderLabels([tr(column) for column in COLUMNS])
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.cellDoubleClicked.connect(lambda at, _: self._open(at))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.size("row_height"))
        self._head()
        self._recent: tuple[Recent, ...] = ()

    def _head(self) -> None:
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for at, width in ((0, theme.px(270)), (1, theme.px(130)), (3, theme.px(130))):
            self.setColumnWidth(at, width)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if last := self.horizontalHeaderItem(3):
            last.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def fill(self, recent: tuple["Recent", ...]) -> None:
        """Keeps the selection."""
        kept = self.currentRow()
        self._recent = recent
        self.setRowCount(len(recent))
        for at, project in enumerate(recent):
            self._row(at, project)
        if 0 <= kept < len(recent):
            self.selectRow(kept)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + theme.size("row_height") * len(recent) + 2)

    def _row(self, at: int, project: "Recent") -> None:
        strong = QFont(self.font())
        strong.setWeight(QFont.Weight.DemiBold)
        stage = tr(STAGES[project.stage]) if project.stage in STAGES else ""
        for column, words in ((0, project.name), (1, stage), (3, ago(project.opened))):
            item = QTableWidgetItem(words)
            item.setToolTip(str(project.path))
            if project.missing or column == 3:
                item.setForeground(QBrush(theme.colour("faint" if project.missing else "secondary")))
            if column == 0:
                item.setFont(strong)
            if column == 3:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(at, column, item)
        self.setItem(at, 2, QTableWidgetItem())
        self.setCellWidget(at, 2, self._needs(project))

    def _needs(self, project: "Recent") -> QWidget:
        if project.missing:
            forget = small(tr("home.forget"), lambda: self.forgotten.emit(project.path), "forget", tr("home.forget_tip"))
            return boxed(row(_pill(tr("home.missing"), "plain"), forget, STRETCH, margins=(4, 0, 8, 0)))
        told = tr(project.needs.key, **project.needs.facts) if project.needs else tr("home.needs_nothing")
        return boxed(row(_pill(told, "info" if project.needs else "good"), STRETCH, margins=(4, 0, 8, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentRow() >= 0:
            self._open(self.currentRow())
        elif event.key() == Qt.Key.Key_Delete and self.currentRow() >= 0:
            self.forgotten.emit(self._recent[self.currentRow()].path)
        else:
            super().keyPressEvent(event)

    def _open(self, at: int) -> None:
        if not self._recent[at].missing:
            self.opened.emit(self._recent[at].path)

    def _menu(self, place: QPoint) -> None:
        at = self.rowAt(place.y())
        if at < 0:
            return
        project = self._recent[at]
        menu = QMenu(self)
        _action(menu, tr("home.open"), lambda: self._open(at), not project.missing)
        _action(menu, tr("home.forget"), lambda: self.forgotten.emit(project.path))
        menu.popup(self.viewport().mapToGlobal(place))


def _action(menu: QMenu, words: str, run: Callable[[], None], enabled: bool = True) -> None:
    action = menu.addAction(words)
    action.setEnabled(enabled)
    action.triggered.connect(lambda checked=False: run())


def _pill(words: str, level: str) -> Elided:
    label = looks("pill", Elided(words))
    label.setProperty("level", level)
    return label
