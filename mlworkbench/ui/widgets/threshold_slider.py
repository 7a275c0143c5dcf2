"""The slider over all thresholds worth choosing: from finding every positive row to raising no false alarm."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.parts import STRETCH, named, note, row, text
from mlworkbench.ui.widgets.terms import term

if TYPE_CHECKING:
    from mlworkbench.workbench import Cut, Sweep

HIGH: Final = 22
PAGES: Final = 20  # presses of PageUp from end to end
SETTLE: Final = 180  # milliseconds without a move after which pictures follow


class ThresholdSlider(QWidget):
    """`moved` is sent at every step, `settled` when it rests. Cuts lie evenly over the rows, the lowest threshold at the left."""

    moved = Signal()
    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cuts: tuple[Cut, ...] = ()
        self._positives = 0
        self._slider = term(named("threshold", QSlider(Qt.Orientation.Horizontal), tr("evaluate.threshold")), "threshold")
        calm(self._slider)
        self._slider.setMinimumHeight(theme.px(HIGH))
        self._slider.valueChanged.connect(self._on_move)
        self._slider.sliderReleased.connect(self._rest)
        self._here = text("", "strong", name="threshold_here")
        self._here.setAlignment(Qt.AlignmentFlag.AlignCenter)
        left, right = note(tr("evaluate.find_all")), note(tr("evaluate.no_false_alarms"))
        for end in (left, right):
            end.setWordWrap(False)
        below = row(left, STRETCH, self._here, STRETCH, right, gap=6)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(SETTLE)
        self._quiet.timeout.connect(self._rest)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._slider)
        layout.addLayout(below)

    @property
    def cut(self) -> "Cut | None":
        return self._cuts[len(self._cuts) - 1 - self._slider.value()] if self._cuts else None

    def show_sweep(self, sweep: "Sweep", cut: "Cut") -> None:
        """All thresholds of a sweep, with one of them chosen."""
        self._cuts, self._positives = sweep.cuts, sweep.positives
        blocked = self._slider.blockSignals(True)
        self._slider.setRange(0, len(self._cuts) - 1)
        self._slider.setPageStep(max(1, len(self._cuts) // PAGES))
        self._slider.blockSignals(blocked)
        self.take(cut)
        self._tell()

    def take(self, cut: "Cut") -> None:
        """Goes to one of the thresholds, or to the nearest, and tells it as if the user had dragged it there."""
        nearest = min(range(len(self._cuts)), key=lambda place: abs(self._cuts[place].raw - cut.raw))
        self._slider.setValue(len(self._cuts) - 1 - nearest)

    def _on_move(self) -> None:
        self._tell()
        self._quiet.start()
        self.moved.emit()

    def _rest(self) -> None:
        if self._slider.isSliderDown():
            return
        self._quiet.stop()
        self.settled.emit()

    def _tell(self) -> None:
        cut = self.cut
        if cut is None:
            return
        self._here.setText(number(cut.probability))
        facts = {"probability": cut.probability, "hits": cut.hits, "positives": self._positives, "alarms": cut.false_alarms}
        self._slider.setAccessibleDescription(tr("evaluate.threshold_spoken", **facts))
        QAccessible.updateAccessibility(QAccessibleEvent(self._slider, QAccessible.Event.DescriptionChanged))
