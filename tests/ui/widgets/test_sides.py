"""Two things side by side, or one below the other where they do not fit."""

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from mlworkbench.ui.widgets.sides import Sides


def sized(width, height):
    label = QLabel()
    label.setFixedSize(width, height)
    return label


def test_when_they_come_to_stand_side_by_side_they_need_less_height_again(qtbot):
    outer, sides = QWidget(), Sides(sized(100, 20), sized(200, 30), 10)
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(sides)
    layout.addStretch(1)
    qtbot.addWidget(outer)
    outer.resize(250, 400)
    outer.show()
    qtbot.waitUntil(lambda: not sides.across and sides.height() == 60)

    outer.resize(600, 400)
    QApplication.processEvents()

    assert sides.across
    qtbot.waitUntil(lambda: sides.height() == 30, timeout=1000)
