"""The columns at the left of a page: name, a small picture of the values, and how strongly each belongs to the target."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mlworkbench.base.records import ColumnProfile
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.finding import Wanted
from mlworkbench.ui.widgets.column_header import MOST_BARS
from mlworkbench.ui.widgets.column_words import type_word
from mlworkbench.ui.widgets.parts import column, named, note

NAME, STRENGTH, SHAPE, TARGET = (Qt.ItemDataRole.UserRole + place for place in range(4))
HIGH, PAD, PICTURE_WIDE, BAR_HIGH = 52, 10, 56, 5
LEAST_WIDE: Final = 164


class ColumnList(QWidget):
    """`chosen` carries the name of a column the user has taken; typing narrows the list."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = named("column_line", QLineEdit(), tr("explore.search_columns"))
        self.line.setPlaceholderText(tr("explore.search_columns"))
        self.line.setClearButtonEnabled(False)
        self.line.textChanged.connect(self._narrow)
        self.list = named("column_list", QListWidget(), tr("data.columns"))
        self.list.setItemDelegate(_Painter(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(theme.px(LEAST_WIDE))
        self.list.setMouseTracking(True)
        self.list.itemClicked.connect(self._take)
        self.list.itemActivated.connect(self._take)
        self._note = note("", "column_list_note")
        self._none = note(tr("explore.no_such_column"), "no_column")
        self._none.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(column(self.line, self._note, self._none, self.list))

    def show_columns(
        self, columns: Sequence[ColumnProfile], strengths: Mapping[str, float], target: str | None, chosen: str
    ) -> None:
        """The strongest first where strengths are known, the target before all, else in the order of the data."""
        kept = self.list.verticalScrollBar().value()
        places = {one.name: place for place, one in enumerate(columns)}
        order = sorted(columns, key=lambda one: (one.name != target, -strengths.get(one.name, -1.0), places[one.name]))
        self.list.clear()
        for one in order:
            item = QListWidgetItem(one.name)
            item.setData(NAME, one.name)
            item.setData(STRENGTH, strengths.get(one.name))
            item.setData(SHAPE, shape(one))
            item.setData(TARGET, one.name == target)
            told = _told(one, strengths.get(one.name), target)
            item.setToolTip(told)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, told.replace("\n", " · "))
            self.list.addItem(item)
            if one.name == chosen:
                self.list.setCurrentItem(item)
        self._note.setText(tr("explore.sorted_by_relation", target=target) if strengths and target else tr("explore.as_in_data"))
        self._narrow(self.line.text())
        self.list.verticalScrollBar().setValue(kept)

    def mark(self, name: str) -> None:
        """The column that is looked at; none where it is not there."""
        for place in range(self.list.count()):
            if self.list.item(place).data(NAME) == name:
                self.list.setCurrentRow(place)
                return
        self.list.setCurrentRow(-1)

    def _narrow(self, typed: str) -> None:
        wanted, left = Wanted(typed), 0
        for place in range(self.list.count()):
            item = self.list.item(place)
            hidden = wanted.rank(str(item.data(NAME))) is None
            item.setHidden(hidden)
            left += not hidden
        self._none.setVisible(not left and bool(self.list.count()))

    def _take(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(NAME)))


def shape(one: ColumnProfile) -> tuple[int, ...]:
    """Counts of bins, or of the most frequent values; none where they say nothing."""
    if one.bins:
        return one.bins
    tops = tuple(top.count for top in one.top[:MOST_BARS])
    return tops if tops and tops[0] > 1 else ()


def _told(one: ColumnProfile, strength: float | None, target: str | None) -> str:
    lines = [one.name, type_word(one.type)]
    if one.name == target:
        lines.append(tr("data.is_target"))
    elif strength is not None:
        lines.append(tr("explore.told_strength", target=target, value=strength))
    if one.missing:
        lines.append(tr("data.missing_count", count=one.missing))
    return "\n".join(lines)


class _Painter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(theme.px(LEAST_WIDE) - 24, theme.px(HIGH))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        shown, name = QStyleOptionViewItem(option), str(index.data(NAME))
        self.initStyleOption(shown, index)
        shown.text = ""  # type: ignore[attr-defined]  # the ground alone
        widget = shown.widget  # type: ignore[attr-defined]
        widget.style().drawControl(widget.style().ControlElement.CE_ItemViewItem, shown, painter, widget)
        painter.save()
        room = QRectF(option.rect).adjusted(PAD, 7, -PAD, -7)  # type: ignore[attr-defined]
        picture = QRectF(room.right() - theme.px(PICTURE_WIDE), room.top(), theme.px(PICTURE_WIDE), room.height())
        strong = QFont(widget.font())
        strong.setWeight(QFont.Weight.DemiBold)
        ink = theme.colour("accent_text" if index.data(TARGET) else "text")
        words = QRectF(room.left(), room.top(), picture.left() - room.left() - PAD, room.height())
        _line(painter, words, strong, name, ink)
        _shape(painter, picture, index.data(SHAPE) or ())
        self._strength(painter, words, index, widget.font())
        painter.restore()

    def _strength(self, painter: QPainter, room: QRectF, index: QModelIndex | QPersistentModelIndex, font: QFont) -> None:
        strength = index.data(STRENGTH)
        small = QFont(font)
        small.setPixelSize(theme.size("tiny_font"))
        low = QRectF(room.left(), room.bottom() - QFontMetrics(small).height(), room.width(), QFontMetrics(small).height())
        if index.data(TARGET):
            _line(painter, low, small, tr("data.is_target"), theme.colour("secondary"))
            return
        if strength is None:
            return
        figure = f"{strength:.2f}"
        wide = QFontMetrics(small).horizontalAdvance("0.00") + 6
        track = QRectF(low.left(), low.center().y() - theme.px(BAR_HIGH) / 2, low.width() - wide, theme.px(BAR_HIGH))
        painter.fillRect(track, theme.colour("track"))
        painter.fillRect(
            QRectF(track.left(), track.top(), track.width() * min(1.0, strength), track.height()), theme.colour("accent")
        )
        _line(painter, QRectF(low.right() - wide + 6, low.top(), wide, low.height()), small, figure, theme.colour("secondary"))


def _line(painter: QPainter, room: QRectF, font: QFont, words: str, ink: QColor) -> None:
    metrics = QFontMetrics(font)
    painter.setFont(font)
    painter.setPen(ink)
    short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, int(room.width())))
    painter.drawText(QRectF(room.left(), room.top(), room.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, short)


def _shape(painter: QPainter, room: QRectF, bars: Sequence[int]) -> None:
    most = max(bars, default=0)
    if not most:
        return
    wide = min(room.width() / len(bars), 12.0)
    for place, count in enumerate(bars):
        high = max(1.0, room.height() * count / most) if count else 0.0
        painter.fillRect(QRectF(room.left() + place * wide, room.bottom() - high, max(1.0, wide - 1), high), theme.colour("bar"))
