"""The canvas: drawn when it is seen, told by the pointer, copied and saved."""

import csv
from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QMenu

from mlworkbench import charts
from mlworkbench.base.errors import InputError
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.chart import Chart, Picture

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
    chart.show_picture(Picture(draw, ("value", "rows"), BARS, (charts.Spot(30, 0, "thirty"), charts.Spot(10, 1, "ten"))))
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
    first, _ = chart._places

    assert first.words == "thirty"
    assert chart.words_at(first.middle + QPointF(3, -3)) == "thirty"
    assert chart.words_at(first.middle + QPointF(60, 60)) == ""


def test_the_pointer_anywhere_in_a_cell_is_told_what_it_is(chart, qtbot):
    counts = ((30, 1), (2, 40))
    draw = partial(charts.confusion, ("no", "yes"), counts)
    chart.show_picture(Picture(draw, *charts.confusion_numbers(("no", "yes"), counts)))
    seen(qtbot, chart)
    cell = chart._places[1].cell

    for corner in (cell.topLeft() + QPointF(2, 2), cell.center(), cell.bottomRight() - QPointF(2, 2)):
        assert chart.words_at(corner) == "actual no, predicted yes\nrows: 1"
    assert chart.words_at(QPointF(1, 1)) == ""


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


@pytest.mark.parametrize(
    ("key", "shift"), [(Qt.Key.Key_Menu, False), (Qt.Key.Key_F10, True), (Qt.Key.Key_Return, False), (Qt.Key.Key_Space, False)]
)
def test_the_menu_opens_by_the_keyboard_once(chart, qtbot, key, shift):
    seen(qtbot, chart)
    chart.setFocus()

    qtbot.keyClick(chart, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier)
    chart.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5)))

    (menu,) = chart.findChildren(QMenu)
    assert menu.isVisible()
    menu.close()
    qtbot.waitUntil(lambda: not chart.findChildren(QMenu))


def test_other_keys_open_nothing(chart, qtbot):
    seen(qtbot, chart)

    qtbot.keyClick(chart, Qt.Key.Key_F10)
    qtbot.keyClick(chart, Qt.Key.Key_A)

    assert not chart.findChildren(QMenu)


def test_the_proposed_name_says_what_it_shows_where_pictures_are_kept(qtbot, monkeypatch, tmp_path):
    proposed = []
    monkeypatch.setattr(ask, "save_file", lambda title, path, patterns: proposed.append(path))
    monkeypatch.setattr(ask, "out_folder", lambda: tmp_path)
    chart = Chart("roc", "ROC curve: out of fold/all?")
    qtbot.addWidget(chart)

    chart._save(".svg")

    assert proposed == [tmp_path / "ROC curve- out of fold-all.svg"]


def test_words_that_a_spreadsheet_would_take_for_a_formula_are_harmless_in_the_saved_file(chart, tmp_path):
    chart.show_picture(Picture(partial(charts.bars, ()), ("value", "rows"), (("=cmd()", -1),)))

    chart.save(tmp_path / "numbers.csv")

    assert (tmp_path / "numbers.csv").read_text("utf-8-sig") == "value,rows\n'=cmd(),-1\n"
