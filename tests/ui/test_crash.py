"""Errors nobody mended: the user's own become a dialog, ours a page with a report and a log."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from mlworkbench.base.errors import Cancelled, InputError, JobError, ProjectError
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


@pytest.fixture
def failing_again(monkeypatch, tmp_path):
    """`failing_again(error)`: crashes in which this error happens, twice, while the page is shown."""
    crashes, shown = Crash(tmp_path), []

    def prepared(error):
        def page_shown(page):
            shown.append(page)
            crashes.caught(*raised(error))
            crashes.caught(*raised(error))

        monkeypatch.setattr(CrashPage, "exec", page_shown)
        return crashes, shown

    return prepared


def logs(folder):
    return len(list(folder.glob("crash-*.txt")))


def test_another_error_while_the_page_is_shown_is_logged_and_no_more(failing_again, tmp_path, capsys):
    crashes, shown = failing_again(ValueError("another"))

    crashes.caught(*raised(ZeroDivisionError("first")))

    assert len(shown) == 1
    assert logs(tmp_path) == 3
    assert "another" in capsys.readouterr().err


def test_the_same_error_again_behind_its_page_is_told_once(failing_again, tmp_path, capsys):
    crashes, shown = failing_again(ZeroDivisionError("first"))

    crashes.caught(*raised(ZeroDivisionError("first")))
    crashes.caught(*raised(ZeroDivisionError("first")))

    assert len(shown) == 2
    assert logs(tmp_path) == 2
    assert capsys.readouterr().err.count("ZeroDivisionError: first") == 2
