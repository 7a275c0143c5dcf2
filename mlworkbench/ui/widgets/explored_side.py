"""Beside a picture of the data: how it was worked out, rows to look at, and the pictures that are in the report."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from mlworkbench.base.records import Exploration, Pin
from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    card,
    cards,
    clear,
    column,
    field,
    icon_button,
    line,
    named,
    note,
    pill,
    quiet,
    row,
    secondary,
)
from mlworkbench.ui.widgets.terms import explained
from mlworkbench.workbench import tellings_explore

if TYPE_CHECKING:
    from mlworkbench.workbench import Answer

LISTED: Final = 100  # rows
LIST_HIGH: Final = 190
ROW_ROLE: Final = Qt.ItemDataRole.UserRole


class ExploredSide(QWidget):
    """`pin` carries a note; `look` a row number from 1; `open_pin` and `unpin` the exploration of a picture in the report."""

    pin = Signal(str)
    unpin = Signal(str)
    open_pin = Signal(str)
    look = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._facts = column(gap=8)
        self._how = card(self._facts, title=tr("explore.how"), name="how_card")
        self._rows = named("stray_rows", QListWidget(), tr("explore.stray_rows"))
        self._rows.setMinimumHeight(theme.px(LIST_HIGH))
        self._rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows.itemActivated.connect(self._go_to)
        self._rows.itemClicked.connect(self._go_to)
        self._strays = explained(
            card(note(tr("explore.stray_rows_note")), self._rows, title=tr("explore.stray_rows"), name="strays_card"),
            "robust_score",
        )
        self._note = named("pin_note", QLineEdit())
        self._note.setPlaceholderText(tr("explore.note_example"))
        self._note.setMaxLength(2000)
        self._pin = secondary(tr("explore.pin"), lambda: self.pin.emit(self._note.text()), "pin", tr("explore.pin_tip"))
        self._unpin = secondary(tr("explore.unpin"), self._take_out, "unpin")
        self._pinned = pill(tr("explore.pinned"), "good", "pinned")
        self._shown: str = ""
        self._report = card(
            field(tr("explore.note"), self._note), row(self._pin, self._unpin, STRETCH),
            title=tr("explore.report"), beside=self._pinned, name="pin_card",
        )  # fmt: skip
        self._pins = column(gap=0)
        self._in_report = card(self._pins, title=tr("explore.in_report"), name="pins_card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(boxed(cards(self._how, self._strays, self._report, self._in_report, STRETCH)))

    def show_answer(self, answer: "Answer | None", exploration: Exploration | None, pinned: Pin | None) -> None:
        """What is told about a picture; nothing can be pinned while there is none."""
        clear(self._facts)
        for words in tellings_explore.facts(answer) if answer else [tr("explore.nothing_yet")]:
            self._facts.addWidget(note(words))
        self._show_rows(answer)
        shown = exploration.id if exploration else ""
        if shown != self._shown or not self._note.hasFocus():
            self._note.setText(pinned.note if pinned else "" if shown != self._shown else self._note.text())
        self._shown = shown
        self._report.setVisible(bool(shown))
        self._pin.setText(tr("explore.pin_again") if pinned else tr("explore.pin"))
        self._unpin.setVisible(pinned is not None)
        self._pinned.setVisible(pinned is not None)

    def show_pins(self, pins: Sequence[tuple[Exploration, str, str]]) -> None:
        """Those in the report: what is shown, and what is noted beside it."""
        clear(self._pins)
        self._in_report.setVisible(bool(pins))
        for exploration, title, words in pins:
            opener = quiet(title, partial(self.open_pin.emit, exploration.id), f"open_pin_{exploration.id}")
            told = Elided(words)
            told.setVisible(bool(words))
            out = icon_button("close", tr("explore.unpin_named", title=title), partial(self.unpin.emit, exploration.id))
            inner = row(column(row(opener, STRETCH), told, gap=0), out, gap=6, margins=(0, 4, 0, 4))
            inner.setStretch(0, 1)
            self._pins.addWidget(boxed(column(inner, line(), gap=0)))

    def keep(self) -> str:
        return self._note.text()

    def take_back(self, words: str) -> None:
        self._note.setText(words)

    def _show_rows(self, answer: "Answer | None") -> None:
        strays = [stray for view in answer.views if view.panel.kind == "strays" for stray in view.panel.strays] if answer else []
        self._strays.setVisible(bool(strays))
        self._rows.clear()
        for stray in strays[:LISTED]:
            item = QListWidgetItem(tr("explore.stray_row", row=stray.row, column=stray.column, value=number(stray.value)))
            item.setToolTip(tr("explore.told_stray", row=stray.row, column=stray.column, value=stray.value, score=stray.score))
            item.setData(ROW_ROLE, stray.row)
            self._rows.addItem(item)

    def _go_to(self, item: QListWidgetItem) -> None:
        self.look.emit(int(item.data(ROW_ROLE)))

    def _take_out(self) -> None:
        self.unpin.emit(self._shown)
