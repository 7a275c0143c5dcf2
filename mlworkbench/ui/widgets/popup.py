"""A card that opens below a button and closes by Escape, a click elsewhere or a choice; the button then has the keyboard."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import QFrame, QWidget

from mlworkbench.ui.widgets.parts import looks, named


class Popup(QFrame):
    def __init__(self, name: str, accessible: str, anchor: QWidget) -> None:
        super().__init__(anchor, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        looks("popup", named(name, self, accessible))
        self._anchor = anchor

    def open_below(self, focus: QWidget, width: int = 0) -> None:
        """At the left edge of its button, or at the right one where the screen ends; `width` at least."""
        self.adjustSize()
        self.resize(max(width, self.sizeHint().width()), self.sizeHint().height())
        screen = self._anchor.screen() or QGuiApplication.primaryScreen()
        room = screen.availableGeometry()
        corner = self._anchor.mapToGlobal(QPoint(0, self._anchor.height() + 2))
        left = min(corner.x(), room.right() - self.width() - 4)
        top = corner.y()
        if top + self.height() > room.bottom():
            top = max(room.top(), corner.y() - self._anchor.height() - self.height() - 4)
        self.move(max(room.left(), left), top)
        self.show()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._anchor.isVisible():
            self._anchor.setFocus(Qt.FocusReason.PopupFocusReason)
