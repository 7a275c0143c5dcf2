"""A newcomer in the real window with real jobs: from a sample or an own file on, pressing the one filled button of each page."""

import csv
import shutil

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QPushButton, QTableWidget, QWidget

from mlworkbench.ui import ask, start
from mlworkbench.ui.shell import Shell
from mlworkbench.ui.widgets.sample import SampleCard
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing

PATIENCE = 120_000


@pytest.fixture(scope="session")
def qapp_cls():
    return type(start.application())


@pytest.fixture
def window(qtbot, qapp, own_home):
    start.application()
    bench = Workbench(own_home)
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda window: window.live.close())
    shell.show()
    yield shell
    bench.close()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def press_the_filled_one(window, qtbot):
    """Waits until the page shown has exactly one filled button that can be pressed, of this name, and presses it."""

    def filled():
        page = window.page(window._current)
        buttons = [button for button in page.findChildren(QPushButton) if button.property("look") == "primary"]
        return [button for button in buttons if button.isVisible() and button.isEnabled()]

    def press(name):
        qtbot.waitUntil(lambda: [button.objectName() for button in filled()] == [name], timeout=PATIENCE)
        qtbot.mouseClick(filled()[0], Qt.MouseButton.LeftButton)

    return press


def test_from_a_sample_to_a_scored_file(window, press_the_filled_one, qtbot, monkeypatch, tmp_path):
    sample = window.page("home").findChildren(SampleCard)[0]
    rows = tmp_path / "customers.csv"
    shutil.copy(window.bench.home.samples()[0].file, rows)

    qtbot.mouseClick(sample, Qt.MouseButton.LeftButton)
    assert window._current == "data"

    press_the_filled_one("to_prepare")
    assert window._current == "prepare"
    press_the_filled_one("continue")
    assert window._current == "train"
    budget = window.page("train").findChild(QComboBox, "budget")
    budget.setCurrentIndex(0)

    press_the_filled_one("start")
    press_the_filled_one("next")
    assert window._current == "evaluate"
    monkeypatch.setattr(ask, "text", lambda *_: "a first try")
    press_the_filled_one("open_holdout")
    press_the_filled_one("accept")
    press_the_filled_one("next")
    assert window._current == "package"

    monkeypatch.setattr(ask, "save_file", lambda _title, proposed, *_: tmp_path / proposed.name)
    press_the_filled_one("build")
    monkeypatch.setattr(ask, "open_file", lambda *_: rows)
    press_the_filled_one("score_a_file")
    preview = window.page("package").findChild(QTableWidget, "preview")
    qtbot.waitUntil(lambda: preview.isVisible() and preview.rowCount() == 20, timeout=PATIENCE)

    monkeypatch.setattr(ask, "save_file", lambda *_: tmp_path / "scored.csv")
    qtbot.mouseClick(window.page("package").findChild(QPushButton, "save_scored"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil((tmp_path / "scored.csv").is_file, timeout=PATIENCE)
    with (tmp_path / "scored.csv").open(encoding="utf-8", newline="") as file:
        scored = list(csv.DictReader(file))
    assert len(scored) == 7043
    assert {row["prediction"] for row in scored} == {"Yes", "No"}
    assert {state.state for state in window.bench.stages() if state.stage != "explore"} == {"done"}
    assert window.bench.evaluate.verdict(window.bench.evaluate.chosen().id).version == 1
    assert window.findChild(QWidget, "go_package").property("state") == "done"


@pytest.mark.slow
def test_from_an_own_file_to_an_accepted_and_packaged_model(window, press_the_filled_one, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(ask, "text", lambda *_: "good enough for a first try")
    monkeypatch.setattr(ask, "save_file", lambda _title, proposed, *_: tmp_path / proposed.name)

    window.go("take", playing.churn(tmp_path))
    press_the_filled_one("import_go")
    press_the_filled_one("to_problem")
    qtbot.waitUntil(lambda: window.page("problem").findChild(QComboBox, "target").currentText() == "left", timeout=PATIENCE)
    press_the_filled_one("keep_choice")
    press_the_filled_one("to_prepare")
    press_the_filled_one("continue")
    window.page("train").findChild(QComboBox, "budget").setCurrentIndex(0)
    for name in ("start", "next", "open_holdout", "accept", "next", "build"):
        press_the_filled_one(name)

    qtbot.waitUntil(lambda: bool(window.bench.package.packages()), timeout=PATIENCE)
    assert (tmp_path / "churn.mlpkg").is_file()
    assert {state.state for state in window.bench.stages() if state.stage != "explore"} == {"done"}
