"""What the tests of the Prepare page do and look at."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QTableWidget

from mlworkbench.ui.widgets.step_list import StepList


def steps(page):
    return page.findChild(StepList)


def entries(page):
    listed = page.findChild(QListWidget, "steps")
    return [listed.item(at).data(Qt.ItemDataRole.UserRole) for at in range(listed.count())]


def text(page, name):
    return page.findChild(QLabel, name).text()


def choose(page, at):
    steps(page).setCurrentRow(at)
    QApplication.processEvents()


def pick(combo, data):
    combo.setCurrentIndex(combo.findData(data))
    combo.activated.emit(combo.currentIndex())
    QApplication.processEvents()


def type_into(page, name, words):
    line = page.findChild(QLineEdit, name)
    line.setText(words)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()
    return line


def cells(page):
    table = page.findChild(QTableWidget, "sample_rows")
    return [[table.item(row, place).text() for place in range(table.columnCount())] for row in range(table.rowCount())]


def heads(page):
    table = page.findChild(QTableWidget, "sample_rows")
    return [table.horizontalHeaderItem(place).text() for place in range(table.columnCount())]
