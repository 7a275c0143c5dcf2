"""The steps of a recipe, one below the other: chosen by click or arrow keys, ordered by dragging or Alt with the arrow keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import named
from mlworkbench.ui.widgets.terms import folded

Index = QModelIndex | QPersistentModelIndex
HIGH: Final = 56
HANDLE_WIDE, NUMBER_WIDE, NUMBER_HIGH, GAP, EDGE = 22, 26, 20, 11, 14
DOT, DOT_STEP = 2.0, 5.0


@dataclass(frozen=True)
class Entry:
    """One row. `told` says what the step did, `effect` in a word what came of it; `parked` steps are passed over."""

    title: str
    told: str
    effect: str
    family: str
    parked: bool
    fixed: bool

    @property
    def spoken(self) -> str:
        return " · ".join(part for part in (self.title, self.family, self.told, self.effect) if part)


class StepList(QListWidget):
    """`chosen` tells of another row, `moved` where a row is wanted, `removed` which one is to go; places count from 0."""

    chosen = Signal(int)
    moved = Signal(int, int)
    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        named("steps", self, tr("prepare.recipe"), tr("prepare.list_tip"))
        self.setAccessibleDescription(tr("prepare.list_tip"))
        self.setItemDelegate(_Rows(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._entries: tuple[Entry, ...] = ()
        self._locked = False
        self._pressed: QPoint | None = None
        self._target: int | None = None  # above which row the dragged one would come to stand
        self.currentRowChanged.connect(lambda row: self.chosen.emit(row) if row >= 0 else None)

    def show_steps(self, entries: Sequence[Entry], current: int, locked: bool = False) -> None:
        """Nothing is told; a `locked` list can be looked at only."""
        blocked = QSignalBlocker(self)
        self._entries, self._locked = tuple(entries), locked
        while self.count() > len(entries):
            self.takeItem(self.count() - 1)
        for at, entry in enumerate(entries):
            item = self.item(at) or QListWidgetItem(self)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{at + 1}. {entry.spoken}")
            item.setToolTip(folded(entry.told))
        self.setCurrentRow(min(current, len(entries) - 1))
        del blocked
        self.viewport().update()

    # by keyboard -------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentRow()
        if event.key() == Qt.Key.Key_Escape and self._pressed is not None:
            self._let_go()
            return
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._ask_move(row, row + step)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and row >= 0:
            self._ask_remove(row)
        else:
            super().keyPressEvent(event)

    def _ask_move(self, at: int, to: int) -> None:
        movable = 0 <= at < len(self._entries) and not self._entries[at].fixed
        if not self._locked and movable and self._floor() <= to < len(self._entries) and at != to:
            self.moved.emit(at, to)

    def _ask_remove(self, at: int) -> None:
        if not self._locked and not self._entries[at].fixed:
            self.removed.emit(at)

    def _floor(self) -> int:
        """The first place that is not taken by a fixed step."""
        return sum(entry.fixed for entry in self._entries)

    # by mouse ----------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        free = row >= 0 and not self._entries[row].fixed and not self._locked
        self._pressed = event.position().toPoint() if free and event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if self._pressed is None:
            over = self.indexAt(place)
            grip = over.isValid() and place.x() < theme.px(HANDLE_WIDE + EDGE) and not self._entries[over.row()].fixed
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if grip and not self._locked else Qt.CursorShape.ArrowCursor)
            return
        if self._target is None and (place - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return
        self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._target = self._gap_at(place)
        self._scroll_towards(place)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        target, at = self._target, self.currentRow()
        self._let_go()
        super().mouseReleaseEvent(event)
        if target is not None:
            self._ask_move(at, target - 1 if target > at else target)

    def _let_go(self) -> None:
        self._pressed, self._target = None, None
        self.viewport().unsetCursor()
        self.viewport().update()

    def _gap_at(self, place: QPoint) -> int:
        """The gap between rows that is nearest, by the row below it."""
        high = max(1, self.sizeHintForRow(0))
        down = place.y() + self.verticalScrollBar().value()
        return min(max(round(down / high), self._floor()), len(self._entries))

    def _scroll_towards(self, place: QPoint) -> None:
        bar = self.verticalScrollBar()
        if place.y() < 0:
            bar.setValue(bar.value() - bar.singleStep())
        elif place.y() > self.viewport().height():
            bar.setValue(bar.value() + bar.singleStep())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._target is None:
            return
        high = self.sizeHintForRow(0) * self._target - self.verticalScrollBar().value()
        painter = QPainter(self.viewport())
        painter.fillRect(0, max(0, high - 1), self.viewport().width(), 2, theme.colour("accent"))
        painter.end()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(220), theme.px(HIGH) * 2)


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, theme.px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(entry, Entry):
            return
        room: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, theme.colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(room, theme.colour("hover"))
        painter.fillRect(room.left(), room.bottom(), room.width(), 1, theme.colour("line"))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(room).adjusted(2, 2, -2, -3), 5, 5)
        left = room.left() + theme.px(EDGE)
        if not entry.fixed:
            _handle(painter, left, room.center().y())
        left += theme.px(HANDLE_WIDE)
        _number(
            painter,
            QRectF(left, room.center().y() - theme.px(NUMBER_HIGH) / 2, theme.px(NUMBER_WIDE), theme.px(NUMBER_HIGH)),
            index,
        )
        left += theme.px(NUMBER_WIDE + GAP)
        _words(painter, QRect(left, room.top(), room.right() - theme.px(EDGE) - left, room.height() - 1), entry)
        painter.restore()


def _handle(painter: QPainter, left: int, middle: int) -> None:
    """Six dots: it can be taken here."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("state"))
    for across in range(2):
        for down in range(-1, 2):
            step = theme.px(DOT_STEP)
            painter.drawEllipse(QRectF(left + across * step, middle + down * step - DOT / 2, theme.px(DOT), theme.px(DOT)))


