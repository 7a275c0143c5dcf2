"""The card in which success is said: criteria one below the other, and the form to write or change one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Criterion
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.amounts import spelled
from mlworkbench.ui.widgets.criterion_form import CriterionForm, Grouping, Written
from mlworkbench.ui.widgets.parts import boxed, card, children, clear, column, icon_button, line, note, row, sized, small, text
from mlworkbench.ui.widgets.terms import explained, folded
from mlworkbench.workbench import titles

METRIC_WIDE, WORD_WIDE, VALUE_WIDE = 124, 74, 66


class CriteriaEditor(QWidget):
    """`kept` carries all criteria as they shall be; `weighed` the one in the form, for figures to begin from.

    `opened` says that the form is there now.
    """

    kept = Signal(object)
    weighed = Signal(object)
    opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._criteria: tuple[Criterion, ...] = ()
        self._metrics: tuple[titles.Title, ...] = ()
        self._add = small(tr("problem.add_criterion"), self._begin, "add_criterion")
        self._add.setIcon(theme.icon("plus", edge=12))
        self._rows = column(gap=0)
        self._empty = note(tr("problem.no_criteria_yet"), "criteria_empty")
        self._form = CriterionForm()
        self._form.hide()
        self._form.kept.connect(self._keep)
        self._form.left.connect(self._leave)
        self._form.changed.connect(self._weigh)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        inside = (self._empty, self._rows, self._form)
        frame = card(*inside, title=tr("problem.good_enough"), beside=self._add, name="criteria_editor")
        layout.addWidget(explained(frame, "criterion"))

    @property
    def form(self) -> CriterionForm:
        return self._form

    @property
    def writing(self) -> Written | None:
        """What stands in the form while it is open."""
        return self._form.written if self._form.isVisibleTo(self) else None

    def offer(self, metrics: Sequence[titles.Title], groupings: Sequence[Grouping]) -> None:
        self._metrics = tuple(metrics)
        self._form.offer(metrics, groupings)
        self._weigh()

    def show_criteria(self, criteria: Sequence[Criterion]) -> None:
        """One that is being changed stays in the form, unless it is gone."""
        if tuple(criteria) == self._criteria:
            return  # the keyboard may be on one of its buttons
        writing = self.writing
        if (
            writing
            and writing.place is not None
            and self._criteria[writing.place : writing.place + 1] != tuple(criteria[writing.place : writing.place + 1])
        ):
            self._leave()
        self._criteria = tuple(criteria)
        clear(self._rows)
        for place, criterion in enumerate(self._criteria):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(self._row(place, criterion))
        self._order()
        self._show_empty()

    def write(self, written: Written) -> None:
        """Opens the form with this in it."""
        self._form.show()
        self._form.show_written(written)
        self._show_empty()
        self.opened.emit()

    def refuse(self, wrong: InputError) -> None:
        self._form.refuse(wrong)

    def close_form(self) -> None:
        self._leave()

    def _show_empty(self) -> None:
        self._empty.setVisible(not self._criteria and not self._form.isVisibleTo(self))
        self._add.setEnabled(not self._form.isVisibleTo(self))
        self._add.setToolTip(tr("problem.form_is_open") if self._form.isVisibleTo(self) else tr("problem.add_criterion_tip"))

    def _order(self) -> None:
        """Tab goes through the rows after the button above them, in their order."""
        buttons = {button.objectName(): button for button in children(self, QToolButton)}
        before: QWidget = self._add
        for place in range(len(self._criteria)):
            for name in ("change", "remove"):
                QWidget.setTabOrder(before, buttons[f"{name}_{place}"])
                before = buttons[f"{name}_{place}"]

    def _row(self, place: int, one: Criterion) -> QWidget:
        metric = titles.metric(one.metric)
        name = sized(text(str(metric.title), "strong", wrap=True), width=theme.px(METRIC_WIDE))
        name.setToolTip(folded(str(metric.help)))
        word = sized(text(tr(f"problem.{one.comparison}_word"), "note"), width=theme.px(WORD_WIDE))
        value = sized(text(spelled(one.value), name="criterion_bound"), width=theme.px(VALUE_WIDE))
        rows = "" if one.column is None else tr("problem.group", column=one.column, group=one.group)
        detail = " · ".join(part for part in (rows, one.why) if part)
        change = icon_button(
            "edit", tr("problem.change_criterion", number=place + 1), lambda: self._change(place), f"change_{place}"
        )
        remove = icon_button(
            "close", tr("problem.remove_criterion", number=place + 1), lambda: self._remove(place), f"remove_{place}"
        )
        inner = row(
            name, word, value, note(detail or tr("problem.all_rows"), "criterion_rows"), change, remove, margins=(0, 6, 0, 6)
        )
        inner.setStretch(3, 1)
        for part in (name, word, value):
            inner.setAlignment(part, Qt.AlignmentFlag.AlignVCenter)
        return boxed(inner, f"criterion_{place}")

    def _begin(self) -> None:
        self._form.show()
        self._form.begin(self._metrics[0].name)
        self._show_empty()
        self.opened.emit()

    def _change(self, place: int) -> None:
        self.write(Written.of(place, self._criteria[place]))

    def _remove(self, place: int) -> None:
        writing = self.writing
        if writing is not None and writing.place is not None:
            self._leave()
        self.kept.emit(tuple(one for at, one in enumerate(self._criteria) if at != place))

    def _leave(self) -> None:
        self._form.hide()
        self._show_empty()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self) -> None:
        written = self._form.written
        try:
            asked = written.asked
        except InputError as wrong:
            self._form.refuse(wrong)
            return
        place = len(self._criteria) if written.place is None else written.place
        self.kept.emit((*self._criteria[:place], asked, *self._criteria[place + 1 :]))

    def _weigh(self) -> None:
        """A criterion without a value, or with one that is no number, can be weighed all the same."""
        if self._form.isVisibleTo(self):
            self.weighed.emit(self._form.written)
