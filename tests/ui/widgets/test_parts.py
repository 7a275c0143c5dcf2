"""The vocabulary of widgets: what is taken out of a layout is gone from sight, whenever that happens."""

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mlworkbench.ui.widgets.parts import Elided, boxed, clear, column, sized


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


def test_a_line_of_a_width_that_was_set_shows_all_that_fits(qtbot):
    line = sized(Elided("12 %", "doing"), width=300)
    qtbot.addWidget(line)
    line.show()

    line.setText("24 % · Checking every line")

    assert QLabel.text(line) == "24 % · Checking every line"
