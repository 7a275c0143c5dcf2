"""The command palette: type a few letters, press Enter."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.commands import Command, found
from mlworkbench.ui.widgets.overlay import Overlay
from mlworkbench.ui.widgets.parts import STRETCH, boxed, column, named, row, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Workbench

MOST_HEIGHT = 560
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(Overlay):
    """Commands that cannot be run now stand there too, with the reason."""

    def __init__(self, bench: "Workbench", go: "Go", over: QWidget) -> None:
        super().__init__("commands", tr("shell.commands"), over)
        self._bench, self._go = bench, go
        self.line = named("command_line", QLineEdit(), tr("shell.search"))
        self.line.setPlaceholderText(tr("shell.search"))
        self.line.textChanged.connect(self.fill)
        self.line.installEventFilter(self)
        self.list = named("command_list", QListWidget(), tr("shell.commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._run)
        self._none = text(tr("shell.no_command"), "note", name="no_command")
        self.setLayout(column(self.line, self.list, self._none, margins=(10, 10, 10, 10)))

    def fill(self, words: str = "") -> None:
        self.list.clear()
        for command in found(words):
            self._add(command)
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)
        self.resize(self.width(), self.wanted_height())
        self.list.setCurrentRow(next((at for at in range(self.list.count()) if self._enabled(at)), -1))

    def wanted_height(self) -> int:
        """As high as its rows, with an end."""
        return min(MOST_HEIGHT, 74 + theme.size("row_height") * max(1, self.list.count()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in MOVES:
                self._move(-1 if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp) else 1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if item := self.list.currentItem():
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _add(self, command: Command) -> None:
        refused = command.refuses(self._bench)
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.UserRole, command.name)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, tr(command.title))
        self.list.addItem(item)
        keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        aside = tr(refused.key, **refused.facts) if refused else keys
        picture = QLabel()
        picture.setPixmap(theme.picture(command.icon, "faint" if refused else "secondary"))
        told = text(tr(command.title), "faint" if refused else "plain_text")
        line = boxed(row(picture, 4, told, 12, STRETCH, text(aside, "faint"), margins=(10, 0, 10, 0)))
        if refused:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, theme.size("row_height")))
        self.list.setItemWidget(item, line)

    def _move(self, step: int) -> None:
        at = self.list.currentRow() + step
        while 0 <= at < self.list.count():
            if self._enabled(at):
                self.list.setCurrentRow(at)
                return
            at += step

    def _enabled(self, at: int) -> bool:
        return bool(self.list.item(at).flags() & Qt.ItemFlag.ItemIsEnabled)

    def _run(self, item: QListWidgetItem) -> None:
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            self.leave()
            self._go(name)
