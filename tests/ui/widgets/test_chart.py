"""The canvas: drawn when it is seen, told by the pointer, copied and saved."""

import csv
from functools import partial

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from mlworkbench import charts
from mlworkbench.base.errors import InputError
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.chart import Chart, Picture, Spot

BARS = (("월 단위", 30), ("yearly", 10))


@pytest.fixture
def drawings():
    return []


@pytest.fixture
def chart(qtbot, drawings):
    def draw(colours, width, height):
        drawings.append((colours.name, width, height))
        return charts.bars(BARS, colours, width, height)

    chart = Chart("plans", "Plans")
    qtbot.addWidget(chart)
    chart.resize(300, 120)
    chart.show_picture(Picture(draw, ("value", "rows"), BARS, (Spot(30, 0, "thirty"), Spot(10, 1, "ten"))))
    return chart


def seen(qtbot, chart):
    chart.show()
    qtbot.waitUntil(lambda: chart.drawn)
    return chart


def test_it_is_not_drawn_before_it_is_seen(chart, drawings, qtbot):
    assert not drawings
    assert not chart.drawn

    seen(qtbot, chart)

    assert drawings == [("light", 300, 120)]


def test_it_is_drawn_for_its_new_size(chart, drawings, qtbot):
    seen(qtbot, chart)

    chart.resize(400, 200)

    qtbot.waitUntil(lambda: ("light", 400, 200) in drawings)


def test_it_takes_the_colours_in_use(chart, qtbot, qapp):
    theme.apply(qapp, "dark")

    image = seen(qtbot, chart).grab().toImage()

    assert image.pixelColor(2, 2) == theme.colour("card")


def test_the_pointer_near_a_spot_is_told_what_it_is(chart, qtbot):
    seen(qtbot, chart)
    (first, words), _ = chart._places

    assert words == "thirty"
    assert chart.words_at(first + QPointF(3, -3)) == "thirty"
    assert chart.words_at(first + QPointF(60, 60)) == ""


def test_without_a_picture_it_is_blank_and_its_menu_is_disabled(qtbot):
    chart = Chart("nothing", "Nothing")
    qtbot.addWidget(chart)
    chart.show()

    menu = chart.menu()

    assert chart.words_at(QPointF(5, 5)) == ""
    assert not any(action.isEnabled() for action in menu.actions())
    menu.deleteLater()


def test_picture_and_numbers_can_be_copied(chart, qtbot):
    seen(qtbot, chart)

    chart.copy_numbers()
    assert QGuiApplication.clipboard().text() == "value\trows\n월 단위\t30\nyearly\t10\n"
    chart.copy_picture()
    assert QGuiApplication.clipboard().image().width() == 600


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_the_menu_saves_it_where_the_user_says(chart, qtbot, answers, tmp_path, kind):
    seen(qtbot, chart)
    answers.saved = tmp_path / f"plans.{kind}"
    menu = chart.menu()

    next(action for action in menu.actions() if action.objectName() == f"save_{kind}").trigger()

    written = answers.saved.read_bytes()
    if kind == "png":
        assert QImage.fromData(written).width() == 600
    elif kind == "svg":
        assert b"<svg" in written
    else:
        assert list(csv.reader(written.decode("utf-8-sig").splitlines()))[1] == ["월 단위", "30"]
    menu.deleteLater()


def test_a_name_without_a_suffix_gets_one(chart, qtbot, answers, tmp_path):
    answers.saved = tmp_path / "plans"

    chart._save(".svg")

    assert (tmp_path / "plans.svg").is_file()


def test_a_place_that_cannot_be_written_is_told(chart, tmp_path):
    with pytest.raises(InputError, match=r"shell\.not_saved"):
        chart.save(tmp_path / "no such folder" / "plans.png")


def test_the_menu_opens_by_the_button(chart, qtbot):
    seen(qtbot, chart)

    chart.offer()

    menu = chart.findChild(QMenu)
    assert menu.isVisible()
    assert len(menu.actions()) == 5
    menu.close()


def test_a_sign_that_no_font_has_is_drawn_without_a_complaint(qtbot, recwarn):
    chart = Chart("odd", "Odd")
    qtbot.addWidget(chart)
    chart.resize(300, 60)
    chart.show_picture(Picture(partial(charts.bars, (("\U0001f6f8", 3), ("\ue000", 2))), ("value", "rows"), ()))

    seen(qtbot, chart)

    assert not recwarn.list
