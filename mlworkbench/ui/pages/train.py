"""Train: choose how long, watch the best score rise, compare the models, see which criteria the best one meets."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mlworkbench.base.records import Limits, Model, Problem, Recipe, Run, Split
from mlworkbench.base.words import duration, short_hash, tr
from mlworkbench.ui import theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.best_score_card import BestScoreCard
from mlworkbench.ui.widgets.combos import Combo
from mlworkbench.ui.widgets.compare_card import CompareCard
from mlworkbench.ui.widgets.criteria_card import CriteriaCard
from mlworkbench.ui.widgets.failures_card import FailuresCard, GivenUpCard
from mlworkbench.ui.widgets.jobs import seconds
from mlworkbench.ui.widgets.leaderboard import Leaderboard
from mlworkbench.ui.widgets.model_card import ModelCard
from mlworkbench.ui.widgets.pareto_card import ParetoCard
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    card,
    cards,
    children,
    column,
    empty_state,
    heading,
    named,
    page_head,
    primary,
    row,
    secondary,
    small,
    text,
)
from mlworkbench.ui.widgets.recipe_card import RecipeCard
from mlworkbench.ui.widgets.repeat_card import RepeatCard
from mlworkbench.ui.widgets.run_controls import STATES, RunControls, only_floor, run_state
from mlworkbench.ui.widgets.run_settings import RunSettings, budget_words
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.split_kind import validation_words
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.trouble import Trouble
from mlworkbench.workbench import checks, titles, tracking
from mlworkbench.workbench.comparing import MOST

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

SIDE_WIDE: Final = 340
TOP_HIGH: Final = 296
TICK: Final = 1000
FILTER_WIDE: Final = 180
RUNS_WIDE: Final = 250


class TrainPage(Page):
    stage = "train"
    listens = frozenset({"train", "prepare", "problem", "data", "evaluate", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._project: str | None = None
        self._looked_at: str | None = None
        self._shown: dict[str, Model] = {}
        self._head = self._make_head()
        to_problem = primary(tr("prepare.to_problem"), lambda: go("problem"), "to_problem")
        self._empty = boxed(column(empty_state("train", tr("train.no_problem"), tr("train.no_problem_note"), to_problem)))
        self._empty.setContentsMargins(0, 0, ROOM, theme.size("page_margin"))
        self._full = self._make_full()
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, 0)
        self._trouble = Trouble(workbench, "train")
        self._trouble.setContentsMargins(0, 0, ROOM, 0)
        for part, stretch in ((self._head, 0), (self._trouble, 0), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK)
        self._clock.timeout.connect(self._show_pace)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        problem = self.bench.problem.current()
        self._empty.setVisible(problem is None)
        self._full.setVisible(problem is not None)
        self._set.setVisible(problem is not None)
        self._show_controls()
        self._trouble.refresh()
        if problem is None:
            self._say(tr("train.purpose"))
            return
        self._say(self._what(problem))
        run = self._run()
        self._show_settings(run, problem)
        self._show_runs(run)
        self._show_models(problem, run)
        self._show_records(problem, run)
        self._show_criteria(run)
        self._show_pace()

    def job_moved(self, job: str) -> None:
        if any(one.id == job and one.kind == "train" for one in self.bench.jobs()):
            self._show_controls()
            self._trouble.refresh()
            self._show_pace()
        self._model.refresh()
        self._compared.refresh()

    def _show_controls(self) -> None:
        self._controls.refresh()
        self._settings.lock(self.bench.train.refuses() if self.bench.running("train") else None)

    def _what(self, problem: Problem) -> str:
        """Target, metric, validation, data and recipe in one line."""
        recipe = self.bench.prepare.current()
        binary = problem.task == "binary"
        return tr(
            "train.subtitle",
            target=f"{problem.target} = {problem.positive}" if binary else problem.target,
            metric=str(titles.metric(problem.metric).title),
            validation=validation_words(self.bench.prepare.plan(), problem.task),
            number=self.bench.data.version(problem.dataset).number,
            hash=short_hash(recipe.recipe_hash) if recipe else "–",
        )

    def _show_settings(self, run: Run | None, problem: Problem) -> None:
        """Those of the newest run, once for each project; afterwards they are the user's."""
        here = self.bench.project.id if self.bench.project else None
        if run is not None and here != self._project:
            self._settings.show_choice(run)
        self._project = here
        self._settings.show_task(problem.task)

    def _run(self) -> Run | None:
        """The run the user looks at: the current one, unless another was chosen."""
        chosen = next((run for run in self.bench.train.runs() if run.id == self._looked_at), None)
        return chosen or self.bench.train.current()

    def _show_runs(self, shown: Run | None) -> None:
        """The runs that made models, the newest first; nothing to choose where there is one."""
        counts = [(run, len(self.bench.train.models(run.id))) for run in reversed(self.bench.train.runs())]
        made = [(run, count) for run, count in counts if count or (shown and run.id == shown.id)]
        blocked = QSignalBlocker(self._runs)
        self._runs.clear()
        for run, count in made:
            self._runs.addItem(tr("train.run_line", when=run.when, seed=str(run.seed), count=count), run.id)
        self._runs.setCurrentIndex(self._runs.findData(shown.id if shown else None))
        self._runs.setVisible(len(made) > 1)
        del blocked

    def _look_at_run(self) -> None:
        self._looked_at = self._runs.currentData()
        self.refresh()

    def _show_models(self, problem: Problem, run: Run | None) -> None:
        models = self.bench.train.models(run.id) if run else ()
        winner = self.bench.train.winner(run.id) if run else None
        waiting = tr("train.first_model") if self.bench.running("train") else tr("train.nothing_yet")
        self._best.show_models(models, waiting)
        self._best.say_nested(tracking.nested_in_words(self.bench, run.id) if run else "")
        self._board.setVisible(bool(models))
        outdated = self.bench.train.outdated(run.id) if run and models else None
        self._older_why.setText(tr(outdated.key) if outdated else "")
        self._older.setVisible(outdated is not None)
        self._poor.setVisible(bool(models) and not self.bench.running("train") and only_floor(models))
        if run and models:
            asked = self._asked(run)
            limits, notes = checks.limits_of(self.bench, models), self._notes(run)
            self._table.show_models(models, winner.id if winner else None, asked.task, asked.metric, limits, notes)
        charter = self.bench.problem.charter()
        self._pareto.show_models(models, winner.id if winner else None, charter.limits if charter else Limits())
        self._shown = {model.id: model for model in models}
        self._show_model(winner)

    def _show_model(self, winner: Model | None = None) -> None:
        """The one whose row is the current one, else the one the run chose, else the best so far."""
        self._model.show_model(self._shown.get(self._table.current() or "") or winner)

    def _show_marked(self, marked: tuple[str, ...]) -> None:
        self._compare.setEnabled(2 <= len(marked) <= MOST)

    def _do_compare(self) -> None:
        self._compared.show_models(self._table.marked())

    def _notes(self, run: Run) -> dict[str, str]:
        """What was noted on models, to be sought."""
        rows = self.bench.train.board(tracking.Wish(run=run.id)).rows
        return {row.id: " ".join((*row.tags, row.note)) for row in rows if row.tags or row.note}

    def _seek(self, words: str) -> None:
        self._table.seek(words)
        shown, there = len(self._table.standings.places), len(self._table.standings.all)
        self._found.setText(tr("train.found", shown=shown, count=there) if words.strip() else "")

    def _show_records(self, problem: Problem, run: Run | None) -> None:
        project = self.bench.opened()
        failures = self.bench.train.failures(run.id) if run else ()
        self._failures.show_failures(failures)
        self._given_up.show_failures(failures)
        any_failed = any(not one.was_given_up for one in failures)
        self._poor_why.setText(tr("train.only_floor_failed" if any_failed else "train.only_floor"))
        recipe = project.get(Recipe, run.recipe) if run else self.bench.prepare.current()
        self._recipe.setVisible(recipe is not None)
        self._repeat.setVisible(run is not None)
        if recipe is not None:
            self._recipe.show_recipe(recipe)
        if recipe is not None and run is not None:
            dataset = self.bench.data.version(self._asked(run).dataset)
            self._repeat.show_run(run, dataset, recipe, self._split(run))

    def _show_criteria(self, run: Run | None) -> None:
        """Criteria and limits held against the best model, also while the run goes on."""
        winner = self.bench.train.winner(run.id) if run else None
        held = self.bench.problem.checks(winner.id if winner else None)
        self._criteria.show_checks(held, self.bench.problem.removed_after_look())

    def _show_pace(self) -> None:
        """How many models in which time; ticks while a run is in progress."""
        run, job = self._run(), self.bench.running("train")
        self._best.say_state(*(_stated(self.bench, run) if run else ("", "plain")))
        models = self.bench.train.models(run.id) if run else ()
        if run is not None and job is not None and job.context.get("run") == run.id:
            facts = {
                "count": len(models),
                "time": duration(_used(job)),
                "budget": budget_words(run.budget),
                "seed": str(run.seed),
            }
            self._best.say_pace(tr("train.pace_running", **facts))
        elif run is not None and models:
            end = self.bench.train.end(run.id)
            taken = end.seconds if end else sum(model.seconds for model in models)
            self._best.say_pace(tr("train.pace_done", count=len(models), time=duration(taken), seed=str(run.seed)))
        else:
            self._best.say_pace(self._settings.summary())
        if (job is not None) != self._clock.isActive():
            self._clock.start() if job is not None else self._clock.stop()

    def _start(self) -> None:
        self._looked_at = None
        self.bench.train.start(self._settings.budget, self._settings.seed, wanted=self._settings.wanted)
        self._open_settings(False)
        self.refresh()

    def _open_settings(self, wanted: bool) -> None:
        """The card with all that can be chosen; the button shows whether it is open."""
        self._set.setChecked(wanted)
        self._settings.setVisible(wanted)
        if wanted:
            self._settings.fill()

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        self._settings = RunSettings(self.bench.train.algorithms)
        self._settings.hide()
        self._set = secondary(tr("train.settings"), None, "settings", tr("train.settings_tip"))
        self._set.setCheckable(True)
        self._set.clicked.connect(self._open_settings)
        self._controls = RunControls(self.bench, self.go, self._start, self.refresh, self._settings.refuses)
        self._settings.changed.connect(self._controls.refresh)
        self._settings.changed.connect(self._show_pace)
        head = page_head(tr("train.title"), "", self._set, *self._controls.buttons)
        for button in self._controls.buttons:
            button.hide()  # shown by what there is to do: all of them at once would be wider than a small window
        head.setContentsMargins(0, 0, ROOM, 0)
        return head

    def _make_full(self) -> QWidget:
        self._best, self._criteria = BestScoreCard(), CriteriaCard(self.go)
        self._failures, self._given_up = FailuresCard(), GivenUpCard()
        self._recipe, self._repeat = RecipeCard(), RepeatCard()
        self._best.setMinimumHeight(theme.px(TOP_HIGH))
        side = boxed(cards(self._criteria, STRETCH))
        top = Sides(self._best, side, theme.size("card_gap"), theme.px(SIDE_WIDE))
        bottom = row(self._recipe, self._repeat, gap=theme.size("card_gap"))
        bottom.setAlignment(self._repeat, Qt.AlignmentFlag.AlignTop)
        bottom.setStretch(0, 3)
        bottom.setStretch(1, 2)
        self._table, self._pareto = Leaderboard(), ParetoCard()
        self._model, self._compared = ModelCard(self.bench, self.go), CompareCard(self.bench)
        self._table.wanted.connect(lambda model: self.go("evaluate", model))
        self._runs: QComboBox = named("runs", Combo(), tr("train.runs"))
        self._runs.setMinimumWidth(theme.px(RUNS_WIDE))
        self._runs.currentIndexChanged.connect(self._look_at_run)
        self._sought = named("board_filter", QLineEdit(), tr("train.filter"))
        self._sought.setPlaceholderText(tr("train.filter"))
        self._sought.setClearButtonEnabled(True)
        self._sought.setFixedWidth(theme.px(FILTER_WIDE))
        self._sought.textChanged.connect(self._seek)
        self._found = text("", "note", name="board_count")
        self._compare = small(tr("train.compare_marked"), self._do_compare, "compare", tr("train.compare_tip"))
        self._compare.setEnabled(False)
        self._table.picked.connect(self._show_marked)
        self._table.looked_at.connect(lambda _: self._show_model())
        self._compared.closed.connect(self._compared.hide)
        self._compared.hide()
        parts = (self._found, STRETCH, self._compare, self._sought, self._runs)
        board_head = row(heading(tr("train.leaderboard")), *parts, margins=(15, 8, 15, 4))
        self._board = card(board_head, self._table, name="board")
        self._board.layout().setContentsMargins(1, 4, 1, 4)  # type: ignore[union-attr]
        self._older_why = text("", wrap=True)
        self._older = card(self._older_why, name="older", tone="warning")
        self._poor_why = text("", wrap=True, name="poor_why")
        self._poor = card(self._poor_why, name="poor", tone="warning")
        board = (self._board, self._compared, self._model, self._pareto)
        content = cards(self._settings, self._older, self._poor, top, *board, self._failures, self._given_up, bottom, STRETCH)
        content.setContentsMargins(0, 0, 0, theme.size("page_margin"))
        return Steady(boxed(content))

    def _asked(self, run: Run) -> Problem:
        return self.bench.opened().get(Problem, run.problem)

    def _split(self, run: Run) -> Split | None:
        """None until the run's job has drawn it."""
        return self.bench.opened().last(Split, id=run.split)

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)


def _used(job: "Job") -> float:
    """Seconds of the budget that are used, which stand still while the run holds."""
    return job.fraction * float(job.spec["budget"]) if job.fraction else seconds(job)


def _stated(bench: "Workbench", run: Run) -> tuple[str, str]:
    key, level = STATES[run_state(bench, run)]
    return tr(key), level
