"""Data: look at the rows and decide what the findings mean."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Dataset, Entry, Problem, Profile
from mlworkbench.base.words import duration, short_hash, told, tr
from mlworkbench.ui import ask, data_files, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets import column_words
from mlworkbench.ui.widgets.busy import Busy
from mlworkbench.ui.widgets.column_card import ColumnCard
from mlworkbench.ui.widgets.column_header import Heading, State, heading
from mlworkbench.ui.widgets.criteria_card import CriteriaPill
from mlworkbench.ui.widgets.database_panel import DatabasePanel
from mlworkbench.ui.widgets.derive_panel import DerivePanel
from mlworkbench.ui.widgets.drop import DropZone, dropped
from mlworkbench.ui.widgets.history_panel import HistoryPanel
from mlworkbench.ui.widgets.import_panel import ImportPanel
from mlworkbench.ui.widgets.import_state import MODES, REPLACE
from mlworkbench.ui.widgets.origin_card import OriginCard, VersionsCard
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    allow,
    boxed,
    card,
    cards,
    children,
    named,
    note,
    page_head,
    primary,
    row,
    secondary,
)
from mlworkbench.ui.widgets.quality_side import QualitySide
from mlworkbench.ui.widgets.rows_card import Kept, RowsCard
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.target_line import TargetLine
from mlworkbench.ui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

SIDE_WIDE, SIDE_LEAST, ROWS_LEAST = 340, 320, 200
DROP_HIGH = 220


class DataPage(Page):
    stage = "data"
    listens = frozenset({"data", "problem", "prepare", "train", "evaluate", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._shown: str | None = None
        self._criteria = CriteriaPill(go)
        self._add = self._make_add()
        self._history = secondary(tr("data.history"), lambda: self._begin(self._past), "history")
        self._derive = secondary(tr("data.derive_button"), lambda: self._begin(self._deriving), "derive")
        self._to_problem = primary(tr("data.to_problem"), lambda: go("problem"), "to_problem", tr("data.to_problem_tip"))
        self._to_prepare = primary(tr("problem.to_prepare"), lambda: go("prepare"), "to_prepare", tr("data.to_prepare_tip"))
        self._first = primary(tr("data.add_file"), self._ask_for_files, "add_file")
        self._connect = secondary(tr("data.source_database"), lambda: self._begin(self._server), "connect")
        self._head = page_head(tr("data.title"), "", *self._tops())
        self._head.setContentsMargins(0, 0, ROOM, 0)
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, margin)
        self.body.addWidget(self._head)
        self._trouble = Trouble(workbench, "import")
        self._trouble.setContentsMargins(0, 0, ROOM, 0)
        self.body.addWidget(self._trouble)
        self._empty = self._make_empty()
        self._busy = Busy(workbench)
        self._busy.setContentsMargins(0, 0, ROOM, 0)
        self._full = self._both_sides()
        self._panel = ImportPanel(workbench)
        self._panel.closed.connect(self.renew)
        self._panel.began.connect(lambda: self._show_state(self.bench.data.current()))
        self._deriving, self._past = DerivePanel(workbench), HistoryPanel(workbench)
        self._server = DatabasePanel(workbench)
        self._server.began.connect(lambda: self._show_state(self.bench.data.current()))
        for panel in (self._deriving, self._past, self._server):
            panel.closed.connect(self.renew)
        self.setAcceptDrops(True)
        for part in (self._empty, self._busy, self._full, self._panel, self._deriving, self._past, self._server):
            self.body.addWidget(part, 1)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self._panel.refresh()
        for other in (self._deriving, self._past, self._server):
            if other.is_open:
                other.refresh()
        dataset = self.bench.data.current()
        self._show_state(dataset)
        if dataset is None:
            self._shown = None
            self._say(tr("data.purpose"))
            return
        self._say(
            tr(
                "data.subtitle",
                file=dataset.origin.file_name,
                number=dataset.number,
                rows=dataset.rows,
                columns=len(dataset.columns),
                hash=short_hash(dataset.data_file),
                time=duration(dataset.seconds),
            )
        )
        if self._shown != dataset.id:
            self._show_dataset(dataset)
        self._show_problem(dataset)
        self._rows.refresh()
        self._shown = dataset.id
        self._versions.show_versions(self.bench.data.versions())

    def job_moved(self, job: str) -> None:
        """Only imports concern this page; the end of one is heard by the change it files."""
        for panel in (self._panel, self._deriving, self._past, self._server):
            panel.job_moved(job)
        self._rows.job_moved(job)
        self._quality.job_moved()
        if any(one.id == job and one.kind in ("import", "import_database") for one in self.bench.jobs()):
            self._show_state(self.bench.data.current())

    def _show_state(self, dataset: Dataset | None) -> None:
        importing = self.bench.running("import") or self.bench.running("import_database")
        panel = any(one.is_open for one in (self._panel, self._deriving, self._past, self._server))
        waiting = importing is not None and (dataset is None or self._panel.importing or self._server.importing)
        self._head.setVisible(not panel or waiting)
        for one in (self._panel, self._deriving, self._past, self._server):
            one.setVisible(one.is_open and not waiting)
        self._empty.setVisible(dataset is None and not waiting and not panel)
        self._busy.setVisible(waiting)
        self._full.setVisible(dataset is not None and not waiting and not panel)
        chosen = dataset is not None and self._problem(dataset) is not None
        self._to_prepare.setVisible(chosen)
        self._to_problem.setVisible(dataset is not None and not chosen)
        for button in (self._add, self._history, self._derive):
            button.setVisible(dataset is not None)
        allow(self._derive, self.bench.data.refuses_change())
        self._criteria.setVisible(dataset is not None)
        for button in (self._first, self._connect):
            button.setVisible(dataset is None)
        for button in (self._add, self._first, self._connect):
            allow(button, self.bench.data.refuses())
        if importing is not None:
            self._busy.show_job(importing, tr("data.importing_file", file=_named(importing)))
        self._trouble.refresh()
        if panel:
            self._trouble.hide()  # the panel says it itself, with what may help

    def _show_dataset(self, dataset: Dataset) -> None:
        profile = self.bench.data.profile(dataset)
        self._close_column()
        self._origin.show_version(dataset)
        self._rows.show_version(dataset, profile, self._headings(profile))

    def _show_problem(self, dataset: Dataset) -> None:
        """What is predicted, which columns are used for it, and whether the criteria are met."""
        profile = self.bench.data.profile(dataset)
        self._target.show_problem(self.bench.problem.current(), dataset, profile)
        self._criteria.show_checks(self.bench.problem.checks())
        self._quality.refresh()
        self._rows.mark(self._headings(profile))

    def _problem(self, dataset: Dataset) -> Problem | None:
        """What was chosen for this version."""
        problem = self.bench.problem.current()
        return problem if problem is not None and problem.dataset == dataset.id else None

    def _used(self) -> frozenset[str]:
        """Columns the models see: those of the recipe, before there is one all that can be used."""
        recipe, profile = self.bench.prepare.current(), self.bench.data.profile()
        aside = {one.column for one in profile.set_aside}
        return frozenset(recipe.inputs) if recipe else frozenset(one.name for one in profile.columns if one.name not in aside)

    # what the user wants -----------------------------------------------------------------------------------------------

    def _ask_for_files(self, mode: str = REPLACE) -> None:
        if paths := ask.open_files(tr("data.add_title"), ask.DATA):
            self.look_at(paths, mode)

    def look_at(self, paths: tuple[Path, ...], mode: str = REPLACE) -> None:
        """Opens the import panel for these files, or for the files of this folder."""
        for other in (self._deriving, self._past, self._server):
            if other.is_open:
                other.leave()
        self._panel.look_at(paths, mode)
        self._show_state(self.bench.data.current())

    def _begin(self, panel: DerivePanel | HistoryPanel | DatabasePanel) -> None:
        panel.begin()
        self._show_state(self.bench.data.current())

    def keep(self) -> object:
        column = "" if self._column.isHidden() else self._column.name
        kept = self._panel.keep(), self._rows.keep(), self._deriving.keep(), self._past.keep(), self._server.keep(), column
        return kept if any(kept) else None

    def take_back(self, kept: object) -> None:
        panel, rows, deriving, past, server, column = kept if isinstance(kept, tuple) else (None,) * 6
        self._server.take_back(server)
        self._deriving.take_back(deriving)
        self._past.take_back(past)
        if panel is not None:
            self._panel.take_back(panel)
        if isinstance(rows, Kept):
            self._rows.take_back(rows)
        if column:
            self.show_column(str(column))
        self._show_state(self.bench.data.current())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.bench.data.refuses() is None and dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.look_at(dropped(event.mimeData()))

    # one column --------------------------------------------------------------------------------------------------------

    def show_column(self, name: str) -> None:
        """Brings a column into view and says all about it; nothing happens where the data has none of this name."""
        dataset = self.bench.data.current()
        if dataset is not None and any(column.name == name for column in dataset.columns):
            self._look_at(name)

    def show_row(self, number: int) -> None:
        """Brings a row, counted from 1, into view; nothing happens where the data has none of this number."""
        dataset = self.bench.data.current()
        if dataset is not None and 1 <= number <= dataset.rows:
            self._rows.show_row(number)

    def _look_at(self, name: str) -> None:
        profile = self.bench.data.profile()
        found, entry = profile.column(name), self.bench.data.entries().get(name) or Entry(name)
        self._column.show_column(found, profile.rows, _reasons(profile).get(name, ""))
        self._column.show_entry(entry, found)
        self._column.show()
        self._rows.show_column(name)
        self._side.verticalScrollBar().setValue(0)

    def _take_entry(self, entry: Entry) -> None:
        try:
            self.bench.data.write_entries((entry,))
        except InputError as wrong:
            self._column.refuse(told(wrong))

    def _close_column(self) -> None:
        self._column.hide()
        self._rows.show_column("")

    def _headings(self, profile: Profile) -> tuple[Heading, ...]:
        problem, used = self.bench.problem.current(), self._used()
        target = problem.target if problem else ""
        reasons = {one.column: (one.reason,) for one in profile.set_aside}
        made, known = [], self.bench.data.entries()
        for one in profile.columns:
            state: State = "target" if one.name == target else "used" if one.name in used else "left_out"
            made.append(
                heading(
                    one, profile.rows, state, column_words.told(one, profile.rows, reasons.get(one.name, ())), known.get(one.name)
                )
            )
        return tuple(made)

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _tops(self) -> tuple[QWidget, ...]:
        before = (self._criteria, self._history, self._derive, self._add)
        return *before, self._connect, self._first, self._to_problem, self._to_prepare

    def _make_add(self) -> QPushButton:
        """A further source: a new version, or more rows for this one."""
        button = secondary(tr("data.add_source"), name="add_version")
        menu = QMenu(button)
        for mode in MODES:
            action = QAction(tr(f"data.source_{mode}"), menu)
            action.setObjectName(f"source_{mode}")
            action.triggered.connect(lambda checked=False, mode=mode: self._ask_for_files(mode))
            menu.addAction(action)
        database = QAction(tr("data.source_database"), menu)
        database.setObjectName("source_database")
        database.triggered.connect(lambda checked=False: self._begin(self._server))
        menu.addAction(database)
        button.setMenu(menu)
        button.setProperty("menu", "true")
        return button

    def _make_empty(self) -> QWidget:
        """A place to drop a file, and what will be here afterwards."""
        drop = DropZone(tr("data.drop"), tr("data.drop_hint"), ask.DATA, height=DROP_HIGH, several=True)
        drop.taken.connect(self.look_at)
        coming = row(gap=theme.size("card_gap"))
        for name in ("rows", "quality", "origin"):
            coming.addWidget(card(note(tr(f"data.coming_{name}_note")), STRETCH, title=tr(f"data.coming_{name}")), 1)
        layout = cards(drop, coming, STRETCH)
        layout.setContentsMargins(0, 0, ROOM, 0)
        return boxed(layout, "empty")

    def _both_sides(self) -> QWidget:
        self._rows = RowsCard(self.bench)
        self._rows.column_chosen.connect(self._look_at)
        self._column, self._target, self._quality = ColumnCard(), TargetLine(self.go), QualitySide(self.bench)
        self._origin, self._versions = (
            OriginCard(lambda menu, dataset: data_files.fill(menu, self.bench, dataset)),
            VersionsCard(),
        )
        for part in (self._rows, self._column):
            part.explore.connect(lambda name: self.go("explore_column", name))
        self._column.closed.connect(self._close_column)
        self._column.entered.connect(self._take_entry)
        self._quality.look.connect(self._look_at)
        side = cards(self._column, self._target, self._quality, self._origin, self._versions, STRETCH)
        content = boxed(side)
        content.setMinimumWidth(theme.px(SIDE_LEAST))
        self._side = Steady(content)
        self._rows.setMinimumWidth(theme.px(ROWS_LEAST))
        both: QSplitter = named("full", QSplitter())
        both.setChildrenCollapsible(False)
        both.setHandleWidth(theme.size("card_gap"))
        both.addWidget(self._rows)
        both.addWidget(self._side)
        both.setStretchFactor(0, 1)
        both.setSizes([10 * theme.px(SIDE_WIDE), theme.px(SIDE_WIDE) + ROOM])
        return both

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)


def _named(importing: "Job") -> str:
    """What is being imported."""
    spec = importing.spec
    return Path(str(spec["path"])).name if "path" in spec else f"{spec.get('table') or spec['name']} · {spec['address']}"


def _reasons(profile: Profile) -> dict[str, str]:
    """Why no model can use a column."""
    return {one.column: tr(one.reason.key, **one.reason.facts) for one in profile.set_aside}
