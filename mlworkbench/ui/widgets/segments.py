"""One of a few, side by side: which rows, which picture."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from mlworkbench.ui.widgets.parts import looks, named
from mlworkbench.ui.widgets.terms import term

Option = tuple[str, str]


class Segments(QWidget):
    """`chosen` carries the name of what the user has taken; arrow keys go from one to the next."""

    chosen = Signal(str)

    def __init__(self, name: str, accessible: str, options: Sequence[Option]) -> None:
        super().__init__()
        looks("segments", named(name, self, accessible))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.setSpacing(2)
        self._buttons: dict[str, QPushButton] = {}
        for key, words in options:
            button = looks("segment", named(f"{name}_{key}", QPushButton(words), words))
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda checked=False, key=key: self.chosen.emit(key))
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button)
        if options:
            self.take(options[0][0])

    @property
    def current(self) -> str:
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def take(self, key: str) -> None:
        """Marks one as chosen, without telling anyone."""
        self._buttons[key].setChecked(True)

    def let_go(self) -> None:
        """None of them is chosen: another row of segments has the choice."""
        self._group.setExclusive(False)
        for button in self._buttons.values():
            button.setChecked(False)
        self._group.setExclusive(True)

    def explain(self, key: str, words: str) -> None:
        """Says in a sentence what it is."""
        self._buttons[key].setToolTip(words)
        self._buttons[key].setAccessibleDescription(words)

    def define(self, key: str, name: str) -> None:
        """Says what the term of this name means."""
        term(self._buttons[key], name)
