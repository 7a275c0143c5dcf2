"""All jobs with their logs: of this session, and of the project's earlier ones. Filtered by kind and by how they ended."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView, QWidget

from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.cells import PillCells
from mlworkbench.ui.widgets.job_table import BEGAN, OUTCOME, STATE, TOOK, WHAT, Entry, JobTable, entries
from mlworkbench.ui.widgets.jobs import STATES, kind_words, log_words
from mlworkbench.ui.widgets.overlay import Overlay
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    column,
    empty_state,
    heading,
    icon_button,
    line,
    named,
    note,
    row,
    small,
    text,
)

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

WIDE, HIGH, EDGE = 860, 480, 14
WIDTHS: Final = {WHAT: 140, STATE: 96, BEGAN: 132, TOOK: 92}


class JobList(Overlay):
    """What is told of the chosen job stands below the list, with its log and, while it runs, Cancel."""

    def __init__(self, bench: "Workbench", over: QWidget) -> None:
        super().__init__("jobs", tr("shell.jobs"), over)
        self._bench, self._over = bench, over
        self._all: tuple[Entry, ...] = ()
        self._model = JobTable()
        self.table = self._make_table()
        self._states = self._filter("job_states", tr("job.filter_state"))
        self._kinds = self._filter("job_kinds", tr("job.filter_kind"))
        self._close = icon_button("close", tr("ask.close"), self.leave, "jobs_close")
        self._empty = empty_state("clock", tr("job.none_yet"), tr("job.none_yet_note"), name="no_jobs")
        self._none = note(tr("job.none_like_this"), "no_such_jobs")
        self._told = text("", wrap=True, selectable=True, name="job_told")
        self._cancel = small(tr("ask.cancel"), self._stop, "job_cancel")
        self._copy = small(tr("job.copy_log"), self._copy_log, "job_copy_log")
        self._open = small(tr("job.show_log"), self._show_log, "job_open_log")
        head = row(heading(tr("shell.jobs")), STRETCH, self._states, self._kinds, 4, self._close)
        below = row(self._told, self._cancel, self._copy, self._open, gap=8)
        below.setStretch(0, 1)
        for button in (self._cancel, self._copy, self._open):
            below.setAlignment(button, Qt.AlignmentFlag.AlignTop)
        self._below = boxed(column(line(), below, gap=10))
        inner = column(head, self._empty, self._none, self.table, self._below, margins=(16, 14, 16, 14))
        inner.setStretch(1, 1)
        inner.setStretch(3, 1)
        self.setLayout(inner)

    def place(self) -> QRect:
        """Above the strip, as large as the window allows."""
        room = self._over.window().rect()
        width, height = min(theme.px(WIDE), room.width() - 2 * EDGE), min(theme.px(HIGH), room.height() - theme.px(120))
        strip = theme.px(26) + theme.size("strip_room")
        return QRect(EDGE, room.height() - strip - height - 8, width, height)

    def show_jobs(self) -> None:
        """Opens it with the newest job chosen."""
        self.fill()
        self.open_at(self.place(), self.table if self._model.entries else self._close)
        if self._model.entries:
            self.table.selectRow(0)
        self._tell()

    def fill(self) -> None:
        self._all = entries(self._bench)
        self._offer(self._states, [(tr("job.all_states"), "")], {one.state: tr(STATES[one.state][0]) for one in self._all})
        self._offer(self._kinds, [(tr("job.all_kinds"), "")], {one.kind: kind_words(one.kind) for one in self._all})
        self._show()

    def job_moved(self, job_id: str) -> None:
        """Progress of a job that is listed is drawn anew; a new one or an end is read from the workbench."""
        if self.isHidden():
            return
        entry = next((one for one in self._all if one.id == job_id), None)
        if entry is not None and entry.job is not None and entry.job.state == "running":
            self._show()
        else:
            self.fill()

    # What is shown -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state, kind = self._states.currentData(), self._kinds.currentData()
        chosen = self._chosen()
        shown = [one for one in self._all if state in ("", one.state) and kind in ("", one.kind)]
        self._model.show_entries(shown)
        self._empty.setVisible(not self._all)
        self._none.setVisible(bool(self._all) and not shown)
        self.table.setVisible(bool(shown))
        self._below.setVisible(bool(shown))
        place = next((at for at, one in enumerate(shown) if chosen is not None and one.id == chosen.id), 0)
        if shown and self.table.currentIndex().row() != place:
            self.table.selectRow(place)
        self._tell()

    def _tell(self) -> None:
        entry = self._chosen()
        if entry is None:
            return
        running = entry.job is not None and entry.state == "running"
        self._told.setText(entry.outcome)
        self._cancel.setVisible(running)
        nothing = Reason("job.empty_log") if entry.ended and not entry.ended.log_file else None
        for button in (self._copy, self._open):
            allow(button, nothing)

    def _chosen(self) -> Entry | None:
        at = self.table.currentIndex().row()
        return self._model.entries[at] if 0 <= at < len(self._model.entries) else None

    # What the user does ------------------------------------------------------------------------------------------------

    def _stop(self) -> None:
        if entry := self._chosen():
            self._bench.cancel(entry.id)

    def _copy_log(self) -> None:
        if entry := self._chosen():
            QGuiApplication.clipboard().setText(self._log(entry))

    def _show_log(self) -> None:
        if entry := self._chosen():
            ask.show_text(tr("job.log_title", job=kind_words(entry.kind)), self._log(entry))

    def _log(self, entry: Entry) -> str:
        if entry.job is not None:
            return log_words(self._bench, entry.job)
        return (self._bench.govern.log(entry.ended) if entry.ended else "") or tr("job.empty_log")

    # How it is made ----------------------------------------------------------------------------------------------------

    def _make_table(self) -> QTableView:
        table: QTableView = named("job_table", QTableView(), tr("shell.jobs"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setItemDelegateForColumn(STATE, PillCells(table))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.size("row_height"))
        table.horizontalHeader().setHighlightSections(False)
        for place, width in WIDTHS.items():
            table.setColumnWidth(place, theme.px(width))
        table.horizontalHeader().setSectionResizeMode(OUTCOME, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentChanged.connect(self._tell)
        table.activated.connect(self._show_log)
        return table

    def _filter(self, name: str, words: str) -> QComboBox:
        combo: QComboBox = named(name, QComboBox(), words, words)
        combo.addItem("", "")
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.currentIndexChanged.connect(self._show)
        return combo

    def _offer(self, combo: QComboBox, first: list[tuple[str, str]], found: dict[str, str]) -> None:
        """What occurs among the jobs; nothing to choose where all are alike."""
        offered = first + [(words, value) for value, words in found.items()]
        kept = combo.currentData()
        combo.setVisible(len(found) > 1)
        if [combo.itemData(at) for at in range(combo.count())] == [value for _, value in offered] and combo.itemText(0):
            return
        blocked = QSignalBlocker(combo)
        combo.clear()
        for words, value in offered:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(kept)))
        del blocked
