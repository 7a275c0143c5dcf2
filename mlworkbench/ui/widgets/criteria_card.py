"""Success criteria held against a model: the card that lists them, and the pill that sums them up in a page's head."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.words import formatted, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    clear,
    column,
    line,
    looks,
    named,
    note,
    pill,
    restyle,
    row,
    say,
    small,
    text,
)
from mlworkbench.ui.widgets.terms import explained, folded, term
from mlworkbench.workbench import checks as asked
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go
    from mlworkbench.workbench import Asked, Check

LEVELS: Final = {True: "good", False: "bad", None: "plain"}
WORDS: Final = {True: "problem.met", False: "problem.not_met", None: "problem.not_measured"}
TERMS: Final = {"holdout": "holdout", "out_of_fold": "out_of_fold"}
BASES: Final = {"holdout": "problem.on_holdout", "out_of_fold": "problem.on_training"}


def summary(checks: Sequence["Check"]) -> tuple[str, str]:
    """All of it in a few words, and the level of the pill that shows them."""
    if not checks:
        return tr("problem.no_criteria"), "plain"
    known = [check.met for check in checks if check.met is not None]
    if not known:
        return tr("problem.none_measured", count=len(checks)), "plain"
    words = tr("problem.criteria_met", met=sum(known), count=len(checks))
    level = "bad" if not all(known) else "good" if len(known) == len(checks) else "warning"
    return words, level


def told(check: "Check") -> str:
    """One check in one line."""
    return f"{asked.sentence(check)}: {asked.figure(check)} · {tr(WORDS[check.met])}"


class CriteriaCard(QWidget):
    """One line a criterion or limit; empty it says what will be here and leads to Problem."""

    def __init__(self, go: "Go") -> None:
        super().__init__()
        self._pill = pill("", name="criteria_summary")
        self._rows = column(gap=0)
        self._go = small(tr("problem.write_criteria"), lambda: go("problem"), "write_criteria")
        self._empty = boxed(column(note(tr("problem.no_criteria_note")), row(self._go, STRETCH), gap=10), "no_criteria")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        frame = card(self._empty, self._rows, title=tr("problem.criteria"), beside=self._pill, name="criteria_card")
        layout.addWidget(explained(frame, "criterion"))

    def show_checks(self, checks: Sequence["Check"], removed: Sequence["Asked"] = ()) -> None:
        """`removed` are criteria and limits that stood when the hold-out was opened and do not stand any more."""
        clear(self._rows)
        words, level = summary(checks)
        say(self._pill, words, level)
        self._pill.setVisible(bool(checks))
        self._empty.setVisible(not checks)
        for place, check in enumerate(checks):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(_row(place, check))
        for gone in removed:
            if self._rows.count():
                self._rows.addWidget(line())
            self._rows.addWidget(_removed(gone))


class CriteriaPill(QPushButton):
    """Leads to Problem; its tooltip lists every criterion."""

    def __init__(self, go: "Go") -> None:
        super().__init__()
        looks("pill", named("criteria_pill", self))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        self.clicked.connect(lambda checked=False: go("problem"))

    def show_checks(self, checks: Sequence["Check"]) -> None:
        words, level = summary(checks)
        listed = "\n".join(told(check) for check in checks) or tr("problem.no_criteria_note")
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(listed)
        self.setAccessibleDescription(listed)
        restyle(self, level=level)


def _row(place: int, check: "Check") -> QWidget:
    words = text(asked.sentence(check), wrap=True, name="criterion")
    state = pill(tr(WORDS[check.met]), LEVELS[check.met], "criterion_state")
    head = row(words, state, gap=10)
    head.setStretch(0, 1)
    head.setAlignment(state, Qt.AlignmentFlag.AlignTop)
    words.setToolTip("\n".join(_explained(check)))
    below: list[QWidget] = [_basis(check, found)] if (found := _found(check)) else []
    if check.after_look:
        below.append(_mark(tr("problem.after_look", when=formatted(check.since))))
    return boxed(column(head, *below, gap=3, margins=(0, 8, 0, 8)), f"check_{place}")


def _explained(check: "Check") -> list[str]:
    """What the metric says, and why this value was asked."""
    if check.criterion is None:
        return [folded(tr("term.limit"))]
    return [folded(words) for words in (str(titles.metric(check.criterion.metric).help), check.criterion.why) if words]


def _basis(check: "Check", found: str) -> QLabel:
    """A term that says which rows were measured stands in its tooltip."""
    words = note(found, "criterion_found")
    return term(words, TERMS[check.basis]) if check.basis in TERMS and check.reason is None else words


def _found(check: "Check") -> str:
    """The figure and the rows it was measured on, or why there is none."""
    if check.reason is not None:
        return tr(check.reason.key, **check.reason.facts)
    if check.basis in BASES:
        return tr(BASES[check.basis], figure=asked.figure(check), rows=check.rows)
    return "" if check.value is None else tr("problem.of_model", figure=asked.figure(check))


def _removed(gone: "Asked") -> QWidget:
    head = row(text(asked.sentence(gone), "secondary", wrap=True, name="removed"), gap=10)
    return boxed(column(head, _mark(tr("problem.removed_after_look")), gap=3, margins=(0, 8, 0, 8)), "removed_check")


def _mark(words: str) -> QWidget:
    """What an auditor must see: something was changed when the result was known."""
    sign = text("")
    sign.setPixmap(theme.picture("warning", "attention", edge=14))
    inner = row(sign, note(words, "late"), gap=6)
    inner.setStretch(1, 1)
    inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return boxed(inner)
