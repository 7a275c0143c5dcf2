"""The database panel: connect by an explicit act, choose a table or write a SELECT, look at its first rows, import."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.database_form import DatabaseForm, Typed
from mlworkbench.ui.widgets.database_tables import DatabaseTables
from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.look_progress import LookProgress
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    card,
    cards,
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
    from mlworkbench.workbench import Job, LookedDatabase, Workbench

LEFT_LEAST, LEFT_SHARE = 340, 0.4
MOST_ROWS = 100


@dataclass(frozen=True)
class Held:
    """What the panel holds: `listed` is what the server has, `begun` the first rows of what is chosen."""

    project: str
    typed: Typed = Typed()
    table: str = ""
    query: str = ""
    listed: "LookedDatabase | None" = None
    begun: "LookedDatabase | None" = None
    job: "Job | None" = None
    importing: "Job | None" = None
    wrong: WorkbenchError | None = None


class DatabasePanel(QWidget):
    """`closed` when it was left or all is imported, `began` when an import has begun."""

    closed = Signal()
    began = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("database_panel", self, tr("data.database_panel"))
        self._bench = bench
        self._held: Held | None = None
        self._built = False

    def _build(self) -> None:
        """When it is first opened: until then it costs nothing."""
        if self._built:
            return
        self._built = True
        self._connect = primary("", self._look, "database_connect")
        self._import = primary(tr("data.import"), self._go, "database_import")
        cancel = secondary(tr("ask.cancel"), self.leave, "database_cancel")
        head = page_head(tr("data.database_panel"), tr("data.database_purpose"), cancel, self._connect, self._import)
        self._form, self._tables = DatabaseForm(), DatabaseTables()
        self._form.changed.connect(self._forget)
        self._form.entered.connect(self._look)
        self._tables.chosen.connect(self._choose)
        self._act = note("", "database_act")
        self._error = text("", "error", wrap=True, name="database_error")
        self._progress = LookProgress()
        self._progress.stopped.connect(self._stop)
        self._where = card(self._error, self._form, self._act, title=tr("data.database_where"), name="database_where")
        self._what = card(self._tables, title=tr("data.database_what"), name="database_what")
        self._rows = PlainTable("database_rows", tr("data.preview_rows"))
        self._told = text("", "secondary", wrap=True, name="database_told")
        self._notes = note("", "database_notes")
        right = card(self._told, self._rows, self._notes, title=tr("data.preview"), name="database_preview")
        left = Steady(boxed(cards(self._what, self._where, STRETCH)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("card_gap"))
        head.setContentsMargins(0, 0, ROOM, 0)
        layout.addWidget(head)
        layout.addWidget(self._progress)
        layout.addWidget(Halves("database_halves", left, Steady(boxed(cards(right, STRETCH))), LEFT_LEAST, LEFT_SHARE), 1)

    # What the page asks ------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return self._held is not None

    @property
    def importing(self) -> bool:
        job = self._held.importing if self._held else None
        return job is not None and job.state == "running"

    def begin(self) -> None:
        """With empty fields."""
        self._build()
        self._take(Held(self._bench.opened().id))

    def keep(self) -> object:
        return replace(self._held, typed=self._form.typed(), query=self._tables.query) if self._held else None

    def take_back(self, kept: object) -> None:
        if isinstance(kept, Held):
            self._build()
            self._take(kept)

    def _take(self, held: Held) -> None:
        self._held = held
        self._form.show_typed(held.typed)
        self._tables.show_found(held.listed, held.table, held.query)
        self.refresh()

    def job_moved(self, job_id: str) -> None:
        held = self._held
        if held and job_id in {job.id for job in (held.job, held.importing) if job is not None}:
            self.refresh()

    def refresh(self) -> None:
        """Takes up what the jobs have brought. What was begun in another project is left."""
        if self._held and (self._bench.project is None or self._bench.project.id != self._held.project):
            self._stop()
            self._held = None
        self._hear_look()
        self._hear_import()
        if self._held:
            self._show(self._held)

    def leave(self) -> None:
        """Nothing is imported, and the password is forgotten."""
        self._stop()
        self._held = None
        self._form.show_typed(Typed())
        self.closed.emit()

    # What is done ------------------------------------------------------------------------------------------------------

    def _change(self, **changed: Any) -> None:
        if self._held:
            self._held = replace(self._held, **changed)

    def _forget(self) -> None:
        """Another address: what was seen belongs to the one before."""
        self._stop()
        self._change(listed=None, begun=None, job=None, wrong=None, table="")
        self._tables.show_found(None)
        self.refresh()

    def _stop(self) -> None:
        if self._held and self._held.job is not None and self._held.job.state == "running":
            self._bench.cancel(self._held.job.id)

    def _look(self) -> None:
        """The explicit act: connects, and asks what there is or how what is chosen begins."""
        held = self._held
        if held is None or self._connect_refused():
            return
        self._stop()
        try:
            address, password = self._form.typed().address(self._bench)
            job = self._bench.data.look_database(address, password, held.table, held.query)
            self._change(job=job, wrong=None, begun=None)
        except WorkbenchError as wrong:
            self._change(job=None, wrong=wrong)
        self.refresh()

    def _choose(self, table: str, query: str) -> None:
        self._change(table=table, query=query)
        if table or query:
            self._look()
        else:
            self._stop()
            self._change(begun=None, job=None, wrong=None)
            self.refresh()

    def _hear_look(self) -> None:
        job = self._held.job if self._held else None
        if job is None or job.state == "running":
            return
        self._change(job=None)
        if job.state == "cancelled":
            return
        try:
            found = self._bench.data.looked_database(job)
        except WorkbenchError as wrong:
            self._change(wrong=wrong)
            return
        if found.names:
            self._change(begun=found)
        else:
            self._change(listed=found)
            self._tables.show_found(found)

    def _go(self) -> None:
        held = self._held
        if held is None:
            return
        try:
            address, password = self._form.typed().address(self._bench)
            self._change(importing=self._bench.data.add_database(address, password, held.table, held.query), wrong=None)
        except WorkbenchError as wrong:
            self._change(wrong=wrong)
        self.refresh()
        self.began.emit()

    def _hear_import(self) -> None:
        job = self._held.importing if self._held else None
        if job is None or job.state == "running":
            return
        wrong = self._bench.trouble.get(job.id) or job.error
        self._change(importing=None, wrong=wrong if job.state != "cancelled" else None)
        if job.state == "finished" and wrong is None:
            self.leave()

    # What is seen ------------------------------------------------------------------------------------------------------

    def _connect_refused(self) -> Reason | None:
        if refusal := self._bench.data.refuses_database():
            return refusal
        return None if self._form.typed().place else Reason("data.database_no_host")

    def _import_refused(self, held: Held) -> Reason | None:
        if held.job is not None:
            return Reason("data.still_looking")
        if held.begun is None:
            return Reason("data.database_choose_first")
        return self._bench.data.refuses() or self._bench.data.refuses_database()

    def _show(self, held: Held) -> None:
        place = self._form.typed().place
        words = tr("data.database_connect_to", address=place) if place else tr("data.database_connect")
        self._connect.setText(words)
        self._connect.setAccessibleName(words)
        self._connect.setVisible(held.listed is None)
        self._import.setVisible(held.listed is not None)
        allow(self._connect, Reason("data.still_looking") if held.job is not None else self._connect_refused())
        allow(self._import, self._import_refused(held))
        self._act.setText(tr("data.database_act", address=place or "…"))
        self._act.setVisible(held.listed is None)
        self._error.setText(told(held.wrong) if held.wrong else "")
        self._error.setVisible(held.wrong is not None)
        self._progress.show_job(held.job)
        self._what.setVisible(held.listed is not None)
        self._show_rows(held)

    def _show_rows(self, held: Held) -> None:
        begun = held.begun
        self._rows.setVisible(begun is not None and bool(begun.rows))
        self._notes.setVisible(begun is not None and bool(begun.notes))
        if begun is None:
            key = "data.database_then_choose" if held.listed is not None else "data.database_then_connect"
            self._told.setText(tr(key))
            return
        secured = tr("data.database_encrypted" if begun.encrypted else "data.database_plain")
        self._told.setText(
            tr("data.database_begun", rows=len(begun.rows), columns=len(begun.names), server=begun.server, how=secured)
        )
        self._rows.fill(begun.names, begun.rows, most=MOST_ROWS, as_they_are=True)
        self._notes.setText("\n".join(tr(one.reason.key, **one.reason.facts) for one in begun.notes))
