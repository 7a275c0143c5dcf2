"""The sealed hold-out: how many rows are kept back, how often they were looked at, and what was seen."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mlworkbench.base.records import Evaluation, Look, Model, Reason, Split
from mlworkbench.base.words import number, tr
from mlworkbench.ui.widgets.leaderboard import spread
from mlworkbench.ui.widgets.parts import STRETCH, Elided, allow, boxed, card, clear, note, pill, restyle, row, say, small, text
from mlworkbench.workbench import titles

LOOKS_SHOWN = 3
FEW = 4  # so many metrics have a line each


class HoldoutCard(QWidget):
    """`wanted` is sent when the user wants to open the hold-out."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._pill = pill("", name="holdout_pill")
        self._what = note("", "holdout_note")
        self._figure = text("", "figure", name="holdout_figure")
        self._beside = note("", "holdout_beside")
        self._metrics = QGridLayout()
        self._metrics.setContentsMargins(0, 0, 0, 0)
        self._metrics.setHorizontalSpacing(10)
        self._metrics.setVerticalSpacing(5)
        self._looks = note("", "holdout_looks")
        self._button = small(tr("train.open_holdout"), self.wanted.emit, "open_holdout")
        shown = (self._figure, self._beside, boxed(self._metrics), self._what, self._looks, row(self._button, STRETCH))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*shown, title=tr("train.holdout"), beside=self._pill, name="holdout_card"))

    def show_planned(self, rows: int | None) -> None:
        """Before any run: what will be sealed. `rows` are those of a hold-out file; without one a share is drawn."""
        self._show_metrics(None, None)
        self._what.setText(tr("train.holdout_file", rows=rows) if rows else tr("train.holdout_planned"))
        self._what.show()
        self._looks.hide()
        self._button.hide()
        say(self._pill, tr("train.not_drawn"), "plain")

    def show_sealed(self, split: Split, looks: Sequence[Look], refused: Reason | None) -> None:
        self._show_metrics(None, None)
        self._show_split(split, looks, refused)

    def show_opened(
        self, split: Split, looks: Sequence[Look], model: Model, evaluation: Evaluation, refused: Reason | None
    ) -> None:
        self._show_metrics(model, evaluation)
        self._show_split(split, looks, refused)

    def _show_split(self, split: Split, looks: Sequence[Look], refused: Reason | None) -> None:
        self._button.show()
        self._button.setText(tr("train.open_again") if looks else tr("train.open_holdout"))
        allow(self._button, refused, tr("train.open_tip"))
        self._what.setVisible(not looks)
        self._what.setText(tr("train.holdout_sealed", rows=split.test_rows) if split.test_rows else tr("train.holdout_none"))
        word = (
            tr("train.sealed")
            if not looks
            else tr("train.opened_once")
            if len(looks) == 1
            else tr("train.looks", count=len(looks))
        )
        say(self._pill, word, ("info" if len(looks) == 1 else "warning") if looks else "good")
        self._looks.setVisible(bool(looks))
        newest = [
            tr("train.look", number=look.number, when=look.when, who=look.who, why=look.why) for look in looks[-LOOKS_SHOWN:]
        ]
        self._looks.setText("\n".join(newest))

    def _show_metrics(self, model: Model | None, evaluation: Evaluation | None) -> None:
        clear(self._metrics)
        for part in (self._figure, self._beside):
            part.setVisible(evaluation is not None)
        if model is None or evaluation is None:
            return
        metric = titles.metric(model.metric)
        self._figure.setText(f"{metric.title} {number(evaluation.metrics[model.metric])}")
        self._figure.setToolTip(str(metric.help))
        told = tr("train.holdout_beside", rows=evaluation.rows, mean=number(model.cv.mean), sd=spread(model))
        self._beside.setText(told)
        others = _others(evaluation.metrics, model.metric)
        in_line = 1 if len(others) <= FEW else 2
        for place, (name, value) in enumerate(others.items()):
            self._add_metric(place // in_line, place % in_line * 3, name, value)

    def _add_metric(self, line: int, at: int, name: str, value: float) -> None:
        shown = titles.metric(name)
        label, figure = Elided(str(shown.title)), text(number(value), name=f"test_{name}")
        restyle(label, look="note")
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        for part in (label, figure):
            part.setToolTip(f"{shown.title}: {shown.help}")
        self._metrics.addWidget(label, line, at)
        self._metrics.addWidget(figure, line, at + 1)
        self._metrics.setColumnStretch(at + 1, 1)
        self._metrics.setColumnMinimumWidth(2, 6)


def _others(metrics: Mapping[str, float], first: str) -> dict[str, float]:
    return {name: value for name, value in metrics.items() if name != first}
