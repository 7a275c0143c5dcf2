"""A place to drop a file on; pressing it asks for one instead."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame

from mlworkbench.base.errors import InputError
from mlworkbench.ui import ask
from mlworkbench.ui.widgets.parts import STRETCH, column, looks, named, restyle, text


class DropZone(QFrame):
    """`chosen` carries the path of one file or folder, dropped or asked for."""

    chosen = Signal(Path)

    def __init__(self, title: str, hint: str, patterns: tuple[str, ...], name: str = "drop", height: int | None = None) -> None:
        super().__init__()
        looks("drop", named(name, self, title))
        self.setAccessibleDescription(hint)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title, self._patterns = title, patterns
        self._large = text(title, "large")
        self._hint = text(hint, "note", wrap=True)
        for label in (self._large, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(STRETCH, self._large, self._hint, STRETCH, gap=6, margins=(16, 12, 16, 12)))
        if height is not None:
            self.setMinimumHeight(height)

    def take(self, paths: list[Path]) -> None:
        if len(paths) != 1:
            raise InputError("home.one_file", count=len(paths))
        self.chosen.emit(paths[0])

    def ask(self) -> None:
        if path := ask.open_file(self._title, self._patterns):
            self.chosen.emit(path)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            restyle(self, over="true")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        restyle(self, over="false")

    def dropEvent(self, event: QDropEvent) -> None:
        restyle(self, over="false")
        event.acceptProposedAction()
        self.take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.ask()
        else:
            super().keyPressEvent(event)
