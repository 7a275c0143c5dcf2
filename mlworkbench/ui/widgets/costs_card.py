"""The card that asks what mistakes cost, and says what follows from it."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Costs
from mlworkbench.base.words import number, told, tr
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import card, note, row
from mlworkbench.ui.widgets.terms import define, term

AMOUNTS: Final = ("miss", "false_alarm")
GAP: Final = 14


class CostsCard(QWidget):
    """`kept` carries Costs, or None when both amounts are empty."""

    kept = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        examples = {"miss": "310", "false_alarm": "20", "currency": "USD"}
        self.lines = {name: KeptLine(name, example) for name, example in examples.items()}
        self._follows = term(note("", "costs_follow"), "threshold")
        self._last = self.lines["miss"]
        for line in self.lines.values():
            line.offered.connect(lambda words, line=line: self._offered(line))
        hints = {name: f"{define(name).definition} {define(name).when}" for name in AMOUNTS}
        hints["currency"] = tr("problem.currency_tip")
        fields = [line.field(tr(f"problem.field_{name}"), hints[name]) for name, line in self.lines.items()]
        inner = row(*fields, gap=GAP)
        for place, share in enumerate((2, 2, 1)):
            inner.setStretch(place, share)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inner, self._follows, title=tr("problem.costs"), name="costs_card"))

    def show_costs(self, costs: Costs | None, positive: str) -> None:
        """`positive` is what is looked for, such as "Churn = Yes"; empty while that is not known."""
        for name in AMOUNTS:
            self.lines[name].show_kept(spelled(getattr(costs, name)) if costs else "")
        self.lines["currency"].show_kept(costs.currency if costs else "")
        self._follows.setText(_follows(costs, positive))

    def settle(self) -> None:
        for line in self.lines.values():
            line.settle()

    def refuse(self, why: str) -> None:
        """What was offered last cannot be recorded."""
        self._last.refuse(why)

    def _offered(self, line: KeptLine) -> None:
        self._last = line
        words = {name: line.text().strip() for name, line in self.lines.items()}
        if not any(words[name] for name in AMOUNTS) and not words["currency"]:
            self.kept.emit(None)
            return
        miss, false_alarm = (self._amount(name, words[name]) for name in AMOUNTS)
        if miss is not None and false_alarm is not None:
            self.kept.emit(Costs(miss, false_alarm, words["currency"]))

    def _amount(self, name: str, words: str) -> float | None:
        """One that is still empty is asked for in the sentence below; one that is no number is told beside it."""
        if not words:
            self._follows.setText(tr("problem.cost_needed", field=tr(f"problem.field_{name}")))
            return None
        try:
            return parsed(words, tr(f"problem.field_{name}"))
        except InputError as wrong:
            self.lines[name].refuse(told(wrong))
            return None


def _follows(costs: Costs | None, positive: str) -> str:
    """The threshold that costs least where probabilities hold: Elkan, The foundations of cost-sensitive learning, 2001."""
    if costs is None:
        return tr("problem.costs_note")
    share = f"{100 * costs.false_alarm / (costs.miss + costs.false_alarm):.3g}"
    what = positive or tr("problem.positive_unknown")
    if not costs.miss or not costs.false_alarm:
        return tr("problem.costs_one_sided", positive=what, percent=share)
    ratio = costs.miss / costs.false_alarm
    key = "problem.costs_miss_more" if ratio >= 1 else "problem.costs_alarm_more"
    return tr(key, ratio=number(max(ratio, 1 / ratio)), positive=what, percent=share)
