"""The questions themselves, as dialogs answered by key and mouse."""

from importlib import reload

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPlainTextEdit, QPushButton

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.words import tr
from mlworkbench.stages.data.opening import suffixes
from mlworkbench.ui import ask as replaced


@pytest.fixture
def ask(answers, monkeypatch):
    """The module as it is, without the answers of the other tests."""
    monkeypatch.undo()
    return reload(replaced)


def then(act):
    """Runs `act(dialog)` once the dialog stands there; a dialog left standing would hang the test, so it is closed."""

    def found():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(5, found)
            return
        try:
            act(dialog)
        finally:
            if dialog.isVisible():
                dialog.reject()

    QTimer.singleShot(0, found)


def press(name):
    return lambda dialog: dialog.findChild(QPushButton, name).click()


@pytest.mark.parametrize(("pressed", "said"), [("yes", True), ("no", False)])
def test_confirm_is_true_for_its_own_button_alone(qapp, ask, pressed, said):
    then(press(pressed))

    assert ask.confirm("Title", "Question?", "Do it") is said


def test_a_dangerous_question_does_not_make_yes_the_default(qapp, ask):
    seen = []
    then(lambda dialog: seen.append(dialog.findChild(QPushButton, "yes").isDefault()))

    ask.confirm("Title", "Question?", "Do it", dangerous=True)

    assert seen == [False]


def test_a_text_comes_back_without_blanks_around_it(qapp, ask):
    def type_it(dialog):
        dialog.findChild(QLineEdit, "answer").setText("  Loans ")
        dialog.findChild(QPushButton, "yes").click()

    then(type_it)

    assert ask.text("Title", "Name") == "Loans"


def test_an_empty_text_cannot_be_given(qapp, ask):
    seen = []

    def empty_it(dialog):
        dialog.findChild(QLineEdit, "answer").setText("  ")
        seen.append(dialog.findChild(QPushButton, "yes").isEnabled())

    then(empty_it)

    assert ask.text("Title", "Name", "proposed") is None
    assert seen == [False]


def test_an_error_is_told_in_words_with_the_next_step(qapp, ask):
    seen = []
    then(lambda dialog: seen.extend(label.text() for label in dialog.findChildren(object) if hasattr(label, "text")))

    ask.error(ProjectError("store.full", folder="disk"))

    assert tr("store.full", folder="disk") in seen


def test_a_long_text_can_be_copied(qapp, ask):
    then(press("copy"))

    ask.show_text("Log", "line one\nline two")

    assert QGuiApplication.clipboard().text() == "line one\nline two"


def test_a_long_text_is_shown_as_it_is(qapp, ask):
    seen = []
    then(lambda dialog: seen.append(dialog.findChild(QPlainTextEdit, "words").toPlainText()))

    ask.show_text("Log", "<b>not markup</b>")

    assert seen == ["<b>not markup</b>"]


def test_what_should_be_known_before_answering_stands_above_the_field(qapp, ask):
    seen = []

    def read_it(dialog):
        before, line = dialog.findChild(QLabel, "before"), dialog.findChild(QLineEdit, "answer")
        seen.append((before.text(), before.y() < line.parent().y()))
        dialog.reject()

    then(read_it)

    assert ask.text("Title", "Label", before="It was opened before.") is None
    assert seen == [("It was opened before.", True)]


def test_the_file_dialog_offers_what_some_importer_opens():
    assert set(replaced.DATA) == {f"*{suffix}" for suffix in suffixes()}
