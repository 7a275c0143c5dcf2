"""Evaluate: judge a model by its figures and pictures, choose its threshold, open the hold-out once, accept or reject it."""

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QMenu, QSizePolicy, QWidget

from mlworkbench.base import words
from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Assessment, Evaluation, Model, Problem, Run
from mlworkbench.base.words import told, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.busy import Busy
from mlworkbench.ui.widgets.criteria_card import CriteriaCard
from mlworkbench.ui.widgets.figure_cards import FigureCards
from mlworkbench.ui.widgets.judged_figures import Known, figures, measured
from mlworkbench.ui.widgets.judged_view import JudgedView
from mlworkbench.ui.widgets.judged_words import full_name, opening_told, subtitle, threshold_late, unmet_told
from mlworkbench.ui.widgets.judging_card import JudgingCard
from mlworkbench.ui.widgets.lineage_card import LineageCard
from mlworkbench.ui.widgets.metrics_card import MetricsCard
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
    let_go,
    named,
    page_head,
    primary,
    row,
    secondary,
    text,
)
from mlworkbench.ui.widgets.sealed_card import SealedCard
from mlworkbench.ui.widgets.segments import Segments
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.trouble import Trouble
from mlworkbench.ui.widgets.verdict_card import VerdictCard

if TYPE_CHECKING:
    from mlworkbench.workbench import Judgement, Workbench

SIDE_WIDE: Final = 380
NAME_WIDE: Final = 260
NAME_WIDEST: Final = 520
OUT_OF_FOLD, HOLDOUT = "out_of_fold", "holdout"


