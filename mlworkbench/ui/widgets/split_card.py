"""How rows are split: the plan as a small form, and the exact rows of training and hold-out that it gives, by class."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Problem, Reason
from mlworkbench.base.words import formatted, told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, card, clear, note, pill, restyle, row, text
from mlworkbench.ui.widgets.recipe_words import sentence
from mlworkbench.ui.widgets.split_kind import SplitKind
from mlworkbench.ui.widgets.terms import term, tip
from mlworkbench.workbench import splits

if TYPE_CHECKING:
    from mlworkbench.workbench import Design, SplitCounts

MOST_CLASSES: Final = 8
PERCENT: Final = 100


@dataclass(frozen=True)
class SplitWish:
    """How the user wants rows to be split, as `plan_split` takes it."""

    share: float
    stratified: bool
    seed: int
    cv: str
    group: str | None
    time: str | None


class SplitCard(QWidget):
    """`planned` carries a SplitWish."""

    planned = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.lines = {"share": KeptLine("split_share"), "seed": KeptLine("split_seed")}
        self._kind = SplitKind()
        self._kind.offered.connect(self._offered)
        for line in self.lines.values():
            line.offered.connect(lambda words, line=line: self._offered(line))
        self._last: KeptLine | None = self.lines["share"]
        fields = row(
            self.lines["share"].field(tr("prepare.share"), tr("prepare.share_tip")),
            self.lines["seed"].field(tr("prepare.seed"), tip("seed")),
            gap=12,
        )
        for place in range(2):
            fields.setStretch(place, 1)
        self._told = note("", "split_told")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(0, 1)
        self._warned = note("", "split_warning")
        self._warning = card(self._warned, name="split_warning_card", tone="warning")
        self._pill = pill(tr("prepare.sealed"), "plain", "split_pill")
        term(self._pill, "holdout")
        body = (fields, self._kind, self._told, boxed(self._grid, "split_counts"), self._warning, STRETCH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*body, title=tr("prepare.split"), beside=self._pill, name="split_card"))

    def show_plan(
        self, plan: "Design", problem: Problem, counts: "SplitCounts | None", warned: Reason | None, columns: splits.Columns
    ) -> None:
        self._plan = plan
        self.lines["share"].show_kept(spelled(round(plan.share * PERCENT, 6)))
        self.lines["seed"].show_kept(str(plan.seed))
        self.lines["share"].setEnabled(not plan.holdout_rows)
        self._kind.show_plan(plan, problem, columns)
        self._told.setText(tr("prepare.own_holdout", rows=plan.holdout_rows) if plan.holdout_rows else tr("prepare.no_holdout"))
        self._told.setVisible(bool(plan.holdout_rows) or not plan.share)
        self._show_counts(counts)
        self._pill.setVisible(bool(plan.share or plan.holdout_rows))
        self._warned.setText(sentence(warned) if warned else "")
        self._warning.setVisible(warned is not None)

    def settle(self) -> None:
        for line in self.lines.values():
            if not line.property("bad"):
                line.settle()
        self._kind.settle()

    def refuse(self, wrong: InputError) -> None:
        if self._last is None:
            self._kind.refuse(wrong)
        else:
            self._last.refuse(told(wrong))

    def _show_counts(self, counts: "SplitCounts | None") -> None:
        clear(self._grid)
        if counts is None:
            return
        for place, key in enumerate(("prepare.training", "prepare.holdout"), 1):
            self._grid.addWidget(_figure(tr(key), "note"), 0, place)
        rows: list[tuple[str, int | None, int | None]] = [
            (one.name, one.train, one.sealed) for one in counts.classes[:MOST_CLASSES]
        ]
        for place, (name, train, sealed) in enumerate(rows, 1):
            self._line(place, name, train, sealed, "plain_text")
        rest = len(counts.classes) - len(rows)
        if rest > 0:
            self._grid.addWidget(note(tr("prepare.more_classes", count=rest)), len(rows) + 1, 0, 1, 3)
        self._line(len(rows) + 2, tr("prepare.all_rows"), counts.train, counts.sealed, "strong")
        below = [_folds(self._plan, counts)]
        if counts.initial:
            below.append(tr("prepare.initial", rows=counts.initial))
        if counts.unused:
            below.append(tr("prepare.unused_gap" if self._plan.time else "prepare.unused", rows=counts.unused))
        self._grid.addWidget(term(note("\n".join(below), "split_folds"), "cross_validation"), len(rows) + 3, 0, 1, 3)

    def _line(self, place: int, name: str, train: int | None, sealed: int | None, look: str) -> None:
        label = Elided(name)
        restyle(label, look=look)
        self._grid.addWidget(label, place, 0)
        for at, count in enumerate((train, sealed), 1):
            figure = _figure(tr("prepare.by_chance") if count is None else formatted(count), look)
            if count is None:
                figure.setToolTip(tr("prepare.by_chance_tip"))
            self._grid.addWidget(figure, place, at)

    def _offered(self, line: KeptLine | None) -> None:
        self._last = line
        share, seed, kind = self._amount("share"), self._amount("seed"), self._kind.wish()
        if share is not None and seed is not None and kind is not None:
            own = self._plan.share if self._plan.holdout_rows else share / PERCENT
            cv, stratified, group, time = kind
            even = self._plan.stratified if stratified is None else stratified
            self.planned.emit(SplitWish(round(own, 8), even, int(seed), cv, group, time))

    def _amount(self, name: str) -> float | None:
        """None for what is no number, which is told beside it."""
        line, label = self.lines[name], tr(f"prepare.{name}")
        try:
            found = parsed(line.text(), label)
            if name == "seed" and found != int(found):
                raise InputError("train.bad_seed", found=found)
        except InputError as wrong:
            line.refuse(told(wrong))
            return None
        return found


def _folds(plan: "Design", counts: "SplitCounts") -> str:
    """How many folds there are, and what validating one configuration costs where that is much."""
    kind = splits.kind_of(plan)
    if kind.kind == "loo":
        return tr("prepare.loo_cost", fits=counts.fits, times=round(counts.fits / splits.FOLDS))
    if kind.kind == "nested":
        return tr("prepare.nested_cost", folds=counts.folds, inner=kind.repeats)
    if counts.fits > counts.folds:
        return tr("prepare.repeated_cost", folds=counts.folds, times=counts.fits // counts.folds, fits=counts.fits)
    return tr("prepare.folds", folds=counts.folds)


def _figure(words: str, look: str) -> QWidget:
    label = text(words, look)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setMinimumWidth(theme.px(66))
    return label
