"""Prepare: the recipe step by step, with real rows before and after each, and how hold-out and folds are drawn."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Preview, Problem, Reason, Recipe
from mlworkbench.base.words import duration, tr
from mlworkbench.ui import theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.before_after import BeforeAfter
from mlworkbench.ui.widgets.criteria_card import CriteriaPill
from mlworkbench.ui.widgets.halves import Halves
from mlworkbench.ui.widgets.jobs import outcome_words
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    allow,
    boxed,
    card,
    cards,
    children,
    column,
    empty_state,
    page_head,
    primary,
    row,
    secondary,
    small,
    text,
)
from mlworkbench.ui.widgets.recipe_notes import RecipeNotes
from mlworkbench.ui.widgets.recipe_side import RecipeSide, banner
from mlworkbench.ui.widgets.recipe_words import effect_of, entries, version_line, wrong_of
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.split_card import SplitCard, SplitWish
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.step_card import StepCard
from mlworkbench.ui.widgets.step_menu import AddStep
from mlworkbench.workbench import recipes, splits

if TYPE_CHECKING:
    from mlworkbench.workbench import Previewed, StepView, Workbench

LIST_LEAST, LIST_SHARE, NOTES_WIDE = 250, 0.36, 290
PAUSE: Final = 400  # milliseconds without another edit before the preview starts


class PreparePage(Page):
    stage = "prepare"
    listens = frozenset({"prepare", "problem", "data", "evaluate", "train", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._at = 0
        self._looked_at: str | None = None
        self._tried: tuple[object, ...] = ()
        self._drawn = 0
        self._head = self._make_head()
        self._empty = self._make_empty()
        self._full = self._make_full()
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, 0)
        for part, stretch in ((self._head, 0), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(PAUSE)
        self._due.timeout.connect(self._try_out)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self._drawn += 1
        problem, recipe = self.bench.problem.current(), self.bench.prepare.current()
        self._empty.setVisible(recipe is None)
        self._full.setVisible(recipe is not None)
        for button in (self._suggest, self._add, self._continue):
            button.setVisible(recipe is not None)
        self._criteria.setVisible(recipe is not None)
        self._show_what_is_missing()
        if problem is None or recipe is None:
            self._say(tr("prepare.purpose"))
            return
        old = next((one for one in self.bench.prepare.versions() if one.id == self._looked_at and one.id != recipe.id), None)
        self._looked_at = old.id if old else None
        shown = old or recipe
        self._say(tr("prepare.subtitle", number=shown.number, steps=len(shown.steps)))
        self._criteria.show_checks(self.bench.problem.checks())
        self._show_buttons(recipe, old)
        self._show_banners(old)
        self._side.show_versions(self.bench.prepare.versions(), shown)
        self._show_steps(problem, shown, old)
        warned = self.bench.prepare.split_warning()
        columns = splits.columns(self.bench.data.profile(self.bench.data.version(problem.dataset)), problem.target)
        self._split.show_plan(self.bench.prepare.plan(), problem, self.bench.prepare.split_counts(), warned, columns)
        self._show_preview()

    def job_moved(self, job: str) -> None:
        """Only previews concern this page; what one made is heard by the change it files."""
        if any(one.id == job and one.kind == "preview" for one in self.bench.jobs()) and self.bench.prepare.current():
            self._show_preview()

    def keep(self) -> object:
        return (self._at, self._looked_at)

    def take_back(self, kept: object) -> None:
        if isinstance(kept, tuple):
            self._at, self._looked_at = kept
            self.refresh()

    def _show_what_is_missing(self) -> None:
        no_data = self.bench.data.current() is None
        self._to_data.setVisible(no_data)
        self._to_problem.setVisible(not no_data)

    def _show_buttons(self, recipe: Recipe, old: Recipe | None) -> None:
        looking = Reason("prepare.looking_back") if old else None
        untouched = Reason("prepare.is_suggestion") if recipe.suggested else None
        allow(self._suggest, looking or untouched, tr("prepare.suggest_tip"))
        allow(self._add.button, looking, tr("prepare.add_step_tip"))
        self._add.show_kinds(self.bench.prepare.kinds())
        allow(self._continue, self.bench.prepare.refuses(), tr("prepare.continue_tip"))

    def _show_banners(self, old: Recipe | None) -> None:
        self._old.setVisible(old is not None)
        if old is not None:
            self._old_words.setText(tr("prepare.old_version", version=version_line(old)))
        new = () if old else self.bench.prepare.new_columns()
        self._new.setVisible(bool(new))
        self._new_words.setText(tr("prepare.new_columns", columns=recipes.named(new)))

    def _show_steps(self, problem: Problem, shown: Recipe, old: Recipe | None) -> None:
        views = self.bench.prepare.steps(shown)
        self._at = min(self._at, len(views) - 1)
        found = None if old else self._previewed()
        columns = len(self.bench.data.version(problem.dataset).columns)
        self._list.show_steps(entries(views, shown, problem.target, columns, found), self._at, locked=old is not None)
        self._show_step(views, shown, found, old)

    def _show_step(self, views: tuple["StepView", ...], shown: Recipe, found: "Previewed | None", old: Recipe | None) -> None:
        view = views[self._at]
        locked = Reason("prepare.looking_back") if old else None
        self._step.show_step(view, lambda: self.bench.prepare.offers(view.at), str(view.title), locked)
        wrong = wrong_of(view, found) or view.parked
        effect = effect_of(view, found) if wrong is None else None
        waiting = tr(wrong.key, **wrong.facts) if wrong else tr("prepare.looking_back") if old else self._waiting(found)
        self._rows.show_effect(effect, found.key if found else "", (view.at, view.step.kind), waiting)
        warnings = () if old else self.bench.prepare.warnings()
        doubtful = None if old else self.bench.prepare.doubtful()
        self._notes.show_notes(view.step, warnings, shown.set_aside, doubtful)
        self._notes.show_computed(self.bench.prepare.computed())

    def _waiting(self, found: "Previewed | None") -> str:
        return tr("prepare.nothing_to_show") if found else tr("prepare.rows_come")

    def _previewed(self) -> "Previewed | None":
        preview = self.bench.prepare.preview()
        return self.bench.prepare.load_preview(preview) if preview else None

    # the preview -------------------------------------------------------------------------------------------------------

    def _show_preview(self) -> None:
        """How it is doing; starts one where the recipe or the split has changed since."""
        running, preview = self.bench.running("preview"), self.bench.prepare.preview()
        if self._looked_at is not None:
            self._side.show_state("")
        elif preview is not None:
            self._side.show_state(self._fitted(preview))
        elif refused := self.bench.prepare.refuses():
            self._side.show_state(tr(refused.key, **refused.facts))
        elif running is not None and self._wanted() == self._tried:
            self._side.show_progress(running)
        elif self._wanted() == self._tried:
            self._side.show_state(self._ended(), can_try=True)
        else:
            self._side.show_state(tr("prepare.beginning"))
            self._due.start()

    def _wanted(self) -> tuple[object, ...]:
        """What a preview is about: the recipe and the split."""
        recipe, plan = self.bench.prepare.current(), self.bench.prepare.plan()
        return (recipe.id if recipe else None, plan)

    def _try_out(self) -> None:
        if self.isVisible() and self.bench.prepare.refuses() is None and self.bench.prepare.preview() is None:
            self._tried = self._wanted()
            self.bench.prepare.start_preview()
            self._show_preview()

    def _try_again(self) -> None:
        self._tried = ()
        self._try_out()

    def _stop(self) -> None:
        if running := self.bench.running("preview"):
            self.bench.cancel(running.id)

    def _ended(self) -> str:
        """What became of the newest preview that left none behind."""
        job = next((one for one in self.bench.jobs() if one.kind == "preview"), None)
        return outcome_words(job) if job else tr("prepare.beginning")

    def _fitted(self, preview: Preview) -> str:
        found = self.bench.prepare.load_preview(preview)
        key = "prepare.fitted" if found.rows == found.sampled else "prepare.fitted_sample"
        return tr(key, rows=found.rows, sampled=found.sampled, time=duration(preview.seconds))

    # what the user wants -----------------------------------------------------------------------------------------------

    def _do(self, verb: Callable[[], object], at: int | None = None) -> None:
        """Does it and shows the step at this place. What a verb changes is shown by the change it tells of, else here."""
        before, drawn = self._at, self._drawn
        self._at = before if at is None else at
        try:
            verb()
        except InputError:
            self._at = before
            raise
        if drawn == self._drawn:
            self.refresh()

    def _choose(self, at: int) -> None:
        self._at = at
        self.refresh()

    def _add_step(self, kind: str) -> None:
        """Below the one that is shown."""
        self._do(lambda: self.bench.prepare.add(kind, at=self._at), self._at + 1)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _move(self, at: int, to: int) -> None:
        self._do(lambda: self.bench.prepare.move(at, to), to)

    def _remove(self, at: int) -> None:
        self._do(lambda: self.bench.prepare.remove(at), at)

    def _change(self, what: str, value: object) -> None:
        def change() -> None:
            self.bench.prepare.change(self._at, **{what: value})  # type: ignore[arg-type]

        self._settled(change, self._step)

    def _plan(self, wish: SplitWish) -> None:
        self._settled(lambda: self.bench.prepare.plan_split(**vars(wish)), self._split)

    def _settled(self, verb: Callable[[], object], form: StepCard | SplitCard) -> None:
        """What a form asked for; what cannot be is told in the form."""
        try:
            self._do(verb)
        except InputError as wrong:
            form.refuse(wrong)
            return
        form.settle()
        self.refresh()

    def _suggest_again(self) -> None:
        self._do(self.bench.prepare.suggest_again, 0)

    def _add_columns(self) -> None:
        self._do(lambda: self.bench.prepare.add_columns(self.bench.prepare.new_columns()))

    def _look_at(self, recipe: str | None) -> None:
        self._looked_at = recipe
        self.refresh()

    def _restore(self) -> None:
        old, self._looked_at = self._looked_at, None
        if old is not None:
            self._do(lambda: self.bench.prepare.restore(old))

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        self._criteria = CriteriaPill(self.go)
        self._suggest = secondary(tr("prepare.suggest"), self._suggest_again, "suggest")
        self._add = AddStep()
        self._add.wanted.connect(self._add_step)
        self._continue = primary(tr("prepare.continue"), lambda: self.go("train"), "continue")
        gap = theme.size("button_gap")
        buttons = boxed(row(self._suggest, self._add, self._continue, gap=gap))
        head = page_head(tr("prepare.title"), "", _Buttons(boxed(row(self._criteria, STRETCH)), buttons, gap))
        head.setContentsMargins(0, 0, ROOM, 0)
        return head

    def _make_empty(self) -> QWidget:
        self._to_data = primary(tr("prepare.to_data"), lambda: self.go("data"), "to_data")
        self._to_problem = primary(tr("prepare.to_problem"), lambda: self.go("problem"), "to_problem")
        state = empty_state("prepare", tr("prepare.no_recipe"), tr("prepare.no_recipe_note"), self._to_data, self._to_problem)
        empty = boxed(column(state))
        empty.setContentsMargins(0, 0, ROOM, theme.size("page_margin"))
        return empty

    def _make_full(self) -> QWidget:
        self._side, self._step, self._rows = RecipeSide(), StepCard(), BeforeAfter()
        self._split, self._notes = SplitCard(), RecipeNotes()
        self._list = self._side.steps
        self._list.chosen.connect(self._choose)
        self._list.moved.connect(self._move)
        self._list.removed.connect(self._remove)
        self._side.looked_at.connect(self._look_at)
        self._side.again.connect(self._try_again)
        self._side.stopped.connect(self._stop)
        self._step.changed.connect(self._change)
        self._step.removed.connect(lambda: self._remove(self._at))
        self._split.planned.connect(self._plan)
        below = Sides(self._split, self._notes, theme.size("card_gap"), NOTES_WIDE)
        content = cards(self._make_old(), self._make_new(), self._step, self._rows, below)
        content.addStretch(1)
        content.setContentsMargins(0, 0, 0, theme.size("page_margin"))
        left = boxed(column(self._side, margins=(0, 0, 0, theme.size("page_margin"))))
        return Halves("prepare_sides", left, Steady(boxed(content)), LIST_LEAST, LIST_SHARE)

    def _make_old(self) -> QWidget:
        self._old_words = text("", wrap=True, name="old_words")
        back = small(tr("prepare.go_back"), self._restore, "restore", tr("prepare.go_back_tip"))
        newest = small(tr("prepare.show_newest"), lambda: self._look_at(None), "show_newest")
        self._old = card(banner(self._old_words, back, newest), name="old_version", tone="accent")
        return self._old

    def _make_new(self) -> QWidget:
        self._new_words = text("", wrap=True, name="new_words")
        add = small(tr("prepare.add_new"), self._add_columns, "add_new", tr("prepare.add_new_tip"))
        self._new = card(banner(self._new_words, add), name="new_columns", tone="warning")
        return self._new

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)


class _Buttons(Sides):
    """`main` stands beside the buttons where there is room for that, whatever way they stand now."""

    def __init__(self, main: QWidget, buttons: QWidget, gap: int) -> None:
        super().__init__(main, buttons, gap)
        self._both = main, buttons
        self._gap = gap

    def sizeHint(self) -> QSize:
        wide = sum(part.sizeHint().width() for part in self._both) + self._gap
        return QSize(wide, super().sizeHint().height())
