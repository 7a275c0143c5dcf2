"""All metrics of a model with their intervals, out of fold and on the hold-out side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import card, named, note
from mlworkbench.ui.widgets.terms import explained, folded
from mlworkbench.workbench import titles

ROW_HIGH: Final = 30
Interval = tuple[float, float]


@dataclass(frozen=True)
class Measured:
    """What a record says of one set of rows: what these are called, how many they are, and how each figure came about."""

    title: str
    rows: int
    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval]
    how: Mapping[str, str]


class MetricsCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Measured, ...] = ()
        self._table = named("metrics", QTableWidget(), tr("evaluate.all_metrics"))
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table.setShowGrid(False)
        self._table.setTabKeyNavigation(False)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        self._table.verticalHeader().setDefaultSectionSize(theme.px(ROW_HIGH))
        self._table.horizontalHeader().setHighlightSections(False)
        self._note = note(tr("evaluate.interval_note"), "interval_note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        made = card(self._table, self._note, title=tr("evaluate.all_metrics"), name="metrics_card")
        layout.addWidget(explained(made, "metric"))

    def show_measured(self, measured: Sequence[Measured], first: str) -> None:
        """`first` is the metric of the problem, which stands at the top."""
        if tuple(measured) == self._shown:
            return
        self._shown = tuple(measured)
        names = sorted({name: None for one in measured for name in one.metrics}, key=lambda name: name != first)
        self._table.clear()
        self._table.setColumnCount(1 + 2 * len(measured))
        self._table.setRowCount(len(names))
        heads = [tr("evaluate.metric")]
        for one in measured:
            heads += [tr("evaluate.on_rows", basis=one.title, rows=one.rows), tr("evaluate.interval")]
        self._table.setHorizontalHeaderLabels(heads)
        for row, name in enumerate(names):
            self._fill(row, name, measured)
        for column in range(self._table.columnCount()):
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            head = self._table.horizontalHeaderItem(column)
            if head is not None:
                head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        bar = self._table.horizontalScrollBar().sizeHint().height()
        self._table.setFixedHeight(header.sizeHint().height() + theme.px(ROW_HIGH) * len(names) + bar)

    def _fill(self, row: int, name: str, measured: Sequence[Measured]) -> None:
        title = titles.metric(name)
        self._table.setItem(row, 0, _item(str(title.title), folded(str(title.help))))
        for place, one in enumerate(measured):
            how = one.how.get(name, "")
            value = number(one.metrics[name]) if name in one.metrics else "–"
            interval = one.intervals.get(name)
            told = tr("evaluate.range", low=interval[0], high=interval[1]) if interval else "–"
            self._table.setItem(row, 1 + 2 * place, _item(value, how, right=True))
            self._table.setItem(row, 2 + 2 * place, _item(told, how, right=True, faint=True))


def _item(words: str, tip: str, right: bool = False, faint: bool = False) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    item.setToolTip(tip)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    if faint:
        item.setForeground(theme.colour("secondary"))
    return item
