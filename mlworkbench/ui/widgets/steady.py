"""A scroll area whose content keeps its width: the room of the scroll bar is there whether the bar is or not."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from mlworkbench.ui.widgets.parts import looks

ROOM: Final = 10  # the bar's width in app.qss; a page's right margin is smaller by this much where it holds such an area


class Steady(QScrollArea):
    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(looks("scrolled", content))
        self.setViewportMargins(0, 0, ROOM, 0)
        self.verticalScrollBar().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self.setViewportMargins(0, 0, 0 if event.type() == QEvent.Type.Show else ROOM, 0)
        return False
