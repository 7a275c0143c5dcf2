"""The card that says in the user's words what is decided with the prediction."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Charter
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import card, row

FIELDS: Final = ("predicts", "for_each", "so_that", "decided_by")
GAP: Final = 14


class DecisionCard(QWidget):
    """`kept` carries the name of a field of the charter and what was typed into it."""

    kept = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.lines = {name: KeptLine(name, tr(f"problem.example_{name}")) for name in FIELDS}
        for name, line in self.lines.items():
            line.offered.connect(lambda words, name=name: self.kept.emit(name, words))
        shown = {name: line.field(tr(f"problem.field_{name}"), tr(f"problem.{name}_tip")) for name, line in self.lines.items()}
        first = row(shown["predicts"], shown["for_each"], gap=GAP)
        second = row(shown["so_that"], shown["decided_by"], gap=GAP)
        for pair, shares in ((first, (1, 1)), (second, (3, 2))):
            for place, share in enumerate(shares):
                pair.setStretch(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(first, second, title=tr("problem.decision"), name="decision_card"))

    def show_charter(self, charter: Charter | None) -> None:
        for name, line in self.lines.items():
            line.show_kept(getattr(charter, name) if charter else "")
