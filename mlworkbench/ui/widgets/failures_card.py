"""Configurations that could not be trained: which, why, and what helps."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlworkbench.base.records import Failure
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.jobs import reason_words
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, line, note, pill, row, say, text
from mlworkbench.workbench import titles


class FailuresCard(QWidget):
    """Hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = column(gap=0)
        self._pill = pill("", "warning", "failures_pill")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(note(tr("train.failures_note")), self._rows, title=tr("train.failures"), beside=self._pill))

    def show_failures(self, failures: Sequence[Failure]) -> None:
        clear(self._rows)
        self.setVisible(bool(failures))
        say(self._pill, tr("train.failures_count", count=len(failures)), "warning")
        alike: dict[tuple[str, str], list[Failure]] = {}
        for failure in failures:
            alike.setdefault((failure.algorithm, failure.reason.key), []).append(failure)
        for place, (first, *others) in enumerate(alike.values()):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(first, 1 + len(others)))


def _row(failure: Failure, count: int) -> QWidget:
    """Of `count` trials of an algorithm that failed for the same reason."""
    sign = QLabel()
    sign.setPixmap(theme.picture("warning", "attention"))
    title = str(titles.algorithm(failure.algorithm).title)
    name = tr("train.trial_name", algorithm=title, number=failure.number) if failure.number else title  # 0: it could not begin
    if count > 1:
        name = tr("train.failed_often", algorithm=title, count=count)
    told = column(text(name, "strong"), note(reason_words(failure.reason)), gap=2)
    inner = row(sign, told, gap=10, margins=(0, 8, 0, 8))
    inner.setStretch(1, 1)
    inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return boxed(inner, f"failure_{failure.number}")
