"""Lists to choose one of, as forms use them."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from mlworkbench.ui.widgets.parts import named

LEAST = 8  # letters a list is wide enough for


class Combo(QComboBox):
    """What is chosen ends in … where the room ends."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - 2
        words = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, room)
        option.currentText = words  # type: ignore[attr-defined]
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)


def combo(name: str) -> QComboBox:
    """A list that does not grow with what is in it."""
    made = named(name, Combo())
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(LEAST)
    return made


def listed(box: QComboBox) -> list[str]:
    """The data of all items, in their order."""
    return [str(box.itemData(place)) for place in range(box.count())]


def offer(box: QComboBox, options: Sequence[tuple[str, str]], chosen: str) -> None:
    """Fills the list with (data, words) and takes one, without telling anyone."""
    blocked = QSignalBlocker(box)
    if listed(box) != [key for key, _ in options]:
        box.clear()
        for key, words in options:
            box.addItem(words, key)
    box.setCurrentIndex(box.findData(chosen))
    del blocked
