"""What every threshold is worth: the curve with the chosen and the best one, or where costs can be given."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Costs
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import judged_pictures
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.parts import STRETCH, boxed, column, icon_button, named, note, quiet, row

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Cut, Judgement, Workbench

HIGH: Final = 190


class ThresholdValue(QWidget):
    def __init__(self, bench: "Workbench", go: "Go") -> None:
        super().__init__()
        self.setObjectName("threshold_value_box")
        self._bench = bench
        self._judgement: Judgement | None = None
        self._costs: Costs | None = None
        self._cut: Cut | None = None
        self._points: tuple[tuple[float, float], ...] = ()
        self._chart = Chart("threshold_value", tr("evaluate.value_curve"))
        self._chart.setMinimumHeight(theme.px(HIGH))
        menu = icon_button("more", tr("shell.picture_menu"), self._chart.offer, "threshold_value_menu")
        head = row(note(tr("evaluate.value_curve")), menu)
        head.setStretch(0, 1)
        self._full = boxed(column(head, self._chart, gap=0))
        give = quiet(tr("evaluate.give_costs"), lambda: go("problem"), "give_costs")
        self._empty = boxed(column(note(tr("evaluate.no_costs_note")), row(give, STRETCH), STRETCH, gap=2), "no_costs")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._full)
        layout.addWidget(self._empty)
        named("threshold_value_full", self._full)

    def show_cut(self, judgement: "Judgement", cut: "Cut") -> None:
        """Draws the curve anew; call it when the slider rests."""
        costs = self._bench.evaluate.costs()
        self._full.setVisible(costs is not None)
        self._empty.setVisible(costs is None)
        if costs is None:
            return
        if judgement is not self._judgement or costs != self._costs:
            self._judgement, self._costs, self._cut = judgement, costs, None
            self._points = self._bench.evaluate.value_along(judgement)
        if cut == self._cut:
            return
        self._cut = cut
        best = self._bench.evaluate.by_cost(judgement)
        chosen = self._place(judgement, cut)
        cheapest = self._place(judgement, best) if best else None
        self._chart.show_picture(judged_pictures.value(self._points, chosen, cheapest, costs.currency))

    def _place(self, judgement: "Judgement", cut: "Cut") -> tuple[float, float]:
        return cut.probability, self._bench.evaluate.standing(judgement, cut).value or 0.0
