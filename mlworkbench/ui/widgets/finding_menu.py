"""What else can be done about a finding: its other remedies, a look at the column, or to keep the data as they are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.records import Finding, Reason, Remedy
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets import finding_words
from mlworkbench.ui.widgets.parts import allow, children, column, quiet, small
from mlworkbench.ui.widgets.popup import Popup

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class FindingMenu(QWidget):
    look = Signal(str)
    mend = Signal(object, object)
    keep = Signal(object)

    def __init__(self, finding: Finding, others: Sequence[Remedy], bench: "Workbench") -> None:
        super().__init__()
        self._finding, self._others, self._bench = finding, tuple(others), bench
        self.button = small(tr("data.more"), self._open, "more")
        self.button.setAccessibleName(f"{tr('data.more')}: {finding_words.title(finding)}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.button)
        self._menu: Popup | None = None

    def _open(self) -> None:
        if self._menu is None:
            self._menu = self._made()
        for button, refused in self._refusals:
            allow(button, refused())
        first = next((one for one in children(self._menu, QPushButton) if one.isEnabled()), self._menu)
        self._menu.open_below(first)

    def _made(self) -> Popup:
        menu = Popup("finding_menu", tr("data.more"), self.button)
        rows = column(gap=2, margins=(6, 6, 6, 6))
        self._refusals: list[tuple[QPushButton, Callable[[], Reason | None]]] = []
        for remedy in self._others:
            button = self._item(finding_words.deed(remedy), partial(self.mend.emit, self._finding, remedy), f"do_{remedy.kind}")
            self._refusals.append((button, partial(self._bench.data.refuses_mend, remedy)))
            rows.addWidget(button)
        if len(self._finding.columns) == 1:
            rows.addWidget(self._item(tr("data.look"), lambda: self.look.emit(self._finding.columns[0]), "look"))
        rows.addWidget(self._item(tr("data.keep_as_is"), lambda: self.keep.emit(self._finding), "keep_as_is"))
        menu.setLayout(rows)
        return menu

    def _item(self, words: str, do: Callable[[], object], name: str) -> QPushButton:
        def chosen() -> None:
            if self._menu is not None:
                self._menu.hide()
            do()

        return quiet(words, chosen, name)
