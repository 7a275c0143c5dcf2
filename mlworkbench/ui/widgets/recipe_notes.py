"""Why a step is in the recipe, what models will not see of the data, and which columns were left out, each with its reason."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Reason, SetAside, Step
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, clear, column, note, pill, row, say, text
from mlworkbench.ui.widgets.recipe_words import sentence

MOST_LISTED = 12


class RecipeNotes(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._why = note("", "why_step")
        self._pill = pill("", name="seen_pill")
        self._warnings = column(gap=6)
        self._aside = column(gap=4)
        self._aside_head = text(tr("prepare.left_out"), "strong")
        seen = row(text(tr("prepare.not_seen"), "strong"), self._pill)
        seen.setStretch(0, 1)
        self._computed_head = text(tr("prepare.computed"), "strong")
        self._computed = column(gap=4)
        aside = (self._aside_head, self._aside, 4, self._computed_head, self._computed)
        body = (self._why, 4, seen, self._warnings, 4, *aside, STRETCH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*body, title=tr("prepare.why_title"), name="notes_card"))

    def show_computed(self, found: Sequence[tuple[str, Sequence[str]]]) -> None:
        """Columns that no device has to bring, and what they are computed from."""
        clear(self._computed)
        self._computed_head.setVisible(bool(found))
        for name, bases in found[:MOST_LISTED]:
            self._computed.addWidget(note(tr("prepare.computed_from", column=name, columns=", ".join(bases))))
        if len(found) > MOST_LISTED:
            self._computed.addWidget(note(tr("prepare.more_columns", count=len(found) - MOST_LISTED)))

    def show_notes(
        self, step: Step, warnings: Sequence[Reason], aside: Sequence[SetAside], doubtful: Reason | None = None
    ) -> None:
        self._why.setText(sentence(step.reason) if step.reason else tr("prepare.why_person"))
        say(self._pill, tr("prepare.seen_all") if not warnings else tr("prepare.seen_not_all"), "warning" if warnings else "good")
        clear(self._warnings)
        for place, reason in enumerate(warnings):
            self._warnings.addWidget(_warned(sentence(reason), f"warning_{place}"))
        if doubtful is not None:
            self._warnings.addWidget(note(sentence(doubtful), "doubtful"))
        elif not warnings:
            self._warnings.addWidget(note(tr("prepare.seen_all_note")))
        clear(self._aside)
        self._aside_head.setVisible(bool(aside))
        for one in aside[:MOST_LISTED]:
            self._aside.addWidget(note(tr("prepare.one_column", column=one.column, told=sentence(one.reason))))
        if len(aside) > MOST_LISTED:
            self._aside.addWidget(note(tr("prepare.more_columns", count=len(aside) - MOST_LISTED)))


def _warned(words: str, name: str) -> QWidget:
    sign = text("")
    sign.setPixmap(theme.picture("warning", "attention", edge=14))
    inner = row(sign, note(words, name), gap=6)
    inner.setStretch(1, 1)
    inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return boxed(inner)
