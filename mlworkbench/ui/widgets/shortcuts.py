"""All keyboard shortcuts on one sheet, drawn from the commands."""

from typing import Final

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.commands import COMMANDS
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    cards,
    column,
    heading,
    named,
    note,
    pill,
    primary,
    row,
    scrolling,
    text,
)

EVERYWHERE: Final = (
    ("Tab", "shell.key_next"),
    ("Shift+Tab", "shell.key_before"),
    ("Space", "shell.key_press"),
    ("↑ ↓ ← →", "shell.key_move"),
    ("Esc", "shell.key_leave"),
    ("Shift+F10", "shell.key_menu"),
)
WIDE, HIGH, EDGE = 520, 720, 40


class ShortcutSheet(QDialog):
    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        named("shortcuts", self, tr("shell.shortcuts"))
        self.setWindowTitle(tr("shell.shortcuts"))
        commands = [(native(one.shortcut), tr(one.title).rstrip("…")) for one in COMMANDS if one.shortcut and one.title]
        content = cards(
            card(_rows(commands), title=tr("shell.shortcuts_commands")),
            card(_rows([(keys, tr(words)) for keys, words in EVERYWHERE]), title=tr("shell.shortcuts_everywhere")),
            STRETCH,
        )
        close = primary(tr("ask.close"), self.accept, "close")
        margin = theme.size("page_margin")
        head = (heading(tr("shell.shortcuts")), note(tr("shell.shortcuts_note")))
        layout = column(
            *head, scrolling(boxed(content)), row(STRETCH, close), gap=10, margins=(margin, margin - 4, margin, margin - 4)
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)
        room = over.size()
        self.resize(min(theme.px(WIDE), room.width() - EDGE), min(theme.px(HIGH), room.height() - EDGE))
        close.setFocus()


def native(keys: str) -> str:
    """As the system writes it, such as ⌘K on a Mac."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _rows(rows: list[tuple[str, str]]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(6)
    for place, (keys, words) in enumerate(rows):
        label: QLabel = text(words)
        grid.addWidget(label, place, 0)
        grid.addWidget(pill(keys), place, 1)
    grid.setColumnStretch(0, 1)
    return boxed(grid)
