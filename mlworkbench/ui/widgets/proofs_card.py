"""Same answers everywhere: what was compared before a package was written, and how much of it differed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from mlworkbench.base.records import Proof
from mlworkbench.base.words import formatted, tr
from mlworkbench.ui.widgets.parts import boxed, card, clear, line, note, pill, say, text

KINDS: Final = {
    "golden": ("package.proof_golden", "package.proof_golden_tip"),
    "shipped": ("package.proof_shipped", "package.proof_shipped_tip"),
    "single": ("package.proof_single", "package.proof_single_tip"),
    "adversarial_single": ("package.proof_hard_single", "package.proof_hard_single_tip"),
    "adversarial_batches": ("package.proof_hard_batches", "package.proof_hard_batches_tip"),
}


class ProofsCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._pill = pill("", name="proofs_pill")
        self._note = note("", "proofs_note")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        shown = (self._note, boxed(self._grid, "proofs"))
        layout.addWidget(card(*shown, title=tr("package.same_answers"), beside=self._pill, name="proofs_card"))

    def show_planned(self) -> None:
        """Before a package is built: what will be compared."""
        say(self._pill, tr("package.not_built"), "plain")
        self._note.setText(tr("package.proofs_planned"))
        self._fill([(kind, None, None) for kind in KINDS])

    def show_proofs(self, proofs: Sequence[Proof]) -> None:
        same = all(proof.different == 0 for proof in proofs)
        say(self._pill, tr("package.identical") if same else tr("package.different"), "good" if same else "bad")
        self._note.setText(tr("package.proofs_note"))
        self._fill([(proof.kind, proof.compared, proof.different) for proof in proofs])

    def _fill(self, rows: Sequence[tuple[str, int | None, int | None]]) -> None:
        clear(self._grid)
        for place, head in enumerate((tr("package.proof_rows"), tr("package.proof_compared"), tr("package.proof_different"))):
            self._grid.addWidget(_right(text(head, "note")) if place else text(head, "note"), 0, place)
        for place, (kind, compared, different) in enumerate(rows, 1):
            self._grid.addWidget(line(), 2 * place - 1, 0, 1, 3)
            words, tip = KINDS.get(kind, ("", ""))
            name = text(tr(words) if words else kind, wrap=True, name=f"proof_{kind}")
            name.setToolTip(tr(tip) if tip else "")
            self._grid.addWidget(name, 2 * place, 0)
            self._grid.addWidget(_right(text(formatted(compared))), 2 * place, 1)
            self._grid.addWidget(_right(text(formatted(different))), 2 * place, 2)


def _right(label: QLabel) -> QLabel:
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
