"""From the Data page on to Explore: the page itself, or one column of it."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.pages.explore import ExplorePage
from mlworkbench.ui.widgets.rows_card import RowsCard


@pytest.fixture
def page(project, shown):
    project("data")
    return shown(DataPage)


def test_a_button_leads_on_to_explore(page, press):
    press(page, "to_explore")

    assert page.went == [("explore",)]


def test_the_card_of_a_column_leads_to_its_picture(page, press):
    page.show_column("age")

    press(page, "explore_column")

    assert page.went == [("explore_column", "age")]


def test_the_menu_of_a_column_leads_to_its_picture(page, qtbot):
    card = page.findChild(RowsCard)
    card.table.menu_asked.emit(-1, 1, card.mapToGlobal(QPoint(5, 5)))
    menu = card.findChild(QMenu, "rows_menu")
    name = card.table.header.headings[1].name

    menu.findChild(QAction, "explore_column").trigger()
    menu.close()

    assert page.went == [("explore_column", name)]


def test_explore_shows_the_column_that_was_asked_for(project, shown):
    bench = project("data")
    page = shown(ExplorePage)

    page.show_column("age")
    page.show_column("no such column")

    asked = [job.spec["asked"] for job in bench.jobs() if job.kind == "explore"]
    assert asked[0] == {**asked[0], "picture": "distribution", "column": "age"}
