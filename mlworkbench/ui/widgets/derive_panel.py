"""Derive: a change of the data chosen, tried on real rows, and made with a name and a reason."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.words import formatted, told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.change_form import ChangeForm
from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.jobs import progress_words
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    card,
    cards,
    column,
    field,
    named,
    note,
    page_head,
    primary,
    secondary,
    text,
)
from mlworkbench.ui.widgets.plain_table import PlainTable
from mlworkbench.ui.widgets.steady import ROOM, Steady

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

LEFT_LEAST, LEFT_SHARE = 340, 0.36
MOST_ROWS = 12
NUMBER = "#"
ELSEWHERE = frozenset({"append", "join"})  # they begin with files, which the import panel asks for


class DerivePanel(QWidget):
    """`closed` when it was left or the change is made."""

    closed = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("derive_panel", self, tr("data.derive"))
        self._bench = bench
        self._open = False
        self._trying: Job | None = None
        self._making: Job | None = None
        self._preview = secondary(tr("data.try_change"), self._try, "derive_try")
        self._add = primary(tr("data.add_change"), self._go, "derive_add")
        head = page_head(
            tr("data.derive"),
            tr("data.derive_purpose"),
            secondary(tr("ask.cancel"), self.leave, "derive_cancel"),
            self._preview,
            self._add,
        )
        self._kinds: QComboBox = named("derive_kind", QComboBox())
        self._kinds.activated.connect(lambda _: self._show_kind())
        self._help = note("", "derive_help")
        self._form = ChangeForm()
        self._form.changed.connect(self._forget)
        self._name, self._why = named("derive_name", QLineEdit()), named("derive_why", QLineEdit())
        self._error = text("", "error", wrap=True, name="derive_error")
        self._error.hide()
        left = cards(
            card(field(tr("data.change_kind"), self._kinds), self._help, self._form, self._error, name="derive_form"),
            card(field(tr("data.change_name"), self._name), field(tr("data.change_why"), self._why), name="derive_reason"),
            STRETCH,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("card_gap"))
        head.setContentsMargins(0, 0, ROOM, 0)
        layout.addWidget(head)
        layout.addWidget(Halves("derive_halves", Steady(boxed(left)), Steady(boxed(self._right())), LEFT_LEAST, LEFT_SHARE), 1)

    # What the page asks ------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._open

    def begin(self) -> None:
        """With empty fields."""
        self._open = True
        self._kinds.clear()
        for kind in self._bench.data.change_kinds():
            if kind.offered and kind.name not in ELSEWHERE:
                self._kinds.addItem(str(kind.title), kind.name)
        self._name.clear()
        self._why.clear()
        self._show_kind()
        self.refresh()

    def leave(self) -> None:
        """Nothing is changed."""
        for job in (self._trying, self._making):
            if job is not None and job.state == "running":
                self._bench.cancel(job.id)
        self._open, self._trying, self._making = False, None, None
        self.closed.emit()

    def keep(self) -> object:
        if not self._open:
            return None
        try:
            params = self._form.params()
        except WorkbenchError:
            params = {}
        return self._kinds.currentData(), params, self._name.text(), self._why.text()

    def take_back(self, kept: object) -> None:
        if isinstance(kept, tuple) and len(kept) == 4:
            kind, params, name, why = kept
            self.begin()
            self._kinds.setCurrentIndex(self._kinds.findData(kind))
            self._show_kind()
            self._form.take(params)
            self._name.setText(name)
            self._why.setText(why)

    def job_moved(self, job_id: str) -> None:
        if job_id in {job.id for job in (self._trying, self._making) if job is not None}:
            self.refresh()

    def refresh(self) -> None:
        """Takes up what the jobs have brought."""
        if self._trying is not None and self._trying.state != "running":
            self._hear_try(self._trying)
        if self._making is not None and self._making.state != "running":
            self._hear_change(self._making)
        busy = self._making or self._trying
        self._doing.setText(progress_words(busy) if busy else "")
        self._doing.setVisible(busy is not None)
        refused = self._bench.data.refuses_change()
        for button in (self._preview, self._add):
            allow(button, refused)

    # What is done ------------------------------------------------------------------------------------------------------

    def _show_kind(self) -> None:
        dataset = self._bench.data.current()
        kind = next((one for one in self._bench.data.change_kinds() if one.name == self._kinds.currentData()), None)
        if kind is None or dataset is None:
            return
        self._help.setText(str(kind.help))
        self._form.show_kind(kind, dataset.columns, self._bench.data.functions())
        self._forget()

    def _forget(self) -> None:
        """What was tried was something else."""
        if self._trying is not None and self._trying.state == "running":
            self._bench.cancel(self._trying.id)
        self._trying = None
        self._refuse(None)
        self._tables.hide()
        self._effect.setText(tr("data.try_first"))

    def _try(self) -> None:
        try:
            self._trying = self._bench.data.try_change(str(self._kinds.currentData()), self._form.params())
            self._refuse(None)
        except WorkbenchError as wrong:
            self._refuse(wrong)
        self.refresh()

    def _go(self) -> None:
        try:
            params = self._form.params()
            name, why = self._name.text().strip(), self._why.text().strip()
            self._making = self._bench.data.change(str(self._kinds.currentData()), params, name, why)
            self._refuse(None)
        except WorkbenchError as wrong:
            self._refuse(wrong)
        self.refresh()

    def _hear_try(self, job: "Job") -> None:
        self._trying = None
        if job.error is not None:
            self._refuse(job.error)
        elif job.result is not None:
            self._show_tried(job.result)
        self._bench.drop(job)

    def _hear_change(self, job: "Job") -> None:
        self._making = None
        wrong = self._bench.trouble.get(job.id) or job.error
        if job.state == "finished" and wrong is None:
            self._open = False
            self.closed.emit()
        else:
            self._refuse(wrong)

    def _refuse(self, wrong: WorkbenchError | None) -> None:
        self._error.setText(told(wrong) if wrong else "")
        self._error.setVisible(wrong is not None)

    # What is seen ------------------------------------------------------------------------------------------------------

    def _right(self) -> QVBoxLayout:
        self._effect = text("", "secondary", wrap=True, name="derive_effect")
        self._doing = note("", "derive_doing")
        self._before = PlainTable("derive_before", tr("data.before"))
        self._after = PlainTable("derive_after", tr("data.after"))
        self._after_title, self._before_title = note(tr("data.after")), note(tr("data.before"))
        self._tables = boxed(column(self._after_title, self._after, self._before_title, self._before, gap=8))
        return cards(card(self._effect, self._doing, self._tables, title=tr("data.preview"), name="derive_preview"), STRETCH)

    def _show_tried(self, result: dict[str, Any]) -> None:
        parts = [tr("data.effect_line", what=tr(f"data.effect_{name}"), count=count) for name, count in result["effect"].items()]
        whole = tr("data.effect_whole", rows=result["rows"], columns=result["columns"])
        self._effect.setText(" · ".join([*(parts or [tr("data.effect_nothing")]), whole]))
        numbers = result["numbers"]
        self._tables.show()
        for table, side in ((self._before, result["before"]), (self._after, result["after"])):
            head = [NUMBER, *side["columns"]] if numbers else side["columns"]
            rows = [[formatted(numbers[at]), *one] for at, one in enumerate(side["rows"])] if numbers else side["rows"]
            table.fill(head, rows, most=MOST_ROWS, as_they_are=True)
            table.setVisible(bool(side["rows"]))
        only_new = set(result["effect"]) == {"columns_added"}  # the columns before stand in the table of those afterwards
        for part in (self._before, self._before_title):
            part.setVisible(not only_new)
        self._after_title.setVisible(bool(result["after"]["rows"]))
        self._before_title.setText(tr("data.before") if result["after"]["rows"] else tr("data.rows_that_go"))
