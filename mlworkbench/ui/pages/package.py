"""Package: turn a model into one file that gives the same answers anywhere, and score with it at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from mlworkbench.base.records import Model, Package, Verdict
from mlworkbench.base.words import formatted, number, tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.built_card import BuiltCard
from mlworkbench.ui.widgets.busy import Busy
from mlworkbench.ui.widgets.columns_told import ColumnsTold
from mlworkbench.ui.widgets.criteria_card import CriteriaCard
from mlworkbench.ui.widgets.judged_words import full_name
from mlworkbench.ui.widgets.lineage_card import LineageCard
from mlworkbench.ui.widgets.model_words import spread
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
    field,
    named,
    note,
    page_head,
    pill,
    primary,
    quiet,
    row,
    say,
    secondary,
)
from mlworkbench.ui.widgets.proofs_card import ProofsCard
from mlworkbench.ui.widgets.score_file import ScoreFile
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.target_list import TargetList
from mlworkbench.ui.widgets.trouble import Trouble
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Workbench

SIDE_WIDE: Final = 360


class PackagePage(Page):
    stage = "package"
    listens = frozenset({"package", "train", "evaluate", "problem", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._by_hand = False
        self._model: QComboBox = named("model", QComboBox())
        self._again = secondary(tr("package.build_again"), self._build, "build_again")
        self._build_it = primary(tr("package.build"), self._build, "build")
        self._score_it = primary(tr("package.score_a_file"), self._ask_for_file, "score_a_file")
        self._head = page_head(tr("package.title"), "", self._again, self._build_it, self._score_it)
        self._head.setContentsMargins(0, 0, ROOM, 0)
        to_train = primary(tr("package.go_to_train"), lambda: go("train"), "go_to_train")
        self._empty = boxed(column(empty_state("package", tr("package.no_model"), tr("package.no_model_note"), to_train)))
        self._empty.setContentsMargins(0, 0, ROOM, theme.size("page_margin"))
        self._full = self._make_full()
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, 0)
        self._trouble = Trouble(workbench, "package")
        self._trouble.setContentsMargins(0, 0, ROOM, 0)
        for part, stretch in ((self._head, 0), (self._trouble, 0), (self._empty, 1), (self._full, 1)):
            self.body.addWidget(part, stretch)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        models = self._offered()
        self._empty.setVisible(not models)
        self._full.setVisible(bool(models))
        self._show_models(models)
        self._show_all()

    def job_moved(self, job: str) -> None:
        kind = next((one.kind for one in self.bench.jobs() if one.id == job), "")
        self._score.job_moved(job)
        if kind in ("package", "verify", "train"):
            self._show_all()

    def _show_models(self, models: tuple[Model, ...]) -> None:
        """The model under judgement is chosen unless the user chose another."""
        kept = self._model.currentData() if self._by_hand else None
        chosen = self.bench.evaluate.chosen()
        blocked = QSignalBlocker(self._model)
        self._model.clear()
        for model in models:
            facts = {"model": full_name(self.bench, model), "metric": str(titles.metric(model.metric).title)}
            key = "package.model_chosen" if chosen and model.id == chosen.id else "package.model_other"
            if chosen and model.run != chosen.run:
                key, facts["when"] = "package.model_before", formatted(model.when)
            self._model.addItem(tr(key, score=number(model.cv.mean), sd=spread(model), **facts), model.id)
        place = self._model.findData(kept)
        self._by_hand = place >= 0
        self._model.setCurrentIndex(place if place >= 0 else self._model.findData(chosen.id if chosen else None))
        del blocked

    def _show_all(self) -> None:
        model, package = self._chosen(), self._built()
        self._trouble.refresh()
        self._show_buttons(model, package)
        self._say(self._what(model) if model else tr("package.purpose"))
        if model is None:
            return
        self._targets.show_targets(model, package)
        self._columns.show_columns(self.bench.package.columns(model.id))
        self._lineage.show_stops(self.bench.govern.lineage(model.id))
        self._show_trust(model)
        building = self.bench.running("package")
        self._busy.setVisible(building is not None)
        if building is not None:
            self._busy.show_job(building, tr("package.building_it"))
        self._score_card.setVisible(package is not None)
        self._built_card.setVisible(package is not None)
        if package is None:
            self._score.set_package(None)
            self._proofs.show_planned()
            return
        self._score.set_package(self._place(package))
        self._proofs.show_proofs(package.proofs)
        self._built_card.show_package(package, self._check_of(package))

    def _show_buttons(self, model: Model | None, package: Package | None) -> None:
        """The main button builds; once there is a package of this model it scores."""
        refused = self.bench.package.refuses(model.id if model else None)
        self._build_it.setVisible(package is None and model is not None)
        self._score_it.setVisible(package is not None)
        self._again.setVisible(package is not None)
        for button in (self._build_it, self._again):
            allow(button, refused, tr("package.build_tip"))

    def _show_trust(self, model: Model) -> None:
        """Whether somebody answers for the model, and whether it reaches what was asked."""
        verbs = self.bench.evaluate
        verdict, checks = verbs.verdict(model.id), self.bench.problem.checks(model.id)
        sealed = verbs.evaluation(model.id) is None and verbs.split(model.id).test_rows > 0
        say(self._verdict, *_verdict_word(verdict))
        notes = []
        if verdict is not None and not verdict.accepted:
            rejected = self.bench.package.refuses(model.id)
            notes.append(tr(rejected.key, **rejected.facts) if rejected else "")
        elif verdict is None:
            notes.append(tr("package.untested" if sealed else "package.not_accepted"))
        if missed := sum(check.met is False for check in checks):
            notes.append(tr("package.criteria_missed", missed=missed, count=len(checks)))
        self._doubts.setText("\n".join(notes))
        self._trust.setVisible(bool(notes))
        self._criteria.show_checks(checks, self.bench.problem.removed_after_look())

    def _what(self, model: Model) -> str:
        metric = titles.metric(model.metric)
        facts = {
            "model": full_name(self.bench, model),
            "metric": str(metric.title),
            "score": number(model.cv.mean),
            "sd": spread(model),
        }
        seen = self.bench.evaluate.evaluations(model.id)
        if not seen:
            return tr("package.subtitle_sealed", **facts)
        return tr("package.subtitle_tested", test=number(seen[-1].metrics[model.metric]), **facts)

    def _chosen(self) -> Model | None:
        name = self._model.currentData()
        return next((model for model in self._offered() if model.id == name), None)

    def _offered(self) -> tuple[Model, ...]:
        """The candidates of the current run, then the winners of the runs before that answer the same problem."""
        current = self.bench.train.current()
        if current is None:
            return ()
        before = [run for run in reversed(self.bench.train.runs()) if run.problem == current.problem and run.id != current.id]
        winners = (self.bench.train.winner(run.id) for run in before)
        return (*self.bench.evaluate.candidates(), *(model for model in winners if model is not None))

    def _built(self) -> Package | None:
        """The newest package of the chosen model."""
        name = self._model.currentData()
        return next((package for package in self.bench.package.packages() if package.model == name), None)

    def _place(self, package: Package) -> Path:
        """The user's copy; if it was moved away, the one the project keeps."""
        copy = Path(package.path)
        return copy if copy.is_file() else self.bench.opened().file(package.package_file)

    def _check_of(self, package: Package) -> "Job | None":
        place = str(self._place(package).absolute())
        return next((job for job in self.bench.jobs() if job.kind == "verify" and place in job.spec["packages"]), None)

    # what the user wants -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        model = self._chosen()
        if model is None:
            return
        place = ask.save_file(tr("package.save_package"), self.bench.package.free_name(), ask.PACKAGES)
        if place is not None:
            whole = place if place.suffix else place.with_suffix(".mlpkg")
            self.bench.package.build(model.id, whole, self._targets.chosen)
            self._show_all()

    def _ask_for_file(self) -> None:
        if path := ask.open_file(tr("package.score_a_file")):
            self._score.score(path)
            self._area.ensureWidgetVisible(self._score_card)

    def _verify(self) -> None:
        if package := self._built():
            self.bench.package.verify(self._place(package))
            self._show_all()

    def _look_inside(self) -> None:
        if package := self._built():
            self.go("open_package", self._place(package))

    def _choose(self) -> None:
        self._by_hand = True
        self._show_all()

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_full(self) -> QWidget:
        self._model.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._model.setMinimumContentsLength(20)
        self._model.currentIndexChanged.connect(self._choose)
        self._targets, self._proofs, self._built_card = TargetList(), ProofsCard(), BuiltCard()
        self._built_card.verify.connect(self._verify)
        self._built_card.look.connect(self._look_inside)
        self._busy = Busy(self.bench, "building")
        self._score = ScoreFile(self.bench)
        self._score_card = card(
            note(tr("package.score_file_note")), self._score, title=tr("package.score_file"), name="score_card", tone="accent"
        )
        inside = card(note(tr("package.inside_note")), title=tr("package.inside"), name="inside_card")
        self._verdict = pill("", name="model_verdict")
        chosen = card(field(tr("package.model"), self._model), self._make_trust(), title=tr("package.what"), beside=self._verdict)
        named("model_card", chosen)
        self._criteria = CriteriaCard(self.go)
        self._columns, self._lineage = ColumnsTold(), LineageCard()
        left = boxed(cards(self._busy, self._score_card, chosen, self._targets, inside, self._columns, self._lineage, STRETCH))
        right = boxed(cards(self._criteria, self._proofs, self._built_card, STRETCH))
        both = Sides(left, right, theme.size("card_gap"), theme.px(SIDE_WIDE))
        self._area = Steady(boxed(column(both, margins=(0, 0, 0, theme.size("page_margin")))))
        return self._area

    def _make_trust(self) -> QWidget:
        self._doubts = note("", "doubts")
        go = quiet(tr("package.go_to_evaluate"), lambda: self.go("evaluate"), "go_to_evaluate")
        inner = row(self._doubts, go, gap=10)
        inner.setStretch(0, 1)
        inner.setAlignment(go, Qt.AlignmentFlag.AlignTop)
        self._trust = boxed(inner, "trust")
        return self._trust

    def _say(self, words: str) -> None:
        for line in children(self._head, Elided):
            line.setText(words)


def _verdict_word(verdict: Verdict | None) -> tuple[str, str]:
    if verdict is None:
        return tr("evaluate.undecided"), "plain"
    return (tr("evaluate.accepted_as", version=verdict.version), "good") if verdict.accepted else (tr("evaluate.rejected"), "bad")
