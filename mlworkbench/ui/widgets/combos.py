"""Lists to choose one of, as forms use them."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from mlworkbench.ui.widgets.parts import named

LEAST = 8  # letters a list is wide enough for


def combo(name: str) -> QComboBox:
    """A list that does not grow with what is in it."""
    made = named(name, QComboBox())
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
