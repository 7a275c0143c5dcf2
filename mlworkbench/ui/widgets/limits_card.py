"""The card of what a model may need at most."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import ColumnProfile, Limits, Model, Reason
from mlworkbench.base.words import bytes_, microseconds, told, tr
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.columns_field import ColumnsField
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import boxed, card, column, field, named, note, row, text
from mlworkbench.ui.widgets.terms import define, explained, term
from mlworkbench.workbench import charters
from mlworkbench.workbench.recipes import Offer

MICROSECONDS: Final = 1_000.0  # in the unit of the field, a millisecond
BYTES: Final = 1_000_000.0  # a megabyte
GAP: Final = 14
WAYS: Final = {"rises": 1, "falls": -1}


class LimitsCard(QWidget):
    """`kept` carries Limits; an empty line is no limit. What has no field here, such as groups of columns, stays as it is."""

    kept = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._limits = Limits()
        none = tr("problem.no_limit")
        self.lines = {name: KeptLine(name, none) for name in ("row_microseconds", "model_bytes")}
        self._explainable = named("explainable", QCheckBox(tr("problem.field_explainable")), tr("problem.field_explainable"))
        term(self._explainable, "explainable")
        self._now, self._besides = note("", "limits_now"), note("", "limits_besides")
        self._bound_error = text("", "error", wrap=True, name="bound_error")
        self._last: KeptLine | None = self.lines["row_microseconds"]
        self.columns = {name: named(name, ColumnsField()) for name in WAYS}
        for name, button in self.columns.items():
            button.chosen.connect(lambda names, name=name: self._bind(name, names))
        for line in self.lines.values():
            line.offered.connect(lambda words, line=line: self._offered(line))
        self._explainable.toggled.connect(lambda on: self._offered(None))
        time = define("row_time")
        hints = {"row_microseconds": f"{time.definition} {time.when}", "model_bytes": tr("problem.model_bytes_tip")}
        fields = [line.field(tr(f"problem.field_{name}"), hints[name]) for name, line in self.lines.items()]
        inner = row(*fields, gap=GAP)
        for place in range(len(fields)):
            inner.setStretch(place, 1)
        choice = boxed(column(self._explainable, margins=(0, 2, 0, 0)))
        bound = row(*(field(tr(f"problem.field_{name}"), button) for name, button in self.columns.items()), gap=GAP)
        for place in range(len(WAYS)):
            bound.setStretch(place, 1)
        ways = boxed(column(bound, note(tr("problem.bound_note"), "bound_note"), self._bound_error, self._besides, gap=6))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(explained(card(inner, choice, ways, self._now, title=tr("problem.limits"), name="limits_card"), "limit"))

    def show_limits(
        self, limits: Limits, model: Model | None, able: Sequence[ColumnProfile] = (), passed_over: Sequence[str] = ()
    ) -> None:
        """`model` is what the figures of today are read off, `able` are the columns that can be bound."""
        self._limits = limits
        self._show_bound(limits, able, passed_over)
        time, size = limits.row_microseconds, limits.model_bytes
        self.lines["row_microseconds"].show_kept(spelled(None if time is None else time / MICROSECONDS))
        self.lines["model_bytes"].show_kept(spelled(None if size is None else size / BYTES))
        blocked = QSignalBlocker(self._explainable)
        self._explainable.setChecked(limits.explainable)
        del blocked
        self._now.setVisible(model is not None)
        if model is not None:
            facts = {"time": microseconds(model.row_microseconds), "size": bytes_(model.model_bytes)}
            self._now.setText(tr("problem.limits_now", **facts))

    def _show_bound(self, limits: Limits, able: Sequence[ColumnProfile], passed_over: Sequence[str]) -> None:
        for name, way in WAYS.items():
            other = {column for column, wanted in limits.monotone if wanted != way}
            moves = Reason(f"problem.moves_from_{'falls' if way > 0 else 'rises'}")
            offers = tuple(Offer(one.name, one.type, moves if one.name in other else None) for one in able)
            mine = tuple(column for column, wanted in limits.monotone if wanted == way)
            self.columns[name].show_few(partial(tuple, offers), mine, tr("problem.no_column"))
            self.columns[name].setEnabled(bool(able or mine))
        told = [*charters.constraints(replace(limits, monotone=()))]
        told += [tr("problem.passed_over_now", columns=", ".join(passed_over))] if passed_over else []
        self._besides.setText("\n".join(told))
        self._besides.setVisible(bool(told))
        self._tell("")

    def _bind(self, name: str, names: tuple[str, ...]) -> None:
        """A column changes its direction by being chosen."""
        self._last = None
        kept = tuple((one, way) for one, way in self._limits.monotone if way != WAYS[name] and one not in names)
        bound = (*kept, *((one, WAYS[name]) for one in names))
        self.kept.emit(replace(self._limits, monotone=tuple(sorted(bound, key=lambda pair: -pair[1]))))

    def _tell(self, why: str) -> None:
        self._bound_error.setText(why)
        self._bound_error.setVisible(bool(why))

    def settle(self) -> None:
        for line in self.lines.values():
            if not line.property("bad"):
                line.settle()

    def refuse(self, why: str) -> None:
        """What was offered last cannot be recorded."""
        if self._last is None:
            self._tell(why)
        else:
            self._last.refuse(why)

    def _offered(self, line: KeptLine | None) -> None:
        self._last = line or self._last
        time, size = self._amount("row_microseconds"), self._amount("model_bytes")
        most = None if size is None else round(size * BYTES)
        given = None if time is None else time * MICROSECONDS
        explainable = self._explainable.isChecked()
        self.kept.emit(replace(self._limits, row_microseconds=given, model_bytes=most, explainable=explainable))

    def _amount(self, name: str) -> float | None:
        """None is no limit. What is no number is told beside it, and what was recorded before holds on."""
        line, label = self.lines[name], tr(f"problem.field_{name}")
        try:
            return _above_zero(line.text(), label) if line.text().strip() else None
        except InputError as wrong:
            line.refuse(told(wrong))
            return parsed(line.kept, label) if line.kept else None


def _above_zero(words: str, label: str) -> float:
    """In the unit of the field, so that a message shows what was typed."""
    value = parsed(words, label)
    if value <= 0:
        raise InputError("problem.not_above_zero", field=label, found=value)
    return value
