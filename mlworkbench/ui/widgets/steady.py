"""A scroll area whose content keeps its width: the room of the scroll bar is there whether the bar is or not."""

from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from mlworkbench.ui.widgets.parts import Scrolling

ROOM: Final = 10  # the bar's width in app.qss; a page's right margin is smaller by this much where it holds such an area


class Steady(Scrolling):
    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self.setViewportMargins(0, 0, ROOM, 0)
        self.verticalScrollBar().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.verticalScrollBar() and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.setViewportMargins(0, 0, 0 if event.type() == QEvent.Type.Show else ROOM, 0)
        return super().eventFilter(watched, event)
