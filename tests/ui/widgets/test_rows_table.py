"""The table of rows: any number of them, by wheel, scroll bar and keyboard, reading no more than is in view."""

from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication

from mlworkbench.base.records import ColumnProfile, Top
from mlworkbench.ui.widgets.column_header import heading
from mlworkbench.ui.widgets.rows_table import BLOCKS_KEPT, Blocks, RowsTable

MANY = 30_000_000


def headings(rows, *columns):
    made = columns or (
        ColumnProfile("row", "number", 0, rows),
        ColumnProfile("word", "category", rows // 4, 3, top=(Top("a", 3),)),
    )
    return [heading(column, rows, "used", column.name) for column in made]


class Source:
    """Rows made up when asked for; remembers what was asked."""

    def __init__(self):
        self.asked = []

    def read(self, start, count):
        self.asked.append((start, count))
        return [(start + number, f"word {start + number}") for number in range(count)]


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def table(qtbot, source):
    table = RowsTable()
    qtbot.addWidget(table)
    table.resize(600, 500)
    table.show_rows(headings(MANY), MANY, source.read)
    table.show()
    qtbot.waitExposed(table)
    QApplication.processEvents()
    return table


def shown(table, row, column=0):
    return table.model.data(table.model.index(row, column))


def current(table):
    index = table.view.currentIndex()
    return table.model.first + index.row(), index.column()


def test_thirty_million_rows_are_there_although_few_are_held(table, source):
    assert table.model.total == MANY
    assert table.model.rowCount() < 40
    assert sum(count for _, count in source.asked) <= 2 * 256


def test_the_scroll_bar_reaches_the_last_row(table):
    table.bar.setValue(table.bar.maximum())

    last = table.view.whole - 1
    assert shown(table, last) == str(MANY - 1)
    assert table.model.headerData(last, Qt.Orientation.Vertical) == f"{MANY:,}"
    assert shown(table, last + 1) is None


def test_scrolling_back_and_forth_reads_a_block_once(table, source):
    for first in (10_000, 0, 10_000, 0):
        table.bar.setValue(first)
        QApplication.processEvents()

    assert len(source.asked) == len(set(source.asked))


def test_the_wheel_moves_three_rows_a_notch(table):
    def roll(delta):
        at = QPointF(50, 200)
        event = QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(table.view.viewport(), event)

    roll(-120)
    assert table.model.first == 3
    for _ in range(4):
        roll(-30)
    assert table.model.first == 6
    roll(1200)
    assert table.model.first == 0


def test_the_keyboard_reaches_every_row(table, qtbot):
    table.view.setFocus()
    table.view.setCurrentIndex(table.model.index(0, 0))

    qtbot.keyClick(table.view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert current(table) == (MANY - 1, 0)
    qtbot.keyClick(table.view, Qt.Key.Key_Up)
    qtbot.keyClick(table.view, Qt.Key.Key_End)
    assert current(table) == (MANY - 2, 1)
    qtbot.keyClick(table.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table.view, Qt.Key.Key_PageDown)
    assert current(table) == (table.view.whole, 1)
    for _ in range(3):
        qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert current(table) == (table.view.whole + 3, 1)
    qtbot.keyClick(table.view, Qt.Key.Key_Left)
    assert shown(table, current(table)[0] - table.model.first) == str(table.view.whole + 3)


def test_the_current_cell_stays_with_its_row_when_it_is_scrolled_away_and_back(table):
    table.view.setCurrentIndex(table.model.index(2, 1))

    table.bar.setValue(5_000)
    assert not table.view.currentIndex().isValid()
    table.bar.setValue(1)

    assert current(table) == (2, 1)


def test_copy_takes_the_current_cell(table, qtbot):
    table.view.setCurrentIndex(table.model.index(4, 1))

    qtbot.keyClick(table.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == "word 4"


def test_enter_and_a_press_on_the_header_choose_a_column(table, qtbot):
    with qtbot.waitSignal(table.column_chosen) as chosen:
        table.view.activated.emit(table.model.index(0, 1))
    assert chosen.args == ["word"]

    with qtbot.waitSignal(table.column_chosen) as chosen:
        table.header.sectionClicked.emit(0)
    assert chosen.args == ["row"]


def test_few_rows_need_no_scroll_bar(qtbot, source):
    table = RowsTable()
    qtbot.addWidget(table)
    table.resize(600, 500)
    table.show_rows(headings(3), 3, source.read)
    table.show()

    assert not table.bar.isVisible()
    assert table.model.rowCount() == 3


def test_other_rows_take_the_place_of_the_first(table, source):
    table.bar.setValue(1_000)

    table.show_rows(headings(2), 2, source.read)

    assert table.model.first == 0
    assert table.model.rowCount() == 2
    assert shown(table, 1) == "1"


def test_cells_are_shown_as_they_are(qtbot):
    columns = (
        ColumnProfile("n", "number", 1, 3),
        ColumnProfile("f", "flag", 0, 2),
        ColumnProfile("d", "date", 0, 3),
        ColumnProfile("t", "text", 0, 3),
    )
    rows = [
        (1.5, True, datetime(2026, 1, 31), "a\nb"),
        (None, False, datetime(2026, 1, 31, 13, 5), "x" * 500),
        (1e300, True, datetime(2026, 1, 31), "한글"),
        (0.1 + 0.2, True, datetime(2026, 1, 31), ""),
        (12.25, True, datetime(2026, 1, 31), ""),
    ]
    table = RowsTable()
    qtbot.addWidget(table)
    table.resize(600, 400)
    table.show_rows(headings(5, *columns), 5, lambda start, count: rows[start : start + count])

    assert [shown(table, row) for row in range(5)] == ["1.50", "missing", "1e+300", "0.30000000000000004", "12.25"]
    assert [shown(table, row, 1) for row in range(2)] == ["1", "0"]
    assert [shown(table, row, 2) for row in range(2)] == ["2026-01-31", "2026-01-31 13:05:00"]
    assert shown(table, 0, 3) == "a ↵ b"
    assert len(shown(table, 1, 3)) == 200
    assert table.model.data(table.model.index(1, 3), Qt.ItemDataRole.ToolTipRole) == "x" * 500
    assert table.model.data(table.model.index(2, 3), Qt.ItemDataRole.AccessibleTextRole) == "t: 한글"


def test_decimal_points_stand_below_each_other():
    blocks = [(1.5,), (36.8,), (60.07,), (2.0,)]
    table = RowsTable()
    table.show_rows(headings(4, ColumnProfile("n", "number", 0, 4)), 4, lambda start, count: blocks[start : start + count])

    assert [table.model.cell(row, 0) for row in range(4)] == ["1.50", "36.80", "60.07", "2.00"]


def test_wide_tables_are_read_in_small_blocks_and_old_ones_let_go():
    asked = []
    blocks = Blocks(lambda start, count: asked.append((start, count)) or [()] * count, 100_000, 1_000)

    for number in range(0, 100_000, blocks.size):
        blocks.row(number)
    asked.clear()
    blocks.row(0)

    assert blocks.size == 20
    assert asked == [(0, 20)]
    assert BLOCKS_KEPT * blocks.size < 1_000
