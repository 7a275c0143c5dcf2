"""The top of the window: product, where we are, command search, whether the network is shut, and who works."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from mlworkbench.base import closed
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.commands import BY_NAME
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, named, pill, quiet, restyle, row, say, sized, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go

SEARCH_LEAST, SEARCH_FIRST = (
    160,
    20,
)  # the search gives way before anything is cut, and takes the room there is before the rest does
LONGEST = 28  # letters of an address in the badge
# state of base.closed: (word, level, what it means)
OFFLINE = {
    "enforced": ("shell.offline", "good", "shell.offline_enforced"),
    "hooked": ("shell.offline", "warning", "shell.offline_hooked"),
    "open": ("shell.not_offline", "warning", "shell.offline_open"),
}


class Header(QWidget):
    def __init__(self, go: "Go", user: str) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        sized(self, height=theme.size("field_height") + theme.size("header_room"))
        self._go = go
        logo = QLabel()
        logo.setPixmap(theme.picture("logo", "accent", edge=14))
        product = named("product", text(tr("shell.product")))
        product.setProperty("look", None)
        brand = boxed(row(logo, product, STRETCH, gap=6, margins=(16, 0, 0, 0)))
        product.ensurePolished()
        sized(brand, width=max(theme.size("stages_width"), brand.sizeHint().width()))  # as the stage list below
        self._projects = quiet(tr("shell.projects"), lambda: go("home"), "projects", tr("shell.projects_tip"))
        restyle(self._projects, look="crumb")
        self._slash = text("/", "secondary")
        self.project = Elided("", "project")
        restyle(self.project, look="strong")
        self.search = self._search()
        self.badge = self._badge()
        self.user = pill(user, "plain", "user")
        self.user.setToolTip(tr("shell.user_tip"))
        where = row(self._projects, self._slash, 2, self.project, STRETCH, gap=1, margins=(10, 0, 0, 0))
        line = row(brand, where, self.search, 2, self.badge, 2, self.user, margins=(0, 0, 16, 0))
        line.setStretch(1, 1)
        line.setStretch(2, SEARCH_FIRST)
        self.setLayout(line)
        self.show_project("")

    def show_project(self, name: str) -> None:
        self.project.setText(name)
        self._projects.setVisible(bool(name))
        self._slash.setVisible(bool(name))

    def _search(self) -> QPushButton:
        keys = QKeySequence(BY_NAME["commands"].shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        button = named("palette", QPushButton(), tr("shell.search"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda checked=False: self._go("commands"))
        picture, words, shown_keys = QLabel(), Elided(tr("shell.search")), text(keys, "faint")
        picture.setPixmap(theme.picture("search", "faint"))
        restyle(words, look="search")
        for label in (picture, words, shown_keys):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        line = row(picture, words, shown_keys, margins=(10, 0, 10, 0))
        line.setStretch(1, 1)
        button.setLayout(line)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setMinimumWidth(SEARCH_LEAST)
        button.setMaximumWidth(theme.size("search_width"))
        return sized(button, height=theme.size("field_height"))

    def show_open(self, addresses: Sequence[str], running: bool) -> None:
        """Which databases a worker is connected to, or was since the program started."""
        if not addresses:
            return
        word, tip = ("shell.open_to", "shell.open_to_tip") if running else ("shell.was_open_to", "shell.was_open_to_tip")
        meaning = tr(tip, address=", ".join(dict.fromkeys(addresses)))
        say(self.badge, "● " + tr(word, address=_short(addresses[0])), "warning")
        self.badge.setToolTip(meaning)
        self.badge.setAccessibleDescription(meaning)

    def _badge(self) -> QLabel:
        word, level, meaning = OFFLINE[closed.state()]
        badge = pill("● " + tr(word), level, "offline")
        badge.setToolTip(tr(meaning))
        badge.setAccessibleDescription(tr(meaning))
        return badge


def _short(address: str) -> str:
    """An address that leaves room for the rest of the header; the tip has all of it."""
    return address if len(address) <= LONGEST else f"{address[: LONGEST - 8]}…{address[-7:]}"
