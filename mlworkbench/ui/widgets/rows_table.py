"""The rows of a dataset version: any number of them, read in blocks by row number as they come into view."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QHeaderView, QScrollBar, QTableView, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import plain_numbers
from mlworkbench.ui.widgets.column_header import ColumnHeader, Heading
from mlworkbench.ui.widgets.parts import named

Row = tuple[object, ...]
Read = Callable[[int, int], Sequence[Row]]
Index = QModelIndex | QPersistentModelIndex

MOST_CELLS, MOST_BLOCK, LEAST_BLOCK = 20_000, 256, 16
BLOCKS_KEPT = 24
LONGEST = 200
NARROWEST, WIDEST = 92, 260
NOTCH = 120
SAMPLED = 120  # rows whose cells decide how wide a column is
RIGHT: Final = frozenset({"number", "flag"})
TO_THE_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
TO_THE_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ROLES: Final = Qt.ItemDataRole
TOLD: Final[frozenset[int]] = frozenset(
    (
        *(ROLES.TextAlignmentRole, ROLES.DisplayRole, ROLES.ToolTipRole),
        *(ROLES.AccessibleTextRole, ROLES.FontRole, ROLES.ForegroundRole),
    )
)


class Blocks:
    """Rows by number; the blocks read last are kept."""

    def __init__(self, read: Read, rows: int, columns: int) -> None:
        self._read = read
        self._kept: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self.rows = rows
        self.size = min(MOST_BLOCK, max(LEAST_BLOCK, MOST_CELLS // max(columns, 1)))

    def row(self, number: int) -> Row:
        place, within = divmod(number, self.size)
        if place not in self._kept:
            start = place * self.size
            self._kept[place] = self._read(start, min(self.size, self.rows - start))
            if len(self._kept) > BLOCKS_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(place)
        return self._kept[place][within]


class RowsModel(QAbstractTableModel):
    """The stretch of rows in view. A model of all of them would make Qt keep some bytes for every row there is."""

    def __init__(self) -> None:
        super().__init__()
        self.first = 0
        self.highest = 0
        self._brought = False
        self._span = 0
        self._blocks = Blocks(lambda start, count: (), 0, 0)
        self._headings: tuple[Heading, ...] = ()
        self._decimals: tuple[int, ...] = ()
        self._missing = QFont()
        self._missing.setItalic(True)

    @property
    def total(self) -> int:
        return self._blocks.rows

    def show_rows(self, headings: Sequence[Heading], rows: int, read: Read, highest: int | None = None) -> None:
        """With `highest`, the greatest number a row may have, every row brings its own number as its first cell."""
        self.beginResetModel()
        self._headings = tuple(headings)
        self.highest, self._brought = (rows, False) if highest is None else (highest, True)
        self._blocks = Blocks(read, rows, len(headings))
        self.first = 0
        self._decimals = tuple(self._decimals_of(place) for place in range(len(headings)))
        self.endResetModel()

    def set_span(self, span: int) -> None:
        """How many rows fit into the view, begun ones included."""
        wanted = min(span, self.total)
        if wanted > self._span:
            self.beginInsertRows(QModelIndex(), self._span, wanted - 1)
            self._span = wanted
            self.endInsertRows()
        elif wanted < self._span:
            self.beginRemoveRows(QModelIndex(), wanted, self._span - 1)
            self._span = wanted
            self.endRemoveRows()

    def move_to(self, first: int) -> None:
        self.first = first
        if self._span and self._headings:
            self.dataChanged.emit(self.index(0, 0), self.index(self._span - 1, len(self._headings) - 1))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self._span - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else min(self._span, self.total)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in TOLD:  # most of what is asked while it scrolls
            return None
        number, place = self.first + index.row(), index.column()
        if not index.isValid() or number >= self.total:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return TO_THE_RIGHT if self._headings[place].type in RIGHT else TO_THE_LEFT
        value = self.value(number, place)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.shown(value, place)[:LONGEST]
        if role == Qt.ItemDataRole.ToolTipRole:
            return value if isinstance(value, str) and len(value) > LONGEST // 8 else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._headings[place].name}: {self.shown(value, place)}"
        if value is not None:
            return None
        return self._missing if role == Qt.ItemDataRole.FontRole else theme.colour("faint")

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Vertical:
            at = self.first + section
            return f"{self.number(at):,}" if role == Qt.ItemDataRole.DisplayRole and at < self.total else None
        heading = self._headings[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return heading.name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return heading.told
        return None

    def shown(self, value: object, column: int) -> str:
        """A cell as it is: no rounding, no thousands, dates without a time where they have none."""
        if value is None:
            return tr("data.missing")
        if isinstance(value, bool):
            return "1" if value else "0"
        if isinstance(value, float):
            return plain_numbers.spelled(value, self._decimals[column])
        if isinstance(value, datetime):
            midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            return f"{value:%Y-%m-%d}" if midnight else f"{value:%Y-%m-%d %H:%M:%S}"
        return str(value).replace("\r\n", "\n").replace("\n", " ↵ ")

    def number(self, place: int) -> int:
        """What the row at this place is called in the version, counted from 1."""
        found = self._blocks.row(place)[0] if self._brought else place + 1
        return found if isinstance(found, int) else place + 1

    def value(self, place: int, column: int) -> object:
        return self._blocks.row(place)[column + self._brought]

    def cell(self, place: int, column: int) -> str:
        return self.shown(self.value(place, column), column)

    def _decimals_of(self, column: int) -> int:
        """As many as the first rows need, so that decimal points stand below each other."""
        return plain_numbers.decimals(self.value(place, column) for place in range(min(self.total, self._blocks.size)))


class RowsView(QTableView):
    """Moves through all rows by keyboard and wheel although its model holds only those in view."""

    moved = Signal(int)  # the first row to show
    fitted = Signal()  # the room for rows is another one
    asked = Signal(int, int, QPoint)  # for a menu: place of the row, column, where on the screen

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._rows = model
        self._at: tuple[int, int] | None = None
        self._rolled = 0
        self.setModel(model)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        numbers = self.verticalHeader()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(theme.size("row_height"))
        numbers.setMinimumSectionSize(theme.size("row_height"))
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        numbers.setSectionsClickable(False)

    @property
    def whole(self) -> int:
        """How many rows are to be seen from top to bottom."""
        return max(1, self.viewport().height() // theme.size("row_height"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fitted.emit()

    def show_from(self, first: int) -> None:
        """The current cell keeps its row: it leaves the view with it and comes back with it."""
        self._rows.move_to(first)
        if self._at is None:
            return
        row = self._at[0] - first
        there = 0 <= row < self._rows.rowCount()
        index = self._rows.index(row, self._at[1]) if there else QModelIndex()
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.ClearAndSelect)

    def forget(self) -> None:
        self._at = None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self._at = (self._rows.first + current.row(), current.column())

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        if not self._rows.total or not self._rows.columnCount():
            return QModelIndex()
        row, column = self._target(action, bool(modifiers & Qt.KeyboardModifier.ControlModifier))
        if row < self._rows.first:
            self.moved.emit(row)
        elif row >= self._rows.first + self.whole:
            self.moved.emit(row - self.whole + 1)
        self._at = (row, column)
        index = self._rows.index(row - self._rows.first, column)
        self.scrollTo(index)
        return index

    def _target(self, action: QAbstractItemView.CursorAction, control: bool) -> tuple[int, int]:
        moves = QAbstractItemView.CursorAction
        row, column = self._at or (self._rows.first, 0)
        last_row, last_column = self._rows.total - 1, self._rows.columnCount() - 1
        if action in (moves.MoveHome, moves.MoveEnd):
            end = action == moves.MoveEnd
            return ((last_row if end else 0), column) if control else (row, (last_column if end else 0))
        down = {moves.MoveUp: -1, moves.MoveDown: 1, moves.MovePageUp: -self.whole, moves.MovePageDown: self.whole}.get(action, 0)
        right = {moves.MoveLeft: -1, moves.MoveRight: 1}.get(action, 0)
        return min(max(row + down, 0), last_row), min(max(column + right, 0), last_column)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        if self._at is not None:
            QGuiApplication.clipboard().setText(self._rows.cell(*self._at))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.viewport().mapToGlobal(self.visualRect(index).center()) if by_key else event.globalPos()
            self.setCurrentIndex(index)
            self.asked.emit(self._rows.first + index.row(), index.column(), at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
            return
        self._rolled += event.angleDelta().y()
        notches = int(self._rolled * 3 / NOTCH)
        self._rolled -= notches * NOTCH // 3
        if notches:
            self.moved.emit(self._rows.first - notches)
        event.accept()


class RowsTable(QWidget):
    """Header with the shape of every column, the rows below, a scroll bar that counts rows."""

    column_chosen = Signal(str)
    menu_asked = Signal(int, int, QPoint)  # place of the row (-1: the header), column, where on the screen

    def __init__(self) -> None:
        super().__init__()
        named("rows", self)
        self.model = RowsModel()
        self.view: RowsView = named("rows_view", RowsView(self.model), tr("data.rows_view"))
        self.header = ColumnHeader()
        self.view.setHorizontalHeader(self.header)
        self.bar: QScrollBar = named("rows_bar", QScrollBar(Qt.Orientation.Vertical), tr("data.rows_bar"))
        side = QVBoxLayout()
        side.setContentsMargins(0, self.header.sizeHint().height(), 0, 0)
        side.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self.view)
        layout.addLayout(side)
        self.bar.valueChanged.connect(self.view.show_from)
        self.view.moved.connect(self.bar.setValue)
        self.view.fitted.connect(self._fit_rows)
        self.view.activated.connect(lambda index: self.column_chosen.emit(self.header.headings[index.column()].name))
        self.header.sectionClicked.connect(lambda section: self.column_chosen.emit(self.header.headings[section].name))
        self.view.asked.connect(self.menu_asked)
        self.header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.header.customContextMenuRequested.connect(self._ask_of_header)

    def show_rows(self, headings: Sequence[Heading], rows: int, read: Read) -> None:
        self.view.forget()
        self.header.show_headings(headings)
        self.model.show_rows(headings, rows, read)
        self.bar.setValue(0)
        self._fit_rows()
        self._fit_columns()

    def show_view(self, rows: int, read: Read, highest: int | None = None) -> None:
        """Other rows of the same columns, which stay as wide as they are. `highest` as the model has it."""
        self.view.forget()
        self.model.show_rows(self.header.headings, rows, read, highest)
        self.bar.setValue(0)
        self._fit_rows()

    def _ask_of_header(self, at: QPoint) -> None:
        section = self.header.logicalIndexAt(at)
        if section >= 0:
            self.menu_asked.emit(-1, section, self.header.mapToGlobal(at))

    def mark(self, headings: Sequence[Heading]) -> None:
        """Other states for the same columns; rows and scroll position stay."""
        self.header.show_headings(headings)

    def show_column(self, name: str) -> None:
        """Scrolls a column into view and marks it; an empty name takes the mark away."""
        self.header.mark(name)
        place = next((place for place, heading in enumerate(self.header.headings) if heading.name == name), None)
        if place is not None and self.model.rowCount():
            self.view.scrollTo(self.model.index(0, place), QAbstractItemView.ScrollHint.PositionAtCenter)

    def show_row(self, number: int) -> None:
        """Scrolls a row, counted from 1, into view and makes its cell the current one."""
        place = min(max(number, 1), self.model.total) - 1
        if place < 0:
            return
        self.bar.setValue(max(0, place - self.view.whole // 2))
        self.view.setCurrentIndex(self.model.index(place - self.model.first, max(0, self.view.currentIndex().column())))
        self.view.setFocus()

    def _fit_rows(self) -> None:
        whole = self.view.whole
        self.model.set_span(whole + 1)
        self.bar.setRange(0, max(0, self.model.total - whole))
        self.bar.setPageStep(whole)
        self.bar.setVisible(self.model.total > whole)
        self.view.verticalHeader().setFixedWidth(self._number_width())

    def _number_width(self) -> int:
        return QFontMetrics(self.view.font()).horizontalAdvance(f"{max(self.model.highest, 100):,}") + 18

    def _fit_columns(self) -> None:
        """Wide enough for the name and for the cells of the first rows."""
        metrics = QFontMetrics(self.view.font())
        for place in range(self.model.columnCount()):
            cells = [self.model.cell(row, place) for row in range(min(self.model.total, SAMPLED))]
            widest = max((metrics.horizontalAdvance(cell[:LONGEST]) for cell in cells), default=0) + 24
            self.header.resizeSection(place, min(theme.px(WIDEST), max(theme.px(NARROWEST), widest, self.header.wanted(place))))
