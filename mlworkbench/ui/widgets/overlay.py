"""A card that floats over the window until Escape or a click elsewhere: the command palette and the list of jobs."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QGraphicsDropShadowEffect, QWidget

from mlworkbench.ui.widgets.parts import named


class Overlay(QFrame):
    """What had the keyboard when it opened gets it back when it closes."""

    def __init__(self, name: str, accessible: str, over: QWidget) -> None:
        super().__init__(over)
        named(name, self, accessible)
        self._from: QWidget | None = None
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(28)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 60))
        self.setGraphicsEffect(shadow)
        self.hide()

    def open_at(self, place: QRect, focus: QWidget) -> None:
        self._from = self.window().focusWidget()
        self.setGeometry(place)
        self.show()
        self.raise_()
        focus.setFocus(Qt.FocusReason.PopupFocusReason)
        cast(QApplication, QApplication.instance()).installEventFilter(self)

    def leave(self) -> None:
        if self.isHidden():
            return
        cast(QApplication, QApplication.instance()).removeEventFilter(self)
        self.hide()
        if self._from is not None and self._from.isVisible():
            self._from.setFocus(Qt.FocusReason.PopupFocusReason)
        self._from = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            inside = self.rect().contains(self.mapFromGlobal(cast(QMouseEvent, event).globalPosition().toPoint()))
            if not inside and watched.window() is self.window():
                self.leave()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
