"""The command palette: commands, columns and models, by a few letters and by the keyboard alone."""

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget

from mlworkbench.base import words
from mlworkbench.base.records import Column
from mlworkbench.base.words import tr
from mlworkbench.ui import commands, theme
from mlworkbench.ui.widgets import palette_rows
from mlworkbench.ui.widgets.column_card import ColumnCard
from mlworkbench.ui.widgets.palette import ROW
from mlworkbench.ui.widgets.palette_rows import SOME, Caption, Hit, More, Offer
from tests.ui.pages import playing


def opened_palette(shell):
    shell.go("commands")
    QApplication.processEvents()
    return shell.findChild(QLineEdit, "command_line")


def rows(shell):
    shown = shell.findChild(QListWidget, "command_list")
    return [shown.item(at).data(ROW) for at in range(shown.count())]


def hits(shell):
    return [row.words for row in rows(shell) if isinstance(row, Hit)]


@pytest.fixture
def went(shell, monkeypatch):
    """What was asked of the window, instead of doing it."""
    asked = []
    monkeypatch.setattr(shell._commands, "_go", lambda command, *facts: asked.append((command, *facts)))
    return asked


@pytest.fixture
def columns(shell, opened, monkeypatch):
    """A project whose data has three columns."""

    class Data:
        id = "d1"
        columns = (Column("tenure", "number"), Column("월 요금", "number"), Column("plan", "category"))

    monkeypatch.setattr(opened.data, "current", Data)
    monkeypatch.setattr(opened.evaluate, "candidates", tuple)
    return opened


def test_ctrl_k_opens_it(shell, qtbot):
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)

    qtbot.keySequence(shell, QKeySequence("Ctrl+K"))

    assert shell.findChild(QLineEdit, "command_line").isVisible()


def test_before_anything_is_typed_all_commands_are_there(shell, look):
    shell.dress(language=look[0], theme=look[1])

    opened_palette(shell)

    assert rows(shell)[0] == Caption(tr("shell.commands_group"))
    assert hits(shell) == [tr(one.title) for one in commands.COMMANDS if one.title and one.name != "commands"]


def test_a_few_letters_and_enter_run_a_command(shell, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "dark")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert theme.palette().name == "dark"
    assert not shell._commands.isVisible()


def test_a_command_that_cannot_run_says_why_and_is_passed_over(shell, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "train")

    (hit,) = [row for row in rows(shell) if isinstance(row, Hit)]
    assert (hit.refused, hit.aside) == (True, tr("home.no_project"))
    assert shell.findChild(QListWidget, "command_list").currentRow() == -1
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert shell._commands.isVisible()


def test_the_best_match_comes_first(shell, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "open")

    assert hits(shell)[0].startswith("Open")
    assert hits(shell).index(tr("home.open_package")) < len(hits(shell))


def test_columns_are_found_and_lead_to_the_data_page(shell, columns, went, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "tenu")
    assert rows(shell)[0] == Caption(tr("shell.columns"))
    assert rows(shell)[1].aside == tr("data.type_number")
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert went == [("column", "tenure")]


def test_a_chosen_column_is_in_view_on_the_data_page_with_all_that_is_known_of_it(shell, opened, runner, tmp_path, qtbot):
    playing.imported(opened, runner, playing.churn(tmp_path))
    line = opened_palette(shell)

    qtbot.keyClicks(line, "incom")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    QApplication.processEvents()

    card = shell.page("data").findChild(ColumnCard)
    assert shell._current == "data"
    assert card.isVisible()
    assert "income" in [label.text() for label in card.findChildren(QLabel)]


def test_hangul_is_found_while_it_is_composed(shell, columns):
    line = opened_palette(shell)

    composed = QInputMethodEvent("욕", [])
    QCoreApplication.sendEvent(line, composed)
    QApplication.processEvents()

    assert line.text() == ""
    assert hits(shell) == ["월 요금"]


def test_initial_consonants_find_a_column(shell, columns, qtbot):
    line = opened_palette(shell)

    line.setText("ㅇㄱ")

    assert hits(shell) == ["월 요금"]


def test_an_english_title_is_found_in_korean_too(shell, qtbot):
    shell.dress(language="ko")
    line = opened_palette(shell)

    qtbot.keyClicks(line, "shortcut")

    assert hits(shell) == [tr("shell.shortcuts")]


