"""Problem: say what is decided, what a mistake costs, and when the model is good enough."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Costs, Criterion, Dataset, Limits, Problem, Reason
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.charter_versions import CharterVersions
from mlworkbench.ui.widgets.costs_card import CostsCard
from mlworkbench.ui.widgets.criteria_card import CriteriaCard
from mlworkbench.ui.widgets.criteria_editor import CriteriaEditor
from mlworkbench.ui.widgets.criterion_form import Grouping, Written
from mlworkbench.ui.widgets.decision_card import DecisionCard
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.limits_card import LimitsCard
from mlworkbench.ui.widgets.parts import STRETCH, Elided, allow, boxed, cards, children, page_head, primary
from mlworkbench.ui.widgets.ready_card import ReadyCard
from mlworkbench.ui.widgets.sides import Sides
from mlworkbench.ui.widgets.steady import ROOM, Steady
from mlworkbench.ui.widgets.target_card import Choice, TargetCard
from mlworkbench.workbench import titles
from mlworkbench.workbench.problem import options_of

if TYPE_CHECKING:
    from mlworkbench.workbench import Draft, Workbench
    from mlworkbench.workbench.charters import Changes

SIDE_WIDE: Final = 340


@dataclass(frozen=True)
class Unkept:
    """What the user has chosen or typed and nobody has recorded: lines by their name."""

    choice: Choice | None = None
    lines: dict[str, str] = field(default_factory=dict)
    writing: Written | None = None


class ProblemPage(Page):
    stage = "problem"
    listens = frozenset({"problem", "data", "prepare", "train", "evaluate", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._shown: tuple[str | None, str | None] = (None, None)
        self._touched = False
        self._draft: Draft | None = None
        self._to_data = primary(tr("problem.to_data"), lambda: go("data"), "to_data")
        self._keep_choice = primary(tr("problem.keep_choice"), self._choose, "keep_choice")
        self._to_prepare = primary(tr("problem.to_prepare"), lambda: go("prepare"), "to_prepare")
        self._mains = (self._to_data, self._keep_choice, self._to_prepare)
        self._head = page_head(tr("problem.title"), tr("problem.purpose"), *self._mains)
        for button in self._mains:
            button.hide()
        self._head.setContentsMargins(0, 0, ROOM, 0)
        margin = theme.size("page_margin")
        self.body.setContentsMargins(margin, margin - 4, margin - ROOM, 0)
        self.body.addWidget(self._head)
        self.body.addWidget(self._make_content(), 1)

    # what is there -----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        dataset, problem = self.bench.data.current(), self.bench.problem.current()
        now = (dataset.id if dataset else None, problem.id if problem else None)
        if dataset is None:
            self._touched, self._draft = False, None
            self._target.show_nothing()
        elif now != self._shown and not self._still_wanted(now):
            self._show_choice(self._recorded())
        self._shown = now
        self._show_charter()
        self._weigh()

    def keep(self) -> object:
        lines = {line.objectName(): line.typed for line in children(self, KeptLine) if line.typed is not None}
        return Unkept(self._target.choice if self._touched else None, lines, self._criteria.writing)

    def take_back(self, kept: object) -> None:
        if not isinstance(kept, Unkept):
            return
        if self._stale:  # what is recorded first, or it would come over this later
            self.renew()
        if kept.choice is not None and self.bench.data.current() is not None:
            self._show_choice(kept.choice)
            self._changed()
        if kept.writing is not None:
            self._criteria.write(kept.writing)
        for line in children(self, KeptLine):
            if line.objectName() in kept.lines:
                line.type_again(kept.lines[line.objectName()])

    def _still_wanted(self, now: tuple[str | None, str | None]) -> bool:
        """A choice that is not recorded outlives newer data, unless its target is gone, but not a choice made elsewhere."""
        return self._touched and now[1] == self._shown[1] and self._target.choice.target in self._targets()

    def _targets(self) -> tuple[str, ...]:
        """What can be predicted, and what is, although nobody would propose it."""
        found, problem = self.bench.problem.targets(), self.bench.problem.current()
        names = {column.name for column in self.bench.data.present().columns}
        if problem is None or problem.target in found or problem.target not in names:
            return found
        return found if self.bench.problem.refuses(problem.target) else (*found, problem.target)

    def _recorded(self) -> Choice:
        """What was chosen before, where it still can be; else the best guess."""
        problem, targets = self.bench.problem.current(), self._targets()
        self._touched = False
        if problem is None or problem.target not in targets:
            return Choice(targets[0] if targets else "")
        names = {column.name for column in self.bench.data.present().columns}
        usual = self.bench.problem.draft(problem.target)
        task = "auto" if usual.task == problem.task else problem.task
        positive = problem.positive if problem.positive in usual.classes else None
        excluded = tuple(name for name in problem.excluded if name in names)
        options = options_of(problem, self.bench.data.profile())
        order = tuple(options["order"])
        asked = (problem.loss, options["ordered"], order, options["weights"])
        fits = options["ordered"] == problem.ordered
        return Choice(problem.target, task, problem.metric if fits else None, positive, excluded, *asked)

    def _show_choice(self, choice: Choice) -> None:
        targets = self._targets()
        refused = {name: reason for name, reason in self.bench.problem.refused_targets().items() if name not in targets}
        self._target.show_choice(choice, targets, {name: _said(reason) for name, reason in refused.items()})

    # what the choice means ---------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._touched = True
        self._weigh()

    def _weigh(self) -> None:
        """Says what the choice means, or why it cannot be, and what there is to do next."""
        refused = self._weigh_choice() if self.bench.data.current() is not None else None
        self._show_costs()
        self._offer_criteria()
        self._ready.show_facts(self.bench.problem.ready(self._draft))
        self._show_buttons(refused)

    def _weigh_choice(self) -> Reason | None:
        choice, profile = self._target.choice, self.bench.data.profile()
        refused = self.bench.problem.refuses(choice.target) if choice.target else Reason("data.no_target_possible")
        try:
            self._draft = None if refused else self._drafted(choice)
        except InputError as wrong:
            self._draft, refused = None, Reason(wrong.key, dict(wrong.facts))
        self._target.show_draft(self._draft, profile, _said(refused) if refused else "")
        return refused

    def _drafted(self, choice: Choice) -> "Draft":
        return self.bench.problem.draft(
            choice.target, choice.task, choice.metric, choice.excluded, choice.positive, **choice.options
        )

    def _show_buttons(self, refused: Reason | None) -> None:
        dataset, problem = self.bench.data.current(), self.bench.problem.current()
        kept = problem is not None and dataset is not None and self._is_recorded(problem, dataset)
        wanted = self._to_data if dataset is None else self._to_prepare if kept else self._keep_choice
        for button in self._mains:
            button.setVisible(button is wanted)
        allow(self._keep_choice, refused, tr("problem.keep_choice_tip"))
        said = self._statement(problem) if problem is not None and kept else tr("problem.purpose")
        for line in children(self._head, Elided):
            line.setText(said)

    def _is_recorded(self, problem: Problem, dataset: Dataset) -> bool:
        draft = self._draft
        if draft is None or problem.dataset != dataset.id:
            return False
        fields = ("target", "task", "metric", "positive", "excluded", "loss", "ordered", "weights")
        alike = all(getattr(draft, name) == getattr(problem, name) for name in fields)
        return alike and (not draft.ordered or draft.classes == problem.classes)

    def _statement(self, problem: Problem) -> str:
        charter = self.bench.problem.charter()
        target = problem.target if problem.positive is None else f"{problem.target} = {problem.positive}"
        metric = str(titles.metric(problem.metric).title)
        return tr("problem.statement", target=target, metric=metric, version=charter.number if charter else 0)

    def _choose(self) -> None:
        choice = self._target.choice
        self._touched = False
        asked = (choice.target, choice.task, choice.metric, choice.excluded, choice.positive)
        self.bench.problem.choose(*asked, **choice.options)
        self.renew()

    # what success means ------------------------------------------------------------------------------------------------

    def _show_charter(self) -> None:
        charter, model = self.bench.problem.charter(), self.bench.evaluate.chosen() if self.bench.project else None
        self._decision.show_charter(charter)
        self._criteria.show_criteria(charter.criteria if charter else ())
        limits = charter.limits if charter else Limits()
        self._limits.show_limits(limits, model, self.bench.problem.bindable(), self.bench.problem.passed_over())
        self._versions.show_versions(self.bench.problem.charters())
        removed = self.bench.problem.removed_after_look() if self.bench.project else ()
        self._checks.show_checks(self.bench.problem.checks() if charter else (), removed)
        self._checks.setVisible(bool(charter and (charter.criteria or limits != Limits()) or removed))

    def _show_costs(self) -> None:
        """Mistakes of two kinds are there with two classes alone."""
        draft, charter = self._draft, self.bench.problem.charter()
        self._costs.setVisible(draft is None or draft.task == "binary")
        positive = f"{draft.target} = {draft.positive}" if draft and draft.positive is not None else ""
        self._costs.show_costs(charter.costs if charter else None, positive)

    def _offer_criteria(self) -> None:
        """Metrics of the task; of all tasks while none is known."""
        tasks = (self._draft.task,) if self._draft else ("binary", "multiclass", "regression")
        asked = (self._draft.loss, self._draft.ordered) if self._draft else (None, False)
        metrics = {one.name: one for task in tasks for one in titles.metrics(task, *asked)}
        groupings = [Grouping(one.name, groups) for one, groups in self.bench.problem.groupings()]
        self._criteria.offer(tuple(metrics.values()), groupings)

    def _write_words(self, name: str, words: str) -> None:
        line = self._decision.lines[name]
        try:
            self.bench.problem.write_charter(**cast("Changes", {name: words}))
        except InputError as wrong:
            line.refuse(_named(wrong, tr(f"problem.field_{name}")))
            return
        line.settle()
        self._decision.show_charter(self.bench.problem.charter())

    def _write_costs(self, costs: Costs | None) -> None:
        try:
            self.bench.problem.write_charter(costs=costs)
        except InputError as wrong:
            self._costs.refuse(_named(wrong))
            return
        self._costs.settle()
        self._show_costs()

    def _write_limits(self, limits: Limits) -> None:
        try:
            self.bench.problem.write_charter(limits=limits)
        except InputError as wrong:
            self._limits.refuse(_named(wrong))
            return
        self._limits.settle()
        self._show_charter()

    def _write_criteria(self, criteria: tuple[Criterion, ...]) -> None:
        try:
            self.bench.problem.write_charter(criteria=criteria)
        except InputError as wrong:
            self._criteria.refuse(wrong)
            return
        self._criteria.close_form()

    def _propose(self, written: Written) -> None:
        try:
            proposals = self.bench.problem.proposals(replace(written, value="0").asked)
        except InputError:
            proposals = ()
        self._criteria.form.show_proposals(proposals)

    # how it is laid out ------------------------------------------------------------------------------------------------

    def _make_content(self) -> QWidget:
        self._decision, self._target, self._costs = DecisionCard(), TargetCard(), CostsCard()
        self._criteria, self._limits = CriteriaEditor(), LimitsCard()
        self._ready, self._checks, self._versions = ReadyCard(), CriteriaCard(self.go), CharterVersions()
        self._decision.kept.connect(self._write_words)
        self._target.changed.connect(self._changed)
        self._costs.kept.connect(self._write_costs)
        self._criteria.kept.connect(self._write_criteria)
        self._criteria.weighed.connect(self._propose)
        self._criteria.opened.connect(lambda: QTimer.singleShot(0, self, self._show_form))
        self._limits.kept.connect(self._write_limits)
        main = boxed(cards(self._decision, self._target, self._costs, self._criteria, self._limits, STRETCH))
        side = boxed(cards(self._ready, self._checks, self._versions, STRETCH))
        both = Sides(main, side, theme.size("card_gap"), theme.px(SIDE_WIDE))
        content = cards(both)
        content.setContentsMargins(0, 0, 0, theme.size("page_margin"))
        self._area = Steady(boxed(content))
        return self._area

    def _show_form(self) -> None:
        """All of the form, once it is laid out."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self._area.ensureWidgetVisible(self._criteria.form, 0, theme.size("page_margin"))


def _said(reason: Reason) -> str:
    return tr(reason.key, **reason.facts)


def _named(wrong: InputError, label: str = "") -> str:
    """What is wrong, with the field called as it is on the page."""
    name = str(wrong.facts.get("field", ""))
    return told(InputError(wrong.key, **{**wrong.facts, "field": label or tr(f"problem.field_{name}")})) if name else told(wrong)
