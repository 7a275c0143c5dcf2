"""Two things side by side where both fit, else one below the other: large text in a small window needs no cut then."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
WIDEST = 16_777_215  # Qt's own word for no limit


class Sides(QWidget):
    """`main` takes the room that is left; `side` is `width` wide, or, without it, as wide as it wants and at the bottom."""

    def __init__(self, main: QWidget, side: QWidget, gap: int, width: int | None = None) -> None:
        super().__init__()
        self._main, self._side, self._width = main, side, width
        self._layout = QBoxLayout(ACROSS, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(gap)
        self._layout.addWidget(main, 1)
        self._layout.addWidget(side)
        self._turn(ACROSS)

    @property
    def across(self) -> bool:
        return self._layout.direction() == ACROSS

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two can be, since they may stand one below the other."""
        around = self.contentsMargins().left() + self.contentsMargins().right()
        least = max(self._main.minimumSizeHint().width(), _least(self._side)) + around
        return QSize(least, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        aside = self._side.sizeHint().width() if self._width is None else max(self._width, _least(self._side))
        wanted = self._main.minimumSizeHint().width() + self._layout.spacing() + aside
        direction = ACROSS if wanted <= self.contentsRect().width() else DOWN
        if self._width is not None and self._side.minimumWidth() != (fixed := aside if direction == ACROSS else 0):
            self._side.setMinimumWidth(fixed)
            self._side.setMaximumWidth(fixed or WIDEST)
        if direction != self._layout.direction():
            self._turn(direction)
            self.updateGeometry()  # another height is wanted now, which a layout does not say when it turns

    def _turn(self, direction: QBoxLayout.Direction) -> None:
        self._layout.setDirection(direction)
        self._layout.setStretch(0, 1 if direction == ACROSS else 0)
        if self._width is None:
            place = Qt.AlignmentFlag.AlignBottom if direction == ACROSS else Qt.AlignmentFlag.AlignLeft
            self._layout.setAlignment(self._side, place)


def _least(widget: QWidget) -> int:
    """What its content needs, whatever width was fixed for it."""
    layout = widget.layout()
    return layout.minimumSize().width() if layout else widget.minimumSizeHint().width()
