"""The card of the rows: the table, and above it what is searched, sorted and filtered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QMenu, QWidget

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.records import Dataset, Profile
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import view_words
from mlworkbench.ui.widgets.column_header import Heading
from mlworkbench.ui.widgets.parts import boxed, card, column, looks, named, note, small, text
from mlworkbench.ui.widgets.rows_bar import Chip, RowsBar
from mlworkbench.ui.widgets.rows_table import RowsTable
from mlworkbench.workbench import Wanted

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

LEAST_ROWS = 3
LIKE = ("data.menu_like", "data.menu_unlike")


@dataclass
class Kept:
    """What a card hands to the one that takes its place."""

    dataset: str
    wanted: Wanted
    view: "Job | None"
    sought: "tuple[Wanted, Job] | None"
    typed: str | None


class RowsCard(QWidget):
    """What is wanted changes at once in the chips; the rows follow when they are found, and stay as they are until then."""

    column_chosen = Signal(str)
    explore = Signal(str)

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._bench = bench
        self._dataset: Dataset | None = None
        self._wanted = Wanted()
        self._view: Job | None = None
        self._sought: tuple[Wanted, Job] | None = None
        self.table, self.bar = RowsTable(), RowsBar()
        self.table.setMinimumHeight(self.table.header.sizeHint().height() + LEAST_ROWS * theme.size("row_height"))
        self._nothing = _nothing(self.show_all)
        self._nothing.hide()
        self._listen()
        both = QGridLayout()
        both.setContentsMargins(0, 0, 0, 0)
        both.addWidget(self.table, 0, 0)
        both.addWidget(self._nothing, 0, 0, Qt.AlignmentFlag.AlignCenter)
        inner = card(column(self.bar, gap=0), both, name="rows_card")
        inner.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        inner.layout().setSpacing(0)  # type: ignore[union-attr]
        self.setLayout(column(inner, gap=0))

    def _listen(self) -> None:
        self.table.column_chosen.connect(self.column_chosen)
        self.table.menu_asked.connect(self._open_menu)
        self.bar.searched.connect(lambda words: self.want(replace(self.aim, search=words.strip())))
        self.bar.removed.connect(self._remove)
        self.bar.all_wanted.connect(self.show_all)
        self.bar.stopped.connect(self._stop)
        self.bar.sort.offered.connect(self.sort)
        self.bar.filter.offered.connect(self._filter)

    # what is shown -----------------------------------------------------------------------------------------------------

    @property
    def aim(self) -> Wanted:
        """What is shown, or will be when it is found."""
        return self._sought[0] if self._sought else self._wanted

    def show_version(self, dataset: Dataset, profile: Profile, headings: Sequence[Heading]) -> None:
        """All rows of a version. What was chosen for another one is gone."""
        self._forget()
        self._dataset = dataset
        self.bar.sort.show_columns([one.name for one in dataset.columns])
        self.bar.filter.show_profiles(profile.columns)
        self.table.show_rows(headings, dataset.rows, self._read)
        self._say()

    def mark(self, headings: Sequence[Heading]) -> None:
        self.table.mark(headings)

    def show_column(self, name: str) -> None:
        self.table.show_column(name)

    def show_row(self, number: int) -> None:
        """Brings a row of the version, counted from 1, into view; a view may not have it."""
        self.show_all()
        self.table.show_row(number)

    def refresh(self) -> None:
        """A job may have ended while the page was hidden."""
        if self._sought is not None:
            self._follow(*self._sought)

    def job_moved(self, job: str) -> None:
        if self._sought is not None and self._sought[1].id == job:
            self._follow(*self._sought)

    def keep(self) -> Kept | None:
        """The rows found are handed over: they need not be found again."""
        if self._dataset is None or (self.aim.is_all and self.bar.search.waiting is None):
            return None
        return Kept(self._dataset.id, self._wanted, self._view, self._sought, self.bar.search.waiting)

    def take_back(self, kept: Kept) -> None:
        if self._dataset is None or kept.dataset != self._dataset.id:
            for job in (kept.view, kept.sought[1] if kept.sought else None):
                if job is not None:
                    self._bench.data.leave_view(job)
            return
        self._wanted, self._view, self._sought = kept.wanted, kept.view, kept.sought
        self._show_rows()
        if kept.typed is not None:
            self.bar.search.setText(kept.typed)
        self.refresh()

    # what is wanted ----------------------------------------------------------------------------------------------------

    def want(self, wanted: Wanted) -> bool:
        """Begins to find these rows; False where they cannot be, with the reason shown."""
        try:
            self._seek(wanted)
        except WorkbenchError as wrong:
            self.bar.say(told(wrong))
            return False
        return True

    def sort(self, name: str, descending: bool) -> None:
        """By one more column; one that is sorted by already turns round."""
        others = tuple(one for one in self.aim.sort if one[0] != name)
        known = any(one[0] == name for one in self.aim.sort)
        turned = tuple((name, descending) if one[0] == name else one for one in self.aim.sort)
        self.want(replace(self.aim, sort=turned if known else (*others, (name, descending))))

    def keep_only(self, name: str, operation: str, value: str) -> bool:
        asked = (name, operation, value)
        return self.want(replace(self.aim, filters=(*(one for one in self.aim.filters if one != asked), asked)))

    def show_all(self) -> None:
        self.want(Wanted())

    def _filter(self, name: str, operation: str, value: str) -> None:
        """From the form, which tells itself what is wrong."""
        asked = (name, operation, value)
        try:
            self._seek(replace(self.aim, filters=(*(one for one in self.aim.filters if one != asked), asked)))
        except WorkbenchError as wrong:
            self.bar.filter.refuse(told(wrong))
        else:
            self.bar.filter.hide()

    def _remove(self, kind: str, one: object) -> None:
        aim = self.aim
        if kind == "sort":
            self.want(replace(aim, sort=tuple(other for other in aim.sort if other != one)))
        elif kind == "filter":
            self.want(replace(aim, filters=tuple(other for other in aim.filters if other != one)))
        else:
            self.want(replace(aim, search=""))

    def _seek(self, wanted: Wanted) -> None:
        """Raises InputError, with all as it was."""
        if self._dataset is None or wanted == self.aim:
            self._say()
            return
        is_there = wanted == self._wanted or wanted.is_all
        job = None if is_there else self._bench.data.view(wanted, self._dataset)
        if self._sought is not None:
            self._bench.data.leave_view(self._sought[1])
        self._sought = (wanted, job) if job is not None else None
        if job is None and wanted != self._wanted:
            self._show_found(wanted, None)
        self._say()

    def _stop(self) -> None:
        if self._sought is not None:
            self._bench.data.leave_view(self._sought[1])
            self._sought = None
        self._say()

    def _follow(self, wanted: Wanted, job: "Job") -> None:
        if job.state == "running":
            self.bar.show_progress(job.fraction)
            return
        self._sought = None
        if job.state == "finished":
            self._show_found(wanted, job)
            self._say()
            return
        self._bench.data.leave_view(job)
        self._say(tr("data.rows_not_found", why=told(job.error)) if job.error else "")

    def _show_found(self, wanted: Wanted, job: "Job | None") -> None:
        before, self._view, self._wanted = self._view, job, wanted
        self._show_rows()
        if before is not None:
            self._bench.data.leave_view(before)

    def _show_rows(self) -> None:
        if self._dataset is None:
            return
        view = self._view
        if view is None:
            self.table.show_view(self._dataset.rows, self._read)
        else:
            read = partial(self._bench.data.view_page, view)
            self.table.show_view(self._bench.data.viewed(view), read, self._dataset.rows)
        self._say()

    def _read(self, start: int, count: int) -> Sequence[tuple[object, ...]]:
        return self._bench.data.page(start, count, self._dataset)

    def _forget(self) -> None:
        for job in (self._view, self._sought[1] if self._sought else None):
            if job is not None:
                self._bench.data.leave_view(job)
        self._wanted, self._view, self._sought = Wanted(), None, None

    def _say(self, wrong: str = "") -> None:
        aim = self.aim
        chips: list[Chip] = [("search", view_words.search_chip(aim.search), aim.search)] if aim.search else []
        chips += [("filter", view_words.filter_chip(*one), one) for one in aim.filters]
        chips += [("sort", view_words.sort_chip(*one), one) for one in aim.sort]
        self.bar.show_chips(chips)
        self.bar.search.show_searched(aim.search)
        self.bar.say(wrong)
        self.bar.show_progress(self._sought[1].fraction if self._sought else None)
        if self._dataset is not None:
            self.bar.show_count(self.table.model.total, self._dataset.rows)
        self._nothing.setVisible(self._view is not None and not self.table.model.total)

    # menus -------------------------------------------------------------------------------------------------------------

    def _open_menu(self, place: int, section: int, at: QPoint) -> None:
        name = self.table.header.headings[section].name
        menu = QMenu(self)
        menu.setObjectName("rows_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        said = view_words.short(name).replace("&", "&&")
        _act(menu, "ascending", tr("data.menu_ascending", column=said), lambda: self.sort(name, False))
        _act(menu, "descending", tr("data.menu_descending", column=said), lambda: self.sort(name, True))
        _act(menu, "filter_by", tr("data.menu_filter", column=said), lambda: self.bar.filter.begin(name))
        _act(menu, "explore_column", tr("data.menu_explore", column=said), lambda: self.explore.emit(name))
        if place >= 0:
            self._add_deeds(menu, place, section, name)
        menu.popup(at)

    def _add_deeds(self, menu: QMenu, place: int, section: int, name: str) -> None:
        """What the value of a cell offers."""
        value = self.table.model.value(place, section)
        pairs = (("eq", "ne"), view_words.plain(value)) if value is not None else (("missing", "filled"), "")
        menu.addSeparator()
        for action, key, operation in zip(("like", "unlike"), LIKE, pairs[0], strict=True):
            chip = view_words.filter_chip(name, operation, pairs[1]).replace("&", "&&")
            _act(menu, action, tr(key, chip=chip), partial(self.keep_only, name, operation, pairs[1]))
        menu.addSeparator()
        _act(menu, "copy", tr("data.menu_copy"), self.table.view.copy)


def _act(menu: QMenu, name: str, words: str, do: Callable[[], object]) -> None:
    action = menu.addAction(words)
    action.setObjectName(name)
    action.triggered.connect(lambda checked=False: do())


def _nothing(show_all: Callable[[], object]) -> QWidget:
    title, below = text(tr("data.no_rows_found"), "large"), note(tr("data.no_rows_found_note"))
    below.setMinimumWidth(theme.px(200))
    for label in (title, below):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    again = small(tr("data.show_all_rows"), show_all, "nothing_show_all")
    layout = column(title, below, again, gap=8)
    layout.setAlignment(again, Qt.AlignmentFlag.AlignHCenter)
    return looks("plain", named("no_rows", boxed(layout)))
