"""The card that asks what is to be predicted: target, task, metric, and which columns the model may use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from mlworkbench.base.records import Profile
from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.column_words import percent, type_word, value_word
from mlworkbench.ui.widgets.parts import STRETCH, card, field, named, note, row, text
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Draft

TASKS = {
    "auto": "data.task_auto",
    "binary": "data.task_binary",
    "multiclass": "data.task_multiclass",
    "regression": "data.task_regression",
}
LEAST_SHOWN, MOST_SHOWN, ITEM_HIGH = 4, 6, 26


@dataclass(frozen=True)
class Choice:
    """What the user asks for; a metric of None is the usual one of the task."""

    target: str
    task: str = "auto"
    metric: str | None = None
    excluded: tuple[str, ...] = ()


class TargetCard(QWidget):
    """`changed` is sent when the user changes anything; the page then says what that would mean by `show_draft`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._target = _combo("target")
        self._task = _combo("task")
        self._metric = _combo("metric")
        self._meaning = note("", "meaning")
        self._wrong = text("", "error", wrap=True, name="target_error")
        self._columns = ColumnPicker()
        self._count = text("", "note", name="used_count")
        for name, key in TASKS.items():
            self._task.addItem(tr(key), name)
        choices = row(field(tr("data.task"), self._task), field(tr("data.metric"), self._metric), gap=10)
        choices.setStretch(0, 1)
        choices.setStretch(1, 1)
        used = row(text(tr("data.used_columns"), "note"), STRETCH, self._count)
        body = (field(tr("data.target"), self._target), choices, self._meaning, self._wrong, used, self._columns)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*body, title=tr("data.question"), name="target_card"))
        self._target.currentIndexChanged.connect(self._new_target)
        self._task.currentIndexChanged.connect(self._new_task)
        self._metric.currentIndexChanged.connect(self.changed)
        self._columns.changed.connect(self.changed)

    @property
    def choice(self) -> Choice:
        metric = self._metric.currentData()
        left_out = tuple(name for name in self._columns.left_out() if name != self._target.currentData())
        return Choice(str(self._target.currentData() or ""), str(self._task.currentData()), metric or None, left_out)

    def show_choice(self, choice: Choice, targets: Sequence[str], profile: Profile, reasons: Mapping[str, str]) -> None:
        """Fills the card; `reasons` are the columns no model can use, with why. Nothing is sent."""
        blocked = [QSignalBlocker(part) for part in (self._target, self._task, self._metric, self._columns)]
        self._target.clear()
        for name in targets:
            self._target.addItem(name, name)
        self._target.setCurrentIndex(self._target.findData(choice.target))
        self._task.setCurrentIndex(self._task.findData(choice.task))
        self._metric.clear()
        if choice.metric:
            self._metric.addItem(str(titles.metric(choice.metric).title), choice.metric)
        self._columns.fill(profile, reasons, choice.excluded)
        self._columns.hide_target(choice.target)
        del blocked

    def show_draft(self, draft: "Draft | None", profile: Profile, wrong: str = "") -> None:
        """What the choice means, or what is wrong with it."""
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))
        self._meaning.setVisible(draft is not None)
        if draft is None:
            return
        self._show_metrics(draft.task, draft.metric)
        self._task.setToolTip(tr(TASKS[draft.task]))
        self._meaning.setText(_meaning(draft, profile))
        used, all_of_them = self._columns.counts()
        self._count.setText(tr("data.used_count", used=used, all=all_of_them))

    def leave_out(self, column: str) -> None:
        self._columns.leave_out(column)

    def used(self) -> frozenset[str]:
        """Columns the model would see."""
        return self._columns.used()

    def _show_metrics(self, task: str, chosen: str) -> None:
        blocked = QSignalBlocker(self._metric)
        self._metric.clear()
        for metric in titles.metrics(task):
            self._metric.addItem(str(metric.title), metric.name)
            self._metric.setItemData(self._metric.count() - 1, str(metric.help), Qt.ItemDataRole.ToolTipRole)
        self._metric.setCurrentIndex(self._metric.findData(chosen))
        self._metric.setToolTip(str(titles.metric(chosen).help))
        del blocked

    def _new_target(self) -> None:
        blocked = [QSignalBlocker(part) for part in (self._task, self._metric, self._columns)]
        self._task.setCurrentIndex(0)
        self._metric.clear()
        self._columns.hide_target(str(self._target.currentData()))
        del blocked
        self.changed.emit()

    def _new_task(self) -> None:
        blocked = QSignalBlocker(self._metric)
        self._metric.clear()  # each task has metrics of its own
        del blocked
        self.changed.emit()


class ColumnPicker(QTreeWidget):
    """All columns but the target: ticked ones are used. What no model can use is there too, with its reason."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("columns", self, tr("data.used_columns"))
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(True)
        self.itemChanged.connect(lambda item, column: self.changed.emit())
        self._target = ""

    def fill(self, profile: Profile, reasons: Mapping[str, str], excluded: Sequence[str]) -> None:
        self.clear()
        order = sorted(profile.columns, key=lambda column: column.name in reasons)  # those one can decide about come first
        for column in order:
            why = reasons.get(column.name, "")
            item = QTreeWidgetItem([column.name, why or type_word(column.type)])
            item.setToolTip(0, column.name)
            item.setToolTip(1, why or type_word(column.type))
            item.setForeground(1, theme.colour("secondary"))
            item.setData(0, Qt.ItemDataRole.UserRole, not why)
            if why:
                item.setIcon(0, theme.icon("lock", "faint", edge=14))
                item.setForeground(0, theme.colour("faint"))
            else:
                item.setCheckState(0, Qt.CheckState.Unchecked if column.name in excluded else Qt.CheckState.Checked)
            self.addTopLevelItem(item)
        self.setColumnWidth(0, 150)
        self.setFixedHeight(ITEM_HIGH * min(max(len(order), LEAST_SHOWN), MOST_SHOWN) + 4)

    def hide_target(self, target: str) -> None:
        self._target = target
        for item in self._items():
            item.setHidden(item.text(0) == target)

    def left_out(self) -> tuple[str, ...]:
        """What the user unticked, in the columns' order as shown."""
        return tuple(item.text(0) for item in self._items() if _free(item) and not _ticked(item))

    def used(self) -> frozenset[str]:
        return frozenset(item.text(0) for item in self._items() if _ticked(item) and item.text(0) != self._target)

    def counts(self) -> tuple[int, int]:
        return len(self.used()), sum(1 for item in self._items() if item.text(0) != self._target)

    def leave_out(self, column: str) -> None:
        for item in self._items():
            if item.text(0) == column and _free(item):
                item.setCheckState(0, Qt.CheckState.Unchecked)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for place in range(self.topLevelItemCount()) if (item := self.topLevelItem(place))]


def _combo(name: str) -> QComboBox:
    combo = named(name, QComboBox())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo


def _free(item: QTreeWidgetItem) -> bool:
    return bool(item.data(0, Qt.ItemDataRole.UserRole))


def _ticked(item: QTreeWidgetItem) -> bool:
    return item.data(0, Qt.ItemDataRole.CheckStateRole) is not None and item.checkState(0) == Qt.CheckState.Checked


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
