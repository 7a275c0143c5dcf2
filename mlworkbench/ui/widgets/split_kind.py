"""How models are validated, as a small form: the kind of folds, how many, and the column they go by."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Problem
from mlworkbench.base.words import told, tr
from mlworkbench.charts.labels import shortened
from mlworkbench.ui.widgets.amounts import parsed
from mlworkbench.ui.widgets.combos import combo, offer
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import column, field, named, note, row, text
from mlworkbench.ui.widgets.terms import folded, tip
from mlworkbench.workbench import splits

if TYPE_CHECKING:
    from mlworkbench.workbench import Design

KINDS: Final = ("kfold", "repeated", "loo", "group", "time", "nested")
COUNTS: Final = {
    "kfold": ("folds",),
    "repeated": ("folds", "repeats"),
    "loo": (),
    "group": ("folds",),
    "time": ("folds", "gap"),
    "nested": ("folds", "inner"),
}
GAP: Final = 12
LONGEST: Final = 40  # letters of a target beside a box, which cannot take several lines


class SplitKind(QWidget):
    """`offered` carries the line that was edited, or None for another choice."""

    offered = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._kind, self._group, self._time = combo("split_kind"), combo("split_group"), combo("split_time")
        self.lines = {name: KeptLine(f"cv_{name}") for name in ("folds", "repeats", "inner", "gap")}
        self._fields = {
            name: line.field(tr(f"prepare.cv_{name}"), tr(f"prepare.cv_{name}_tip")) for name, line in self.lines.items()
        }
        self._fields |= {"group": field(tr("prepare.by_group"), self._group), "time": field(tr("prepare.by_time"), self._time)}
        self._stratified = named("stratified", QCheckBox(tr("prepare.stratified")), tr("prepare.stratified"))
        self._says, self._wrong = note("", "split_kind_says"), text("", "error", wrap=True, name="split_kind_error")
        self._wrong.hide()
        offer(self._kind, [(kind, tr(f"prepare.cv_{kind}")) for kind in KINDS], "kfold")
        first = row(field(tr("prepare.validation"), self._kind), self._fields["folds"], gap=GAP)
        second = row(*(self._fields[name] for name in ("group", "time", "repeats", "inner", "gap")), gap=GAP)
        for pair in (first, second):
            for place in range(pair.count()):
                pair.setStretch(place, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(column(first, second, self._wrong, self._stratified, self._says))
        self._kind.activated.connect(self._new_kind)
        for box in (self._group, self._time):
            box.activated.connect(lambda _: self.offered.emit(None))
        self._stratified.clicked.connect(lambda _: self.offered.emit(None))
        for line in self.lines.values():
            line.offered.connect(lambda _, line=line: self.offered.emit(line))

    def show_plan(self, plan: "Design", problem: Problem, columns: splits.Columns) -> None:
        kind = splits.kind_of(plan)
        offer(self._kind, [(one, tr(f"prepare.cv_{one}")) for one in KINDS], kind.kind)
        _offer_columns(self._group, columns.groups, plan.group)
        _offer_columns(self._time, columns.times, plan.time)
        shown = {"folds": kind.folds or splits.FOLDS, "repeats": kind.repeats, "inner": kind.repeats, "gap": kind.gap}
        for name, line in self.lines.items():
            known = name in COUNTS[kind.kind]
            line.show_kept(str(shown[name]) if known else self._usual_of(name))
        self._show_fields(kind.kind)
        self._show_stratified(plan, problem)
        self._say_wrong("")

    def wish(self) -> tuple[str, bool | None, str | None, str | None] | None:
        """The text of the kind, whether it is stratified (None: as it is), and its columns; None for what is no number."""
        kind = str(self._kind.currentData())
        counts = {name: self._count(name) for name in COUNTS[kind]}
        if any(found is None for found in counts.values()):
            return None
        folds, twice = counts.get("folds") or 0, counts.get("repeats", counts.get("inner")) or 1
        stratified = self._stratified.isChecked() if self._stratified.isEnabled() else None
        cv = splits.cv_of(kind, bool(stratified), folds, twice, counts.get("gap") or 0)
        return cv, stratified, self._chosen(self._group), self._chosen(self._time)

    def settle(self) -> None:
        for line in self.lines.values():
            if not line.property("bad"):
                line.settle()

    def refuse(self, wrong: InputError) -> None:
        """What the choices that are not lines ask for cannot be."""
        self._say_wrong(told(wrong))

    def _new_kind(self) -> None:
        self._show_fields(str(self._kind.currentData()))
        self.offered.emit(None)

    def _show_fields(self, kind: str) -> None:
        for name, part in self._fields.items():
            part.setVisible(name in (*COUNTS[kind], kind))
        self._stratified.setVisible(kind != "time")
        self._says.setText(tr(f"prepare.cv_{kind}_says"))
        self._kind.setToolTip(folded(tr(f"prepare.cv_{kind}_says")))

    def _show_stratified(self, plan: "Design", problem: Problem) -> None:
        number = problem.task == "regression"
        blocked = QSignalBlocker(self._stratified)
        self._stratified.setChecked(plan.stratified and not number)
        self._stratified.setText(
            tr("prepare.stratified_by", target=shortened(problem.target, LONGEST)) if not number else tr("prepare.stratified")
        )
        del blocked
        self._stratified.setEnabled(not number)
        self._stratified.setToolTip(tr("prepare.no_classes") if number else tip("stratified"))

    def _count(self, name: str) -> int | None:
        line = self.lines[name]
        try:
            found = parsed(line.text(), tr(f"prepare.cv_{name}"))
            if found != int(found) or found < 0:
                raise InputError("prepare.not_whole", field=tr(f"prepare.cv_{name}"), found=line.text().strip()[:60])
        except InputError as wrong:
            line.refuse(told(wrong))
            return None
        return int(found)

    @staticmethod
    def _usual_of(name: str) -> str:
        return str({"folds": splits.FOLDS, "repeats": splits.TIMES, "inner": splits.TIMES, "gap": 0}[name])

    @staticmethod
    def _chosen(box: QComboBox) -> str | None:
        return box.currentData() or None

    def _say_wrong(self, why: str) -> None:
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))


def validation_words(plan: "Design", task: str) -> str:
    """How models are validated, in a few words."""
    kind = splits.kind_of(plan)
    name = "even" if kind.kind == "kfold" and plan.stratified and task != "regression" else kind.kind
    return tr(f"train.by_{name}", folds=kind.folds, times=kind.repeats, column=plan.group or "")


def _offer_columns(box: QComboBox, names: Sequence[str], chosen: str | None) -> None:
    """The column of the plan is there even if nobody would propose it."""
    known = names if chosen is None or chosen in names else (chosen, *names)
    offer(box, [(name, name) for name in known], chosen or (known[0] if known else ""))
