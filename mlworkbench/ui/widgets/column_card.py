"""One column looked at closely: its figures and a larger picture of its values."""

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.records import ColumnProfile, Entry
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.column_words import MEANINGS, figures, meaning_word, type_word, value_word
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    card,
    clear,
    field,
    icon_button,
    looks,
    named,
    note,
    row,
    small,
    text,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BARS_SHOWN, BAR_HIGH, HISTOGRAM_HIGH = 8, 24, 130


class ColumnCard(QWidget):
    """`entered` carries what a person wrote about the column, an Entry; what cannot be kept is answered by `refuse`. `explore`
    carries its name.
    """

    closed = Signal()
    explore = Signal(str)
    entered = Signal(object)

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
        self._entry = Entry("")
        self._meaning: QComboBox = named("column_meaning", QComboBox())
        self._meaning.activated.connect(lambda _: self._offer(meaning=self._meaning.currentData() or None))
        self._unit, self._description = KeptLine("column_unit"), KeptLine("column_description")
        self._unit.offered.connect(lambda words: self._offer(unit=words))
        self._description.offered.connect(lambda words: self._offer(description=words))
        pair = row(field(tr("data.meaning"), self._meaning), self._unit.field(tr("data.unit"), tr("data.unit_tip")), gap=10)
        pair.setStretch(0, 1)
        pair.setStretch(1, 1)
        known = self._description.field(tr("data.description"), tr("data.description_tip"))
        explore = small(tr("data.explore_column"), lambda: self.explore.emit(self._entry.column), "explore_column")
        beyond = boxed(row(explore, STRETCH))
        layout.addWidget(card(top, self._chart, boxed(self._figures), self._why, beyond, pair, known, name="column_card"))

    @property
    def name(self) -> str:
        """Of the column it shows."""
        return self._name.text()

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

    def show_entry(self, entry: Entry, found: ColumnProfile) -> None:
        """What people know about it, to be edited."""
        self._entry = entry
        self._meaning.clear()
        self._meaning.addItem(tr("data.meaning_found", meaning=meaning_word(found, None)), "")
        for meaning, key in MEANINGS.items():
            self._meaning.addItem(tr(key), meaning)
        self._meaning.setCurrentIndex(self._meaning.findData(entry.meaning or ""))
        self._unit.show_kept(entry.unit)
        self._description.show_kept(entry.description)

    def refuse(self, words: str) -> None:
        """What was written cannot be kept."""
        self._description.refuse(words)

    def _offer(self, **changed: str | None) -> None:
        self._entry = Entry(**{**asdict(self._entry), **changed})
        self.entered.emit(self._entry)

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
