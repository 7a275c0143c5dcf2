"""Two parts that scroll apart, side by side with a handle between; one above the other where both do not fit across."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import named

LEAST_HIGH = 220


class Halves(QSplitter):
    """`left` is at least `least` wide at 100 % and has this `share` of the room at first. Its place is remembered by the name."""

    def __init__(self, name: str, left: QWidget, right: QWidget, least: int, share: float) -> None:
        super().__init__()
        self._name = name
        self._parts = left, right
        self._least, self._share = theme.px(least), share
        named(name, self)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(theme.size("card_gap"))
        for place, part in enumerate(self._parts):
            self.addWidget(part)
            part.setMinimumHeight(theme.px(LEAST_HIGH))
            self.setStretchFactor(place, 1 if place else 0)
        left.setMinimumWidth(self._least)
        self._placed = False

    @property
    def across(self) -> bool:
        return self.orientation() == Qt.Orientation.Horizontal

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of the two can be, since they may stand one above the other."""
        wide = max(self._least, *(part.minimumSizeHint().width() for part in self._parts))
        high = theme.px(LEAST_HIGH) * (1 if self.across else 2) + (0 if self.across else self.handleWidth())
        return QSize(wide, high)

    def setSizes(self, sizes: Sequence[int]) -> None:
        """A place that was remembered, or that the user chose."""
        self._placed = True
        super().setSizes(sizes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        least = max(self._least, self._parts[0].minimumSizeHint().width())  # else its right edge would be cut
        if self._parts[0].minimumWidth() != least:
            self._parts[0].setMinimumWidth(least)
        wanted = least + self.handleWidth() + self._parts[1].minimumSizeHint().width()
        across = wanted <= self.width()
        if across != self.across:
            self.setOrientation(Qt.Orientation.Horizontal if across else Qt.Orientation.Vertical)
            self.setObjectName(self._name if across else "")  # only the place of an upright handle is remembered
            self.updateGeometry()
        if across and not self._placed:
            left = max(least, round(self.width() * self._share))
            super().setSizes([left, self.width() - left])
