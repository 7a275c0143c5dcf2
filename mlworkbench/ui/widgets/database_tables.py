"""What a server has: its tables to choose from, or a place for one SELECT."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QPlainTextEdit, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, column, named, note, secondary
from mlworkbench.ui.widgets.plain_table import PlainTable
from mlworkbench.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from mlworkbench.workbench import LookedDatabase

TABLE, QUERY = "table", "query"
MANY = 8  # tables from which on they can be searched
MOST_SHOWN = 300
QUERY_HIGH = 120


class DatabaseTables(QWidget):
    """`chosen` carries the table, or else the query; both empty when nothing is chosen any more."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        named("database_tables", self, tr("data.database_what"))
        options = ((TABLE, tr("data.database_table")), (QUERY, tr("data.database_query")))
        self._way = Segments("database_way", tr("data.database_what"), options)
        self._way.chosen.connect(self._turn)
        self._find: QLineEdit = named("database_find", QLineEdit(), tr("data.database_find"))
        self._find.setPlaceholderText(tr("data.database_find"))
        self._find.textChanged.connect(lambda _: self._fill())
        self._list = PlainTable("database_list", tr("data.database_what"))
        self._list.itemSelectionChanged.connect(self._selected)
        self._more = note("", "database_more")
        self._words: QPlainTextEdit = named("database_words", QPlainTextEdit(), tr("data.database_query"))
        self._words.setPlaceholderText(tr("data.database_query_example"))
        self._words.setTabChangesFocus(True)
        self._words.setFixedHeight(theme.px(QUERY_HIGH))
        self._words.textChanged.connect(lambda: self.chosen.emit("", ""))
        ask = secondary(tr("data.database_show_rows"), self._ask, "database_ask")
        self._tables = boxed(column(self._find, self._list, self._more))
        self._select = boxed(column(self._words, note(tr("data.database_query_note")), ask))
        self.setLayout(column(self._way, self._tables, self._select))
        self._found: LookedDatabase | None = None
        self._table = ""
        self._show_way()

    @property
    def query(self) -> str:
        return self._words.toPlainText().strip() if self._way.current == QUERY else ""

    def show_found(self, found: "LookedDatabase | None", table: str = "", query: str = "") -> None:
        """With what was chosen before."""
        self._found, self._table = found, table
        blocked = QSignalBlocker(self._words)
        if found is None or query:
            self._words.setPlainText(query)
        del blocked
        self._way.take(QUERY if query else TABLE)
        self._show_way()
        self._fill()

    def _turn(self) -> None:
        self._show_way()
        self._table = ""
        self._fill()
        self.chosen.emit("", "")

    def _show_way(self) -> None:
        self._tables.setVisible(self._way.current == TABLE)
        self._select.setVisible(self._way.current == QUERY)

    def _fill(self) -> None:
        found = self._found
        blocked = QSignalBlocker(self._list)
        tables = [one for one in (found.tables if found else ()) if self._find.text().strip().lower() in one.name.lower()]
        rows = [(one.name, one.rows if one.rows is not None else tr("data.database_view")) for one in tables[:MOST_SHOWN]]
        self._list.fill((tr("data.database_table"), tr("data.database_rows")), rows, most=12)
        self._list.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        names = [name for name, _ in rows]
        if self._table in names:
            self._list.selectRow(names.index(self._table))
        del blocked
        count = len(found.tables) + found.more_tables if found else 0
        self._find.setVisible(count > MANY)
        self._list.setVisible(bool(rows))
        self._more.setText(tr("data.database_shown", shown=len(rows), count=count) if count else tr("data.database_none"))
        self._more.setVisible(len(rows) != count or not count)

    def _selected(self) -> None:
        chosen = self._list.selectedItems()
        table = self._list.item(chosen[0].row(), 0) if chosen else None
        if table is not None and table.text() != self._table:
            self._table = table.text()
            self.chosen.emit(self._table, "")

    def _ask(self) -> None:
        self.chosen.emit("", self.query)