def _number(painter: QPainter, shape: QRectF, index: Index) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("plain"))
    painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
    _say(painter, shape.toRect(), str(index.row() + 1), "on_plain", _font("small_font"), Qt.AlignmentFlag.AlignHCenter)


def _words(painter: QPainter, room: QRect, entry: Entry) -> None:
    """Title and, below it, what it did; what came of it at the right."""
    small, strong = _font("small_font"), _font("base_font", QFont.Weight.DemiBold)
    wide = _effect(painter, room, entry, small)
    room = room.adjusted(0, 0, -wide, 0)
    high = QFontMetrics(strong).height() + QFontMetrics(small).height() + 3
    top = room.top() + (room.height() - high) // 2
    upper = QRect(room.left(), top, room.width(), QFontMetrics(strong).height())
    lower = QRect(room.left(), upper.bottom() + 4, room.width(), QFontMetrics(small).height())
    taken = _say(painter, upper, entry.title, "faint" if entry.parked else "text", strong)
    if entry.family:
        _say(painter, upper.adjusted(taken + 8, 1, 0, 0), entry.family, "secondary", small)
    _say(painter, lower, entry.told, "faint" if entry.parked else "secondary", small)


def _effect(painter: QPainter, room: QRect, entry: Entry, font: QFont) -> int:
    """How much room it took."""
    wide = QFontMetrics(font).horizontalAdvance(entry.effect)
    if not entry.parked:
        _say(painter, room, entry.effect, "secondary", font, Qt.AlignmentFlag.AlignRight)
        return wide + theme.px(GAP) if entry.effect else 0
    shape = QRectF(room.right() - wide - 18, room.center().y() - theme.px(NUMBER_HIGH) / 2, wide + 18, theme.px(NUMBER_HIGH))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("warning"))
    painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2)
    _say(painter, shape.toRect(), entry.effect, "on_warning", font, Qt.AlignmentFlag.AlignHCenter)
    return round(shape.width()) + theme.px(GAP)


def _say(
    painter: QPainter,
    room: QRect,
    words: str,
    ink: str,
    font: QFont,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> int:
    """Writes one line, shortened where the room ends; how wide it is."""
    metrics = QFontMetrics(font)
    short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, room.width()))
    painter.setFont(font)
    painter.setPen(QPen(QColor(theme.colour(ink))))
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), short)
    return metrics.horizontalAdvance(short)


def _font(size: str, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = theme.base_font()
    font.setPixelSize(theme.size(size))
    font.setWeight(weight)
    return font
