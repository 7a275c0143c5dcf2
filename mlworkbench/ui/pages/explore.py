"""Explore: see what the columns hold and which belong to the target; put what matters into the report."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSplitter, QWidget

from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.params import Value
from mlworkbench.base.records import Dataset, Exploration
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets import explore_choices as choices
from mlworkbench.ui.widgets.column_list import ColumnList
from mlworkbench.ui.widgets.explored_card import ExploredCard
from mlworkbench.ui.widgets.explored_side import ExploredSide
from mlworkbench.ui.widgets.parts import (
    Elided,
    boxed,
    card,
    children,
    column,
    empty_state,
    named,
    page_head,
    primary,
    row,
)
from mlworkbench.ui.widgets.picture_choice import PictureChoice
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.trouble import Trouble

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, PictureKind, Workbench

SIDE_WIDE, SIDE_LEAST, LIST_WIDE = 300, 214, 230
CENTRE_LEAST: Final = 340
LACKS: Final = {"number": "explore.lacks_number", "category": "explore.lacks_category", "date": "explore.lacks_date"}
PATIENCE: Final = 250  # milliseconds a picture may take before the page says that it is being made


class ExplorePage(Page):
    stage = "explore"
    listens = frozenset({"explore", "data", "problem", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._dataset: str | None = None
        self._target: str | None = None
        self._picture = ""
        self._view = ""
        self._column = ""
        self._asked: dict[str, Value] = {}
        self._shown: Exploration | None = None
        self._awaited: str | None = None
        self._kinds: dict[str, PictureKind] = {}
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._show_wait)
        self._to_prepare = primary(tr("problem.to_prepare"), lambda: go("prepare"), "to_prepare", tr("data.to_prepare_tip"))
        self._to_problem = primary(tr("data.to_problem"), lambda: go("problem"), "to_problem", tr("data.to_problem_tip"))
        self._head = page_head(tr("explore.title"), tr("explore.purpose"), self._to_problem, self._to_prepare)
        self._head.setContentsMargins(0, 0, ROOM, 0)
        to_data = primary(tr("explore.to_data"), lambda: go("data"), "to_data")
        self._empty = boxed(column(empty_state("search", tr("explore.empty"), tr("explore.empty_note"), to_data)))
        self._empty.setContentsMargins(0, 0, ROOM, 0)
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, margin)
        self._trouble = Trouble(workbench, "explore")
        self._trouble.setContentsMargins(0, 0, ROOM, 0)
        self._bar = boxed(row(), "pictures_bar")
        self._bar.setContentsMargins(0, 0, ROOM, 0)
        self._segments: PictureChoice | None = None
        self._full = self._make_full()
        for part, stretch in ((self._head, 0), (self._trouble, 0), (self._bar, 0), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        dataset = self.bench.data.current()
        self._empty.setVisible(dataset is None)
        self._full.setVisible(dataset is not None)
        self._bar.setVisible(dataset is not None)
        problem = self.bench.problem.current()
        ready = dataset is not None and problem is not None and problem.dataset == dataset.id
        self._to_prepare.setVisible(ready)
        self._to_problem.setVisible(dataset is not None and not ready)
        self._trouble.refresh()
        if dataset is None:
            self._dataset = None
            self._say(tr("explore.purpose"))
            return
        self._say(tr("explore.subtitle", file=dataset.origin.file_name, number=dataset.number, rows=dataset.rows))
        self._offer_pictures()
        target = self.bench.explore.target(dataset)
        if (self._dataset, self._target) != (dataset.id, target):
            self._begin(dataset, target)
        else:
            self._look()
        self._show_columns(dataset)
        self._show_pins()

    def job_moved(self, job: str) -> None:
        """Only what is asked here concerns this page; what was found is heard by the change it files."""
        found = next((one for one in self.bench.jobs() if one.id == job and one.kind == "explore"), None)
        if found is None:
            return
        if found.state == "running":
            self._show_wait()
            return
        self._trouble.refresh()
        if job == self._awaited and found.state in ("failed", "cancelled"):
            self._awaited = None
            why = found.error if found.state == "failed" else None
            self._card.show_words(told(why) if why else tr("explore.stopped"))

    def _offer_pictures(self) -> None:
        if self._segments is not None:
            return
        self._kinds = {kind.name: kind for kind in self.bench.explore.pictures()}
        self._segments = PictureChoice(tuple(self._kinds.values()))
        self._segments.chosen.connect(self._choose_picture)
        bar = self._bar.layout()
        if bar is not None:
            bar.addWidget(self._segments)

    def _begin(self, dataset: Dataset, target: str | None) -> None:
        """The first look at a version: what belongs to the target, or, without one, what the first column holds."""
        known = {one.name for one in dataset.columns}
        again = self._dataset is not None and self._picture and all(value in known for value in self._named(self._asked))
        again = again and not (self._picture == "relations" and target != self._target)
        self._dataset, self._target, self._shown = dataset.id, target, None
        if self._column not in known:
            self._column = choices.first(self.bench.data.profile(dataset), target)
        if again:
            self._show_picture(self._asked)
            return
        self._picture = "relations" if target else "distribution"
        self._show_picture({})

    def _named(self, asked: dict[str, Value]) -> list[str]:
        """The columns a question names."""
        kind = self._kinds.get(self._picture)
        return [str(asked[slot.name]) for slot in kind.slots if asked.get(slot.name)] if kind else []

    def _show_columns(self, dataset: Dataset) -> None:
        strengths: dict[str, float] = {}
        if self._target is not None:
            found = self.bench.explore.found(self.bench.explore.asked("relations"))
            if found is not None:
                strengths = choices.strengths(self.bench, found)
        self._columns.show_columns(self.bench.data.profile(dataset).columns, strengths, self._target, self._column)

    # asking ------------------------------------------------------------------------------------------------------------

    def _choose_picture(self, name: str) -> None:
        self._picture, self._view = name, ""
        self._show_picture({})

    def _choose_column(self, name: str) -> None:
        """A column of the list: into the picture where it has a place for it, else its distribution."""
        self._column = name
        kind = self._kinds[self._picture]
        slot = choices.slot_for(kind, name, self.bench.explore.types())
        if slot is None or kind.name == "relations":
            self._picture, self._view = "distribution", ""
            self._show_picture({"column": name})
            return
        self._show_picture({**self._card.form.chosen, slot: name})

    def show_column(self, name: str) -> None:
        """The distribution of a column; nothing happens where the data has none of this name."""
        if self._kinds and name in self.bench.explore.types():
            self._column, self._picture, self._view = name, "distribution", ""
            self._show_picture({"column": name})

    def _show_picture(self, chosen: dict[str, Value]) -> None:
        """Fields of the picture, filled with what is chosen and else with what fits, and then the picture itself."""
        kind = self._kinds[self._picture]
        if self._segments is not None:
            self._segments.take(kind.name)
        types = self.bench.explore.types()
        filled = choices.filled(kind, chosen, types, self._column, self._target)
        self._card.show_kind(kind)
        self._card.form.show_picture(kind, list(types.items()), filled)
        self._ask()

    def _ask(self) -> None:
        """The answer there is, else the job that makes it; a question that was waited for is given up."""
        chosen = self._card.form.chosen
        self._shown, self._asked = None, chosen
        if lacking := self._card.form.lacking:
            self._give_up(None)
            self._card.show_words(tr(LACKS[lacking]))
            self._side.show_answer(None, None, None)
            return
        try:
            found = self.bench.explore.ask(self._picture, **chosen)
        except InputError as error:
            self._give_up(None)
            self._card.show_words(told(error))
            self._side.show_answer(None, None, None)
            return
        if isinstance(found, Exploration):
            self._give_up(None)
            self._show(found)
        else:
            self._give_up(found)

    def _give_up(self, instead: "Job | None") -> None:
        before, self._awaited = self._awaited, instead.id if instead else None
        if before is not None and before != self._awaited and not self._ranks(before):
            self.bench.cancel(before)
        if instead is not None:
            self._side.show_answer(None, None, None)
            self._wait.start(PATIENCE)

    def _ranks(self, job: str) -> bool:
        """Whether it is the job that the list of columns waits for, too."""
        found = next((one for one in self.bench.jobs() if one.id == job), None)
        return found is not None and found.spec["asked"].get("picture") == "relations"

    def _look(self) -> None:
        """What was found meanwhile."""
        if self._shown is not None:
            self._show(self._shown)
            return
        try:
            found = self.bench.explore.found(self.bench.explore.asked(self._picture, **self._asked))
        except InputError:
            self._show_picture({})
            return
        if found is not None:
            self._awaited = None
            self._show(found)
        elif self._awaited is None or self._job() is None:
            self._ask()

    def _show(self, found: Exploration) -> None:
        self._wait.stop()
        self._shown = found
        try:
            answer = self.bench.explore.numbers(found)
        except ProjectError as error:
            self._card.show_words(told(error))
            self._side.show_answer(None, None, None)
            return
        self._card.show_answer(answer, self._view)
        self._side.show_answer(answer, found, self.bench.explore.pinned(found))
        self._columns.mark(self._column)

    def _job(self) -> "Job | None":
        return next((job for job in self.bench.jobs() if job.id == self._awaited and job.state == "running"), None)

    def _show_wait(self) -> None:
        job = self._job()
        if job is not None and not self._wait.isActive():
            self._card.show_job(job)

    # the report --------------------------------------------------------------------------------------------------------

    def _pin(self, note: str) -> None:
        if self._shown is not None:
            self.bench.explore.pin(self._shown, note)

    def _unpin(self, exploration: str) -> None:
        self.bench.explore.unpin(self.bench.explore.exploration(exploration))

    def _open_pin(self, exploration: str) -> None:
        found = self.bench.explore.exploration(exploration)
        asked = dict(found.asked)
        self._picture, self._view = str(asked.pop("picture")), ""
        known = set(self.bench.explore.types())
        if found.dataset == self._dataset and all(name in known for name in self._named(asked)):
            self._show_picture(asked)
        else:
            self._show(found)

    def _show_pins(self) -> None:
        shown = [(one, choices.title(self._kinds, one), pin.note) for pin, one in self.bench.explore.pins()]
        self._side.show_pins(shown)

    # what is not kept in a record --------------------------------------------------------------------------------------

    def keep(self) -> object:
        return (self._dataset, self._target, self._picture, self._card.view, self._column, self._asked, self._side.keep())

    def take_back(self, kept: object) -> None:
        if not isinstance(kept, tuple) or len(kept) != 7 or kept[0] != self._dataset or not kept[2]:
            return
        _, _, self._picture, self._view, self._column, asked, words = kept
        if self._picture in self._kinds:
            self._show_picture(asked)
        self._side.take_back(words)

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_full(self) -> QWidget:
        self._columns = ColumnList()
        self._columns.chosen.connect(self._choose_column)
        self._card = ExploredCard(self.bench)
        self._card.form.changed.connect(self._ask)
        self._card.viewed.connect(self._remember_view)
        self._card.setMinimumWidth(theme.px(CENTRE_LEAST))
        self._side = ExploredSide()
        self._side.pin.connect(self._pin)
        self._side.unpin.connect(self._unpin)
        self._side.open_pin.connect(self._open_pin)
        self._side.look.connect(lambda number: self.go("row", number))
        self._side.setMinimumWidth(theme.px(SIDE_LEAST))
        both: QSplitter = named("full", QSplitter())
        both.setChildrenCollapsible(False)
        both.setHandleWidth(theme.size("card_gap"))
        for part in (card(self._columns, name="columns_card"), self._card, Steady(self._side)):
            both.addWidget(part)
        both.setStretchFactor(0, 0)
        both.setStretchFactor(1, 1)
        both.setStretchFactor(2, 0)
        both.setSizes([theme.px(LIST_WIDE), 10 * theme.px(SIDE_WIDE), theme.px(SIDE_WIDE) + ROOM])
        return both

    def _remember_view(self, name: str) -> None:
        self._view = name

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)
