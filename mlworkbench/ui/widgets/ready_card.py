"""The card of counted facts: is there enough to begin with?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, line, named, note, pill, row, say, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Fact

SIGNS: Final = {"good": ("ok", "accent_text"), "warning": ("warning", "attention"), "info": ("info", "secondary")}
WORDS: Final = {"good": "problem.ready_good", "warning": "data.severity_warning", "info": "data.severity_info"}


class ReadyCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pill = pill("", name="ready_pill")
        self._rows = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._rows, title=tr("problem.ready"), beside=self._pill, name="ready_card"))

    def show_facts(self, facts: Sequence["Fact"]) -> None:
        clear(self._rows)
        warnings = sum(fact.level == "warning" for fact in facts)
        say(
            self._pill, tr("data.to_look_at", count=warnings) if warnings else tr("problem.go"), "warning" if warnings else "good"
        )
        for place, fact in enumerate(facts):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(fact))


def _row(fact: "Fact") -> QWidget:
    icon, ink = SIGNS[fact.level]
    sign = named("fact_sign", text(""), tr(WORDS[fact.level]), tr(WORDS[fact.level]))
    sign.setPixmap(theme.picture(icon, ink))
    words = column(
        text(tr(fact.what.key, **fact.what.facts), wrap=True, name="fact"), note(tr(fact.means.key, **fact.means.facts)), gap=2
    )
    inner = row(sign, words, gap=10, margins=(0, 8, 0, 8))
    inner.setStretch(1, 1)
    inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return boxed(inner, f"ready_{fact.name}")
