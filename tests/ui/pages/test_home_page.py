"""Home: files, samples, recent projects, and what a newcomer reads."""

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QPushButton

from mlworkbench.base import clock, words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui.pages.home import HomePage
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.parts import Elided
from mlworkbench.ui.widgets.recent import RecentTable, ago
from mlworkbench.ui.widgets.sample import SampleCard


def drop_on(zone, *paths):
    """As the window system does it: enter, then drop."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place, left, none = QPointF(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, data, left, none)
    zone.dragEnterEvent(entered)
    if entered.isAccepted():
        zone.dropEvent(QDropEvent(place, Qt.DropAction.CopyAction, data, left, none))


@pytest.fixture
def known(bench, tmp_path):
    """Three recent projects: one that waits, one that is done, one whose folder is gone."""
    for name, needs in (("done", None), ("waiting", Reason("train.unfinished", {"models": 41}))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "project.db").write_bytes(b"")
        bench.settings.remember(tmp_path / name, name, "train", needs)
    bench.settings.remember(tmp_path / "gone", "gone", "data", None)
    return tmp_path


def test_a_newcomer_is_told_what_comes_here(shown, look):
    page = shown(HomePage)

    assert page.findChild(QLabel, "none_yet").isVisible()
    assert page.findChild(QLabel, "none_yet").text() == tr("home.none_yet")
    assert not page.findChild(RecentTable, "recent").isVisible()


def test_every_sample_is_a_card_that_starts_it(shown, bench, qtbot):
    page = shown(HomePage)
    cards = page.findChildren(SampleCard)
    assert len(cards) == len(bench.home.samples())

    qtbot.mouseClick(cards[0], Qt.MouseButton.LeftButton)

    assert page.went == [("open_sample", bench.home.samples()[0].name)]


def test_a_sample_says_its_question_and_size_in_each_language(shown, bench, look):
    page = shown(HomePage)

    told = [label.text() for label in page.findChildren(SampleCard)[0].findChildren(Elided)]

    sample = bench.home.samples()[0]
    assert told[:2] == [str(sample.title), str(sample.question)]
    assert f"{sample.rows:,}" in told[2]


def test_samples_can_be_reached_by_the_stage_list(shown):
    page = shown(HomePage)

    page.show_samples()

    assert page.window().focusWidget() is page.findChildren(SampleCard)[0]


@pytest.mark.parametrize("name", ["new_project", "open_project", "open_file"])
def test_each_button_runs_its_command(shown, press, name):
    page = shown(HomePage)

    press(page, name)

    assert page.went == [(name,)]


def test_a_dropped_file_is_taken(shown, tmp_path):
    page = shown(HomePage)

    drop_on(page.findChild(DropZone, "drop"), tmp_path / "churn.csv")

    assert page.went == [("take", tmp_path / "churn.csv")]


def test_several_files_are_taken_at_once(shown, tmp_path):
    page = shown(HomePage)

    page.findChild(DropZone, "drop").take([tmp_path / "a.csv", tmp_path / "b.csv"])

    assert page.went == [("take", tmp_path / "a.csv", tmp_path / "b.csv")]


def test_the_drop_zone_asks_when_it_is_pressed_by_mouse_or_key(shown, answers, qtbot, tmp_path):
    page = shown(HomePage)
    zone = page.findChild(DropZone, "drop")

    qtbot.mouseClick(zone, Qt.MouseButton.LeftButton)  # thought better of it
    answers.files = (tmp_path / "churn.csv",)
    qtbot.mouseClick(zone, Qt.MouseButton.LeftButton)
    qtbot.keyClick(zone, Qt.Key.Key_Return)

    assert answers.asked == ["files"] * 3
    assert page.went == [("take", tmp_path / "churn.csv")] * 2


def test_what_is_not_a_file_of_this_computer_is_not_accepted(shown):
    page = shown(HomePage)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/churn.csv")])
    entered = QDragEnterEvent(
        QPointF(5, 5).toPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    entered.ignore()

    page.findChild(DropZone, "drop").dragEnterEvent(entered)

    assert not entered.isAccepted()


# Recent projects -----------------------------------------------------------------------------------------------------------


def told(table, at, column):
    return table.item(at, column).text()


def test_recent_projects_stand_newest_first_with_stage_and_need(shown, known, look):
    table = shown(HomePage).findChild(RecentTable, "recent")

    assert [told(table, at, 0) for at in range(3)] == ["gone", "waiting", "done"]
    assert told(table, 1, 1) == tr("train.title")
    pills = [table.cellWidget(at, 2).findChildren(QLabel)[0].text() for at in range(3)]
    assert pills == [tr("home.missing"), tr("train.unfinished", models=41), tr("home.needs_nothing")]


def test_double_click_and_enter_open_a_project(shown, known, qtbot):
    page = shown(HomePage)
    table = page.findChild(RecentTable, "recent")

    table.cellDoubleClicked.emit(1, 0)
    table.selectRow(2)
    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert page.went == [("open_project", known / "waiting"), ("open_project", known / "done")]


def test_a_project_whose_folder_is_gone_cannot_be_opened_but_forgotten(shown, known, bench, qtbot):
    page = shown(HomePage)
    table = page.findChild(RecentTable, "recent")
    table.cellDoubleClicked.emit(0, 0)
    assert not page.went

    qtbot.mouseClick(table.cellWidget(0, 2).findChild(QPushButton, "forget"), Qt.MouseButton.LeftButton)

    assert [told(table, at, 0) for at in range(table.rowCount())] == ["waiting", "done"]
    assert [recent.name for recent in bench.home.recent()] == ["waiting", "done"]


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=12, seconds=3), "12 min ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=40), "2026-10-13"),
    ],
)
def test_when_is_said_as_one_would_say_it(monkeypatch, gone, said):
    now = clock.datetime(2026, 11, 22, 12, 0, tzinfo=clock.UTC)
    monkeypatch.setattr(clock, "now", lambda: now)

    assert ago(now - gone) == said


# The commands behind it ------------------------------------------------------------------------------------------------------


def test_a_dropped_file_becomes_a_project_of_its_name_and_is_looked_at(shell, bench, tmp_path):
    file = tmp_path / "고객 2026.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    shell.go("take", file)

    assert bench.project.name == "고객 2026"
    assert bench.project.folder.parent == bench.home.default_folder()
    assert [job.kind for job in bench.jobs()] == ["look"]
    assert shell._current == "data"


def test_the_same_file_twice_makes_two_projects(shell, bench, tmp_path, answers):
    file = tmp_path / "churn.csv"
    file.write_text("a,b\n1,2\n", "utf-8")

    shell.go("take", file)
    shell.go("take", file)

    assert bench.project.folder.name == "churn-2"


def test_a_file_that_is_not_there_makes_no_project(shell, bench, tmp_path):
    with pytest.raises(InputError):
        shell.go("take", tmp_path / "gone.csv")

    assert bench.project is None


def test_a_folder_that_is_no_project_is_refused_with_words(shell, tmp_path):
    with pytest.raises(InputError) as refusal:
        shell.go("take", tmp_path)

    assert words.told(refusal.value).startswith(str(tmp_path))


def test_a_dropped_project_folder_is_opened(shell, bench, project, tmp_path):
    project("data")
    bench.home.close()

    shell.go("take", tmp_path / "data")

    assert bench.project.folder == tmp_path / "data"


def test_a_new_project_is_named_and_waits_for_data(shell, bench, answers):
    answers.text = "Loans"

    shell.go("new_project")

    assert bench.project.name == "Loans"
    assert shell._current == "data"


def test_a_new_project_nobody_names_is_not_made(shell, bench, answers):
    shell.go("new_project")

    assert answers.asked == ["text"]
    assert bench.project is None


def test_a_sample_is_one_press_from_home_to_data(shell, bench):
    shell.go("open_sample", "telco_churn")

    assert shell._current == "data"
    assert Path(bench.jobs()[0].spec["path"]).name == "telco_churn.csv"


def test_a_running_job_is_not_left_without_a_word(shell, opened, answers, tmp_path):
    file = tmp_path / "churn.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    opened.start("import", {})
    answers.yes = False

    shell.go("take", file)

    assert opened.project.name == "Churn"
