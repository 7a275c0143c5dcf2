"""The job strip: progress, estimate, cancel, outcome, log."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message, failed


@pytest.fixture
def job(shell, opened):
    return opened.start("import", {})


def said(shell):
    return shell.findChild(QPushButton, "strip_text").text()


def test_without_a_job_it_says_so(shell):
    assert said(shell) == tr("shell.no_job")
    assert not shell.findChild(QProgressBar, "strip_bar").isVisible()


def test_a_running_job_shows_how_far_it_is_and_can_be_cancelled(shell, runner, job, qtbot):
    runner.say(job, Message("progress", key="store.checking", fraction=0.62, facts={"number": 3, "count": 7}))

    assert said(shell) == tr("job.import")
    assert shell.findChild(QProgressBar, "strip_bar").value() == 620
    assert shell.findChild(QLabel, "strip_doing").text() == "62 % · Checking file 3 of 7"

    qtbot.mouseClick(shell.findChild(QPushButton, "strip_cancel"), Qt.MouseButton.LeftButton)

    assert runner.cancelled == [job.id]


def test_a_failed_job_says_what_happened_and_offers_its_log(shell, runner, job, qtbot, answers):
    job.log.write_text("chatter of a library\n", "utf-8")
    runner.say(job, failed(InputError("data.no_file", file="gone.csv")))

    assert said(shell) == tr("data.no_file", file="gone.csv")
    assert not shell.findChild(QProgressBar, "strip_bar").isVisible()

    qtbot.mouseClick(shell.findChild(QPushButton, "strip_log"), Qt.MouseButton.LeftButton)

    assert answers.shown == ["chatter of a library\n"]


def test_a_job_without_a_log_says_that_it_is_empty(shell, runner, job, qtbot, answers):
    runner.say(job, failed(InputError("data.no_file", file="gone.csv")))

    qtbot.mouseClick(shell.findChild(QPushButton, "strip_log"), Qt.MouseButton.LeftButton)

    assert answers.shown == [tr("job.empty_log")]


def test_a_stopped_job_says_that_what_was_finished_is_kept(shell, runner, job):
    runner.say(job, Message("cancelled"))

    assert said(shell) == tr("job.cancelled")
