"""The vocabulary of widgets: what is taken out of a layout is gone from sight, whenever that happens."""

from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from mlworkbench.ui.widgets.parts import boxed, clear, column


def test_what_is_cleared_before_it_was_ever_seen_never_shows_as_a_window_of_its_own(qtbot):
    layout = column()
    box = boxed(layout)
    qtbot.addWidget(box)
    box.show()
    seen = []
    for turn in range(3):
        button = QPushButton(str(turn))
        layout.addWidget(button)
        seen.append(button)
        clear(layout)

    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    QApplication.processEvents()
    windows += [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]

    assert {type(window) for window in windows} == {QWidget}
    assert layout.count() == 0
