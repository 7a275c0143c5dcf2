"""The card of findings: what is worth knowing about the data, the worst first, each with its next step."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Finding
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    clear,
    column,
    line,
    named,
    note,
    pill,
    quiet,
    row,
    say,
    small,
    text,
)

LEVELS = {
    "problem": ("bad", "failed", "on_bad"),
    "warning": ("warning", "warning", "attention"),
    "info": ("info", "info", "secondary"),
}
WORDS = {"problem": "data.severity_problem", "warning": "data.severity_warning", "info": "data.severity_info"}
FIRST_SHOWN = 6


class QualityCard(QWidget):
    """`leave_out` and `look` carry the name of a column."""

    leave_out = Signal(str)
    look = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._pill = pill("", name="quality_pill")
        self._rows = column(gap=0)
        self._all = False
        self._findings: tuple[Finding, ...] = ()
        self._used: frozenset[str] = frozenset()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._rows, title=tr("data.quality"), beside=self._pill, name="quality_card"))

    def show_findings(self, findings: Sequence[Finding], used: frozenset[str]) -> None:
        """`used` are the columns a model would see: only those can still be left out."""
        self._findings, self._used = tuple(findings), used
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        worst = sum(1 for finding in self._findings if finding.severity != "info")
        if worst:
            bad = any(finding.severity == "problem" for finding in self._findings)
            say(self._pill, tr("data.to_look_at", count=worst), "bad" if bad else "warning")
        else:
            say(self._pill, tr("data.in_order"), "good")
        shown = self._findings if self._all else self._findings[:FIRST_SHOWN]
        for place, finding in enumerate(shown):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(self._row(finding))
        if not self._findings:
            self._rows.addWidget(note(tr("data.nothing_found")))
        if len(shown) < len(self._findings):
            self._rows.addWidget(quiet(tr("data.show_all", count=len(self._findings)), self._show_all, "all_findings"))

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _row(self, finding: Finding) -> QWidget:
        _, icon, ink = LEVELS[finding.severity]
        sign = named("severity", text(""), tr(WORDS[finding.severity]), tr(WORDS[finding.severity]))
        sign.setPixmap(theme.picture(icon, ink))
        words = text(tr(finding.reason.key, **finding.reason.facts), wrap=True, name="finding")
        inner = row(sign, words, gap=10)
        inner.setStretch(1, 1)
        inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        buttons = self._buttons(finding)
        whole = column(inner, *((row(26, *buttons, STRETCH),) if buttons else ()), gap=6, margins=(0, 9, 0, 9))
        return boxed(whole, f"finding_{finding.kind}")

    def _buttons(self, finding: Finding) -> tuple[QWidget, ...]:
        """Only for one column: look at it, and leave it out while the model would still see it."""
        if len(finding.columns) != 1:
            return ()
        name = finding.columns[0]
        look = small(tr("data.look"), lambda: self.look.emit(name), "look")
        look.setAccessibleDescription(name)
        if name not in self._used:
            return (look,)
        leave_out = small(tr("data.leave_out"), lambda: self.leave_out.emit(name), "leave_out")
        leave_out.setAccessibleDescription(name)
        return (look, leave_out)
