"""Things side by side, and on the next line where the room ends: a bar that needs no width of its own."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget


class Flow(QLayout):
    """What may grow (its size policy says so) takes what is left of its line, as far as its greatest width.

    What is lower than its line stands in the middle of it, or at its `top`.
    """

    def __init__(self, gap: int, *widgets: QWidget, top: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self._top = top
        self.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        sizes = [_size(item) for item in self._shown()]
        wide = sum(size.width() for size in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        sizes = [_size(item) for item in self._shown()]
        return QSize(max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay(self, rect: QRect, move: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            high = max(_size(item).height() for item in line)
            if move:
                self._place(line, QRect(rect.x(), top, rect.width(), high))
            top += high + self._gap
        return max(0, top - self._gap - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        taken = 0
        for item in self._shown():
            needed = _size(item).width()
            if lines and taken + self._gap + needed <= width:
                lines[-1].append(item)
                taken += self._gap + needed
            else:
                lines.append([item])
                taken = needed
        return lines

    def _place(self, line: list[QLayoutItem], room: QRect) -> None:
        left = room.width() - sum(_size(item).width() for item in line) - self._gap * (len(line) - 1)
        at = room.x()
        for item in line:
            size = _size(item)
            wide = size.width()
            if item.widget() is not None and item.widget().sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding:
                wide += max(0, min(left, item.maximumSize().width() - wide))
                left -= wide - size.width()
            wide = min(wide, room.width())
            down = 0 if self._top else (room.height() - size.height()) // 2
            item.setGeometry(QRect(QPoint(at, room.y() + down), QSize(wide, size.height())))
            at += wide + self._gap


def _size(item: QLayoutItem) -> QSize:
    return item.sizeHint().boundedTo(item.maximumSize()).expandedTo(item.minimumSize())
