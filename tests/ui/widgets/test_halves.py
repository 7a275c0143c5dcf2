"""Two halves stand side by side while both fit, and their place is remembered then alone."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.memory import remembered, restore_splitters
from mlworkbench.ui.widgets.parts import Scrolling, boxed, column, sized


@pytest.fixture
def halves(qtbot):
    """`halves(1000)` are two halves in a window so wide."""
    windows = []

    def make(wide):
        windows.append(in_window(qtbot, wide))
        return windows[-1].findChild(Halves)

    return make


def in_window(qtbot, wide):
    right = boxed(column(sized(QPushButton("right"), width=400)))
    both = Halves("both", boxed(column(QPushButton("left"))), right, 200, 0.4)
    window = boxed(column(both))
    qtbot.addWidget(window)
    window.resize(wide, 500)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()
    return window


def test_side_by_side_the_left_has_its_share(halves):
    both = halves(1000)

    assert both.across
    assert abs(both.sizes()[0] - 400) < 20


def test_where_both_do_not_fit_one_stands_above_the_other_and_back(halves):
    both = halves(500)
    assert not both.across
    assert both.minimumSizeHint().width() <= 500

    both.window().resize(900, 500)
    QApplication.processEvents()

    assert both.across


def test_a_left_part_that_needs_more_than_its_least_is_not_cut(qtbot):
    both = Halves("both", Scrolling(sized(QPushButton("left"), width=260)), QPushButton("right"), 200, 0.1)
    window = boxed(column(both))
    qtbot.addWidget(window)
    window.resize(1000, 500)
    window.show()
    qtbot.waitExposed(window)
    QApplication.processEvents()

    assert both.widget(0).viewport().width() >= 260


def test_the_place_of_the_handle_is_remembered_only_while_it_stands_upright(halves):
    first, narrow, again = halves(1000), halves(500), halves(1000)
    first.setSizes([300, 700])

    text = remembered(first.window())
    restore_splitters(again.window(), text)

    assert '"both"' in text
    assert '"both"' not in remembered(narrow.window())
    assert again.sizes() == first.sizes()
