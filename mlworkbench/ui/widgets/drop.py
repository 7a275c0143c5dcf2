"""A place to drop a file on; pressing it asks for one instead."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame

from mlworkbench.base.errors import InputError
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.parts import STRETCH, column, named, text


def dropped(data: QMimeData) -> tuple[Path, ...]:
    """Files and folders of this computer among what is dragged."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class DropZone(QFrame):
    """`chosen` carries the path of one file or folder, dropped or asked for; with `several` the signal `taken` carries all."""

    chosen = Signal(Path)
    taken = Signal(tuple)

    def __init__(
        self,
        title: str,
        hint: str,
        patterns: tuple[str, ...],
        name: str = "drop",
        height: int | None = None,
        several: bool = False,
    ) -> None:
        super().__init__()
        self._several = several
        named(name, self, title)
        self.setAccessibleDescription(hint)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title, self._patterns, self._over = title, patterns, False
        self._large = text(title, "large")
        self._hint = text(hint, "note", wrap=True)
        for label in (self._large, self._hint):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(column(STRETCH, self._large, self._hint, STRETCH, gap=6, margins=(16, 12, 16, 12)))
        if height is not None:
            self.setMinimumHeight(height)

    def take(self, paths: list[Path]) -> None:
        if self._several and paths:
            self.taken.emit(tuple(paths))
            return
        if len(paths) != 1:
            raise InputError("home.one_file", count=len(paths))
        self.chosen.emit(paths[0])

    def ask(self) -> None:
        if self._several:
            if paths := ask.open_files(self._title, self._patterns):
                self.taken.emit(paths)
        elif path := ask.open_file(self._title, self._patterns):
            self.chosen.emit(path)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self._over or self.hasFocus()
        painter.setBrush(theme.colour("drop_over" if self._over else "drop"))
        pen = QPen(theme.colour("accent" if marked else "drop_border"), 2 if marked else 1)
        pen.setDashPattern([4 / pen.widthF(), 3 / pen.widthF()])
        painter.setPen(pen)
        radius = theme.size("radius")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped(event.mimeData()):
            self._hover(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover(False)
        event.acceptProposedAction()
        self.take(list(dropped(event.mimeData())))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.ask()

    def _hover(self, over: bool) -> None:
        self._over = over
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.ask()
        else:
            super().keyPressEvent(event)
