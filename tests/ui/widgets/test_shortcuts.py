"""The sheet of shortcuts shows every one the commands have."""

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLabel

from mlworkbench.base.words import tr
from mlworkbench.ui import commands
from mlworkbench.ui.widgets.shortcuts import ShortcutSheet, native


def test_every_shortcut_stands_there_with_its_command(look, qtbot, shell):
    sheet = ShortcutSheet(shell)
    qtbot.addWidget(sheet)

    shown = [label.text() for label in sheet.findChildren(QLabel)]

    for command in commands.COMMANDS:
        if command.shortcut:
            assert native(command.shortcut) in shown
            assert tr(command.title).rstrip("…") in shown


def test_f1_opens_it(shell, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(ShortcutSheet, "exec", lambda self: opened.append(self))
    shell.activateWindow()
    qtbot.waitUntil(shell.isActiveWindow)

    qtbot.keySequence(shell, QKeySequence("F1"))

    assert len(opened) == 1


@pytest.mark.parametrize("size", [100, 200])
def test_it_stays_inside_the_window(shell, qtbot, size):
    shell.resize(1100, 700)
    shell.dress(text_size=size)
    sheet = ShortcutSheet(shell)
    qtbot.addWidget(sheet)
    sheet.show()
    QApplication.processEvents()

    assert sheet.width() <= 1100 and sheet.height() <= 700
