"""The import panel: files as they would be read, every guess to be put right, and one button that imports them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.import_columns import ImportColumns
from mlworkbench.ui.widgets.import_combine import ImportCombine
from mlworkbench.ui.widgets.import_contract import ImportContract, asked
from mlworkbench.ui.widgets.import_form import IMPORTER, ImportForm
from mlworkbench.ui.widgets.import_notices import ImportNotices
from mlworkbench.ui.widgets.import_preview import ImportPreview
from mlworkbench.ui.widgets.import_state import APPEND, GO, JOIN, REPLACE, Wanted, subtitle, title, without_blanks
from mlworkbench.ui.widgets.look_progress import LookProgress
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    allow,
    boxed,
    card,
    cards,
    children,
    named,
    page_head,
    primary,
    secondary,
)
from mlworkbench.ui.widgets.steady import ROOM, Steady

if TYPE_CHECKING:
    from mlworkbench.base.records import Dataset
    from mlworkbench.workbench import Job, Looked, LookWrong, Workbench

LEFT_LEAST, LEFT_SHARE = 340, 0.34
ANSWERED = "bad_rows"


class ImportPanel(QWidget):
    """`closed` when it was left or all is imported, `began` when an import has begun."""

    closed = Signal()
    began = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        named("import_panel", self, tr("data.import_panel"))
        self._bench = bench
        self._wanted = Wanted()
        self._built = False

    def _build(self) -> None:
        """Once there is something to look at: until then it costs nothing."""
        if self._built:
            return
        self._built = True
        self._cancel = secondary(tr("ask.cancel"), self.leave, "import_cancel")
        self._import = primary(tr("data.import"), self._go, "import_go")
        self._head = page_head(tr("data.import_panel"), "", self._cancel, self._import)
        self._notices, self._form, self._columns, self._preview = ImportNotices(), ImportForm(), ImportColumns(), ImportPreview()
        self._notices.chosen.connect(self._choose)
        self._notices.of_column.connect(self._help_column)
        self._form.changed.connect(self._choose)
        self._columns.changed.connect(self._choose_columns)
        self._columns.looked_at.connect(self._preview.show_column)
        self._preview.view_chosen.connect(lambda view: self._keep(view=view))
        self._contract_card = ImportContract()
        self._contract_card.turned.connect(self._turn_contract)
        self._combine = ImportCombine(self._bench)
        self._combine.changed.connect(self._try)
        self._columns_card = card(self._columns, title=tr("data.import_columns"), name="import_columns_card")
        self._form_card = card(self._form, title=tr("data.reading_card"), name="import_form_card")
        left = boxed(
            cards(self._contract_card, self._notices, self._combine, self._form_card, self._columns_card, STRETCH), "import_left"
        )
        self._left = Steady(left)
        self._progress = LookProgress()
        self._progress.stopped.connect(self._stop_looking)
        self._halves = Halves("import_halves", self._left, self._preview, LEFT_LEAST, LEFT_SHARE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, ROOM, 0)
        layout.setSpacing(theme.size("card_gap"))
        layout.addWidget(self._head)
        layout.addWidget(self._progress)
        layout.addWidget(self._halves, 1)
        layout.addStretch()  # takes the room while there is nothing to be seen yet

    # What the page asks ------------------------------------------------------------------------------------------------

    @property
    def is_open(self) -> bool:
        return bool(self._wanted.paths)

    @property
    def importing(self) -> bool:
        return self._wanted.importing is not None and self._wanted.importing.state == "running"

    def look_at(self, paths: tuple[Path, ...], mode: str = REPLACE) -> None:
        """Begins anew with these files, or the files of this folder."""
        self._build()
        self._stop()
        self._preview.forget()
        self._wanted = Wanted(paths, mode, self._bench.opened().id)
        self._look()

    def keep(self) -> object:
        return self._wanted if self.is_open else None

    def take_back(self, kept: object) -> None:
        if isinstance(kept, Wanted):
            self._build()
            self._wanted = kept
            self._preview.show_view(kept.view)
            self.refresh()

    def job_moved(self, job_id: str) -> None:
        wanted = self._wanted
        if job_id in {job.id for job in (wanted.job, wanted.trial, wanted.importing) if job is not None}:
            self.refresh()

    def refresh(self) -> None:
        """Takes up what the jobs have brought. What was begun in another project is left."""
        if self.is_open and (self._bench.project is None or self._bench.project.id != self._wanted.project):
            self._stop()
            self._wanted = Wanted()
        self._hear_look()
        self._hear_trial()
        self._hear_import()
        self._show()

    def leave(self) -> None:
        """Nothing is imported."""
        self._stop()
        self._wanted = Wanted()
        self.closed.emit()

    # Looking -----------------------------------------------------------------------------------------------------------

    def _keep(self, **changed: Any) -> None:
        self._wanted = replace(self._wanted, **changed)

    def _look(self) -> None:
        """One look at a time: one that runs is stopped, and the next begins when it has ended."""
        job = self._wanted.job
        self._keep(plan=None)
        if job is not None and job.state == "running":
            self._bench.cancel(job.id)
            self._keep(again=True)
        else:
            try:
                begun = self._bench.data.look(self._wanted.paths, self._wanted.choices, self._wanted.columns)
                self._keep(job=begun, again=False, wrong=None)
            except WorkbenchError as wrong:
                self._keep(job=None, again=False, wrong=wrong)
        self._show()

    def _hear_look(self) -> None:
        job = self._wanted.job
        if job is None or job.state == "running":
            return
        if self._wanted.again:
            self._keep(job=None)
            self._look()
            return
        self._keep(job=None)
        if job.state == "cancelled":
            return
        try:
            self._keep(looked=self._bench.data.looked(job), wrong=None)
        except WorkbenchError as wrong:
            self._keep(wrong=wrong)
        self._try()

    def _stop(self) -> None:
        for job in (self._wanted.job, self._wanted.trial):
            if job is not None and job.state == "running":
                self._bench.cancel(job.id)

    def _stop_looking(self) -> None:
        """Without anything seen there is nothing to go on with."""
        if self._wanted.looked is None:
            self.leave()
        else:
            self._stop()

    # Counting what an append or a join would do ------------------------------------------------------------------------

    def _try(self, joining: Mapping[str, Any] | None = None) -> None:
        if joining is not None:
            self._keep(joining=joining)
        looked = self._wanted.looked
        if self._wanted.mode == REPLACE or looked is None or looked.files[0].error is not None:
            return
        self._stop()
        path = self._listed()[0]
        try:
            trial = self._bench.data.try_change(self._wanted.mode, self._wanted.change(path))
            self._keep(trial=trial, plan=None, wrong=None)
        except WorkbenchError as wrong:
            self._keep(trial=None, plan=None, wrong=wrong)
        self._show()

    def _hear_trial(self) -> None:
        job = self._wanted.trial
        if job is None or job.state == "running":
            return
        self._keep(trial=None)
        if job.state == "finished" and job.result is not None:
            self._keep(plan=job.result["plan"])
        elif job.error is not None:
            self._keep(wrong=job.error)

    def _choose(self, choice: str, value: str) -> None:
        """Another importer has other choices; a choice of one's own ends the contract."""
        if choice == ANSWERED:
            self._keep(bad_rows=value)
        others = {name: one for name, one in self._wanted.choices.items() if name != choice}
        if choice == IMPORTER:
            others = {}
        if choice != ANSWERED or self._offers(choice):
            others |= {choice: value} if value else {}
        self._keep(choices=others, contract="")
        self._look()

    def _offers(self, choice: str) -> bool:
        looked = self._wanted.looked
        return looked is not None and any(one.name == choice for one in looked.files[0].params)

    def _choose_columns(self, name: str, wish: Mapping[str, Any]) -> None:
        """Of one column, or with an empty name of all."""
        columns = {**self._wanted.columns, name: wish} if name else dict(wish)
        self._keep(columns={one: without_blanks(each) for one, each in columns.items() if without_blanks(each)}, contract="")
        self._look()

    def _help_column(self, column: str, choice: str, value: str) -> None:
        wish = dict(self._wanted.columns.get(column, {}))
        if choice == "column_missing":
            before = wish.get("missing") or ""
            known = before if isinstance(before, str) else " ".join(before)
            wish["missing"] = f'{known} "{value}"'.strip()
        else:
            wish = {name: one for name, one in wish.items() if name not in ("type", "date_format")}
        self._choose_columns(column, wish)

    # Contracts ---------------------------------------------------------------------------------------------------------

    def _turn_contract(self) -> None:
        """Reads the file as the earlier one was read, or by guesses again."""
        dataset = self._earlier()
        if self._wanted.contract or dataset is None:
            self._keep(contract="", choices={}, columns={}, bad_rows="")
        else:
            contract = self._bench.data.contract(dataset)
            self._keep(contract=dataset.id, choices=contract.choices(), columns=asked(contract))
        self._look()

    def _earlier(self) -> "Dataset | None":
        looked = self._wanted.looked
        if self._bench.project is None or looked is None or looked.files[0].error is not None or self._wanted.mode != REPLACE:
            return None
        return self._bench.data.earlier(looked.files[0].names)

    # Importing ---------------------------------------------------------------------------------------------------------

    def _refuses(self) -> Reason | None:
        """Why nothing can be imported now."""
        looked, wanted = self._wanted.looked, self._wanted
        if wanted.job is not None:
            return Reason("data.still_looking")
        if looked is None or looked.files[0].error is not None:
            return Reason("data.cannot_import")
        if looked.files[0].questions:
            return Reason("data.answer_first")
        if looked.files[0].problem is not None and not wanted.bad_rows:
            return Reason("data.mend_first")
        if wanted.mode != REPLACE:
            uncounted = Reason("data.still_looking" if wanted.trial is not None else "data.cannot_import")
            return self._bench.data.refuses_change() or (uncounted if wanted.plan is None else None)
        return self._bench.data.refuses()

    def _go(self) -> None:
        if self._refuses() is not None or self._wanted.looked is None:
            return
        paths = self._listed()
        if self._wanted.mode == APPEND:
            self._keep(rest=paths[1:])
            self._begin(lambda: self._bench.data.change(APPEND, self._wanted.change(paths[0])))
        elif self._wanted.mode == JOIN:
            self._begin(lambda: self._bench.data.change(JOIN, self._wanted.change(paths[0])))
        else:
            self._begin(lambda: self._add(paths))

    def _listed(self) -> tuple[Path, ...]:
        """A folder that is read file by file stands for its files."""
        looked = self._wanted.looked
        if looked is None or looked.count == len(self._wanted.paths):
            return self._wanted.paths
        return tuple(self._bench.data.files_in(self._wanted.paths[0]))

    def _add(self, paths: tuple[Path, ...]) -> "Job":
        wanted, data = self._wanted, self._bench.data
        held = data.contract(data.version(wanted.contract)) if wanted.contract else None
        return data.add(
            paths[0],
            choices=wanted.choices,
            columns=wanted.columns,
            contract=held,
            bad_rows=wanted.bad_rows,
            more=paths[1:],
        )

    def _begin(self, start: "Callable[[], Job]") -> None:
        try:
            self._keep(importing=start(), wrong=None)
        except WorkbenchError as wrong:
            self._keep(importing=None, rest=(), wrong=wrong)
        self.refresh()
        self.began.emit()

    def _hear_import(self) -> None:
        job = self._wanted.importing
        if job is None or job.state == "running":
            return
        self._keep(importing=None)
        wrong = self._bench.trouble.get(job.id) or (
            job.error if job.state == "failed" else None
        )  # what was stopped is no trouble
        if job.state == "finished" and wrong is None:
            if self._wanted.rest:
                path, self._wanted = self._wanted.rest[0], replace(self._wanted, rest=self._wanted.rest[1:])
                self._begin(lambda: self._bench.data.change(APPEND, self._wanted.change(path)))
            else:
                self._wanted = Wanted()
                self.closed.emit()
        else:
            self._keep(rest=(), wrong=wrong)

    # What is seen ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        wanted = self._wanted
        if not wanted.paths:
            return
        running = wanted.job is not None and wanted.job.state == "running"
        self._progress.show_job(wanted.job)
        self._say()
        if wanted.looked is not None and not running:
            self._show_looked(wanted.looked)
        elif wanted.looked is None:
            self._halves.setVisible(wanted.wrong is not None)
            self._contract_card.show_offer(self._earlier(), bool(self._wanted.contract))
            if wanted.wrong is not None:
                self._show_wrong(wanted.wrong)
        self._import.setText(tr(GO[wanted.mode]))
        self._import.setAccessibleName(self._import.text())
        allow(self._import, self._refuses())

    def _show_looked(self, looked: "Looked") -> None:
        file = looked.files[0]
        self._halves.show()
        self._form_card.show()
        self._form.show_file(file)
        self._notices.show_file(file, self._told_wrong())
        self._columns_card.setVisible(bool(file.columns) and self._wanted.mode == REPLACE)
        self._combine.setVisible(self._wanted.mode != REPLACE and file.error is None)
        self._combine.show_plan(self._wanted)
        if file.columns:
            self._columns.show_file(file, self._wanted.columns)
        self._preview.show_file(looked)
        self._contract_card.show_offer(self._earlier(), bool(self._wanted.contract))

    def _show_wrong(self, wrong: WorkbenchError) -> None:
        """Nothing was seen of the files at all."""
        self._form_card.hide()
        self._combine.hide()
        self._columns_card.hide()
        self._notices.show_error(wrong)

    def _told_wrong(self) -> "LookWrong | None":
        from mlworkbench.workbench.looking import wrong_of

        looked = self._wanted.looked
        if self._wanted.wrong is not None and self._wanted.mode == REPLACE:
            return wrong_of(self._wanted.wrong)
        if looked is None:
            return None
        problem = looked.files[0].problem if not self._wanted.bad_rows else None
        return looked.files[0].error or problem

    def _say(self) -> None:
        for line in children(self._head, QLabel):
            line.setText(subtitle(self._wanted) if isinstance(line, Elided) else title(self._wanted))
