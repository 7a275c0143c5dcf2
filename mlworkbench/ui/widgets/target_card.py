"""The card that asks what is to be predicted: target, task, the class that is looked for, metric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from mlworkbench.base.records import Profile
from mlworkbench.base.words import number, tr
from mlworkbench.ui.widgets.column_words import percent, value_word
from mlworkbench.ui.widgets.combos import combo, listed
from mlworkbench.ui.widgets.parts import boxed, card, column, field, note, row, text
from mlworkbench.ui.widgets.problem_options import ProblemOptions
from mlworkbench.ui.widgets.terms import folded, term
from mlworkbench.workbench import titles
from mlworkbench.workbench.problem import Options

if TYPE_CHECKING:
    from mlworkbench.workbench import Draft

TASKS: Final = {
    "auto": "data.task_auto",
    "binary": "data.task_binary",
    "multiclass": "data.task_multiclass",
    "regression": "data.task_regression",
}
GAP: Final = 14


@dataclass(frozen=True)
class Choice:
    """What the user asks for; a metric or positive class of None is the usual one. The last four are its options."""

    target: str
    task: str = "auto"
    metric: str | None = None
    positive: str | None = None
    excluded: tuple[str, ...] = ()
    loss: str = ""
    ordered: bool = False
    order: tuple[str, ...] = ()
    weights: str | None = None

    @property
    def options(self) -> Options:
        return {"loss": self.loss, "ordered": self.ordered, "order": self.order, "weights": self.weights}


class TargetCard(QWidget):
    """`changed` is sent when the user changes anything; the page then says what that would mean by `show_draft`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._excluded: tuple[str, ...] = ()
        self._target, self._task = combo("target"), combo("task")
        self._positive, self._metric = combo("positive"), combo("metric")
        self._options = ProblemOptions()
        self._meaning = note("", "meaning")
        self._wrong = text("", "error", wrap=True, name="target_error")
        self._none = note(tr("problem.target_later"), "target_later")
        for name, key in TASKS.items():
            self._task.addItem(tr(key), name)
        self._positive_field = field(tr("problem.positive"), self._positive)
        term(self._positive, "positive_class")
        term(self._target, "target")
        fields = row(field(tr("data.target"), self._target), field(tr("data.task"), self._task), gap=GAP)
        below = row(self._positive_field, field(tr("problem.field_metric"), self._metric), gap=GAP)
        for pair in (fields, below):
            for place in range(2):
                pair.setStretch(place, 1)
        self._asked = boxed(column(fields, self._wrong, below, self._options, self._meaning))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._none, self._asked, title=tr("data.target"), name="target_card"))
        self._target.currentIndexChanged.connect(self._new_target)
        self._task.currentIndexChanged.connect(self._new_task)
        for box in (self._positive, self._metric):
            box.currentIndexChanged.connect(self.changed)
        self._options.changed.connect(self.changed)
        self._options.refitted.connect(self._new_fit)

    @property
    def choice(self) -> Choice:
        target = str(self._target.currentData() or "")
        excluded = tuple(name for name in self._excluded if name != target)
        metric, positive = self._metric.currentData(), self._positive.currentData()
        asked = self._options
        options = (asked.loss, asked.ordered, asked.order, asked.weights)
        return Choice(target, str(self._task.currentData()), metric or None, positive or None, excluded, *options)

    def show_nothing(self) -> None:
        """There is no data yet."""
        self._asked.hide()
        self._none.show()

    def show_choice(self, choice: Choice, targets: Sequence[str], refused: Mapping[str, str]) -> None:
        """Fills the card; `refused` are the columns that cannot be predicted, with why. Nothing is sent."""
        blocked = [QSignalBlocker(part) for part in (self._target, self._task, self._positive, self._metric)]
        self._asked.show()
        self._none.hide()
        self._excluded = choice.excluded
        self._target.clear()
        for name in targets:
            self._target.addItem(name, name)
        for name, why in refused.items():
            self._target.addItem(name, name)
            _forbid(self._target, self._target.count() - 1, why)
        self._target.setCurrentIndex(self._target.findData(choice.target))
        self._task.setItemText(0, tr("data.task_auto"))
        self._task.setCurrentIndex(self._task.findData(choice.task))
        for box, chosen in ((self._metric, choice.metric), (self._positive, choice.positive)):
            box.clear()
            if chosen:
                box.addItem(chosen, chosen)
        self._options.show_choice(choice.loss, choice.ordered, choice.order, choice.weights)
        del blocked

    def show_draft(self, draft: "Draft | None", profile: Profile, wrong: str = "") -> None:
        """What the choice means, or what is wrong with it."""
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self._meaning.setVisible(draft is not None)
        for box in (self._positive, self._metric):
            box.setEnabled(draft is not None)
        if draft is None:
            return
        self._show_metrics(draft)
        self._options.show_draft(draft, profile)
        self._show_classes(draft)
        if self._task.currentData() == "auto":
            self._task.setItemText(0, tr("data.task_auto_is", task=tr(TASKS[draft.task])))
        self._task.setToolTip(folded(tr(f"problem.task_{draft.task}_tip")))
        self._meaning.setText(_meaning(draft, profile))

    def _show_metrics(self, draft: "Draft") -> None:
        blocked, chosen = QSignalBlocker(self._metric), draft.metric
        metrics = titles.metrics(draft.task, draft.loss, draft.ordered)
        if listed(self._metric) != [metric.name for metric in metrics]:
            self._list_metrics(metrics)
        self._metric.setCurrentIndex(self._metric.findData(chosen))
        self._metric.setToolTip(folded(str(titles.metric(chosen).help)))
        del blocked

    def _list_metrics(self, metrics: Sequence[titles.Title]) -> None:
        self._metric.clear()
        for metric in metrics:
            self._metric.addItem(str(metric.title), metric.name)
            self._metric.setItemData(self._metric.count() - 1, folded(str(metric.help)), Qt.ItemDataRole.ToolTipRole)

    def _show_classes(self, draft: "Draft") -> None:
        """Two classes only: either can be the one that is looked for."""
        blocked = QSignalBlocker(self._positive)
        self._positive_field.setVisible(draft.positive is not None)
        classes = list(draft.classes) if draft.positive is not None else []
        if sorted(listed(self._positive)) != sorted(classes):
            self._positive.clear()
            for name in classes:
                self._positive.addItem(name, name)
        self._positive.setCurrentIndex(self._positive.findData(draft.positive))
        del blocked

    def _new_target(self) -> None:
        blocked = [QSignalBlocker(part) for part in (self._task, self._positive, self._metric)]
        self._task.setItemText(0, tr("data.task_auto"))
        self._task.setCurrentIndex(0)
        self._metric.clear()
        self._positive.clear()
        self._options.forget(target=True)
        del blocked
        self.changed.emit()

    def _new_task(self) -> None:
        blocked = [QSignalBlocker(part) for part in (self._positive, self._metric)]
        self._metric.clear()  # each task has metrics and classes of its own
        self._positive.clear()
        self._options.forget(target=False)
        del blocked
        self.changed.emit()

    def _new_fit(self) -> None:
        """Another loss, or an order: the metric that fits it is taken."""
        blocked = QSignalBlocker(self._metric)
        self._metric.clear()
        del blocked
        self.changed.emit()


