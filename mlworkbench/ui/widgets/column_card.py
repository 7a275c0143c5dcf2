"""One column looked at closely: its figures and a larger picture of its values."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.records import ColumnProfile
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.column_words import figures, type_word, value_word
from mlworkbench.ui.widgets.parts import Elided, boxed, card, clear, icon_button, looks, note, row, text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BARS_SHOWN, BAR_HIGH, HISTOGRAM_HIGH = 8, 24, 130


class ColumnCard(QWidget):
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._name = looks("heading", Elided("", "column_name"))
        self._type = text("", "note", name="column_type")
        self._figures = QGridLayout()
        self._figures.setContentsMargins(0, 0, 0, 0)
        self._figures.setVerticalSpacing(4)
        self._figures.setHorizontalSpacing(12)
        self._why = note("", "column_why")
        self._chart = Chart("column_chart", tr("data.values_chart"))
        more = icon_button("more", tr("shell.picture_menu"), self._chart.offer, "column_menu")
        close = icon_button("close", tr("data.close_column"), self.closed.emit, "column_close")
        top = row(self._name, self._type, more, close, gap=6)
        top.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(top, self._chart, boxed(self._figures), self._why, name="column_card"))

    def show_column(self, found: ColumnProfile, rows: int, why: str) -> None:
        self._name.setText(found.name)
        self._type.setText(type_word(found.type))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        clear(self._figures)
        for place, (label, value) in enumerate(figures(found, rows)):
            at = (place // 2, place % 2 * 2)
            self._figures.addWidget(text(label, "note"), *at)
            self._figures.addWidget(text(value, selectable=True), at[0], at[1] + 1)
            self._figures.setColumnStretch(at[1] + 1, 1)
        self._show_picture(found)

    def _show_picture(self, found: ColumnProfile) -> None:
        picture = picture_of(found)
        self._chart.setVisible(picture is not None)
        high = theme.px(HISTOGRAM_HIGH if found.bins else BAR_HIGH * min(len(found.top), BARS_SHOWN) + 8)
        self._chart.setFixedHeight(max(high, self._chart.minimumHeight()))
        self._chart.show_picture(picture)


def picture_of(found: ColumnProfile) -> Picture | None:
    """Bins where there are some, else the most frequent values; None where all values differ."""
    if found.bins and found.minimum is not None and found.maximum is not None:
        low, high = found.minimum, found.maximum
        step = (high - low) / len(found.bins)
        rows = tuple(
            (value_word(found, low + place * step), value_word(found, low + (place + 1) * step), count)
            for place, count in enumerate(found.bins)
        )

        def draw(colours: theme.Palette, width: float, height: float) -> "Figure":
            return charts.histogram(found.bins, low, high, colours, width, height, partial(value_word, found))

        return Picture(draw, (tr("data.from"), tr("data.to"), tr("data.rows")), rows)
    shown = tuple((top.value, top.count) for top in found.top[:BARS_SHOWN])
    if not shown or shown[0][1] <= 1:
        return None
    numbers = tuple((top.value, top.count) for top in found.top)
    return Picture(partial(charts.bars, shown), (tr("data.value"), tr("data.rows")), numbers)
