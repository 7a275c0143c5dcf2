"""Projects as far as the pages need them: with data, with a problem, with real models, with a real package."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from mlworkbench.ui.live import Live
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder with three projects: `data`, `trained`, `packaged`. Made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("made")
    runner = PlayedRunner()
    bench = Workbench(folder / "home", runner)
    bench.home.create(folder / "project", "Churn")
    playing.chosen(bench, runner, folder)
    _keep(bench, folder, "data")
    playing.do(runner, bench.train.start(60.0, 1, max_trials=2))
    _keep(bench, folder, "trained")
    playing.do(runner, bench.package.build(bench.train.winner().id, folder / "churn.mlpkg"))
    _keep(bench, folder, "packaged")
    bench.close()
    return folder


def _keep(bench, folder, name):
    """A copy of the project as it is now; it is closed for a moment so that the database is whole."""
    project = bench.project.folder
    bench.home.close()
    shutil.copytree(project, folder / name)
    bench.home.open(project)


@pytest.fixture
def project(bench, made, tmp_path):
    """`project("trained")` opens a copy of that project."""

    def take(name):
        shutil.copytree(made / name, tmp_path / name)
        bench.home.open(tmp_path / name)
        return bench

    return take


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
