"""Cards in columns: as many side by side as there is room for."""

import pytest
from PySide6.QtWidgets import QWidget

from mlworkbench.ui.widgets.mosaic import Arrangement, Mosaic, tiles
from mlworkbench.ui.widgets.parts import boxed, column

GAP = 10


def cards(count, width=100):
    made = [QWidget() for _ in range(count)]
    for one in made:
        one.setMinimumSize(width, 20)
    return made


def shown(qtbot, width, *arrangements):
    """A mosaic inside something else, as it always is."""
    mosaic = Mosaic(GAP, *arrangements)
    box = boxed(column(mosaic))
    qtbot.addWidget(box)
    box.resize(width, 400)
    box.show()
    return box, mosaic


def rows(widgets):
    """How many stand in each row."""
    tops = [one.y() for one in widgets]
    return [tops.count(top) for top in sorted(set(tops))]


@pytest.mark.parametrize(("width", "expected"), [(600, [5]), (330, [3, 2]), (215, [2, 2, 1]), (110, [1, 1, 1, 1, 1])])
def test_tiles_stand_in_as_many_columns_as_fit(width, expected, qtbot):
    made = cards(5)

    box, mosaic = shown(qtbot, width, *tiles(made, (5, 3, 2, 1)))

    qtbot.waitUntil(lambda: rows(made) == expected)
    assert mosaic.minimumSizeHint().width() == 100
    assert box.width() == width


def test_the_last_row_is_shared_by_those_that_are_left(qtbot):
    made = cards(5)

    box, _ = shown(qtbot, 330, *tiles(made, (3, 1)))

    assert box.width() == 330
    assert made[4].geometry().right() == made[2].geometry().right()
    assert made[4].width() > made[3].width()


def test_a_wide_card_across_two_columns_needs_room_for_both(qtbot):
    left, right, below = cards(3)
    below.setMinimumWidth(400)
    host = QWidget()
    qtbot.addWidget(host)
    for one in (left, right, below):
        one.setParent(host)
        one.show()
    wide = Arrangement({left: (0, 0, 1, 1), right: (0, 1, 1, 1), below: (1, 0, 1, 2)}, (1, 1))

    assert wide.least(GAP) == 400
    below.setMinimumWidth(100)
    assert wide.least(GAP) == 210
    below.hide()
    left.hide()
    assert wide.least(GAP) == 110


def test_it_is_arranged_anew_when_the_room_or_what_it_holds_changes(qtbot):
    made = cards(2)
    box, _ = shown(qtbot, 300, *tiles(made, (2, 1)))
    assert rows(made) == [2]

    made[0].setMinimumWidth(250)
    qtbot.waitUntil(lambda: rows(made) == [1, 1])
    made[0].setMinimumWidth(100)
    qtbot.waitUntil(lambda: rows(made) == [2])
    box.resize(150, 400)

    qtbot.waitUntil(lambda: rows(made) == [1, 1])
