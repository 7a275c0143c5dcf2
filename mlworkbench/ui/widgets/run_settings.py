"""What a run is asked: how hard to try, how long, with which seed, which algorithms, and how rare classes are made to count."""

from collections.abc import Callable, Iterable
from typing import Final, cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QSpinBox, QVBoxLayout, QWidget

from mlworkbench.base.records import Preset, Reason, Run
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.algorithm_list import AlgorithmList
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.combos import offer
from mlworkbench.ui.widgets.flow import Flow
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, column, field, heading, named, note, quiet, row, sized, text
from mlworkbench.ui.widgets.segments import Segments
from mlworkbench.ui.widgets.terms import folded, tip
from mlworkbench.workbench.offers import Offer, balances
from mlworkbench.workbench.train import Wanted

BUDGETS: Final = (15, 30, 60, 180, 600, 1800, 3600)
USUAL: Final = 60
MOST_SEED: Final = 2**31 - 1
PRESETS: Final = ("fast", "balanced", "best", "explainable")
FIELD_WIDE: Final = 200
Offers = Callable[[Preset, str], tuple[Offer, ...]]


class RunSettings(QWidget):
    """`offers` are the algorithms for a preset and a balance of classes, asked for when they are first seen.

    `changed` is sent at every choice.
    """

    changed = Signal()

    def __init__(self, offers: Offers) -> None:
        super().__init__()
        self._offers = offers
        self._taken: tuple[str, ...] = ()  # of a run before, until its list is filled
        self._preset = Segments("preset", tr("train.preset"), [(one, tr(f"train.preset_{one}")) for one in PRESETS])
        self._preset.take("balanced")
        self._says = note("", "preset_says")
        self._budget = named("budget", QComboBox())
        for seconds in BUDGETS:
            self._budget.addItem(budget_words(seconds), seconds)
        self._budget.setCurrentIndex(BUDGETS.index(USUAL))
        self._seed = named("seed", QSpinBox())
        self._seed.setRange(0, MOST_SEED)
        self._seed.setValue(1)
        self._seed.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self._balance = named("balance", QComboBox())
        self._show_balance(("",), "")
        for part in (self._budget, self._seed, self._balance):
            calm(sized(part, theme.px(FIELD_WIDE), theme.size("field_height")))
        self._balance_field = field(tr("train.balance"), self._balance)
        self._list = AlgorithmList()
        self._ships = note("", "ships_as")
        self._usual = quiet(tr("train.usual_algorithms"), self._take_usual, "usual_algorithms")
        self._lay_out()
        self._preset.chosen.connect(self._new_preset)
        self._list.changed.connect(self._changed)
        self._budget.currentIndexChanged.connect(self._changed)
        self._balance.activated.connect(self.fill)
        self._seed.valueChanged.connect(self._changed)
        self._changed()

    def _lay_out(self) -> None:
        fields = Flow(
            theme.px(14), field(tr("train.budget"), self._budget), field(tr("train.seed"), self._seed), self._balance_field
        )
        caption = text(tr("train.preset"), "note")
        caption.setBuddy(self._preset)
        chosen = column(caption, row(self._preset, STRETCH), self._says, gap=theme.size("small_gap"))
        algorithms = column(
            row(heading(tr("train.algorithms")), STRETCH, self._usual), note(tr("train.algorithms_note")), self._list, self._ships
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(chosen, boxed(fields), 2, algorithms, title=tr("train.settings"), name="settings_card"))

    @property
    def budget(self) -> float:
        return float(self._budget.currentData())

    @property
    def seed(self) -> int:
        return self._seed.value()

    @property
    def preset(self) -> Preset:
        return cast(Preset, self._preset.current)

    @property
    def wanted(self) -> Wanted:
        """No algorithm is named where they are those that the preset takes by itself."""
        return Wanted(self.preset, self._algorithms(), self._balance.currentData() or "")

    def _algorithms(self) -> tuple[str, ...]:
        if not self._list.rowCount():
            return self._taken
        return () if self._list.is_usual else self._list.names

    def refuses(self) -> Reason | None:
        """Why no run can be started with this choice."""
        return Reason("train.no_algorithm") if self._list.rowCount() and not self._list.names else None

    def summary(self) -> str:
        """The choice in a few words."""
        return tr("train.choice", preset=tr(f"train.preset_{self.preset}"), budget=budget_words(self.budget), seed=str(self.seed))

    def show_choice(self, run: Run) -> None:
        """That of a run before."""
        if self._budget.findData(round(run.budget)) < 0:
            self._budget.addItem(budget_words(run.budget), round(run.budget))
        self._budget.setCurrentIndex(self._budget.findData(round(run.budget)))
        self._seed.setValue(run.seed)
        self._preset.take(run.preset)
        self._show_balance(dict.fromkeys(("", run.balance)), run.balance)
        self._taken = run.algorithms
        self._list.setRowCount(0)

    def show_task(self, task: str) -> None:
        """Of another problem other algorithms fit; what was taken stays where it does."""
        is_classes = task != "regression"
        self._balance_field.setVisible(is_classes)
        if not is_classes:
            self._balance.setCurrentIndex(0)
        if self.isVisible():
            self.fill()

    def fill(self, _: int = 0) -> None:
        """Asks for the algorithms anew."""
        self._show_balance(("", *balances()), self._balance.currentData() or "")
        taken = self._algorithms() or None
        found = self._offers(self.preset, self._balance.currentData() or "")
        there = {one.name for one in found if one.refusal is None}
        self._list.show_offers(found, None if taken is None or not there & set(taken) else taken)
        self._taken = ()
        self._ships.setText(tr("train.ships_as", targets=", ".join(map(str, found[0].targets))) if found else "")
        self._changed()

    def _show_balance(self, ways: Iterable[str], chosen: str) -> None:
        offer(self._balance, [(one, tr(f"train.classes_{one}" if one else "train.classes_as_they_are")) for one in ways], chosen)

    def lock(self, refused: Reason | None) -> None:
        """While a run is in progress its settings stay as they are."""
        why = tr(refused.key, **refused.facts) if refused else ""
        tips = {self._budget: tip("budget"), self._seed: tip("seed"), self._balance: folded(tr("train.balance_tip"))}
        for part, told in {**tips, self._preset: "", self._list: "", self._usual: ""}.items():
            part.setEnabled(refused is None)
            part.setToolTip(why or told)

    def _new_preset(self) -> None:
        """It takes its own algorithms."""
        blocked = QSignalBlocker(self._list)
        self._list.setRowCount(0)
        self._taken = ()
        del blocked
        self.fill()

    def _take_usual(self) -> None:
        self._list.show_offers(self._offers(self.preset, self._balance.currentData() or ""))
        self._changed()

    def _changed(self) -> None:
        self._says.setText(tr(f"train.preset_{self.preset}_says"))
        self._usual.setVisible(bool(self._list.rowCount()) and not self._list.is_usual)
        self.changed.emit()


def budget_words(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return tr("train.budget_minutes", count=minutes) if minutes and not rest else tr("train.budget_seconds", count=round(seconds))