class EvaluatePage(Page):
    stage = "evaluate"
    listens = frozenset({"evaluate", "train", "problem", "data", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._looked_at: str | None = None
        self._basis: str | None = None
        self._awaited: str | None = None
        self._view: JudgedView | None = None
        self._head = self._make_head()
        to_train = primary(tr("evaluate.go_to_train"), lambda: go("train"), "go_to_train")
        self._empty = boxed(column(empty_state("evaluate", tr("evaluate.no_model"), tr("evaluate.no_model_note"), to_train)))
        self._empty.setContentsMargins(0, 0, ROOM, theme.size("page_margin"))
        self._bar, self._full = self._make_bar(), self._make_full()
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, 0)
        self._troubles = tuple(Trouble(workbench, kind) for kind in ("evaluate", "threshold", "report"))
        for trouble in self._troubles:
            trouble.setContentsMargins(0, 0, ROOM, 0)
        fixed = (self._head, *self._troubles, self._bar)
        for part, stretch in (*((one, 0) for one in fixed), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)

    def show_model(self, model_id: str) -> None:
        """Looks at this model until another is chosen."""
        self._looked_at, self._basis = model_id, None
        if self.isVisible():
            self.renew()

    def keep(self) -> object:
        cut = self._view.threshold.cut if self._view else None
        chosen = self._view.chosen_class if self._view else None
        return self._looked_at, self._basis, cut.raw if cut else None, chosen

    def take_back(self, kept: object) -> None:
        if isinstance(kept, tuple):
            self._looked_at, self._basis, raw, chosen = kept
            self.renew()
            if self._view is not None and chosen is not None:
                self._view.choose_class(chosen)
            if self._view is not None and raw is not None:
                self._view.threshold.take(raw)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        self._hear_threshold()
        model = self._model()
        for part in (self._bar, self._full):
            part.setVisible(model is not None)
        self._empty.setVisible(model is None)
        for trouble in self._troubles:
            trouble.refresh()
        self._show_buttons(model)
        if model is None:
            self._say(tr("evaluate.purpose"))
            return
        self._offer_models(model)
        self._judging.show_model(model)
        self._older.setVisible(self._is_older(model))
        self._show_rows(model)
        self._show_records(model)
        self._chain()

    def job_moved(self, job: str) -> None:
        moved = next((one for one in self.bench.jobs() if one.id == job), None)
        model = self._model()
        if moved is None or model is None:
            return
        if moved.state != "running":
            self.refresh()
            return
        self._show_buttons(model)
        self._judging.show_model(model)
        self._show_opening(model)

    def _model(self) -> Model | None:
        """The one the user looks at, else the one under judgement, also while a newer run has none yet."""
        project = self.bench.project
        looked_at = project.last(Model, id=self._looked_at) if project and self._looked_at else None
        before = (self.bench.train.winner(run.id) for run in reversed(self.bench.train.runs()))
        return looked_at or self.bench.evaluate.chosen() or next(filter(None, before), None)

    def _hear_threshold(self) -> None:
        """The model with the threshold that was asked for is shown as soon as it is there."""
        project = self.bench.project
        if project and self._awaited and project.last(Model, id=self._awaited):
            self._looked_at, self._basis, self._awaited = self._awaited, None, None

    def _task(self, model: Model) -> str:
        return self.bench.opened().get(Problem, self.bench.opened().get(Run, model.run).problem).task

    def _is_older(self, model: Model) -> bool:
        problem = self.bench.problem.current()
        return problem is not None and self.bench.opened().get(Run, model.run).problem != problem.id

    def _offer_models(self, shown: Model) -> None:
        candidates = self.bench.evaluate.candidates()
        offered = candidates if any(one.id == shown.id for one in candidates) else (*candidates, shown)
        blocked = QSignalBlocker(self._models)
        self._models.clear()
        for model in offered:
            self._models.addItem(full_name(self.bench, model), model.id)
        self._models.setCurrentIndex(self._models.findData(shown.id))
        del blocked

    def _show_rows(self, model: Model) -> None:
        """Figures and pictures on the rows that are looked at, or what is sealed."""
        evaluation = self.bench.evaluate.evaluation(model.id)
        basis = self._basis or (HOLDOUT if evaluation else OUT_OF_FOLD)
        self._rows.take(basis)
        split = self.bench.evaluate.split(model.id)
        sealed = basis == HOLDOUT and evaluation is None
        self._say(subtitle(full_name(self.bench, model), split, basis, sealed))
        self._show_opening(model)
        self._sealed.setVisible(sealed)
        self._figures.setVisible(not sealed)
        if sealed:
            self._sealed.show_split(split, self.bench.evaluate.looks(split.id))
            self._hide_view()
            return
        known = self._known(model, basis)
        self._figures.show_figures(figures(known))
        self._show_view(known)

    def _known(self, model: Model, basis: str) -> Known:
        verbs = self.bench.evaluate
        record = verbs.evaluation(model.id) if basis == HOLDOUT else verbs.assessment(model.id)
        rows = record.rows if record else verbs.split(model.id).train_rows
        return Known(self.bench, model, self._task(model), rows, record, self._read(record))

    def _read(self, record: Assessment | Evaluation | None) -> "Judgement | None":
        """None also for a damaged file, which is said; the figures of the record are shown without pictures then."""
        self._missing.setText(tr("evaluate.no_pictures"))
        try:
            return self.bench.evaluate.judgement(record) if record else None
        except ProjectError as wrong:
            self._missing.setText(told(wrong))
            return None

    def _show_view(self, known: Known) -> None:
        """Pictures, and the threshold on the out-of-fold judgement; without a judgement why there are none."""
        self._no_pictures.setVisible(known.judgement is None and known.record is not None)
        if known.judgement is None:
            self._hide_view()
            return
        if self._view is None or self._view.task != known.task:
            self._replace_view(known.task)
        if self._view is not None:
            training: Judgement | None = known.judgement
            if known.judgement.basis != OUT_OF_FOLD:
                training = self._read(self.bench.evaluate.assessment(known.model.id))
            self._view.show()
            self._view.show_judgement(known.judgement, known.model, training, threshold_late(self.bench, known.model))

    def _hide_view(self) -> None:
        if self._view is not None:
            self._view.hide()

    def _replace_view(self, task: str) -> None:
        made = JudgedView(self.bench, self.go, task)
        made.threshold.wanted.connect(self._set_threshold)
        if self._view is not None:
            let_go(self._view)
        self._view = made
        self._place.addWidget(made)

    def _show_records(self, model: Model) -> None:
        verbs = self.bench.evaluate
        self._metrics.show_measured(measured(self.bench, model, self._read), model.metric)
        self._criteria.show_checks(self.bench.problem.checks(model.id), self.bench.problem.removed_after_look())
        self._verdict.show_model(model, verbs.looks(verbs.split(model.id).id))
        self._lineage.show_stops(self.bench.govern.lineage(model.id))

    def _show_opening(self, model: Model) -> None:
        job = self.bench.running("evaluate")
        self._opening.setVisible(job is not None and job.context.get("model") == model.id)
        if job is not None:
            self._opening.show_job(job, tr("evaluate.opening"))

    # what the user wants -----------------------------------------------------------------------------------------------

    def _show_buttons(self, model: Model | None) -> None:
        """One main button: open the hold-out, then accept, then go on."""
        verbs = self.bench.evaluate
        verdict = verbs.verdict(model.id) if model else None
        sealed = model is not None and verbs.evaluation(model.id) is None and verbs.split(model.id).test_rows > 0
        main = "next" if verdict and verdict.accepted else "open_holdout" if sealed else "accept"
        for name, button in self._mains.items():
            button.setVisible(model is not None and name == main)
        self._report.setVisible(model is not None)
        allow(self._report, self.bench.govern.refuses_report(), tr("evaluate.report_tip"))
        self._reject.setVisible(model is not None)
        if model is not None:
            allow(self._mains["open_holdout"], verbs.refuses(model.id) if sealed else None, tr("evaluate.open_tip"))
            allow(self._mains["accept"], verbs.refuses_accept(model.id) if main == "accept" else None, tr("evaluate.accept_tip"))
            allow(self._reject, verbs.refuses_reject(model.id), tr("evaluate.reject_tip"))

    def _open(self) -> None:
        model = self._model()
        if model is None:
            return
        looks = self.bench.evaluate.looks(self.bench.evaluate.split(model.id).id)
        proposed = "" if looks else tr("evaluate.open_proposed")
        said = opening_told(self.bench, model, looks)
        why = ask.text(tr("evaluate.open_title"), tr("evaluate.open_why"), proposed, tr("evaluate.open_yes"), said)
        if why:
            self._basis = HOLDOUT
            self.bench.evaluate.open_holdout(model.id, why)
            self.refresh()

    def _accept(self) -> None:
        model = self._model()
        if model is None:
            return
        said = unmet_told(self.bench, model)
        why = ask.text(tr("evaluate.accept_title"), tr("evaluate.accept_why"), "", tr("evaluate.accept_yes"), said)
        if why:
            self.bench.evaluate.accept(model.id, why)

    def _refuse(self) -> None:
        model = self._model()
        if model is None:
            return
        said = tr("evaluate.reject_told", model=full_name(self.bench, model))
        why = ask.text(tr("evaluate.reject_title"), tr("evaluate.reject_why"), "", tr("evaluate.reject_yes"), said)
        if why:
            self.bench.evaluate.reject(model.id, why)

    def _set_threshold(self, raw: float) -> None:
        """Shows the model that has this threshold already, or makes it."""
        model = self._model()
        if model is None:
            return
        origin = model.parent or model.id
        known = (one for one in self.bench.evaluate.candidates() if origin in (one.id, one.parent) and one.threshold == raw)
        if same := next(known, None):
            self.show_model(same.id)
            return
        self._awaited = str(self.bench.evaluate.set_threshold(model.id, raw).context["record"])
        self.refresh()

    def _write_report(self, language: str) -> None:
        proposed = self.bench.govern.proposed_report()
        if path := ask.save_file(tr("evaluate.report"), proposed, ("*.html",)):
            self.bench.govern.report(path if path.suffix else path.with_suffix(".html"), language)
            self._show_buttons(self._model())

    def _choose_model(self) -> None:
        self.show_model(self._models.currentData())

    def _choose_rows(self, basis: str) -> None:
        self._basis = basis
        self.refresh()

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_head(self) -> QWidget:
        self._report = secondary(tr("evaluate.report"), name="report", tip=tr("evaluate.report_tip"))
        menu = QMenu(self._report)
        for language in words.LANGUAGES:
            action = QAction(tr(f"evaluate.report_{language}"), menu)
            action.setObjectName(f"report_{language}")
            action.triggered.connect(lambda checked=False, language=language: self._write_report(language))
            menu.addAction(action)
        self._report.setMenu(menu)
        self._report.setProperty("menu", "true")
        self._reject = secondary(tr("evaluate.reject"), self._refuse, "reject")
        self._mains = {
            "open_holdout": primary(tr("evaluate.open_holdout"), self._open, "open_holdout"),
            "accept": primary(tr("evaluate.accept"), self._accept, "accept"),
            "next": primary(tr("evaluate.next"), lambda: self.go("package"), "next", tr("evaluate.next_tip")),
        }
        head = page_head(tr("evaluate.title"), "", self._report, self._reject, *self._mains.values())
        for button in (self._report, self._reject, *self._mains.values()):
            button.hide()  # shown by what there is to do: all of them at once would be wider than a small window
        head.setContentsMargins(0, 0, ROOM, 0)
        return head

    def _make_bar(self) -> QWidget:
        """Which model, and which rows it is judged on."""
        self._models: QComboBox = named("model", QComboBox(), tr("evaluate.model"), tr("evaluate.model_tip"))
        self._models.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._models.setMinimumWidth(theme.px(NAME_WIDE))
        self._models.setMaximumWidth(theme.px(NAME_WIDEST))
        self._models.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._models.activated.connect(self._choose_model)
        bases = ((OUT_OF_FOLD, tr("evaluate.out_of_fold")), (HOLDOUT, tr("evaluate.holdout")))
        self._rows = Segments("basis", tr("evaluate.which_rows"), bases)
        for basis in (OUT_OF_FOLD, HOLDOUT):
            self._rows.define(basis, basis)
        self._rows.chosen.connect(self._choose_rows)
        chooser = row(self._models, STRETCH)
        chooser.setStretch(0, 1)
        bar = Sides(boxed(chooser), self._rows, theme.size("button_gap"))
        bar.setContentsMargins(0, 0, ROOM, 0)
        return bar

    def _make_full(self) -> QWidget:
        self._judging, self._opening = JudgingCard(self.bench), Busy(self.bench, "opening")
        self._sealed, self._figures = SealedCard(), FigureCards(self.go)
        self._metrics, self._criteria, self._verdict = MetricsCard(), CriteriaCard(self.go), VerdictCard(self.bench)
        self._older = card(text(tr("evaluate.older_problem"), wrap=True), name="older", tone="warning")
        self._missing = text("", wrap=True, name="missing_words")
        self._no_pictures = card(self._missing, name="no_pictures")
        self._place = column(gap=0)
        self._lineage = LineageCard()
        decided = boxed(cards(self._criteria, self._verdict, STRETCH))
        below = Sides(boxed(cards(self._metrics, self._lineage, STRETCH)), decided, theme.size("card_gap"), theme.px(SIDE_WIDE))
        top = (self._older, self._opening, self._judging, self._sealed, self._figures, self._no_pictures, self._place)
        content = cards(*top, below, STRETCH)
        content.setContentsMargins(0, 0, 0, theme.size("page_margin"))
        return Steady(boxed(content))

    def _chain(self) -> None:
        """Tab goes from top to bottom, also through what was made later than what stands below it."""
        parts = (
            self._rows,
            self._judging,
            self._figures,
            self._view,
            self._metrics,
            self._lineage,
            self._criteria,
            self._verdict,
        )
        inside = [widget for part in parts if part is not None for widget in children(part, QWidget)]
        here = [widget for widget in inside if widget.window() is self.window()]  # not the lists that drop down
        stops = [widget for widget in here if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
        for one, following in pairwise(stops):
            self.setTabOrder(one, following)

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)
