"""The button that adds a step, and the kinds it opens: grouped by what they are for, explained, and found by typing."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.finding import Wanted
from mlworkbench.ui.widgets.parts import (
    Scrolling,
    allow,
    boxed,
    children,
    clear,
    column,
    looks,
    named,
    note,
    restyle,
    secondary,
    text,
)
from mlworkbench.ui.widgets.popup import Popup

if TYPE_CHECKING:
    from mlworkbench.workbench import KindView

WIDE, HIGH, BESIDE = 400, 430, 90
GROUPS: Final = {
    "missing": "prepare.group_missing",
    "outliers": "prepare.group_outliers",
    "scaling": "prepare.group_scaling",
    "binning": "prepare.group_binning",
    "categories": "prepare.group_categories",
    "dates": "prepare.group_dates",
    "text": "prepare.group_text",
    "combine": "prepare.group_combine",
    "select": "prepare.group_select",
}


class AddStep(QWidget):
    """`wanted` carries the kind of step."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.button = secondary(f"{tr('prepare.add_step')} ▾", self._open, "add_step", tr("prepare.add_step_tip"))
        self.button.setAccessibleName(tr("prepare.add_step"))
        self.button.setIcon(theme.icon("plus", "text"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self.menu = Popup("step_kinds", tr("prepare.add_step"), self.button)
        self._search = named("kind_search", QLineEdit(), tr("prepare.search_kinds"))
        self._search.setPlaceholderText(tr("prepare.search_kinds"))
        self._search.textChanged.connect(self._sift)
        self._search.returnPressed.connect(self._take_first)
        self._search.installEventFilter(self)
        self._rows = column(gap=2)
        self._list = Scrolling(boxed(self._rows))
        self._none = note(tr("prepare.no_such_kind"), "no_such_kind")
        self.menu.setLayout(column(self._search, self._none, self._list, gap=6, margins=(8, 8, 8, 8)))
        self._kinds: tuple[KindView, ...] = ()
        self._groups: list[tuple[QLabel, list[tuple[QPushButton, str]]]] = []

    def show_kinds(self, kinds: tuple["KindView", ...]) -> None:
        if kinds == self._kinds:
            return
        self._kinds, self._groups = kinds, []
        clear(self._rows)
        for group, words in GROUPS.items():
            own = [kind for kind in kinds if kind.group == group]
            if own:
                self._add_group(text(tr(words), "caption"), own)
        self._rows.addStretch(1)

    def _add_group(self, caption: QLabel, kinds: list["KindView"]) -> None:
        caption.setContentsMargins(10, 8, 0, 2)
        self._rows.addWidget(caption)
        buttons = [(self._row(kind), " ".join(map(str, (kind.title, kind.help, *kind.also, caption.text())))) for kind in kinds]
        for button, _ in buttons:
            self._rows.addWidget(button)
        self._groups.append((caption, buttons))

    def _open(self) -> None:
        self._search.clear()
        self._sift("")
        self._list.verticalScrollBar().setValue(0)
        self._list.setFixedHeight(min(theme.px(HIGH), self.button.screen().availableGeometry().height() - theme.px(BESIDE)))
        self.menu.open_below(self._search, theme.px(WIDE))

    def _sift(self, typed: str) -> None:
        """Those in whose name, explanation, settings or group the words are found."""
        wanted = Wanted(typed)
        for caption, buttons in self._groups:
            for button, words in buttons:
                button.setVisible(wanted.rank(words) is not None)
            caption.setVisible(any(not button.isHidden() for button, _ in buttons))
        self._none.setVisible(all(caption.isHidden() for caption, _ in self._groups))

    def _take_first(self) -> None:
        if choices := self._choices():
            choices[0].click()

    def _choices(self) -> list[QPushButton]:
        return [button for _, buttons in self._groups for button, _ in buttons if button.isEnabled() and not button.isHidden()]

    def _row(self, kind: "KindView") -> QPushButton:
        title, told = text(str(kind.title), "strong"), note(_first_sentence(str(kind.help)))
        button = looks("choice", named(f"add_{kind.name}", _Choice(title, told), str(kind.title)))
        allow(button, kind.refused, str(kind.help))
        if kind.refused:
            for label in children(button, QLabel):
                restyle(label, look="faint")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.installEventFilter(self)
        button.clicked.connect(lambda checked=False: self._choose(kind.name))
        return button

    def _choose(self, name: str) -> None:
        self.menu.hide()
        self.wanted.emit(name)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go from one to the next, and from the first back to what is typed."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QPushButton):
            self._list.ensureWidgetVisible(watched, 0, theme.px(30))
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            stops = [self._search, *self._choices()]
            if step and watched in stops:
                stops[(stops.index(watched) + step) % len(stops)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False


def _first_sentence(words: str) -> str:
    first, found, _ = words.partition(". ")
    return f"{first}." if found else words


class _Choice(QPushButton):
    """Its words are labels on it, so that they can take several lines."""

    def __init__(self, *labels: QLabel) -> None:
        super().__init__()
        for label in labels:
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._lines = column(*labels, gap=2, margins=(10, 8, 10, 8))
        self.setLayout(self._lines)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        wide = theme.px(WIDE) - 34
        return QSize(wide, self._lines.totalHeightForWidth(wide) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
