"""Settings: each choice takes effect at once, is remembered, and can be taken back."""

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QRadioButton

from mlworkbench.base import words
from mlworkbench.base.settings import processors
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.settings import SettingsDialog


@pytest.fixture
def dialog(qtbot, shell):
    dialog = SettingsDialog(shell, shell)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def choose(dialog, name):
    button = dialog.findChild(QRadioButton, name)
    button.setFocus()
    button.click()
    QApplication.processEvents()


def press(dialog, name):
    dialog.findChild(QPushButton, name).click()
    QApplication.processEvents()


@pytest.mark.parametrize("size", theme.TEXT_SIZES)
def test_the_text_size_makes_fonts_fields_rows_and_icons_grow(dialog, shell, size):
    choose(dialog, f"text_size_{size}")

    assert shell.bench.settings.text_size == size
    assert QApplication.font().pixelSize() == round(13 * size / 100)
    assert theme.size("row_height") == round(32 * size / 100)
    assert shell.findChild(QPushButton, "palette").height() == round(32 * size / 100)
    assert shell.findChild(QPushButton, "go_home").iconSize().width() == round(16 * size / 100)
    assert f"font-size: {round(20 * size / 100)}px" in QApplication.instance().styleSheet()
    assert theme.size("page_margin") == 24


def test_after_a_choice_the_keyboard_is_where_it_was(dialog):
    choose(dialog, "theme_dark")

    assert dialog.focusWidget() is dialog.findChild(QRadioButton, "theme_dark")


def test_it_stays_inside_the_smallest_window_at_the_largest_text(dialog, shell):
    shell.resize(1100, 700)

    choose(dialog, "text_size_200")

    assert dialog.width() <= shell.width() and dialog.height() <= shell.height()
    assert dialog.findChild(QPushButton, "close").isVisible()


def test_new_projects_go_to_the_folder_chosen_and_back_to_the_usual_one(dialog, shell, answers, tmp_path):
    usual = shell.bench.home.default_folder()
    answers.folder = tmp_path / "projects here"

    press(dialog, "projects_choose")

    assert shell.bench.home.free_folder("Churn") == tmp_path / "projects here" / "Churn"
    assert dialog.findChild(QLabel, "projects_path").text() == str(tmp_path / "projects here")

    press(dialog, "projects_usual")

    assert shell.bench.home.default_folder() == usual


def test_pictures_and_packages_are_proposed_in_the_folder_chosen(dialog, shell, opened, answers, tmp_path):
    assert ask.out_folder() == opened.project.folder
    answers.folder = tmp_path / "out"
    answers.folder.mkdir()

    press(dialog, "exports_choose")

    assert ask.out_folder() == tmp_path / "out"
    assert opened.package.free_name() == tmp_path / "out" / "Churn.mlpkg"


def test_a_folder_that_is_gone_is_not_proposed(shell, opened, tmp_path):
    shell.dress(exports=str(tmp_path / "gone"))

    assert ask.out_folder() == opened.project.folder


def test_thinking_better_of_a_folder_changes_nothing(dialog, shell, answers):
    before = shell.bench.settings.chosen

    press(dialog, "exports_choose")

    assert answers.asked == ["folder"]
    assert shell.bench.settings.chosen == before


def test_a_path_can_be_copied(dialog, shell):
    press(dialog, "kept_copy")

    assert Path(QGuiApplication.clipboard().text()) == shell.bench.place


def test_threads_hold_for_the_next_job(dialog, shell, runner):
    combo = dialog.findChild(QComboBox, "threads")
    assert combo.currentText() == tr("settings.all_threads", count=processors())

    combo.setCurrentIndex(combo.findData(1))

    assert shell.bench.settings.threads == 1
    assert runner.threads == 1


def test_reset_takes_all_of_it_back(dialog, shell, runner):
    for name in ("language_ko", "theme_dark", "text_size_150"):
        choose(dialog, name)
    shell.bench.use_threads(1)

    press(dialog, "reset")

    assert (words.language(), theme.palette().name, theme.text_scale()) == ("en", "light", 1.0)
    assert runner.threads == processors()
    assert dialog.findChild(QRadioButton, "language_system").isChecked()


def test_both_languages_and_themes(look, dialog, shell):
    choose(dialog, f"language_{look[0]}")
    choose(dialog, f"theme_{look[1]}")

    assert dialog.findChild(QPushButton, "close").text() == tr("ask.close")
    assert theme.palette().name == look[1]