def test_models_are_found_and_lead_to_evaluate(shell, opened, qtbot, monkeypatch):
    monkeypatch.setattr(palette_rows, "model_name", lambda model: model.name)
    monkeypatch.setattr(palette_rows, "full_name", lambda bench, model: model.name)

    class Found:
        id, name, metric = "m1", "XGBoost · trial 7", "roc_auc"

        class cv:  # noqa: N801
            mean = 0.8471

    monkeypatch.setattr(opened.evaluate, "candidates", lambda: (Found,))
    shown = []
    monkeypatch.setattr(shell, "show_model", shown.append)
    line = opened_palette(shell)

    qtbot.keyClicks(line, "xgb")
    assert rows(shell)[0] == Caption(tr("shell.models"))
    assert rows(shell)[1].aside == "ROC AUC 0.8471"
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert shown == ["m1"]


def test_arrows_pass_over_what_cannot_be_run_and_stop_at_the_ends(shell, qtbot):
    line = opened_palette(shell)
    offered = shell.findChild(QListWidget, "command_list")
    able = [at for at, row in enumerate(rows(shell)) if isinstance(row, Hit) and not row.refused]

    assert offered.currentRow() == able[0]
    qtbot.keyClick(line, Qt.Key.Key_Up)
    assert offered.currentRow() == able[0]
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert offered.currentRow() == able[1]
    for _ in range(20):
        qtbot.keyClick(line, Qt.Key.Key_PageDown)
    assert offered.currentRow() == able[-1]


def test_a_screen_reader_hears_which_row_is_chosen(shell, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "settings")

    assert line.accessibleDescription().startswith(tr("settings.title"))


def test_a_click_runs_a_row(shell, qtbot):
    line = opened_palette(shell)
    qtbot.keyClicks(line, "dark")
    offered = shell.findChild(QListWidget, "command_list")
    place = offered.visualItemRect(offered.item(1)).center()

    qtbot.mouseClick(offered.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))

    assert theme.palette().name == "dark"


def test_escape_closes_it_and_gives_the_keyboard_back(shell, qtbot):
    button = shell.findChild(object, "open_file")
    button.setFocus()
    line = opened_palette(shell)

    qtbot.keyClick(line, Qt.Key.Key_Escape)

    assert not shell._commands.isVisible()
    assert shell.focusWidget() is button


def test_words_nobody_has_find_nothing_and_say_so(shell, qtbot):
    line = opened_palette(shell)

    qtbot.keyClicks(line, "xyzzy")

    assert shell.findChild(QLabel, "no_command").isVisible()


def test_a_click_elsewhere_closes_it(shell, qtbot):
    opened_palette(shell)

    qtbot.mouseClick(shell._strip, Qt.MouseButton.LeftButton)

    assert not shell._commands.isVisible()


def test_a_command_by_its_shortcut_closes_it(shell):
    opened_palette(shell)

    shell.go("text_larger")

    assert not shell._commands.isVisible()
    assert theme.text_scale() == 1.1


def test_it_stays_inside_the_smallest_window_with_the_largest_text(shell):
    shell.resize(1100, 700)
    shell.dress(text_size=200)

    opened_palette(shell)

    assert shell._commands.parentWidget().rect().contains(shell._commands.geometry())


def test_of_thousands_of_columns_a_few_are_shown_and_the_rest_counted(shell, opened, monkeypatch):
    class Data:
        id = "d1"
        columns = tuple(Column(f"sensor {number} 측정값", "number") for number in range(5000))

    monkeypatch.setattr(opened.data, "current", Data)
    monkeypatch.setattr(opened.evaluate, "candidates", tuple)
    line = opened_palette(shell)

    line.setText("sensor 4")

    found = [row for row in rows(shell) if isinstance(row, Hit)]
    assert len(found) == SOME
    assert rows(shell)[-1] == More(sum("4" in str(number) for number in range(5000)) - SOME)


def test_columns_come_before_commands_where_they_match_better(columns, bench):
    offered = Offer(bench).rows("plan")

    assert offered[0] == Caption(tr("shell.columns"))


def test_every_command_has_words_in_both_languages_and_a_shortcut_of_its_own():
    titled = [command for command in commands.COMMANDS if command.title]
    for language in words.LANGUAGES:
        words.set_language(language)
        titles = [words.tr(command.title) for command in titled]
        assert len(set(titles)) == len(titles)
    shortcuts = [command.shortcut for command in commands.COMMANDS if command.shortcut]

    assert len(set(shortcuts)) == len(shortcuts)
