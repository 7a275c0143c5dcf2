"""What a hand does on a page: types, chooses, presses; and what an eye finds there."""

from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton


def line(page, name):
    return page.findChild(QLineEdit, name)


def write(page, name, words):
    """Types and leaves the line."""
    field = line(page, name)
    field.setText(words)
    field.editingFinished.emit()
    QApplication.processEvents()


def choose(page, name, data):
    combo = page.findChild(QComboBox, name)
    assert combo.findData(data) >= 0, data
    combo.setCurrentIndex(combo.findData(data))


def label(page, name):
    return page.findChild(QLabel, name)


def main_button(page):
    shown = [button for button in page.findChildren(QPushButton) if button.property("look") == "primary" and button.isVisible()]
    assert len(shown) == 1
    return shown[0].objectName()


def touch(page, name):
    page.findChild(QToolButton, name).click()
    QApplication.processEvents()


def states(page):
    return [shown.text() for shown in page.findChildren(QLabel, "criterion_state")]
