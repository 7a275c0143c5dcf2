"""All jobs: of this session and of earlier ones, with their outcome, filters, logs and Cancel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QLabel, QPushButton, QTableView

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import JobEnd, Reason
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui.widgets.job_table import BEGAN, OUTCOME, STATE, TOOK, WHAT


@pytest.fixture
def job(shell, opened):
    return opened.start("import", {})


@pytest.fixture
def earlier(shell, opened):
    """Three jobs the project remembers, the last one failed."""
    for number, (kind, state) in enumerate([("import", "finished"), ("train", "cancelled"), ("package", "failed")]):
        reason = Reason("package.bad_place", {"path": "/nowhere"}) if state == "failed" else None
        when = clock.now().replace(year=2024, second=number)
        opened.project.add(JobEnd(f"job{number}", kind, when, 61.0, state, reason, None, "tester", when))
    return opened


def shown(shell):
    model = shell.findChild(QTableView, "job_table").model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [[model.index(row, column).data() for column in columns] for row in rows]


def part(shell, kind, name):
    return shell._jobs.findChild(kind, name)


def test_an_empty_list_says_what_will_be_there(shell, look):
    shell.dress(language=look[0], theme=look[1])

    shell.go("jobs")
    QApplication.processEvents()

    assert part(shell, QFrame, "no_jobs").isVisible()
    assert tr("job.none_yet") in [label.text() for label in part(shell, QFrame, "no_jobs").findChildren(QLabel)]
    assert not part(shell, QTableView, "job_table").isVisible()


def test_a_running_job_is_followed_and_can_be_cancelled(shell, runner, job, qtbot):
    qtbot.mouseClick(shell.findChild(QPushButton, "strip_text"), Qt.MouseButton.LeftButton)

    runner.say(job, Message("progress", key="store.checking", fraction=0.62, facts={"number": 3, "count": 7}))
    row = shown(shell)[0]
    assert (row[WHAT], row[STATE]) == (tr("job.import"), tr("job.running"))
    assert row[OUTCOME] == "62 % · Checking file 3 of 7"

    qtbot.mouseClick(part(shell, QPushButton, "job_cancel"), Qt.MouseButton.LeftButton)
    assert runner.cancelled == [job.id]

    runner.say(job, Message("cancelled"))
    assert shown(shell)[0][STATE] == tr("job.stopped")
    assert not part(shell, QPushButton, "job_cancel").isVisible()


def test_jobs_of_earlier_sessions_are_listed_with_how_they_ended(shell, earlier, look):
    shell.dress(language=look[0], theme=look[1])

    shell.go("jobs")
    QApplication.processEvents()

    assert [row[WHAT] for row in shown(shell)] == [tr("job.package"), tr("job.train"), tr("job.import")]
    assert shown(shell)[0][OUTCOME] == tr("package.bad_place", path="/nowhere")
    assert shown(shell)[0][TOOK] == tr("base.minutes", minutes=1, seconds=1)
    assert shown(shell)[0][BEGAN].startswith("2024-")
    assert part(shell, QLabel, "job_told").text() == tr("package.bad_place", path="/nowhere")


def test_a_job_that_ends_is_listed_once(shell, runner, job):
    shell.go("jobs")

    runner.say(job, failed(InputError("data.no_file", file="gone.csv")))

    assert [row[STATE] for row in shown(shell)] == [tr("job.failed")]


def test_jobs_are_filtered_by_kind_and_by_state(shell, earlier):
    shell.go("jobs")
    states, kinds = part(shell, QComboBox, "job_states"), part(shell, QComboBox, "job_kinds")

    states.setCurrentIndex(states.findData("cancelled"))
    assert [row[WHAT] for row in shown(shell)] == [tr("job.train")]

    kinds.setCurrentIndex(kinds.findData("package"))
    assert shown(shell) == []
    assert part(shell, QLabel, "no_such_jobs").isVisible()

    states.setCurrentIndex(0)
    assert [row[WHAT] for row in shown(shell)] == [tr("job.package")]


def test_a_log_is_read_and_copied(shell, runner, job, answers, qtbot):
    job.log.write_text("chatter of a library\n", "utf-8")
    runner.say(job, Message("cancelled"))
    shell.go("jobs")

    qtbot.mouseClick(part(shell, QPushButton, "job_open_log"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(part(shell, QPushButton, "job_copy_log"), Qt.MouseButton.LeftButton)

    assert answers.shown == ["chatter of a library\n"]
    assert QGuiApplication.clipboard().text() == "chatter of a library\n"


def test_enter_opens_the_log_of_the_chosen_job(shell, runner, job, answers, qtbot):
    runner.say(job, Message("cancelled"))
    shell.go("jobs")
    table = part(shell, QTableView, "job_table")
    assert shell.focusWidget() is table

    qtbot.keyClick(table, Qt.Key.Key_Return)

    assert answers.shown == [tr("job.empty_log")]


def test_where_nothing_was_logged_the_buttons_say_so(shell, earlier):
    shell.go("jobs")

    button = part(shell, QPushButton, "job_open_log")

    assert not button.isEnabled()
    assert button.toolTip() == tr("job.empty_log")


def test_the_log_of_a_job_of_another_project_is_said_to_be_there(shell, runner, job, opened, answers, tmp_path):
    job.log.write_text("chatter of a library\n", "utf-8")
    runner.say(job, Message("cancelled"))
    opened.home.create(tmp_path / "another", "Another")
    shell.go("jobs")

    part(shell, QPushButton, "job_open_log").click()

    assert answers.shown == [tr("job.log_elsewhere")]


def test_the_reason_of_a_job_that_has_no_words_here_is_shown_as_it_is(shell, opened):
    when = clock.now()
    opened.project.add(JobEnd("odd", "odd", when, 1.0, "failed", Reason("plugin.of_old", {}), None, "tester", when))

    shell.go("jobs")

    assert (shown(shell)[0][WHAT], shown(shell)[0][OUTCOME]) == ("odd", "plugin.of_old")


def test_escape_closes_it_and_the_keyboard_is_where_it_was(shell, earlier, qtbot):
    strip = shell.findChild(QPushButton, "strip_text")
    strip.setFocus()
    shell.go("jobs")

    qtbot.keyClick(shell.focusWidget(), Qt.Key.Key_Escape)

    assert not shell._jobs.isVisible()
    assert shell.focusWidget() is strip


def test_thousands_of_jobs_are_all_in_the_list(shell, opened):
    when = clock.now()
    with opened.project.transaction():
        for number in range(3000):
            opened.project.add(JobEnd(f"j{number}", "import", when, 1.0, "finished", None, None, "tester", when))

    shell.go("jobs")

    assert len(shell._jobs._model.entries) == 3000
