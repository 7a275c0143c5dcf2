"""The button that adds a step, and the list of kinds it opens, each with what it is good for."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import allow, children, clear, column, looks, named, note, restyle, secondary, text
from mlworkbench.ui.widgets.popup import Popup

if TYPE_CHECKING:
    from mlworkbench.workbench import KindView

WIDE = 380


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
        self._rows = column(gap=2, margins=(6, 6, 6, 6))
        self.menu.setLayout(self._rows)
        self._kinds: tuple[KindView, ...] = ()

    def show_kinds(self, kinds: tuple["KindView", ...]) -> None:
        if kinds == self._kinds:
            return
        self._kinds = kinds
        clear(self._rows)
        for kind in kinds:
            self._rows.addWidget(self._row(kind))

    def _open(self) -> None:
        first = next((button for button in children(self.menu, QPushButton) if button.isEnabled()), self.menu)
        self.menu.open_below(first, theme.px(WIDE))

    def _row(self, kind: "KindView") -> QPushButton:
        title, told = text(str(kind.title), "strong"), note(str(kind.help))
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
        """Arrow keys go from one to the next."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            buttons = [button for button in children(self.menu, QPushButton) if button.isEnabled()]
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step and watched in buttons:
                buttons[(buttons.index(watched) + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False


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
        wide = theme.px(WIDE) - 14
        return QSize(wide, self._lines.totalHeightForWidth(wide) + 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()