def _forbid(box: QComboBox, place: int, why: str) -> None:
    """What cannot be chosen stays in the list, with its reason."""
    box.setItemData(place, why, Qt.ItemDataRole.ToolTipRole)
    items = box.model()
    if isinstance(items, QStandardItemModel) and (item := items.item(place)) is not None:
        item.setEnabled(False)


def _meaning(draft: "Draft", profile: Profile) -> str:
    """The choice as a sentence with the counts that matter."""
    column = profile.column(draft.target)
    filled = profile.rows - column.missing
    if draft.task == "regression":
        low, high = value_word(column, column.minimum), value_word(column, column.maximum)
        words = tr("data.means_number", low=low, high=high, mean=number(column.mean) if column.mean is not None else "–")
    elif draft.task == "binary":
        count = _count_of(draft.positive or "", profile, draft.target)
        share = percent(count, filled) if count is not None else "–"
        words = tr("data.means_binary", target=draft.target, positive=draft.positive, count=count, rows=filled, share=share)
    else:
        counts = [_count_of(name, profile, draft.target) for name in draft.classes]
        known = [count for count in counts if count is not None]
        words = tr("data.means_classes", count=len(draft.classes), least=min(known, default=None))
    return f"{words} {tr('data.means_missing', rows=column.missing)}" if column.missing else words


def _count_of(value: str, profile: Profile, target: str) -> int | None:
    """How many rows hold this class; None where the profile does not say."""
    return next((top.count for top in profile.column(target).top if top.value == value), None)
