"""Every control of every page and dialog has a name for a screen reader, is reached by Tab, and shows the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QRadioButton,
    QSlider,
    QWidget,
)

from mlworkbench.ui import theme
from mlworkbench.ui.pages import PAGES
from mlworkbench.ui.shell import Shell
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.settings import SettingsDialog
from mlworkbench.ui.widgets.shortcuts import ShortcutSheet
from mlworkbench.ui.widgets.terms import Glossary
from tests.ui.pages import playing

NAMES = tuple(page.stage for page in PAGES)
USED = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QSlider, QPlainTextEdit, QAbstractItemView, Chart, DropZone)
READ = (*USED, QProgressBar)
MOST_TABS = 250
SETTLE = 40
# reached by other keys, on purpose
ASIDE = {
    "command_list": "the line above moves in it",
    "strip_bar": "nothing to be done with it",
}


@pytest.fixture(params=["empty", "full"])
def begun(request, bench, project, tmp_path):
    if request.param == "empty":
        bench.home.create(tmp_path / "empty", "Churn")
    else:
        project("packaged")
    return request.param


@pytest.fixture
def pages(qtbot, bench, runner, begun, made):
    """`pages()` shows one page after the other in the active window, each with all it shows by itself."""
    shell = Shell(bench)
    qtbot.addWidget(shell, before_close_func=lambda one: one.live.close())
    shell.resize(1440, 900)
    shell.show()
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)

    def walk():
        for name in NAMES:
            if name == "opened" and begun == "full":
                shell.show_package(made / "churn.mlpkg")
            else:
                shell.show_page(name)
            for _ in range(2):
                QTest.qWait(SETTLE)
                for job in [one for one in runner.jobs.values() if one.state == "running"]:
                    playing.do(runner, job)
            QApplication.processEvents()
            yield name, shell

    return walk


def controls(root, kinds=USED):
    """Those a user sees and could use; the inner parts of Qt's own controls are not controls of ours."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if isinstance(widget, kinds) and widget.isVisibleTo(root) and not _inner(widget) and widget.objectName() not in ASIDE
    ]


def _inner(widget):
    owner = widget.parentWidget()
    if isinstance(widget, QHeaderView):
        return True
    if isinstance(widget, QLineEdit) and isinstance(owner, QAbstractSpinBox | QComboBox):
        return True
    if isinstance(owner, QAbstractItemView) and type(widget) is QAbstractButton:
        return True  # the corner of a table
    return widget.objectName().startswith("qt_") or type(owner).__name__ == "QComboBoxPrivateContainer"


def spoken(widget):
    """What a screen reader says first."""
    said = widget.accessibleName()
    if not said and isinstance(widget, QAbstractButton):
        said = widget.text()
    buddies = [label.text() for label in widget.window().findChildren(QLabel) if label.buddy() is widget]
    return said or next(iter(buddies), "")


def told(widget):
    owner = widget.parentWidget()
    while owner is not None and not owner.objectName():
        owner = owner.parentWidget()
    return f"{type(widget).__name__} {widget.objectName()!r} {spoken(widget)[:40]!r} in {owner.objectName() if owner else ''}"


def nameless(root):
    return [told(one) for one in controls(root, READ) if not spoken(one).strip()]


