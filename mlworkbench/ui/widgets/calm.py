"""Fields that the wheel does not change while one scrolls past them: only the one that has the keyboard hears it."""

from typing import Final, TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

Some = TypeVar("Some", bound=QWidget)


class _Calm(QObject):
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()  # so that what holds it scrolls
            return True
        return False


CALM: Final = _Calm()


def calm(widget: Some) -> Some:
    """For a list that drops down, a number or a slider inside something that scrolls."""
    widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    widget.installEventFilter(CALM)
    return widget
