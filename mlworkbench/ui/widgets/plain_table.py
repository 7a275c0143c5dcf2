"""A small table to look at: a preview, refused rows, checks. Large tables page their rows instead."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem

from mlworkbench.base.words import formatted, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import plain_numbers
from mlworkbench.ui.widgets.parts import named

WIDEST, ROW_HIGH = 260, 28


class Spelled(str):
    """A number that is already written as it is to be shown."""

    __slots__ = ()


class PlainTable(QTableWidget):
    """Numbers stand at the right, missing cells are written as such."""

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        named(name, self, accessible)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HIGH))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)

    def fill(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[object]],
        answers: Mapping[str, str] | None = None,
        most: int = 10,
        as_they_are: bool = False,
    ) -> None:
        """As high as its rows, but no higher than `most` of them. `answers` stand out, each with what it says of nothing.

        Values of the data are shown `as_they_are`, like those of the large table.
        """
        told = answers or {}
        if as_they_are:
            rows = _as_they_are(rows)
        self.clear()
        self.setColumnCount(len(columns))
        self.setHorizontalHeaderLabels(list(columns))
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for place, value in enumerate(row):
                self.setItem(at, place, self._item(value, told.get(columns[place])))
        self._align(rows)
        self.resizeColumnsToContents()
        for place in range(len(columns)):
            self.setColumnWidth(place, min(theme.px(WIDEST), self.columnWidth(place) + 14))
        shown = min(most, len(rows))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + theme.px(ROW_HIGH) * shown + 16)

    def _item(self, value: object, blank: str | None) -> QTableWidgetItem:
        item = QTableWidgetItem((blank or tr("package.missing_value")) if value is None else formatted(value))
        item.setToolTip(item.text())
        if value is None:
            item.setForeground(QBrush(theme.colour("faint")))
        elif blank is not None:
            font = self.font()
            font.setWeight(font.Weight.DemiBold)
            item.setFont(font)
            item.setForeground(QBrush(theme.colour("accent_text")))
        return item

    def _align(self, rows: Sequence[Sequence[object]]) -> None:
        for place in range(self.columnCount()):
            values = [row[place] for row in rows if row[place] is not None]
            right = bool(values) and all(isinstance(value, int | float | Spelled) for value in values)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            items = [self.item(at, place) for at in range(len(rows))]
            for item in (self.horizontalHeaderItem(place), *items):
                if item is not None:
                    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)


def _as_they_are(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    places = [plain_numbers.decimals(column) for column in zip(*rows, strict=True)]
    return [[_spelled(value, at) for value, at in zip(row, places, strict=True)] for row in rows]


def _spelled(value: object, places: int) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return Spelled(plain_numbers.spelled(value, places) if isinstance(value, float) else value)