def unfocusable(root):
    """Of exclusive buttons Qt lets Tab stop at the chosen one alone."""
    found = [one for one in controls(root) if not one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [told(one) for one in found if not (isinstance(one, QAbstractButton) and one.group() and one.group().checkedButton())]


def unreached(root):
    """Presses Tab until it is back where it began; of exclusive buttons one is enough, the arrows reach the others."""
    wanted = [one for one in controls(root) if one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    visited = []
    for _ in range(MOST_TABS):
        QTest.keyClick(root.focusWidget() or root, Qt.Key.Key_Tab)
        focus = root.focusWidget()
        if focus in visited and len(visited) > 1:
            break
        visited.append(focus)
    groups = [one.group() for one in visited if isinstance(one, QAbstractButton) and one.group() is not None]
    return [
        told(one)
        for one in wanted
        if one not in visited
        if not (isinstance(one, QAbstractButton) and one.group() in groups)
        if not (isinstance(one, QRadioButton) and any(isinstance(seen, QRadioButton) for seen in visited))
    ]


def without_focus_mark(root):
    """Controls that look the same with the keyboard as without it."""
    odd = []
    for one in controls(root):
        if not one.isEnabled() or not one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            continue
        one.clearFocus()
        QApplication.processEvents()
        before = one.grab().toImage()
        one.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if one.hasFocus() and one.grab().toImage() == before:
            odd.append(told(one))
    return odd


def test_everything_has_a_name_and_is_reached_by_tab(pages):
    wrong = {}

    for name, shell in pages():
        wrong[name] = [
            *(f"no name: {one}" for one in nameless(shell)),
            *(f"no focus: {one}" for one in unfocusable(shell)),
            *(f"not reached: {one}" for one in unreached(shell)),
        ]

    assert {name: found for name, found in wrong.items() if found} == {}


def test_everything_in_the_database_panel_has_a_name_and_is_reached_by_tab(qtbot, shell, project, runner):
    project("data")
    shell.resize(1440, 900)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    shell.show_page("data")
    page = shell.page("data")
    playing.connected(page, runner)
    QTest.qWait(SETTLE)

    assert page._server.isVisible()
    assert nameless(page) == []
    assert unfocusable(page) == []
    assert unreached(shell) == []
    assert without_focus_mark(page) == []


def test_everything_in_the_import_panel_has_a_name_and_is_reached_by_tab(qtbot, shell, project, runner, tmp_path):
    """With a question, and with a file that cannot be read."""
    project("data")
    shell.resize(1440, 900)
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    for name, content in (("asks.csv", "a,b,when\n1,2,03/04/2026\n3,4,05/06/2026\n"), ("wrong.csv", "a,b,c\n1,2,3\n4,5\n")):
        (tmp_path / name).write_text(content, "utf-8")

        shell.look_at((tmp_path / name,))
        for job in [one for one in runner.jobs.values() if one.state == "running"]:
            playing.do(runner, job)
        QTest.qWait(SETTLE)
        page = shell.page("data")

        assert page._panel.isVisible()
        assert nameless(page) == []
        assert unfocusable(page) == []
        assert unreached(shell) == []
        assert without_focus_mark(page) == []


@pytest.mark.parametrize("colours", theme.THEMES)
def test_what_has_the_keyboard_shows_it(pages, colours, qapp):
    theme.apply(qapp, colours)
    wrong = {}

    for name, shell in pages():
        wrong[name] = without_focus_mark(shell.page(name))

    assert {name: found for name, found in wrong.items() if found} == {}


@pytest.fixture(params=[SettingsDialog, ShortcutSheet, Glossary])
def dialog(request, qtbot, shell):
    kind = request.param
    made_one: QDialog = kind(shell, shell) if kind is SettingsDialog else kind(shell)
    qtbot.addWidget(made_one)
    made_one.show()
    made_one.activateWindow()
    qtbot.waitUntil(made_one.isActiveWindow)
    return made_one


def test_everything_in_a_dialog_has_a_name_is_reached_and_shows_the_keyboard(dialog):
    assert nameless(dialog) == []
    assert unfocusable(dialog) == []
    assert unreached(dialog) == []
    assert without_focus_mark(dialog) == []


@pytest.mark.parametrize("name", ["jobs", "commands"])
def test_everything_in_an_overlay_has_a_name_and_is_reached(name, qtbot, shell, project):
    project("packaged")
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)
    shell.go(name)
    QTest.qWait(SETTLE)
    overlay = shell._jobs if name == "jobs" else shell._commands

    assert nameless(overlay) == []
    assert unfocusable(overlay) == []
    assert [one for one in unreached(shell) if f"in {name}" in one] == []
