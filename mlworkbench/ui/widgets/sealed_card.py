"""The sealed hold-out, in the place where its figures will be: how many rows, who looked before, what opening means."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlworkbench.base.records import Look, Split
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, column, note, pill, row, say, text

LOOKS_SHOWN: Final = 5
WIDE: Final = 560


class SealedCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        drawing = QLabel()
        drawing.setPixmap(theme.picture("lock", "accent_text", edge=28))
        drawing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._rows = text("", "large", wrap=True, name="sealed_rows")
        self._means = text(tr("evaluate.opening_means"), "secondary", wrap=True)
        self._pill = pill("", name="sealed_pill")
        self._looks = note("", "sealed_looks")
        inside = boxed(column(self._rows, self._means, 4, row(self._pill, STRETCH), self._looks, STRETCH, gap=8))
        inside.setMaximumWidth(theme.px(WIDE))
        inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        inner = row(drawing, inside, STRETCH, gap=16, margins=(8, 8, 8, 8))
        inner.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inner, name="sealed_card"))

    def show_split(self, split: Split, looks: Sequence[Look]) -> None:
        """`looks` are all at these rows, with whatever model."""
        key = "evaluate.sealed_rows" if split.test_rows else "evaluate.sealed_none"
        self._rows.setText(tr(key, rows=split.test_rows))
        self._means.setVisible(bool(split.test_rows))
        self._pill.setVisible(bool(split.test_rows))
        word = tr("evaluate.never_opened") if not looks else tr("evaluate.opened_times", count=len(looks))
        say(self._pill, word, "good" if not looks else "warning")
        said = [tr("evaluate.look", number=one.number, when=one.when, who=one.who, why=one.why) for one in looks[-LOOKS_SHOWN:]]
        self._looks.setText("\n".join(said))
        self._looks.setVisible(bool(looks))
