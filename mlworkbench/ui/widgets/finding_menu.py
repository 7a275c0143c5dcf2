"""What can be done about a finding, with a reason: its remedies, a look at a column, or to keep the data as they are."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.records import Finding, Reason, Remedy
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import finding_words, view_words
from mlworkbench.ui.widgets.parts import allow, boxed, children, column, field, line, named, quiet, small
from mlworkbench.ui.widgets.popup import Popup

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


LOOKED_AT = 5  # columns that can be shown from here
WIDE = 230


class FindingMenu(QWidget):
    """`look` carries the name of a column, `mend` the finding, a remedy and the reason, `keep` the finding and the reason."""

    look = Signal(str)
    mend = Signal(object, object, str)
    keep = Signal(object, str)

    def __init__(self, finding: Finding, remedies: Sequence[Remedy], bench: "Workbench") -> None:
        super().__init__()
        self._finding, self._remedies, self._bench = finding, tuple(remedies), bench
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
        self._menu.open_below(first, theme.px(WIDE))

    def _made(self) -> Popup:
        menu = Popup("finding_menu", tr("data.more"), self.button)
        self._why = named("mend_why", QLineEdit(), tr("data.mend_why"), tr("data.mend_why_hint"))
        rows = column(gap=2, margins=(6, 6, 6, 6))
        rows.addWidget(boxed(column(field(tr("data.mend_why"), self._why), margins=(6, 4, 6, 6))))
        self._refusals: list[tuple[QPushButton, Callable[[], Reason | None]]] = []
        for remedy in self._remedies:
            button = self._item(finding_words.deed(remedy), partial(self._mend, remedy), f"do_{remedy.kind}")
            self._refusals.append((button, partial(self._bench.data.refuses_mend, remedy)))
            rows.addWidget(button)
        rows.addWidget(self._item(tr("data.keep_as_is"), self._keep, "keep_as_is"))
        rows.addWidget(line())
        columns = self._finding.columns
        for name in columns[:LOOKED_AT]:
            words = tr("data.look_at", column=view_words.short(name)) if len(columns) > 1 else tr("data.look")
            rows.addWidget(self._item(words, partial(self.look.emit, name), "look"))
        menu.setLayout(rows)
        return menu

    def _mend(self, remedy: Remedy) -> None:
        self.mend.emit(self._finding, remedy, self._why.text().strip())

    def _keep(self) -> None:
        self.keep.emit(self._finding, self._why.text().strip())

    def _item(self, words: str, do: Callable[[], object], name: str) -> QPushButton:
        def chosen() -> None:
            if self._menu is not None:
                self._menu.hide()
            do()

        return quiet(words, chosen, name)
