"""The form in which a criterion is written or changed: a metric, a bound, for which rows, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError, WorkbenchError
from mlworkbench.base.records import Criterion
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.parts import STRETCH, boxed, clear, field, line, named, note, restyle, row, small, text
from mlworkbench.ui.widgets.terms import folded
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Proposal

GAP: Final = 10


@dataclass(frozen=True)
class Written:
    """What stands in the form; `place` is that of the criterion being changed, None for a new one."""

    metric: str
    comparison: str
    value: str = ""
    column: str = ""
    group: str = ""
    why: str = ""
    place: int | None = None

    @classmethod
    def of(cls, place: int, one: Criterion) -> "Written":
        return cls(one.metric, one.comparison, spelled(one.value), one.column or "", one.group or "", one.why, place)

    @property
    def asked(self) -> Criterion:
        """Raises InputError where the value is no number."""
        value = parsed(self.value, tr("problem.field_value"))
        column = self.column or None
        return Criterion(self.metric, self.comparison, value, column, self.group if column else None, self.why.strip())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Grouping:
    """A column whose values make groups; `groups` is empty where there are too many to list."""

    column: str
    groups: tuple[str, ...]


class CriterionForm(QWidget):
    """`kept` says that the user is done, `left` that they thought better of it; `changed` that another figure may be proposed."""

    kept = Signal()
    left = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("criterion_form", self)
        self._place: int | None = None
        self._groupings: tuple[Grouping, ...] = ()
        self._offered: tuple[tuple[str, ...], tuple[Grouping, ...]] | None = None
        self._metric, self._comparison = _combo("criterion_metric"), _combo("criterion_comparison")
        self._column, self._group = _combo("criterion_column"), _combo("criterion_group")
        self._value = named("criterion_value", QLineEdit())
        self._why = named("criterion_why", QLineEdit())
        self._why.setPlaceholderText(tr("problem.example_why"))
        self._group.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for name in ("at_least", "at_most"):
            self._comparison.addItem(tr(f"problem.{name}_word"), name)
        self._wrong = text("", "error", wrap=True, name="criterion_error")
        self._proposals = row(gap=6)
        self._build()
        self._metric.currentIndexChanged.connect(self._new_metric)
        self._column.currentIndexChanged.connect(self._new_column)
        self._group.currentTextChanged.connect(lambda _: self.changed.emit())
        for typed in (self._value, self._why):
            typed.returnPressed.connect(self.kept)

    def _build(self) -> None:
        self._group_field = field(tr("problem.field_group"), self._group)
        first = row(
            field(tr("problem.field_metric"), self._metric),
            field(tr("problem.field_comparison"), self._comparison),
            field(tr("problem.field_value"), self._value),
            gap=GAP,
        )
        second = row(field(tr("problem.field_rows"), self._column), self._group_field, gap=GAP)
        third = row(field(tr("problem.field_why"), self._why))
        for place, share in enumerate((3, 2, 2)):
            first.setStretch(place, share)
        for place in range(2):
            second.setStretch(place, 1)
        keep = small(tr("problem.keep_criterion"), self.kept.emit, "keep_criterion")
        leave = small(tr("ask.cancel"), self.left.emit, "leave_criterion")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 8)
        layout.setSpacing(theme.size("row_gap"))
        layout.addWidget(line())
        for part in (first, second, third):
            layout.addLayout(part)
        layout.addWidget(boxed(self._proposals, "proposals"))
        layout.addWidget(self._wrong)
        layout.addLayout(row(STRETCH, leave, keep, gap=8))

    @property
    def written(self) -> Written:
        return Written(
            str(self._metric.currentData() or ""),
            str(self._comparison.currentData()),
            self._value.text(),
            str(self._column.currentData() or ""),
            self._group.currentText(),
            self._why.text(),
            self._place,
        )

    def offer(self, metrics: Sequence[titles.Title], groupings: Sequence[Grouping]) -> None:
        """What can be asked. What is written stays."""
        offered = (tuple(metric.name for metric in metrics), tuple(groupings))
        if offered == self._offered:
            return  # one of the lists may be open
        self._offered, now = offered, self.written
        self._groupings = tuple(groupings)
        blocked = [QSignalBlocker(part) for part in (self._metric, self._column)]
        self._metric.clear()
        for metric in metrics:
            self._metric.addItem(str(metric.title), metric.name)
            self._metric.setItemData(self._metric.count() - 1, folded(str(metric.help)), Qt.ItemDataRole.ToolTipRole)
        self._column.clear()
        self._column.addItem(tr("problem.all_rows"), "")
        for grouping in self._groupings:
            self._column.addItem(tr("problem.where_column", column=grouping.column), grouping.column)
        del blocked
        self.show_written(now if now.metric else replace(now, metric=metrics[0].name if metrics else ""))

    def show_written(self, written: Written) -> None:
        blocked = [QSignalBlocker(part) for part in (self._metric, self._comparison, self._column, self._group)]
        self._place = written.place
        if self._metric.findData(written.metric) < 0 and written.metric:  # a criterion of another task can still be changed
            self._metric.addItem(str(titles.metric(written.metric).title), written.metric)
        self._metric.setCurrentIndex(self._metric.findData(written.metric))
        self._comparison.setCurrentIndex(self._comparison.findData(written.comparison))
        if self._column.findData(written.column) < 0:
            self._column.addItem(tr("problem.where_column", column=written.column), written.column)
        self._column.setCurrentIndex(self._column.findData(written.column))
        self._fill_groups(written.group)
        self._value.setText(written.value)
        self._why.setText(written.why)
        del blocked
        self._explain()
        self.refuse(None)
        self.changed.emit()

    def begin(self, metric: str) -> None:
        """A new criterion."""
        better = "at_least" if titles.greater_is_better(metric) else "at_most"
        self.show_written(Written(metric, better))
        self._value.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_proposals(self, proposals: Sequence["Proposal"]) -> None:
        """Figures that models reach, to begin from."""
        clear(self._proposals)
        if not proposals:
            self._proposals.addWidget(note(tr("problem.no_proposals")), 1)
            return
        self._proposals.addWidget(note(tr("problem.proposals")))
        before: QWidget = self._why
        for one in proposals:
            words = tr(f"problem.propose_{one.name}", value=one.value)
            button = small(words, partial(self._take, one.value), f"propose_{one.name}")
            button.setToolTip(folded(tr(f"problem.propose_{one.name}_tip", model=one.model)))
            self._proposals.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        self._proposals.addStretch(1)

    def _take(self, value: float) -> None:
        self._value.setText(spelled(round(value, 4)))

    def refuse(self, wrong: WorkbenchError | None) -> None:
        """Why what is written cannot be kept; None: nothing is wrong."""
        self._wrong.setText(told(wrong) if wrong else "")
        self._wrong.setVisible(wrong is not None)
        restyle(self._value, bad=isinstance(wrong, InputError) and wrong.key == "problem.not_a_number")

    def _new_metric(self) -> None:
        name = str(self._metric.currentData() or "")
        if name:
            better = "at_least" if titles.greater_is_better(name) else "at_most"
            self._comparison.setCurrentIndex(self._comparison.findData(better))
        self._explain()
        self.changed.emit()

    def _new_column(self) -> None:
        blocked = QSignalBlocker(self._group)
        self._fill_groups("")
        del blocked
        self.changed.emit()

    def _fill_groups(self, chosen: str) -> None:
        column = str(self._column.currentData() or "")
        groups = next((one.groups for one in self._groupings if one.column == column), ())
        self._group.clear()
        self._group.addItems([*groups, *((chosen,) if groups and chosen and chosen not in groups else ())])
        self._group.setEditable(not groups)
        if groups:
            self._group.setCurrentIndex(max(self._group.findText(chosen), 0))
        elif typed := self._group.lineEdit():
            typed.setText(chosen)
            typed.setAccessibleName(tr("problem.field_group"))
        self._group_field.setVisible(bool(column))

    def _explain(self) -> None:
        name = str(self._metric.currentData() or "")
        self._metric.setToolTip(folded(str(titles.metric(name).help)) if name else "")


def _combo(name: str) -> QComboBox:
    combo = named(name, QComboBox())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(6)
    return combo
