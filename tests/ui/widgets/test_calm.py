"""Scrolling past a field does not change it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSlider, QSpinBox, QWidget

from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.parts import boxed, column
from mlworkbench.ui.widgets.steady import Steady


def wheel(widget):
    here = QPointF(widget.rect().center())
    event = QWheelEvent(
        here, QPointF(widget.mapToGlobal(here.toPoint())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def made(kind):
    widget = kind()
    if isinstance(widget, QComboBox):
        widget.addItems(["a", "b", "c"])
        return widget, widget.currentIndex
    widget.setRange(0, 100)
    widget.setValue(50)
    return widget, widget.value


@pytest.mark.parametrize("kind", [QComboBox, QSpinBox, QSlider])
def test_the_wheel_is_left_to_the_page_unless_the_field_has_the_keyboard(kind, qtbot):
    widget, value = made(kind)
    tall = QWidget()
    tall.setMinimumHeight(2000)
    area = Steady(boxed(column(calm(widget), tall)))
    qtbot.addWidget(area)
    area.resize(300, 300)
    area.show()
    before = value()

    assert not wheel(widget)  # Qt hands it on to what is around
    assert value() == before
    area.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)

    assert wheel(widget)
    assert value() != before
