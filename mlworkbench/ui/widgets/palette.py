"""The command palette: type a few letters, press Enter."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFont, QFontMetrics, QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.overlay import Overlay
from mlworkbench.ui.widgets.palette_rows import Caption, Hit, More, Offer, Row
from mlworkbench.ui.widgets.parts import column, named, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Workbench

WIDE, MOST_HIGH = 620, 560
EDGE, GAP, PAGE = 16, 10, 6
SHARE = 0.6  # of a row for its words where what stands aside needs the rest
MOVES: Final = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -PAGE,
    Qt.Key.Key_PageDown: PAGE,
}
ROW: Final = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class CommandPalette(Overlay):
    """Commands, columns and models. What cannot be done now stands there too, with the reason."""

    def __init__(self, bench: "Workbench", go: "Go", over: QWidget) -> None:
        super().__init__("commands", tr("shell.commands"), over)
        self._bench, self._go, self._over = bench, go, over
        self._offer: Offer | None = None
        self.line = Typed()
        named("command_line", self.line, tr("shell.search"))
        self.line.setPlaceholderText(tr("shell.search"))
        self.line.typed.connect(self.fill)
        self.line.installEventFilter(self)
        self.list = named("command_list", QListWidget(), tr("shell.commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.itemClicked.connect(self._run)
        self._none = text(tr("shell.no_command"), "note", wrap=True, name="no_command")
        self.setLayout(column(self.line, self.list, self._none, margins=(10, 10, 10, 10)))

    def show_commands(self, right: int) -> None:
        """Opens it empty, below the search whose right end is `right`."""
        self._offer = Offer(self._bench)
        self.line.clear()
        room = self._over.window().width()
        width = min(theme.px(WIDE), room - 2 * EDGE)
        self.open_at(QRect(max(EDGE, min(right, room - EDGE) - width), 8, width, 100), self.line)
        self.fill()

    def fill(self, typed: str = "") -> None:
        if self._offer is None:
            return
        self.list.clear()
        for row in self._offer.rows(typed):
            self.list.addItem(_item(row))
        self.list.setVisible(self.list.count() > 0)
        self._none.setVisible(self.list.count() == 0)
        self.resize(self.width(), self._wanted_height())
        self._choose(next((at for at in range(self.list.count()) if self._enabled(at)), -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if step := MOVES.get(Qt.Key(event.key())):
                self._move(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if item := self.list.currentItem():
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _wanted_height(self) -> int:
        """As high as its rows, with an end."""
        rows = sum(_height(self.list.item(at).data(ROW)) for at in range(self.list.count()))
        most = min(theme.px(MOST_HIGH), self._over.window().height() - 2 * EDGE)
        return min(most, 38 + self.line.sizeHint().height() + (rows or self._none.sizeHint().height()))

    def _move(self, step: int) -> None:
        """To the next row that can be run, or as far as there is one."""
        able = [at for at in range(self.list.count()) if self._enabled(at)]
        if able:
            now = self.list.currentRow()
            place = able.index(now) if now in able else -1
            self._choose(able[max(0, min(len(able) - 1, place + step))])

    def _choose(self, at: int) -> None:
        self.list.setCurrentRow(at)
        item = self.list.item(at) if at >= 0 else None
        if item is None:
            return
        if at == 1:
            self.list.scrollToTop()  # with the caption above the first row
        self.line.setAccessibleDescription(item.data(Qt.ItemDataRole.AccessibleTextRole))
        QAccessible.updateAccessibility(QAccessibleEvent(self.line, QAccessible.Event.DescriptionChanged))

    def _enabled(self, at: int) -> bool:
        return bool(self.list.item(at).flags() & Qt.ItemFlag.ItemIsEnabled)

    def _run(self, item: QListWidgetItem) -> None:
        row = item.data(ROW)
        if isinstance(row, Hit) and not row.refused:
            self.leave()
            self._go(row.command, *row.facts)


class Typed(QLineEdit):
    """`typed` carries the text with what an input method has not finished yet: Hangul is found while it is composed."""

    typed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._composing = ""
        self.textChanged.connect(self._say)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = event.preeditString()
        super().inputMethodEvent(event)
        QTimer.singleShot(0, self, self._say)

    def _say(self) -> None:
        at = self.cursorPosition()
        self.typed.emit(self.text()[:at] + self._composing + self.text()[at:])


class RowPainter(QStyledItemDelegate):
    """Many rows are painted faster than they would be built of widgets."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, _height(index.data(ROW)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""  # type: ignore[attr-defined]
        widget: QWidget = option.widget  # type: ignore[attr-defined]
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget)
        row, room = index.data(ROW), QRect(option.rect).adjusted(GAP, 0, -GAP, 0)  # type: ignore[attr-defined]
        painter.save()
        if isinstance(row, Hit):
            _paint_hit(painter, room, row, widget.font())
        else:
            words = row.words if isinstance(row, Caption) else tr("shell.more_to_type", count=row.count)
            _write(painter, room, words, _font(widget.font(), "tiny_font" if isinstance(row, Caption) else "small_font"), "faint")
        painter.restore()


def _paint_hit(painter: QPainter, room: QRect, row: Hit, font: QFont) -> None:
    edge = theme.size("icon")
    picture = theme.picture(row.icon, "faint" if row.refused else "secondary")
    painter.drawPixmap(QRect(room.left(), room.center().y() - edge // 2 + 1, edge, edge), picture)
    inner, small = room.adjusted(edge + GAP, 0, 0, 0), _font(font, "small_font")
    wanted = QFontMetrics(font).horizontalAdvance(row.words) + 2
    aside = QFontMetrics(small).horizontalAdvance(row.aside) + 2
    if wanted + GAP + aside > inner.width():
        wanted = min(wanted, max(inner.width() - GAP - aside, int(SHARE * inner.width())))
    _write(painter, inner.adjusted(0, 0, wanted - inner.width(), 0), row.words, font, "faint" if row.refused else "text")
    _write(painter, inner.adjusted(wanted + GAP, 0, 0, 0), row.aside, small, "faint", Qt.AlignmentFlag.AlignRight)


def _write(
    painter: QPainter, room: QRect, words: str, font: QFont, ink: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    painter.setFont(font)
    painter.setPen(theme.colour(ink))
    short = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), short)


def _font(base: QFont, size: str) -> QFont:
    font = QFont(base)
    font.setPixelSize(theme.size(size))
    font.setWeight(QFont.Weight.DemiBold if size == "tiny_font" else QFont.Weight.Normal)
    return font


def _height(row: Row) -> int:
    return theme.size("row_height") if isinstance(row, Hit) else theme.px(26)


def _item(row: Row) -> QListWidgetItem:
    item = QListWidgetItem()
    item.setData(ROW, row)
    if isinstance(row, Hit):
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (row.words, row.aside) if part))
        item.setToolTip(row.aside if row.refused else "")
        if row.refused:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    words = tr("shell.more_to_type", count=row.count) if isinstance(row, More) else row.words
    item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
    return item
