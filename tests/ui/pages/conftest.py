"""A page by itself, and pressing its buttons."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from mlworkbench.ui import ask
from mlworkbench.ui.live import Live
from mlworkbench.ui.pages.evaluate import EvaluatePage
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.ui.pages.judging import finish, settled
from tests.unit.workbench.conftest import PlayedRunner


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


@pytest.fixture(scope="session")
def others(made, tmp_path_factory):
    """A folder with more projects: `judged` (churn, its model assessed), `classes` (three) and `numbers`, both trained."""
    folder = tmp_path_factory.mktemp("others")
    runner = PlayedRunner()
    bench = Workbench(folder / "home", runner)
    shutil.copytree(made / "trained", folder / "judged")
    bench.home.open(folder / "judged")
    playing.do(runner, bench.evaluate.assess(bench.evaluate.chosen().id))
    for name, target in (("classes", "plan"), ("numbers", "age")):
        bench.home.create(folder / name, name)
        playing.imported(bench, runner, playing.churn(folder))
        bench.problem.choose(target)
        playing.do(runner, bench.train.start(60.0, 1, max_trials=2))
    bench.close()
    return folder


@pytest.fixture
def other(bench, others, tmp_path):
    """`other("classes")` opens a copy of that project."""

    def take(name):
        shutil.copytree(others / name, tmp_path / name)
        bench.home.open(tmp_path / name)
        return bench

    return take


@pytest.fixture
def judged(other, shown):
    """`judged(costs=…)` is the Evaluate page of the churn project whose model is judged, with such a charter."""

    def show(**charter):
        bench = other("judged")
        if charter:
            bench.problem.write_charter(**charter)
        page = shown(EvaluatePage)
        settled()
        return page

    return show


@pytest.fixture
def told(monkeypatch):
    """What the questions of `ask.text` said before they asked; they are answered by `told.answer`."""

    class Told(list):
        answer: str | None = "because it is good"

    said = Told()

    def text(title, label, proposed="", yes="", before=""):
        said.append((title, before, proposed))
        return said.answer

    monkeypatch.setattr(ask, "text", text)
    return said


@pytest.fixture
def looked(judged, bench, runner, press, told):
    """The same page once its hold-out is open."""

    def show(**charter):
        page = judged(**charter)
        press(page, "open_holdout")
        finish(bench, runner, "evaluate")
        return page

    return show
