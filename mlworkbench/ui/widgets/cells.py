"""Cells that are looked at rather than read: a score as a bar, a word as a pill."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mlworkbench.ui import theme

Index = QModelIndex | QPersistentModelIndex
PAD, GAP = 8, 8
BAR_HIGH, LEAST_BAR = 6.0, 40
PILL_HIGH, PILL_PAD = 20, 10
VALUE_WIDE, SPREAD_WIDE = 56, 58


@dataclass(frozen=True)
class Bar:
    """A share from 0 to 1, the value in words and how sure it is; without `full` only the track is drawn."""

    share: float
    value: str
    spread: str
    full: bool = True


@dataclass(frozen=True)
class Mark:
    """A pill: its word and its level."""

    words: str
    level: str


class Tinted(QStyledItemDelegate):
    """Fills the ground a model asks for, which a style sheet with borders would leave out."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        _tint(painter, option, index)
        super().paint(painter, option, index)


class _Painted(QStyledItemDelegate):
    """The style paints ground and selection; what is on it is drawn here."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        _tint(painter, option, index)
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""  # type: ignore[attr-defined]
        widget = option.widget  # type: ignore[attr-defined]
        style = widget.style() if widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)  # type: ignore[attr-defined]
        self.draw(painter, QRectF(option.rect).adjusted(0, 0, 0, -1), index.data(Qt.ItemDataRole.UserRole))  # type: ignore[attr-defined]
        painter.restore()

    def draw(self, painter: QPainter, room: QRectF, drawing: object) -> None:
        raise NotImplementedError


class ScoreCells(_Painted):
    def draw(self, painter: QPainter, room: QRectF, drawing: object) -> None:
        if not isinstance(drawing, Bar):
            return
        inner = room.adjusted(PAD, 0, -PAD, 0)
        value_wide, spread_wide = theme.px(VALUE_WIDE), theme.px(SPREAD_WIDE)
        wide = max(LEAST_BAR, inner.width() - value_wide - spread_wide - 2 * GAP)
        track = QRectF(inner.left(), inner.center().y() - BAR_HIGH / 2, wide, BAR_HIGH)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(track, BAR_HIGH / 2, BAR_HIGH / 2)
        if drawing.full and drawing.share > 0:
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(QRectF(track.topLeft(), track.size()).adjusted(0, 0, -(1 - drawing.share) * wide, 0), 3, 3)
        value = QRectF(track.right() + GAP, inner.top(), value_wide, inner.height())
        spread = QRectF(value.right() + GAP, inner.top(), spread_wide, inner.height())
        painter.setPen(QPen(theme.colour("text")))
        painter.drawText(value, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), drawing.value)
        small = QFont(painter.font())
        small.setPixelSize(theme.size("small_font"))
        painter.setFont(small)
        painter.setPen(QPen(theme.colour("secondary")))
        short = QFontMetrics(small).elidedText(drawing.spread, Qt.TextElideMode.ElideRight, round(spread.width()))
        painter.drawText(spread, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), short)


class PillCells(_Painted):
    def draw(self, painter: QPainter, room: QRectF, drawing: object) -> None:
        if not isinstance(drawing, Mark):
            return
        font = QFont(painter.font())
        font.setPixelSize(theme.size("small_font"))
        font.setWeight(QFont.Weight.Medium)
        painter.setFont(font)
        wide = QFontMetrics(font).horizontalAdvance(drawing.words) + 2 * PILL_PAD
        high = theme.px(PILL_HIGH)
        shape = QRectF(room.left() + PAD, room.center().y() - high / 2, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(drawing.level))
        painter.drawRoundedRect(shape, high / 2, high / 2)
        painter.setPen(QPen(theme.colour(f"on_{drawing.level}")))
        painter.drawText(shape, int(Qt.AlignmentFlag.AlignCenter), drawing.words)


def _tint(painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
    ground = index.data(Qt.ItemDataRole.BackgroundRole)
    if isinstance(ground, QColor):
        painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
