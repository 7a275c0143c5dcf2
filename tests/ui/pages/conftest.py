"""A page by itself, and pressing its buttons."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from mlworkbench.ui.live import Live
from tests.ui.pages import playing


@pytest.fixture
def shown(qtbot, bench):
    """`shown(DataPage)` is the page, visible and hearing what happens; `went` is where it wanted to go."""

    def show(kind):
        went = []
        page = kind(bench, lambda command, *facts: went.append((command, *facts)))
        page.went = went
        live = Live(bench, page)
        live.news.connect(page.hear)
        qtbot.addWidget(page, before_close_func=lambda _: live.close())
        page.resize(1228, 808)
        page.show()
        qtbot.waitExposed(page)
        QApplication.processEvents()
        return page

    return show


@pytest.fixture
def press(qtbot):
    """`press(page, "start")` clicks a button that is there, visible and enabled."""

    def click(page, name):
        button = page.findChild(QPushButton, name)
        assert button is not None, name
        assert button.isVisible(), name
        assert button.isEnabled(), f"{name}: {button.toolTip()}"
        button.click()
        QApplication.processEvents()

    return click


@pytest.fixture
def tried(runner, qtbot):
    """`tried(page)` waits until the preview of the recipe has been asked for and works it off."""

    def work(page):
        qtbot.waitUntil(lambda: page.bench.running("preview") is not None)
        job = page.bench.running("preview")
        playing.do(runner, job)
        QApplication.processEvents()
        return job

    return work
