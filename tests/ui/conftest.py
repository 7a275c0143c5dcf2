"""A dressed application, a workbench whose jobs are played, projects that got so far, and answers instead of questions."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent

from mlworkbench.base import words
from mlworkbench.ui import ask, start, theme
from mlworkbench.ui.shell import Shell
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner

LOOKS = [(language, colours) for language in words.LANGUAGES for colours in theme.THEMES]


class Answers:
    """What the user would say to the questions of `ask`, and what was shown. None is "thought better of it"."""

    def __init__(self):
        self.file: Path | None = None
        self.files: tuple[Path, ...] = ()
        self.saved: Path | None = None
        self.folder: Path | None = None
        self.text: str | None = None
        self.yes = True
        self.asked: list[str] = []
        self.errors: list = []
        self.shown: list[str] = []

    def _says(self, name):
        def answer(*_arguments, **_named):
            self.asked.append(name)
            return getattr(self, name)

        return answer


@pytest.fixture(scope="session")
def qapp_cls():
    return type(start.application())


@pytest.fixture(autouse=True)
def dressed(qapp, own_home):
    """Every test of the window begins light and English."""
    start.application()
    theme.apply(qapp, "light")
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # nothing of this test is dressed again in the next


@pytest.fixture
def runner():
    return PlayedRunner()


@pytest.fixture
def bench(own_home, runner):
    bench = Workbench(own_home, runner)
    yield bench
    bench.close()


@pytest.fixture
def opened(bench, tmp_path):
    """The same workbench with an open, empty project."""
    bench.home.create(tmp_path / "project", "Churn")
    return bench


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


@pytest.fixture(autouse=True)
def answers(monkeypatch):
    answers = Answers()
    monkeypatch.setattr(ask, "open_file", answers._says("file"))
    monkeypatch.setattr(ask, "open_files", answers._says("files"))
    monkeypatch.setattr(ask, "save_file", answers._says("saved"))
    monkeypatch.setattr(ask, "folder", answers._says("folder"))
    monkeypatch.setattr(ask, "text", answers._says("text"))
    monkeypatch.setattr(ask, "confirm", answers._says("yes"))
    monkeypatch.setattr(ask, "error", answers.errors.append)
    monkeypatch.setattr(ask, "show_text", lambda _title, content: answers.shown.append(content))
    return answers


@pytest.fixture
def shell(qtbot, bench):
    """The window over the played workbench, shown."""
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda window: window.live.close())
    shell.show()
    return shell


@pytest.fixture(params=LOOKS, ids=lambda look: "-".join(look))
def look(request, qapp):
    """Both languages, both themes."""
    language, colours = request.param
    words.set_language(language)
    theme.apply(qapp, colours)
    return request.param
