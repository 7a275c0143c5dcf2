"""The card of the decision threshold: drag it, ask for the cheapest or for a recall, see what it means, and ship it."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QDoubleSpinBox, QVBoxLayout, QWidget

from mlworkbench.base.records import Model, Reason
from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.judged_words import gain, money
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    card,
    column,
    heading,
    named,
    note,
    restyle,
    row,
    sized,
    small,
    text,
)
from mlworkbench.ui.widgets.terms import folded, term
from mlworkbench.ui.widgets.threshold_matrix import ThresholdMatrix
from mlworkbench.ui.widgets.threshold_slider import ThresholdSlider
from mlworkbench.ui.widgets.threshold_value import ThresholdValue

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Cut, Judgement, Workbench

LEAST_WIDE: Final = 372
RECALL_WIDE: Final = 74
USUAL_RECALL: Final = 0.8
FACTS: Final = ("precision", "recall", "cost", "value")


class ThresholdCard(QWidget):
    """Works on an out-of-fold judgement alone. `settled` is sent when the slider rests, `wanted` with a raw score to ship."""

    settled = Signal()
    wanted = Signal(float)

    def __init__(self, bench: "Workbench", go: "Go") -> None:
        super().__init__()
        named("threshold_box", self)
        self._bench = bench
        self._judgement: Judgement | None = None
        self._model: Model | None = None
        self._slider, self._matrix, self._value = ThresholdSlider(), ThresholdMatrix(), ThresholdValue(bench, go)
        self._slider.moved.connect(self._show_counts)
        self._slider.settled.connect(self._show_curve)
        self._slider.settled.connect(self.settled)
        self._rows, self._best = note("", "threshold_rows"), text("", "note", name="best_threshold")
        self._raw = term(text("", "note", selectable=True, name="threshold_raw"), "raw_score")
        self._differs: bool | None = None
        self._facts = {name: text("", "strong", name=f"threshold_{name}") for name in FACTS}
        self._said = text("", "banner", wrap=True, name="threshold_state")
        self._use = small(tr("evaluate.use_threshold"), self._want, "use_threshold")
        self._back = small(tr("evaluate.as_shipped"), self._take_shipped, "as_shipped")
        self._late = note("", "threshold_late")
        ways = self._make_ways()
        # it keeps its height whatever it says, so that nothing moves while the slider does
        state = boxed(column(self._said, row(self._use, self._back, STRETCH, gap=6), gap=8))
        head = row(term(heading(tr("evaluate.threshold")), "threshold"), STRETCH, self._best)
        body = (self._rows, self._slider, self._raw, self._matrix, self._make_facts(), ways, self._value)
        made = card(head, *body, state, self._late, name="threshold_card")
        inner = made.layout()
        if isinstance(inner, QBoxLayout):
            inner.setStretch(1 + body.index(self._value), 1)
        made.setMinimumWidth(theme.px(LEAST_WIDE))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(made)

    @property
    def cut(self) -> "Cut | None":
        """Where the slider stands."""
        return self._slider.cut if self._judgement else None

    def show_judgement(self, model: Model, judgement: "Judgement", late: str) -> None:
        """The slider stays where it is while the judgement does; `late` is said when the sealed rows have been seen."""
        same = self._model is not None and self._model.id == model.id and judgement == self._judgement
        self._model, self._judgement = model, judgement
        if not same:
            self._matrix.show_classes(judgement.classes[0], judgement.classes[1])
            self._rows.setText(tr("evaluate.threshold_rows", rows=judgement.rows))
            self._slider.show_sweep(judgement.sweeps[0], self._bench.evaluate.shipped(judgement))
        self._late.setText(late)
        self._late.setVisible(bool(late))
        self._show_best()
        self._show_counts()
        self._show_curve()

    def take(self, raw: float) -> None:
        """Moves the slider to a raw score."""
        if self._judgement is not None:
            self._slider.take(min(self._judgement.sweeps[0].cuts, key=lambda cut: abs(cut.raw - raw)))

    # what is there -----------------------------------------------------------------------------------------------------

    def _show_best(self) -> None:
        best = self._bench.evaluate.by_cost(self._judgement) if self._judgement else None
        self._best.setText(tr("evaluate.best_value_at", probability=best.probability) if best else "")
        self._best.setVisible(best is not None)
        allow(self._cheapest, None if best else Reason("evaluate.no_costs"), tr("evaluate.least_cost_tip"))
        for name in ("cost", "value"):
            self._blocks[name].setVisible(best is not None)

    def _show_counts(self) -> None:
        """All that is counted, at once at every step of the slider."""
        cut, judgement, model = self.cut, self._judgement, self._model
        if cut is None or judgement is None or model is None:
            return
        standing, costs = self._bench.evaluate.standing(judgement, cut), self._bench.evaluate.costs()
        self._raw.setText(tr("evaluate.threshold_both", probability=number(cut.probability), raw=number(cut.raw)))
        self._matrix.show_standing(standing)
        self._facts["precision"].setText(_rate(standing.precision))
        self._facts["recall"].setText(_rate(standing.recall))
        if costs is not None and standing.cost is not None and standing.value is not None:
            self._facts["cost"].setText(money(standing.cost, costs.currency))
            self._facts["value"].setText(gain(standing.value, costs.currency))
        self._show_state(cut, self._bench.evaluate.shipped(judgement))

    def _show_state(self, cut: "Cut", shipped: "Cut") -> None:
        """Whether this is what ships, and if not, what does."""
        differs = cut != shipped
        key = "evaluate.threshold_differs" if differs else "evaluate.threshold_ships"
        self._said.setText(tr(key, probability=number(shipped.probability)))
        if differs != self._differs:
            self._differs = differs
            restyle(self._said, level="warning" if differs else "good")
        same = None if differs else Reason("evaluate.same_threshold")
        refused = self._bench.evaluate.refuses_threshold(self._model.id) if self._model and differs else same
        allow(self._use, refused, tr("evaluate.use_threshold_tip"))
        allow(self._back, same, tr("evaluate.as_shipped_tip"))

    def _show_curve(self) -> None:
        if self._judgement is not None and (cut := self.cut) is not None:
            self._value.show_cut(self._judgement, cut)

    # what the user wants -----------------------------------------------------------------------------------------------

    def _take_cheapest(self) -> None:
        if self._judgement is not None and (best := self._bench.evaluate.by_cost(self._judgement)):
            self._slider.take(best)

    def _take_recall(self) -> None:
        if self._judgement is not None:
            self._slider.take(self._bench.evaluate.by_recall(self._judgement, round(self._recall.value(), 4)))

    def _take_shipped(self) -> None:
        if self._judgement is not None:
            self._slider.take(self._bench.evaluate.shipped(self._judgement))

    def _want(self) -> None:
        if (cut := self.cut) is not None:
            self.wanted.emit(cut.raw)

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_facts(self) -> QWidget:
        self._blocks: dict[str, QWidget] = {}
        for name, figure in self._facts.items():
            caption = note(tr(f"evaluate.at_{name}"))
            self._blocks[name] = boxed(column(caption, figure, gap=0))
            for part in (caption, figure):
                part.setToolTip(folded(tr(f"evaluate.at_{name}_tip")))
        line_of = row(*self._blocks.values(), gap=12)
        for place in range(len(FACTS)):
            line_of.setStretch(place, 1)
        return boxed(line_of)

    def _make_ways(self) -> QWidget:
        self._cheapest = small(tr("evaluate.least_cost"), self._take_cheapest, "least_cost")
        at_least = small(tr("evaluate.recall_at_least"), self._take_recall, "recall_at_least", tr("evaluate.recall_tip"))
        self._recall = sized(named("recall", QDoubleSpinBox(), tr("evaluate.wished_recall"), tr("evaluate.recall_tip")),
                             width=theme.px(RECALL_WIDE))  # fmt: skip
        calm(self._recall).setRange(0.01, 1.0)
        self._recall.setSingleStep(0.01)
        self._recall.setDecimals(2)
        self._recall.setValue(USUAL_RECALL)
        return boxed(row(self._cheapest, at_least, self._recall, STRETCH, gap=6))


def _rate(value: float | None) -> str:
    return "–" if value is None else number(value)
