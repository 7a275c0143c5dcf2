"""Configurations that could not be trained: which, why, and what helps; and those that were not worth it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mlworkbench.base.records import Failure
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.jobs import reason_words
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, line, note, pill, row, text
from mlworkbench.ui.widgets.plain_table import PlainTable, Spelled
from mlworkbench.workbench import titles

MOST_ROWS: Final = 12


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
        failed = [one for one in failures if not one.was_given_up]
        clear(self._rows)
        self.setVisible(bool(failed))
        self._pill.setText(tr("train.failures_count", count=len(failed)))
        alike: dict[tuple[str, str], list[Failure]] = {}
        for failure in failed:
            alike.setdefault((failure.algorithm, failure.reason.key), []).append(failure)
        for place, (first, *others) in enumerate(alike.values()):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(first, 1 + len(others)))


class GivenUpCard(QWidget):
    """By algorithm, how many were given up after their first fold, and how far behind they were. Hidden while there are none."""

    def __init__(self) -> None:
        super().__init__()
        self._table, self._pill = PlainTable("given_up", tr("train.given_up_title")), pill("", name="given_up_pill")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(note(tr("train.given_up_note")), self._table, title=tr("train.given_up_title"), beside=self._pill))

    def show_failures(self, failures: Sequence[Failure]) -> None:
        behind: dict[str, list[float]] = {}
        for one in failures:
            if one.was_given_up:
                behind.setdefault(one.algorithm, []).append(float(str(one.reason.facts["percent"])))
        self.setVisible(bool(behind))
        self._pill.setText(tr("train.given_up_count", count=sum(map(len, behind.values()))))
        rows = [(str(titles.algorithm(name).title), len(parts), _range(parts)) for name, parts in behind.items()]
        self._table.fill((tr("train.algorithm"), tr("train.given_up_trials"), tr("train.given_up_behind")), rows, most=MOST_ROWS)


def _range(parts: Sequence[float]) -> Spelled:
    low, high = (f"{one:,.{0 if one >= 1 else 1}f} %" for one in (min(parts), max(parts)))
    return Spelled(low if low == high else f"{low} – {high}")


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
