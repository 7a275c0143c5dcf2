"""The card of what a model may need at most."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Limits, Model
from mlworkbench.base.words import bytes_, microseconds, told, tr
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import boxed, card, column, named, note, row
from mlworkbench.ui.widgets.terms import define, explained, term

MICROSECONDS: Final = 1_000.0  # in the unit of the field, a millisecond
BYTES: Final = 1_000_000.0  # a megabyte
GAP: Final = 14


class LimitsCard(QWidget):
    """`kept` carries Limits; an empty line is no limit."""

    kept = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        none = tr("problem.no_limit")
        self.lines = {name: KeptLine(name, none) for name in ("row_microseconds", "model_bytes")}
        self._explainable = named("explainable", QCheckBox(tr("problem.field_explainable")), tr("problem.field_explainable"))
        term(self._explainable, "explainable")
        self._now = note("", "limits_now")
        self._last = self.lines["row_microseconds"]
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
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(explained(card(inner, choice, self._now, title=tr("problem.limits"), name="limits_card"), "limit"))

    def show_limits(self, limits: Limits, model: Model | None) -> None:
        """`model` is what the figures of today are read off."""
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

    def settle(self) -> None:
        for line in self.lines.values():
            if not line.property("bad"):
                line.settle()

    def refuse(self, why: str) -> None:
        """What was offered last cannot be recorded."""
        self._last.refuse(why)

    def _offered(self, line: KeptLine | None) -> None:
        self._last = line or self._last
        time, size = self._amount("row_microseconds"), self._amount("model_bytes")
        most = None if size is None else round(size * BYTES)
        self.kept.emit(Limits(None if time is None else time * MICROSECONDS, most, self._explainable.isChecked()))

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
