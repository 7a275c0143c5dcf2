"""The four counts of a threshold, as a small table: what rows are against what they are called."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.parts import Elided, looks, named, restyle, text

if TYPE_CHECKING:
    from mlworkbench.workbench import Standing

# (row, column) of the table, its colour
CELLS: Final = {
    "rejections": (1, 1, "calm"),
    "false_alarms": (1, 2, "wrong"),
    "misses": (2, 1, "wrong"),
    "hits": (2, 2, "right"),
}


class ThresholdMatrix(QWidget):
    def __init__(self) -> None:
        super().__init__()
        named("threshold_matrix", self, tr("evaluate.matrix"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        self._heads = tuple(_head() for _ in range(4))
        for head, place in zip(self._heads, ((0, 1), (0, 2), (1, 0), (2, 0)), strict=True):
            grid.addWidget(head, *place)
        self._cells: dict[str, QLabel] = {}
        for name, (row, column, tone) in CELLS.items():
            cell = looks("count", text("", "count", name=f"count_{name}"))
            cell.setProperty("tone", tone)
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._cells[name] = cell
            grid.addWidget(cell, row, column)

    def show_classes(self, negative: str, positive: str) -> None:
        words = (
            tr("evaluate.called", name=negative),
            tr("evaluate.called", name=positive),
            tr("evaluate.really", name=negative),
            tr("evaluate.really", name=positive),
        )
        for head, said in zip(self._heads, words, strict=True):
            head.setText(said)
        tips = {"negative": negative, "positive": positive}
        for name, cell in self._cells.items():
            cell.setToolTip(tr(f"evaluate.{name}_tip", **tips))

    def show_standing(self, standing: "Standing") -> None:
        counts = {
            "rejections": standing.rejections,
            "false_alarms": standing.false_alarms,
            "misses": standing.misses,
            "hits": standing.hits,
        }
        for name, count in counts.items():
            self._cells[name].setText(f"{count:,}")
            self._cells[name].setAccessibleName(tr(f"evaluate.{name}_said", rows=count))


def _head() -> Elided:
    made = Elided()
    restyle(made, look="note")
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
