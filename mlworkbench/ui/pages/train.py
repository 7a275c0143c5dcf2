"""Train: choose how long, watch the best score rise, compare the models, open the hold-out once."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from mlworkbench.base.records import Model, Problem, Recipe, Run, Split
from mlworkbench.base.words import duration, short_hash, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.best_score_card import BestScoreCard
from mlworkbench.ui.widgets.failures_card import FailuresCard
from mlworkbench.ui.widgets.holdout_card import HoldoutCard
from mlworkbench.ui.widgets.jobs import seconds
from mlworkbench.ui.widgets.leaderboard import Leaderboard
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    allow,
    boxed,
    card,
    cards,
    children,
    empty_state,
    page_head,
    primary,
    row,
    scrolling,
    secondary,
    sized,
    text,
)
from mlworkbench.ui.widgets.recipe_card import RecipeCard
from mlworkbench.ui.widgets.repeat_card import RepeatCard
from mlworkbench.ui.widgets.run_settings import RunSettings, budget_words
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

SIDE_WIDE: Final = 340
TOP_HIGH: Final = 296
ROOM_OF_BAR: Final = 10
TICK: Final = 1000


class TrainPage(Page):
    stage = "train"
    listens = frozenset({"train", "prepare", "problem", "data", "evaluate", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._project: str | None = None
        self._head = self._make_head()
        to_data = primary(tr("train.go_to_data"), lambda: go("data"), "go_to_data")
        self._empty = empty_state("train", tr("train.no_problem"), tr("train.no_problem_note"), to_data)
        self._full = self._make_full()
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM_OF_BAR, 0)
        for part, stretch in ((self._head, 0), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK)
        self._clock.timeout.connect(self._show_pace)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        problem = self.bench.problem.current()
        self._empty.setVisible(problem is None)
        self._full.setVisible(problem is not None)
        self._show_buttons()
        if problem is None:
            self._say(tr("train.purpose"))
            return
        self._say(self._what(problem))
        run = self.bench.train.current()
        self._show_settings(run)
        self._show_models(problem, run)
        self._show_records(problem, run)
        self._show_holdout()
        self._show_pace()

    def job_moved(self, job: str) -> None:
        if any(one.id == job and one.kind in ("train", "evaluate") for one in self.bench.jobs()):
            self._show_buttons()
            self._show_pace()
            self._show_holdout()

    def _what(self, problem: Problem) -> str:
        """Target, metric, folds, data and recipe in one line."""
        recipe = self.bench.prepare.current()
        binary = problem.task == "binary"
        return tr(
            "train.subtitle_number" if problem.task == "regression" else "train.subtitle_classes",
            target=f"{problem.target} = {problem.positive}" if binary else problem.target,
            metric=str(titles.metric(problem.metric).title),
            number=self.bench.data.version(problem.dataset).number,
            hash=short_hash(recipe.recipe_hash) if recipe else "–",
        )

    def _show_settings(self, run: Run | None) -> None:
        """Those of the newest run, once for each project; afterwards they are the user's."""
        here = self.bench.project.id if self.bench.project else None
        if run is not None and here != self._project:
            self._settings.show_choice(run.budget, run.seed)
        self._project = here

    def _show_models(self, problem: Problem, run: Run | None) -> None:
        models = self.bench.train.models(run.id) if run else ()
        winner = self.bench.train.winner(run.id) if run else None
        waiting = tr("train.first_model") if self.bench.running("train") else tr("train.nothing_yet")
        self._best.show_models(models, waiting)
        self._board.setVisible(bool(models))
        older = bool(run and models and run.problem != problem.id)
        self._older.setVisible(older)
        if run and models:
            asked = self._asked(run)
            self._table.show_models(models, winner.id if winner else None, asked.task, asked.metric)

    def _show_records(self, problem: Problem, run: Run | None) -> None:
        project = self.bench.opened()
        self._failures.show_failures(self.bench.train.failures(run.id) if run else ())
        recipe = project.get(Recipe, run.recipe) if run else self.bench.prepare.current()
        self._recipe.setVisible(recipe is not None)
        self._repeat.setVisible(run is not None)
        if recipe is not None:
            self._recipe.show_recipe(recipe)
        if recipe is not None and run is not None:
            dataset = self.bench.data.version(self._asked(run).dataset)
            self._repeat.show_run(run, dataset, recipe, self._split(run))

    def _show_holdout(self) -> None:
        """What is sealed, or what was seen when it was opened for the winner."""
        run, problem = self.bench.train.current(), self.bench.problem.current()
        split = self._split(run) if run else None
        winner = self.bench.train.winner(run.id) if run else None
        if split is None or winner is None:
            dataset = self.bench.data.version(problem.dataset) if problem else None
            self._holdout.show_planned(dataset.holdout_rows if dataset else None)
            return
        refused = self.bench.evaluate.refuses(winner.id) or (self.bench.train.refuses() if self.bench.running("train") else None)
        looks, seen = self.bench.evaluate.looks(split.id), self.bench.evaluate.evaluations(winner.id)
        if seen:
            self._holdout.show_opened(split, looks, winner, seen[-1], refused)
        else:
            self._holdout.show_sealed(split, looks, refused)

    def _show_pace(self) -> None:
        """How many models in which time; ticks while a run is in progress."""
        run, job = self.bench.train.current(), self.bench.running("train")
        count = len(self.bench.train.models(run.id)) if run else 0
        if run is None or (job is None and not count):
            self._best.say_pace("")
        elif job is not None:
            facts = {"count": count, "time": duration(seconds(job)), "budget": budget_words(run.budget), "seed": str(run.seed)}
            self._best.say_pace(tr("train.pace_running", **facts))
        else:
            end = self.bench.train.end(run.id)
            taken = end.seconds if end else sum(model.seconds for model in self.bench.train.models(run.id))
            self._best.say_pace(tr("train.pace_done", count=count, time=duration(taken), seed=str(run.seed)))
        if (job is not None) != self._clock.isActive():
            self._clock.start() if job is not None else self._clock.stop()

    # what the user wants -----------------------------------------------------------------------------------------------

    def _show_buttons(self) -> None:
        """One main button: stop the run, continue it, start one, or go on to the package."""
        running, left, resumable = self.bench.running("train"), self.bench.train.unfinished(), self._resumable()
        done = running is None and left is None and bool(self._answers())
        main = "stop" if running else "resume" if left and resumable else "next" if done else "start"
        for name, button in self._mains.items():
            button.setVisible(name == main)
        refused = self.bench.train.refuses()
        allow(self._mains["start"], refused, tr("train.start_tip"))
        self._again.setVisible(main in ("resume", "next"))
        self._go_on.setVisible(main == "next" and resumable is not None)
        self._settings.lock(refused if running else None)

    def _answers(self) -> tuple[Model, ...]:
        """The models of the newest run, if it answers the problem as it is chosen now."""
        run, problem = self.bench.train.current(), self.bench.problem.current()
        return self.bench.train.models(run.id) if run and problem and run.problem == problem.id else ()

    def _resumable(self) -> str | None:
        """The newest run, if it did not come to its end and can go on."""
        run = self.bench.train.current()
        return run.id if run and self.bench.train.refuses_resume(run.id) is None else None

    def _start(self) -> None:
        self.bench.train.start(self._settings.budget, self._settings.seed)
        self.refresh()

    def _stop(self) -> None:
        if job := self.bench.running("train"):
            self.bench.cancel(job.id)

    def _resume(self) -> None:
        if run := self._resumable():
            self.bench.train.resume(run)
            self.refresh()

    def _open_holdout(self) -> None:
        winner = self.bench.train.winner()
        if winner is None:
            return
        why = ask.text(tr("train.open_title"), tr("train.open_why"), tr("train.open_proposed"), tr("train.open_yes"))
        if why:
            self.bench.evaluate.open_holdout(winner.id, why)
            self.refresh()

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        self._again = secondary(tr("train.start_again"), self._start, "start_again", tr("train.start_again_tip"))
        self._go_on = secondary(tr("train.resume"), self._resume, "go_on", tr("train.resume_tip"))
        self._mains = {
            "start": primary(tr("train.start"), self._start, "start"),
            "stop": primary(tr("train.stop"), self._stop, "stop", tr("train.stop_tip")),
            "resume": primary(tr("train.resume"), self._resume, "resume", tr("train.resume_tip")),
            "next": primary(tr("train.next"), lambda: self.go("package"), "next", tr("train.next_tip")),
        }
        head = page_head(tr("train.title"), "", self._go_on, self._again, *self._mains.values())
        head.setContentsMargins(0, 0, ROOM_OF_BAR, 0)
        return head

    def _make_full(self) -> QWidget:
        self._best, self._settings, self._holdout = BestScoreCard(), RunSettings(), HoldoutCard()
        self._failures, self._recipe, self._repeat = FailuresCard(), RecipeCard(), RepeatCard()
        self._holdout.wanted.connect(self._open_holdout)
        self._best.setMinimumHeight(TOP_HIGH)
        side = sized(boxed(cards(self._settings, self._holdout, STRETCH)), width=SIDE_WIDE)
        top = row(self._best, side, gap=theme.size("card_gap"))
        top.setStretch(0, 1)
        bottom = row(self._recipe, boxed(cards(self._repeat, STRETCH)), gap=theme.size("card_gap"))
        bottom.setStretch(0, 3)
        bottom.setStretch(1, 2)
        self._table = Leaderboard()
        self._board = card(self._table, name="board")
        self._board.layout().setContentsMargins(1, 4, 1, 4)  # type: ignore[union-attr]
        self._older = card(text(tr("train.older_problem"), wrap=True), name="older", tone="warning")
        content = cards(self._older, top, self._board, self._failures, bottom, STRETCH)
        content.setContentsMargins(0, 0, ROOM_OF_BAR, theme.size("page_margin"))
        return scrolling(boxed(content))

    def _asked(self, run: Run) -> Problem:
        return self.bench.opened().get(Problem, run.problem)

    def _split(self, run: Run) -> Split | None:
        """None until the run's job has drawn it."""
        return self.bench.opened().last(Split, id=run.split)

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)
