"""Errors nobody mended: the user's own become a dialog, ours a page with a report and a log."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from mlworkbench.base.errors import Cancelled, InputError, JobError, ProjectError
from mlworkbench.ui import crash
from mlworkbench.ui.crash import Crash, CrashPage


def raised(error):
    try:
        raise error
    except BaseException as caught:
        return type(caught), caught, caught.__traceback__


@pytest.fixture
def shown_pages(monkeypatch):
    pages = []
    monkeypatch.setattr(CrashPage, "exec", lambda page: pages.append(page))
    return pages


@pytest.mark.parametrize("kind", [InputError, ProjectError, JobError])
def test_an_error_the_user_can_mend_is_told_and_is_no_crash(tmp_path, answers, shown_pages, kind):
    crashes = Crash(tmp_path)

    crashes.caught(*raised(kind("data.no_data")))

    assert [error.key for error in answers.errors] == ["data.no_data"]
    assert not shown_pages
    assert crashes.exit_code == 0


def test_a_cancel_is_silent(tmp_path, answers, shown_pages):
    Crash(tmp_path).caught(*raised(Cancelled()))

    assert not answers.errors
    assert not shown_pages


def test_a_bug_is_logged_shown_and_ends_in_exit_code_one(tmp_path, answers, shown_pages, capsys, qtbot):
    crashes = Crash(tmp_path / "logs")

    crashes.caught(*raised(ZeroDivisionError("planted")))

    (log,) = (tmp_path / "logs").glob("crash-*.txt")
    assert "ZeroDivisionError: planted" in log.read_text("utf-8")
    assert "mlworkbench" in log.read_text("utf-8").splitlines()[0]
    assert "planted" in capsys.readouterr().err
    assert crashes.exit_code == 1
    (page,) = shown_pages
    qtbot.addWidget(page)
    assert "planted" in page.findChild(QPlainTextEdit, "report").toPlainText()
    assert any(str(log) in label.text() for label in page.findChildren(QLabel))


def test_the_report_can_be_copied(qtbot, tmp_path, look):
    page = CrashPage("the report", None)
    qtbot.addWidget(page)

    page.findChild(QPushButton, "copy").click()

    assert QGuiApplication.clipboard().text() == "the report"


def test_a_disk_that_cannot_be_written_does_not_hide_the_report(tmp_path, shown_pages, monkeypatch, capsys):
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")

    Crash(blocked / "logs").caught(*raised(ZeroDivisionError("planted")))

    assert len(shown_pages) == 1
    assert "planted" in capsys.readouterr().err


def test_a_second_error_while_the_page_is_shown_is_logged_and_no_more(tmp_path, monkeypatch, capsys):
    crashes = Crash(tmp_path)
    shown = []

    def another(page):
        shown.append(page)
        crashes.caught(*raised(ValueError("second")))

    monkeypatch.setattr(CrashPage, "exec", another)
    crashes.caught(*raised(ZeroDivisionError("first")))

    assert len(shown) == 1
    assert len(list(tmp_path.glob("crash-*.txt"))) == 2
    assert crash.CrashPage is CrashPage
    capsys.readouterr()
