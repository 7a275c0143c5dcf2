"""The rows sorted, filtered and searched: chips say at once what is wanted, the rows follow when they are found."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QProgressBar, QPushButton, QWidget

from mlworkbench.base import words
from mlworkbench.base.errors import ProjectError
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.rows_card import RowsCard
from mlworkbench.workbench import Wanted
from tests.ui.fitting import cut
from tests.ui.pages import playing

COLUMNS = ("customer", "age", "income", "married", "plan", "left")


@pytest.fixture
def page(project, shown):
    project("data")
    return shown(DataPage)


@pytest.fixture
def card(page):
    return page.findChild(RowsCard)


@pytest.fixture
def find(runner):
    """`find()` works off the view that is sought."""

    def work():
        for job in [one for one in runner.jobs.values() if one.kind == "view" and one.state == "running"]:
            playing.do(runner, job)
        QApplication.processEvents()

    return work


def seen(card, name, count=6):
    model = card.table.model
    return [model.value(place, COLUMNS.index(name)) for place in range(min(count, model.total))]


def chips(card):
    return [
        one.objectName() for one in card.bar.findChildren(QPushButton) if one.objectName().startswith("chip_") and one.isVisible()
    ]


def counted(card):
    return card.bar._count.text()


def wrong(card):
    return card.bar._wrong.text() if card.bar._wrong.isVisible() else ""


def menu_of(card):
    return next(one for one in card.findChildren(QMenu, "rows_menu") if one.isVisible())


def choose(card, name):
    menu = menu_of(card)
    next(action for action in menu.actions() if action.objectName() == name).trigger()
    menu.close()
    QApplication.processEvents()


def open_menu(widget, at, by_key=False):
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(widget, QContextMenuEvent(reason, at, widget.mapToGlobal(at)))


def folders(bench):
    place = bench.place / "work"
    return [one for one in place.iterdir() if one.is_dir()] if place.is_dir() else []


def test_enter_searches_all_cells_and_rows_keep_their_numbers(card, find, qtbot):
    card.bar.search.setText("gold")

    qtbot.keyClick(card.bar.search, Qt.Key.Key_Return)
    assert card.table.model.total == 240
    find()

    assert set(seen(card, "plan")) == {"Gold"}
    assert counted(card) == "80 of 240 rows"
    assert chips(card) == ["chip_search"]
    second = card.table.model.headerData(0, Qt.Orientation.Vertical)
    assert seen(card, "customer", 1) == [f"C-{int(second) - 1:05d}"]


def test_columns_are_sorted_one_after_the_other_and_a_chip_is_taken_away(card, find, press):
    card.bar.sort.offered.emit("age", True)
    card.bar.sort.offered.emit("income", False)
    find()
    assert seen(card, "age", 3) == [69, 69, 69]
    assert seen(card, "income", 3) == sorted(seen(card, "income", 3))
    assert chips(card) == ["chip_sort", "chip_sort"]

    card.bar.findChildren(QPushButton, "chip_sort")[0].click()
    find()

    assert card.aim == Wanted(sort=(("income", False),))
    assert seen(card, "income", 20) == sorted(seen(card, "income", 20))


def test_a_column_sorted_by_already_turns_round_in_its_place(card, find):
    for column, descending in (("plan", False), ("age", False), ("plan", True)):
        card.sort(column, descending)

    assert card.aim.sort == (("plan", True), ("age", False))


def test_the_filter_form_offers_values_and_conditions_of_the_column(card, find):
    form = card.bar.filter
    form.begin("plan")
    assert [form._values.itemText(place) for place in range(form._values.count())] == ["Basic", "Gold", "가족 요금제"]
    assert form._operations.findData("lt") < 0

    form._values.setEditText("Gold")
    form.take()
    find()

    assert not form.isVisible()
    assert set(seen(card, "plan")) == {"Gold"}
    form.begin("age")
    assert form._operations.findData("ge") >= 0
    form.hide()


def test_a_value_that_does_not_fit_is_told_in_the_form_and_nothing_begins(card, bench):
    form = card.bar.filter
    form.begin("age")
    form._line.setText("many")

    form.take()

    assert form.isVisible()
    assert "many" in form._wrong.text()
    assert card.aim.is_all
    assert not [job for job in bench.jobs() if job.kind == "view"]
    form.hide()


def test_enter_takes_the_form_and_escape_leaves_all_as_it_was(card, find, qtbot):
    card.bar.sort.begin("age")
    qtbot.keyClick(card.bar.sort, Qt.Key.Key_Escape)
    assert card.aim.is_all

    card.bar.sort.begin("age")
    qtbot.keyClick(card.bar.sort.columns, Qt.Key.Key_Return)

    assert card.aim.sort == (("age", False),)


def test_the_menu_of_a_header_sorts_and_filters_its_column(card, find):
    header = card.table.header
    at = QPoint(header.sectionViewportPosition(1) + 5, 20)

    header.customContextMenuRequested.emit(at)
    offered = [action.objectName() for action in menu_of(card).actions()]
    assert offered == ["ascending", "descending", "filter_by", "explore_column"]
    choose(card, "descending")
    find()
    assert seen(card, "age", 1) == [69]

    header.customContextMenuRequested.emit(at)
    choose(card, "filter_by")
    assert card.bar.filter.isVisible()
    assert card.bar.filter.columns.currentText() == "age"
    card.bar.filter.hide()


def test_the_menu_of_a_cell_shows_only_rows_like_this_also_by_key(card, find):
    view = card.table.view
    view.setCurrentIndex(card.table.model.index(1, COLUMNS.index("plan")))

    open_menu(view, QPoint(3, 3), by_key=True)
    choose(card, "like")
    find()
    assert set(seen(card, "plan", 99)) == {seen(card, "plan", 1)[0]}

    missing = card.table.model.index(0, COLUMNS.index("income"))
    open_menu(view.viewport(), view.visualRect(missing).center())
    choose(card, "unlike")
    find()

    assert len(card.aim.filters) == 2
    assert card.aim.filters[0] == ("plan", "eq", seen(card, "plan", 1)[0])


def test_while_rows_are_sought_the_old_ones_stay_and_cancel_goes_back(card, runner, press, page):
    card.sort("age", True)
    job = card._sought[1]
    runner.say(job, Message("progress", key="data.viewing", fraction=0.4, facts={}))

    assert card.bar.findChild(QProgressBar, "view_bar").isVisible()
    assert card.bar.findChild(QProgressBar, "view_bar").value() == 400
    assert seen(card, "customer", 1) == ["C-00000"]
    press(page, "view_cancel")

    assert runner.cancelled == [job.id]
    assert card.aim.is_all
    assert chips(card) == []
    assert not card.bar.findChild(QProgressBar, "view_bar").isVisible()


def test_no_row_found_is_said_and_show_all_brings_them_back(card, find, press, page):
    card.keep_only("plan", "eq", "Platinum")
    find()

    assert page.findChild(QWidget, "no_rows").isVisible()
    assert counted(card) == "0 of 240 rows"
    press(page, "nothing_show_all")

    assert card.table.model.total == 240
    assert not page.findChild(QWidget, "no_rows").isVisible()


def test_a_view_that_fails_leaves_the_rows_and_says_why(card, runner):
    card.sort("age", True)
    runner.say(card._sought[1], failed(ProjectError("data.view_room", needed=12, free=3, folder="/place")))
    QApplication.processEvents()

    assert "12 MB" in wrong(card)
    assert card.aim.is_all
    assert card.table.model.total == 240


def test_a_row_of_the_version_is_shown_among_all_rows(page, card, find):
    card.keep_only("plan", "eq", "Gold")
    find()

    page.show_row(200)

    assert card.aim.is_all
    index = card.table.view.currentIndex()
    assert card.table.model.number(card.table.model.first + index.row()) == 200


def test_rows_found_are_dropped_when_others_take_their_place(card, find, bench, runner, tmp_path):
    card.sort("age", True)
    find()
    assert len(folders(bench)) == 1
    card.sort("income", True)
    find()
    assert len(folders(bench)) == 1
    card.sort("plan", True)
    sought = card._sought[1]

    playing.imported(bench, runner, playing.churn(tmp_path, 250, "newer.csv"))
    QApplication.processEvents()
    runner.say(sought, Message("cancelled"))

    assert folders(bench) == []
    assert card.aim.is_all
    assert card.table.model.total == 250


def test_closing_the_project_drops_what_was_found(card, find, bench):
    card.sort("age", True)
    find()

    bench.home.close()

    assert folders(bench) == []


def test_a_page_built_anew_takes_the_rows_found_along(page, card, find, shown, runner):
    card.keep_only("plan", "eq", "Gold")
    find()
    card.bar.search.setText("C-0")
    kept = page.keep()

    other = shown(DataPage)
    other.take_back(kept)

    again = other.findChild(RowsCard)
    assert counted(again) == "80 of 240 rows"
    assert chips(again) == ["chip_filter"]
    assert again.bar.search.text() == "C-0"
    assert len([job for job in runner.jobs.values() if job.kind == "view"]) == 1


def test_what_ended_while_the_page_was_hidden_is_there_when_it_is_shown(page, card, find):
    card.keep_only("plan", "eq", "Gold")
    page.hide()
    find()
    assert card.table.model.total == 240

    page.show()

    assert counted(card) == "80 of 240 rows"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_forms_and_many_chips_fit(language, project, shown, find):
    words.set_language(language)
    project("data")
    page = shown(DataPage)
    page.resize(880, 600)
    card = page.findChild(RowsCard)

    card.want(Wanted((("age", True), ("income", False)), (("plan", "eq", "가족 요금제"), ("age", "ge", "21")), "C-"))
    find()
    assert cut(card) == []
    for form in (card.bar.sort, card.bar.filter):
        form.begin("age")
        QApplication.processEvents()
        assert cut(form) == []
        form.hide()
