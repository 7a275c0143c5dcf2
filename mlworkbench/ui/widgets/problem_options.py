"""What a problem may ask besides its task: the loss of a regression, the order of classes, the weights of rows."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QListWidget, QVBoxLayout, QWidget

from mlworkbench.base.records import Profile
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.combos import combo, offer
from mlworkbench.ui.widgets.parts import STRETCH, boxed, column, field, named, note, row, small
from mlworkbench.ui.widgets.terms import folded
from mlworkbench.workbench.problem import LEVELS, LOSSES, weighing

if TYPE_CHECKING:
    from mlworkbench.workbench import Draft

GAP: Final = 14
ROWS: Final = 6  # of the list of classes are seen at once
ROW_HIGH: Final = 29


class ProblemOptions(QWidget):
    """`changed` is sent when the user changes anything, `refitted` where another metric fits then."""

    changed = Signal()
    refitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._loss, self._weights = combo("loss"), combo("weights")
        self._level = named("loss_level", QLineEdit())
        self._ordered = named("ordered", QCheckBox(tr("problem.ordered")), tr("problem.ordered"))
        self._ordered.setToolTip(folded(tr("problem.ordered_tip")))
        self._list = named("class_order", QListWidget(), tr("problem.order"))
        self._up = small(tr("problem.earlier"), lambda: self._move(-1), "class_up", tr("problem.earlier_tip"))
        self._down = small(tr("problem.later"), lambda: self._move(1), "class_down", tr("problem.later_tip"))
        offer(self._loss, [(name, tr(f"problem.loss_{name}")) for name in LOSSES], "squared")
        self._level_field = field(tr("problem.level"), self._level)
        self._loss_field = field(tr("problem.loss"), self._loss)
        self._weights.setToolTip(folded(tr("problem.weights_tip")))
        fields = row(self._loss_field, self._level_field, field(tr("problem.weights"), self._weights), gap=GAP)
        for place in range(3):
            fields.setStretch(place, 1)
        self._says = note("", "loss_says")
        buttons = boxed(column(self._up, self._down, STRETCH, gap=theme.size("small_gap")))
        ordering = row(self._list, buttons, gap=theme.size("button_gap"))
        ordering.setStretch(0, 1)
        self._ordering = boxed(ordering, "ordering")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(column(fields, self._says, self._ordered, self._ordering))
        self._loss.activated.connect(self._new_loss)
        self._level.editingFinished.connect(self._new_level)
        self._weights.activated.connect(lambda _: self.changed.emit())
        self._ordered.clicked.connect(lambda _: self.refitted.emit())
        self._list.currentRowChanged.connect(lambda _: self._allow())

    @property
    def loss(self) -> str:
        """As a problem says it; a level that is no number is told by the draft."""
        name = str(self._loss.currentData() or "squared")
        return ":".join((name, self._level.text().strip())) if name in LEVELS else ("" if name == "squared" else name)

    @property
    def ordered(self) -> bool:
        return self._ordered.isChecked()

    @property
    def order(self) -> tuple[str, ...]:
        return tuple(self._list.item(place).text() for place in range(self._list.count())) if self.ordered else ()

    @property
    def weights(self) -> str | None:
        return self._weights.currentData() or None

    def forget(self, target: bool) -> None:
        """Another task, or another `target`: what was asked of the old one has no meaning."""
        self.show_choice("", False, (), None if target else self.weights)

    def show_choice(self, loss: str, ordered: bool, order: tuple[str, ...], weights: str | None) -> None:
        """Nothing is sent."""
        blocked = [QSignalBlocker(part) for part in (self._loss, self._level, self._ordered, self._list, self._weights)]
        name, _, level = loss.partition(":")
        self._loss.setCurrentIndex(max(0, self._loss.findData(name or "squared")))
        self._level.setText(level)
        self._ordered.setChecked(ordered)
        self._list.clear()
        self._list.addItems(list(order))
        self._weights.clear()
        if weights:
            self._weights.addItem(weights, weights)
        del blocked

    def show_draft(self, draft: "Draft | None", profile: Profile) -> None:
        """What the choice means; what is wrong stays as it was typed."""
        if draft is None:
            return
        number, several = draft.task == "regression", draft.task == "multiclass"
        name = str(self._loss.currentData())
        self._loss_field.setVisible(number)
        self._level_field.setVisible(number and name in LEVELS)
        self._says.setVisible(number and name != "squared")
        self._says.setText(tr(f"problem.loss_{name}_says"))
        self._ordered.setVisible(several)
        self._ordering.setVisible(several and draft.ordered)
        none = [("", tr("problem.no_weights"))]
        offer(self._weights, [*none, *((one, one) for one in weighing(profile, draft.target))], draft.weights or "")
        if several and draft.ordered and self.order != draft.classes:
            blocked = QSignalBlocker(self._list)
            self._list.clear()
            self._list.addItems(list(draft.classes))
            del blocked
        self._list.setFixedHeight(theme.px(ROW_HIGH * min(ROWS, max(3, self._list.count())) + 8))
        self._allow()

    def _new_loss(self) -> None:
        name = str(self._loss.currentData())
        self._level.setText(LEVELS.get(name, ""))
        self._level_field.setVisible(name in LEVELS)
        self.refitted.emit()

    def _new_level(self) -> None:
        if self._level.isModified():
            self._level.setModified(False)
            self.refitted.emit()

    def _move(self, by: int) -> None:
        place = self._list.currentRow()
        if not 0 <= place + by < self._list.count() or place < 0:
            return
        self._list.insertItem(place + by, self._list.takeItem(place))
        self._list.setCurrentRow(place + by)
        self.changed.emit()

    def _allow(self) -> None:
        place = self._list.currentRow()
        self._up.setEnabled(place > 0)
        self._down.setEnabled(0 <= place < self._list.count() - 1)
