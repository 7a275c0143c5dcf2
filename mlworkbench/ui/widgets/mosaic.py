"""Cards in columns, as many side by side as fit: of several arrangements the first whose columns have room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

Place = tuple[int, int, int, int]


@dataclass(frozen=True)
class Arrangement:
    """Where each widget stands (row, column, rows, columns), and how room left over is shared among the columns."""

    places: Mapping[QWidget, Place]
    stretch: tuple[int, ...]

    def least(self, gap: int) -> int:
        """The width it needs: of every column the widest that stands in it alone, and enough for those across several."""
        columns = [0] * len(self.stretch)
        for widget, (_, at, _, across) in self._shown():
            if across == 1:
                columns[at] = max(columns[at], _least(widget))
        for widget, (_, at, _, across) in self._shown():
            lacking = _least(widget) - sum(columns[at : at + across]) - gap * (across - 1)
            columns[at] += max(0, lacking)
        return sum(columns) + gap * (len(columns) - 1)

    def _shown(self) -> list[tuple[QWidget, Place]]:
        return [(widget, place) for widget, place in self.places.items() if not _is_left_out(widget)]


class Mosaic(QWidget):
    """Arrangements are given widest first; the last must always do."""

    def __init__(self, gap: int, *arrangements: Arrangement) -> None:
        super().__init__()
        self._gap = gap
        self._arrangements: Sequence[Arrangement] = arrangements
        self._now: Arrangement | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self._arrange()

    def offer(self, *arrangements: Arrangement) -> None:
        """Other arrangements, of the same widgets or of others."""
        self._arrangements, self._now = arrangements, None
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._arrangements[-1].least(self._gap), super().minimumSizeHint().height())

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        fitting = (one for one in self._arrangements if one.least(self._gap) <= self.width())
        chosen = next(fitting, self._arrangements[-1])
        if chosen is self._now:
            return
        self._now = chosen
        while self._grid.takeAt(0):
            pass
        for widget, place in chosen.places.items():
            self._grid.addWidget(widget, *place)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, chosen.stretch[column] if column < len(chosen.stretch) else 0)


def tiles(widgets: Sequence[QWidget], across: Sequence[int]) -> tuple[Arrangement, ...]:
    """Alike widgets in rows of so many, the last row shared by those that are left."""
    made = []
    for count in across:
        places = {widget: (place // count, place % count, 1, 1) for place, widget in enumerate(widgets)}
        if widgets and (left := len(widgets) % count):
            last = widgets[-1]
            row, column, _, _ = places[last]
            places[last] = (row, column, 1, count - left + 1)
        made.append(Arrangement(places, (1,) * count))
    return tuple(made)


def _is_left_out(widget: QWidget) -> bool:
    """Hidden on purpose, and not only because all of it has not been shown yet."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _least(widget: QWidget) -> int:
    return max(widget.minimumWidth(), widget.minimumSizeHint().width())
