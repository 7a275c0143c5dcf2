"""Configurations that could not be trained, or were not worth it: which, why, and what helps."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlworkbench.base.records import Failure
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.jobs import reason_words
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, line, note, pill, row, text
from mlworkbench.workbench import titles


class FailuresCard(QWidget):
    """Those that failed, or those that were given up after their first fold. Hidden while there are none."""

    def __init__(self, given_up: bool = False) -> None:
        super().__init__()
        self._given_up, self._rows = given_up, column(gap=0)
        self._pill = pill("", "plain" if given_up else "warning", "given_up_pill" if given_up else "failures_pill")
        title = tr("train.given_up_title") if given_up else tr("train.failures")
        told = tr("train.given_up_note") if given_up else tr("train.failures_note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(note(told), self._rows, title=title, beside=self._pill))

    def show_failures(self, failures: Sequence[Failure]) -> None:
        """Of all there are, those of this card."""
        mine = [one for one in failures if one.was_given_up == self._given_up]
        clear(self._rows)
        self.setVisible(bool(mine))
        self._pill.setText(tr("train.given_up_count" if self._given_up else "train.failures_count", count=len(mine)))
        alike: dict[tuple[str, str], list[Failure]] = {}
        for failure in mine:
            alike.setdefault((failure.algorithm, failure.reason.key), []).append(failure)
        for place, (first, *others) in enumerate(alike.values()):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(first, 1 + len(others)))


def _row(failure: Failure, count: int) -> QWidget:
    """Of `count` trials of an algorithm that ended for the same reason."""
    sign = QLabel()
    sign.setPixmap(theme.picture("clock") if failure.was_given_up else theme.picture("warning", "attention"))
    title = str(titles.algorithm(failure.algorithm).title)
    name = tr("train.trial_name", algorithm=title, number=failure.number) if failure.number else title  # 0: it could not begin
    if count > 1:
        name = tr("train.failed_often", algorithm=title, count=count)
    told = column(text(name, "strong"), note(reason_words(failure.reason)), gap=2)
    inner = row(sign, told, gap=10, margins=(0, 8, 0, 8))
    inner.setStretch(1, 1)
    inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return boxed(inner, f"failure_{failure.number}")
