"""The list at the left: where one can go, and how far each stage is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.commands import BY_NAME
from mlworkbench.ui.widgets.parts import clear, column, looks, named, square, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import StageState

START: Final = ("home", "samples", "open_package")
# group: its pages, and the stages whose state each page shows (a stage without a page of its own lives on another's)
GROUPS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "shell.workflow": {
        "problem": ("problem",),
        "data": ("data",),
        "explore": ("explore",),
        "prepare": ("prepare",),
        "train": ("train",),
        "evaluate": ("evaluate",),
    },
    "shell.ship": {"package": ("package",)},
}
NAME_WIDE: Final = 130  # of an open project's name
INKS: Final = {"done": "accent", "attention": "attention", "todo": "state", "locked": "state"}
WORDS: Final = {"done": "shell.done", "attention": "shell.attention", "todo": "shell.todo", "locked": "shell.locked"}


@dataclass(frozen=True)
class Shown:
    state: str
    reason: Reason | None


def merged(states: Iterable["StageState"], hosted: tuple[str, ...]) -> Shown:
    """What a page shows for its stages: the first that is not done, else done."""
    own = [state for stage in hosted for state in states if state.stage == stage]
    waiting = next((state for state in own if state.state != "done"), None)
    return Shown(waiting.state, waiting.reason) if waiting else Shown("done", None)


class StageList(QWidget):
    def __init__(self, go: "Go") -> None:
        super().__init__()
        named("stages", self, tr("shell.stages"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(theme.size("stages_width"))
        self._go = go
        self._entries = QVBoxLayout()
        self._entries.setSpacing(1)
        settings = self._entry("settings", tr("settings.title"), "settings")
        settings.setCheckable(False)
        layout = column(self._entries, gap=0, margins=(8, 16, 8, 12))
        layout.addStretch(1)
        layout.addWidget(settings)
        self.setLayout(layout)

    def show_start(self, current: str, project: str = "") -> None:
        """No project page is shown; a project that is open is one click away."""
        clear(self._entries)
        self._caption(tr("shell.start"))
        for name in START:
            command = BY_NAME[name]
            self._place(self._entry(name, tr(command.title), command.icon), name == current)
        if project:
            self._entries.addSpacing(10)
            self._caption(tr("shell.open_now"))
            entry = self._entry("project", project, "folder")
            room = QFontMetrics(entry.font()).elidedText(project, Qt.TextElideMode.ElideRight, theme.px(NAME_WIDE))
            entry.setText("  " + room.replace("&", "&&"))
            entry.setToolTip(project)
            self._place(entry, False)

    def show_stages(self, states: tuple["StageState", ...], current: str) -> None:
        clear(self._entries)
        for number, (group, pages) in enumerate(GROUPS.items()):
            if number:
                self._entries.addSpacing(10)
            self._caption(tr(group))
            for page, hosted in pages.items():
                self._stage(page, merged(states, hosted), page == current)

    def _stage(self, page: str, shown: Shown, current: bool) -> None:
        button = self._entry(page, tr(BY_NAME[page].title), "")
        button.setIcon(theme.icon(f"state-{shown.state}", INKS[shown.state], f"on_{INKS[shown.state]}"))
        told = tr(shown.reason.key, **shown.reason.facts) if shown.reason else tr(WORDS[shown.state])
        button.setToolTip(told)
        button.setAccessibleDescription(told)
        button.setProperty("state", shown.state)
        self._place(button, current)

    def _entry(self, name: str, words: str, icon: str) -> QPushButton:
        button = looks("stage", named(f"go_{name}", QPushButton("  " + words.rstrip("…")), words))
        button.setCheckable(True)
        button.setFixedHeight(theme.size("stage_height"))
        button.setIconSize(square(theme.size("icon")))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if icon:
            button.setIcon(theme.icon(icon))
        button.clicked.connect(lambda checked=False: self._pressed(button, name))
        return button

    def _pressed(self, button: QPushButton, name: str) -> None:
        button.setChecked(bool(button.property("here")))  # only arriving there marks it
        self._go(name)

    def _place(self, button: QPushButton, here: bool) -> None:
        button.setProperty("here", here)
        button.setChecked(here)
        self._entries.addWidget(button)

    def _caption(self, words: str) -> None:
        caption = text(words, "caption")
        caption.setContentsMargins(9, 4, 0, 6)
        self._entries.addWidget(caption)
