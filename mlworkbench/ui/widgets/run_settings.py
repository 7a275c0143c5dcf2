"""How long to train and with which seed."""

from typing import Final

from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.parts import card, field, named, row, sized
from mlworkbench.ui.widgets.terms import tip

BUDGETS: Final = (15, 30, 60, 180, 600)
USUAL: Final = 60
MOST_SEED: Final = 2**31 - 1


class RunSettings(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._budget = named("budget", QComboBox())
        for seconds in BUDGETS:
            self._budget.addItem(budget_words(seconds), seconds)
        self._budget.setCurrentIndex(BUDGETS.index(USUAL))
        self._seed = named("seed", QSpinBox())
        self._seed.setRange(0, MOST_SEED)
        self._seed.setValue(1)
        self._seed.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        for part in (self._budget, self._seed):
            calm(sized(part, height=theme.size("field_height")))
        fields = row(field(tr("train.budget"), self._budget), field(tr("train.seed"), self._seed), gap=10)
        fields.setStretch(0, 1)
        fields.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(fields, name="settings_card"))

    @property
    def budget(self) -> float:
        return float(self._budget.currentData())

    @property
    def seed(self) -> int:
        return self._seed.value()

    def show_choice(self, budget: float, seed: int) -> None:
        place = self._budget.findData(round(budget))
        self._budget.setCurrentIndex(place if place >= 0 else BUDGETS.index(USUAL))
        self._seed.setValue(seed)

    def lock(self, refused: Reason | None) -> None:
        """While a run is in progress its settings stay as they are."""
        why = tr(refused.key, **refused.facts) if refused else ""
        for part, told in ((self._budget, tip("budget")), (self._seed, tip("seed"))):
            part.setEnabled(refused is None)
            part.setToolTip(why or told)


def budget_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return tr("train.budget_minutes", count=minutes) if minutes and not rest else tr("train.budget_seconds", count=round(seconds))
