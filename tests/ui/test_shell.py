"""The frame: where one can go, what it says of the stages and the network, and what it remembers."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton, QSplitter

from mlworkbench.base import closed, words
from mlworkbench.base.errors import InputError
from mlworkbench.base.events import Changed, Notice
from mlworkbench.base.records import Reason
from mlworkbench.ui import commands, theme
from mlworkbench.ui.page import Page, nowhere
from mlworkbench.ui.pages import PAGES
from mlworkbench.ui.shell import BY_STAGE, OUTSIDE, Shell
from mlworkbench.ui.widgets.parts import Scrolling, boxed, column, named
from mlworkbench.ui.widgets.settings import SettingsDialog
from mlworkbench.ui.widgets.stages import GROUPS, merged
from mlworkbench.workbench import StageState


def button(shell, name):
    found = shell.findChild(QPushButton, name)
    assert found is not None, name
    return found


def names_in_the_list(shell):
    entries = shell.findChild(object, "stages").findChildren(QPushButton)
    QApplication.processEvents()
    shown = sorted((entry for entry in entries if entry.isVisible()), key=lambda entry: entry.mapToGlobal(entry.pos()).y())
    return [entry.objectName() for entry in shown]


def test_it_opens_on_home_with_what_a_newcomer_can_do(shell):
    assert shell._current == "home"
    assert names_in_the_list(shell) == ["go_home", "go_samples", "go_open_package", "go_settings"]
    assert not shell.findChild(QPushButton, "projects").isVisible()


def test_every_page_opens_empty_and_closes_in_each_look(look, qtbot, bench):
    for page_class in PAGES:
        page = page_class(bench)
        qtbot.addWidget(page)
        page.show()
        QApplication.processEvents()

        assert page.isVisible()

        page.close()


def test_the_window_is_built_anew_in_each_look(shell, look):
    language, colours = look

    shell.dress(language=language, theme=colours)

    assert words.language() == language
    assert theme.palette().name == colours
    assert shell.bench.settings.chosen.language == language
    assert button(shell, "go_home").text().strip() == words.tr("shell.home")


def test_a_page_of_the_project_is_shown_in_the_workflow(shell, tmp_path, opened):
    shell.go("data")

    assert shell._current == "data"
    pages = [f"go_{page}" for pages in GROUPS.values() for page in pages]
    assert names_in_the_list(shell) == [*pages, "go_settings"]
    assert shell.findChild(QLabel, "project").text() == "Churn"


def test_every_page_of_the_list_has_a_command_and_a_page():
    listed = {page for pages in GROUPS.values() for page in pages}

    assert listed <= set(commands.BY_NAME)
    assert listed | OUTSIDE == {page.stage for page in PAGES}


def test_a_page_without_its_project_is_refused_with_the_reason(shell):
    with pytest.raises(InputError) as refusal:
        shell.go("train")

    assert refusal.value.key == "home.no_project"
    assert shell._current == "home"


def test_when_the_project_closes_home_is_shown(shell, opened):
    shell.go("data")

    opened.home.close()

    assert shell._current == "home"


def test_home_keeps_the_project_one_click_away(shell, opened, qtbot):
    shell.go("data")
    shell.go("home")

    qtbot.mouseClick(button(shell, "go_project"), Qt.MouseButton.LeftButton)

    assert shell._current == "data"


def test_an_open_project_shows_the_page_that_waits(shell, opened):
    shell.show_waiting_page()

    assert shell._current == "data"


def test_a_page_shows_the_first_stage_of_its_own_that_is_not_done():
    states = (StageState("data", "done"), StageState("problem", "todo", Reason("problem.no_target")))

    assert merged(states, ("data", "problem")).state == "todo"
    assert merged(states, ("data",)).state == "done"
    assert merged(states, ("data", "problem")).reason == Reason("problem.no_target")


@pytest.mark.parametrize(("state", "level"), [("enforced", "good"), ("hooked", "warning"), ("open", "warning")])
def test_the_badge_says_what_the_system_enforces(qtbot, bench, monkeypatch, state, level):
    monkeypatch.setattr(closed, "state", lambda: state)
    shell = Shell(bench)
    qtbot.addWidget(shell)

    badge = shell.findChild(QLabel, "offline")

    assert badge.property("level") == level
    assert ("not enforced by the system here" in badge.toolTip()) == (state != "enforced")


# Settings ------------------------------------------------------------------------------------------------------------------


def test_settings_take_effect_at_once_and_are_remembered(shell, qtbot):
    dialog = SettingsDialog(shell, shell)
    qtbot.addWidget(dialog)
    dialog.show()

    dialog.findChild(QRadioButton, "language_ko").click()
    dialog.findChild(QRadioButton, "theme_dark").click()

    assert words.language() == "ko"
    assert theme.palette().name == "dark"
    assert shell.bench.settings.chosen.language == "ko"
    assert shell.bench.settings.chosen.theme == "dark"
    assert dialog.windowTitle() == words.tr("settings.title")


# What a page holds while it is built anew ----------------------------------------------------------------------------------


class HeldPage(Page):
    stage = "home"

    def __init__(self, workbench, go=nowhere):
        super().__init__(workbench, go)
        self.line = named("line", QLineEdit())
        self.far = named("far", QLineEdit())
        self.body.addWidget(Scrolling(boxed(column(self.line, 4000, self.far))))

    def keep(self):
        return self.line.text()

    def take_back(self, kept):
        self.line.setText(kept)


def test_a_new_look_keeps_what_was_typed_where_one_was_and_how_far_it_was_scrolled(qtbot, bench, monkeypatch):
    monkeypatch.setitem(BY_STAGE, "home", HeldPage)
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda window: window.live.close())
    shell.show()
    page = shell.page("home")
    QApplication.processEvents()
    page.line.setText("not kept anywhere")
    page.far.setFocus()
    page.findChild(Scrolling).verticalScrollBar().setValue(900)

    shell.dress(theme="dark")
    QApplication.processEvents()

    again = shell.page("home")
    assert again is not page
    assert again.line.text() == "not kept anywhere"
    assert shell.focusWidget() is again.far
    assert again.findChild(Scrolling).verticalScrollBar().value() == 900


def test_a_page_that_is_not_shown_gets_back_what_it_held_when_it_is(shell, opened):
    shell.go("data")
    held = []
    shell.page("data").keep = lambda: "held"
    shell.go("home")

    shell.dress(theme="dark")
    page = shell.page("data")
    page.take_back = held.append
    shell.go("data")

    assert held == ["held"]


def test_what_a_page_held_of_another_project_is_gone(shell, opened, tmp_path):
    shell.go("data")
    held = []
    shell.page("data").keep = lambda: "held"
    shell.go("home")
    shell.dress(theme="dark")
    opened.home.create(tmp_path / "another", "Another")

    page = shell.page("data")
    page.take_back = held.append
    shell.go("data")

    assert held == []


def test_the_look_of_the_system_is_followed(shell, monkeypatch):
    monkeypatch.setattr(theme, "resolved", lambda choice: "dark")

    shell._follow_system()

    assert theme.palette().name == "dark"


def test_size_and_place_are_remembered(qtbot, bench):
    first = Shell(bench)
    qtbot.addWidget(first)
    first.show()
    first.resize(1100, 747)
    first._remember()
    first.live.close()

    second = Shell(bench)
    qtbot.addWidget(second)

    assert (second.width(), second.height()) == (1100, 747)


def test_where_a_page_was_divided_is_remembered(qtbot, bench, project):
    project("packaged")
    sizes = []
    for move in (120, 0):
        shell = Shell(bench)
        qtbot.addWidget(shell)
        shell.resize(1400, 800)
        shell.show()
        shell.show_page("data")
        QApplication.processEvents()
        both = shell.page("data").findChild(QSplitter, "full")
        if move:
            left, right = both.sizes()
            both.setSizes([left - move, right + move])
        sizes.append(both.sizes())
        shell._remember()
        shell.live.close()

    assert sizes[1] == sizes[0]


def test_a_window_text_nobody_understands_changes_nothing(qtbot, bench):
    bench.settings.change(window="{]")

    shell = Shell(bench)
    qtbot.addWidget(shell)

    assert shell.width() == theme.size("window_width")


def test_it_is_never_smaller_than_the_least_size(shell):
    shell.resize(10, 10)

    assert shell.size().width() == theme.size("window_least_width")


def test_nothing_of_the_frame_is_cut_at_the_least_size(shell, look):
    shell.dress(language=look[0], theme=look[1])
    shell.resize(1100, 700)
    QApplication.processEvents()

    inside = QRect(0, 0, shell.width(), shell.height())
    for widget in shell.findChildren(QPushButton):
        if widget.isVisibleTo(shell) and widget.objectName() in (
            "palette",
            "open_file",
            "open_project",
            "new_project",
            "go_settings",
        ):
            place = QRect(widget.mapTo(shell, widget.rect().topLeft()), widget.size())
            assert inside.contains(place), widget.objectName()
            assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()


# Leaving -------------------------------------------------------------------------------------------------------------------


def test_it_asks_before_it_leaves_a_running_job(shell, opened, answers):
    opened.start("import", {})
    answers.yes = False

    assert not shell.close()
    assert shell.isVisible()
    assert answers.asked == ["yes"]


def test_leaving_stops_the_job_and_closes_the_project(shell, opened, runner, answers):
    job = opened.start("import", {})

    assert shell.close()

    assert runner.cancelled == [job.id]
    assert opened.project is None


def test_it_leaves_without_a_question_where_nothing_runs(shell, answers):
    assert shell.close()

    assert not answers.asked


def test_the_keyboard_reaches_everything_that_can_be_pressed(shell):
    unreachable = [
        widget.objectName() or widget.text()
        for widget in shell.findChildren(QPushButton)
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]

    assert not unreachable


def test_everything_that_can_be_pressed_has_a_name_for_a_screen_reader(shell, look):
    shell.dress(language=look[0], theme=look[1])

    nameless = [
        widget.objectName() for widget in shell.findChildren(QPushButton) if not (widget.accessibleName() or widget.text())
    ]

    assert not nameless


def test_a_notice_is_shown_in_the_strip(shell, bench):
    bench.bus.send(Notice("settings.damaged", {"file": "settings.damaged.json"}, "warning"))

    assert "settings.damaged.json" in shell.findChild(QPushButton, "strip_text").text()


def test_a_change_says_when_it_was_saved(shell, opened):
    opened.bus.send(Changed(frozenset({"data"})))

    assert shell.findChild(QLabel, "strip_saved").text().startswith("Saved ")
