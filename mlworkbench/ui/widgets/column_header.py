"""The header of the rows: name, type, a small picture of the values and how many are missing, for every column."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView

from mlworkbench.base.records import ColumnProfile, ColumnType, Entry
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.column_words import meaning_word

State = Literal["used", "target", "left_out"]
HEIGHT, PAD = 100, 10
NAME_AT, TYPE_AT, BARS_AT, BARS_HIGH, MISSING_AT = 9, 28, 50, 30, 86
THIN, LEAST_MISSING = 3.0, 3.0
MOST_BARS = 24


@dataclass(frozen=True)
class Heading:
    """What the header shows of a column. `told` is the tooltip and what a screen reader adds."""

    name: str
    type: ColumnType
    note: str
    told: str
    bars: tuple[int, ...]
    missing: float
    state: State = "used"


def heading(column: ColumnProfile, rows: int, state: State, told: str, entry: Entry | None = None) -> Heading:
    """`entry` is what people know about the column."""
    words = [meaning_word(column, entry)]
    if entry is not None and entry.unit:
        words.append(entry.unit)
    if state == "target":
        words.append(tr("data.is_target"))
    elif state == "left_out":
        words.append(tr("data.is_left_out"))
    elif column.missing:
        words.append(tr("data.missing_count", count=column.missing))
    return Heading(
        column.name, column.type, " · ".join(words), told, _shape(column, rows), column.missing / rows if rows else 0.0, state
    )


def _shape(column: ColumnProfile, rows: int) -> tuple[int, ...]:
    """Counts of bins, or of the most frequent values; none where every row has another value."""
    if column.type == "flag":
        return tuple(top.count for top in sorted(column.top, key=lambda top: top.value))
    if column.bins:
        return column.bins
    return tuple(top.count for top in column.top[:MOST_BARS]) if column.distinct < rows else ()


class ColumnHeader(QHeaderView):
    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("column_header")
        self.setAccessibleName(tr("data.columns"))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(theme.px(60))
        self.headings: tuple[Heading, ...] = ()
        self._chosen = ""

    def mark(self, name: str) -> None:
        """The column that is looked at closely; empty for none."""
        self._chosen = name
        self.viewport().update()

    def show_headings(self, headings: Sequence[Heading]) -> None:
        self.headings = tuple(headings)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme.px(HEIGHT))

    def wanted(self, place: int) -> int:
        """The width at which name and note are whole."""
        shown = self.headings[place]
        name = QFontMetrics(self._bold()).horizontalAdvance(shown.name)
        return max(name, QFontMetrics(self._small()).horizontalAdvance(shown.note)) + 2 * PAD + 4

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        if section >= len(self.headings):
            return
        shown = self.headings[section]
        painter.save()
        painter.fillRect(rect, theme.colour("selection" if shown.name == self._chosen else "card"))
        room = QRectF(rect).adjusted(PAD, 0, -PAD, 0)
        self._texts(painter, room, shown)
        _bars(painter, QRectF(room.left(), theme.px(BARS_AT), room.width(), theme.px(BARS_HIGH)), shown)
        _missing(painter, QRectF(room.left(), theme.px(MISSING_AT), room.width(), theme.px(THIN)), shown)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))
        painter.restore()

    def _texts(self, painter: QPainter, room: QRectF, shown: Heading) -> None:
        inks = {"used": "text", "target": "accent_text", "left_out": "faint"}
        self._line(painter, room, NAME_AT, shown.name, self._bold(), theme.colour(inks[shown.state]))
        ink = "accent_text" if shown.state == "target" else "secondary"
        self._line(painter, room, TYPE_AT, shown.note, self._small(), theme.colour(ink))

    def _line(self, painter: QPainter, room: QRectF, top: int, words: str, font: QFont, ink: QColor) -> None:
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(ink)
        short = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(QPointF(room.left(), theme.px(top) + metrics.ascent()), short)

    def _bold(self) -> QFont:
        return _font(self.font(), "small_font", QFont.Weight.DemiBold)

    def _small(self) -> QFont:
        return _font(self.font(), "tiny_font", QFont.Weight.Normal)


def _font(base: QFont, size: str, weight: QFont.Weight) -> QFont:
    font = QFont(base)
    font.setPixelSize(theme.size(size))
    font.setWeight(weight)
    return font


def _bars(painter: QPainter, room: QRectF, shown: Heading) -> None:
    highest = max(shown.bars, default=0)
    if not highest:
        return
    ink = theme.colour({"used": "bar", "target": "accent", "left_out": "track"}[shown.state])
    wide = room.width() / len(shown.bars)
    for place, count in enumerate(shown.bars):
        high = max(1.0, room.height() * count / highest) if count else 0.0
        painter.fillRect(QRectF(room.left() + place * wide, room.bottom() - high, max(1.0, wide - 1), high), ink)


def _missing(painter: QPainter, room: QRectF, shown: Heading) -> None:
    """Full where every cell is filled; the missing share lacks at the right, in another colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    lacking = max(LEAST_MISSING, room.width() * shown.missing) if shown.missing else 0.0
    painter.fillRect(room.adjusted(0, 0, -lacking, 0), theme.colour("track" if shown.state == "left_out" else "accent"))
    if lacking:
        painter.fillRect(QRectF(room.right() - lacking, room.top(), lacking, room.height()), theme.colour("attention"))
