"""The card of findings: what is wrong with the data, the worst first, each with its evidence and what mends it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mlworkbench.base.records import Decision, Finding, Remedy
from mlworkbench.base.words import formatted, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import finding_words
from mlworkbench.ui.widgets.finding_menu import FindingMenu
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    allow,
    boxed,
    card,
    children,
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

if TYPE_CHECKING:
    from mlworkbench.workbench import Job, Judged, Mended, Workbench

LEVELS = {"problem": ("failed", "on_bad"), "warning": ("warning", "attention"), "info": ("info", "secondary")}
WORDS = {"problem": "data.severity_problem", "warning": "data.severity_warning", "info": "data.severity_info"}
FIRST_SHOWN = 8
INDENT = 26
Done = tuple[Decision, tuple[str, ...], Finding | None]


class QualityCard(QWidget):
    """`look` carries the name of a column, `mend` a finding, a remedy and the reason, `keep` a finding and the reason;
    `reopen` the key of one, `undo` the keys of what was done.
    """

    look = Signal(str)
    mend = Signal(object, object, str)
    keep = Signal(object, str)
    reopen = Signal(str)
    undo = Signal(object)
    inspect = Signal()

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._bench = bench
        self._pill = pill("", name="quality_pill")
        self._state = note("", "inspecting")
        self._again = small(tr("data.inspect_now"), self.inspect.emit, "inspect_now")
        self._rows = column(gap=0)
        self._all, self._folded = False, True
        self._open: set[str] = set()
        self._judged: tuple[Judged, ...] = ()
        self._mended: tuple[Mended, ...] = ()
        self._due = True
        self._box = boxed(column(self._state, row(self._again, STRETCH), gap=6, margins=(0, 0, 0, 6)), "inspect_state")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._box, self._rows, title=tr("data.quality"), beside=self._pill, name="quality_card"))

    def show_findings(self, judged: Sequence["Judged"], mended: "Sequence[Mended]" = ()) -> None:
        if (tuple(judged), tuple(mended)) != (self._judged, self._mended) or not self._rows.count():
            self._judged, self._mended = tuple(judged), tuple(mended)
            self._fill()
        else:
            self.allow()

    def show_inspection(self, running: "Job | None", outdated: bool) -> None:
        """How far the inspection is, or that one is due."""
        if self._due != (running is not None or outdated):
            self._due = running is not None or outdated
            self._fill()
        self._box.setVisible(running is not None or outdated)
        self._again.setVisible(running is None and outdated)
        if running is not None:
            percent = round(100 * (running.fraction))
            self._state.setText(tr("data.inspecting_now", percent=percent))
        elif outdated:
            self._state.setText(tr("data.not_inspected"))

    def _fill(self) -> None:
        held = self._held()
        clear(self._rows)
        self._fill_rows()
        if held is not None:
            self._give_back(held)

    def _held(self) -> tuple[str, str] | None:
        """What the button with the keyboard is called and what it is about; None where the keyboard is elsewhere.

        The card itself holds it while its rows are made anew: else Qt goes on to what comes next on the page, and scrolls there.
        """
        focus = self.window().focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return None
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return focus.objectName(), _about(focus)

    def _give_back(self, held: tuple[str, str]) -> None:
        """To the same button, else to one about the same finding, else to the first."""
        rows = [widget for place in range(self._rows.count()) if (widget := self._rows.itemAt(place).widget()) is not None]
        for row_ in rows:
            row_.show()
        buttons = [one for row_ in rows for one in children(row_, QPushButton) if one.isEnabled()]
        buttons.sort(key=lambda one: ((one.objectName(), _about(one)) != held, _about(one) != held[1]))
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _fill_rows(self) -> None:
        waiting = sum(one.waits for one in self._judged)
        if waiting:
            bad = any(one.waits and one.finding.severity == "problem" for one in self._judged)
            say(self._pill, tr("data.to_decide", count=waiting), "bad" if bad else "warning")
        elif self._due:
            say(self._pill, tr("data.not_yet_inspected"), "plain")
        else:
            say(self._pill, tr("data.in_order"), "good")
        done = self._done()
        if done and done[0][0].deed == "mended" and self._bench.data.refuses_undo(done[0][0]) is None:
            self._rows.addWidget(self._decided(*done.pop(0)))
            self._rows.addWidget(line())
        here = sorted((one for one in self._judged if one.decision is None), key=lambda one: not one.waits)
        shown = here if self._all else here[: max(FIRST_SHOWN, waiting if waiting <= 2 * FIRST_SHOWN else 0)]
        for place, one in enumerate(shown):
            if place:
                self._rows.addWidget(line())
            self._rows.addWidget(self._row(one))
        if not self._judged and not self._due:
            self._rows.addWidget(note(tr("data.nothing_found")))
        if len(shown) < len(here):
            self._rows.addWidget(quiet(tr("data.show_all", count=len(here)), self._show_all, "all_findings"))
        self._add_decided(done)
        self.allow()

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    # one finding --------------------------------------------------------------------------------------------------------

    def _row(self, one: "Judged") -> QWidget:
        finding = one.finding
        icon, ink = LEVELS[finding.severity]
        sign = named("severity", text(""), tr(WORDS[finding.severity]), tr(WORDS[finding.severity]))
        sign.setPixmap(theme.picture(icon, ink))
        words = text(finding_words.sentence(finding), "note", wrap=True, name="finding")
        told: list[QWidget] = [words]
        if finding_words.is_titled(finding):
            told.insert(0, text(finding_words.title(finding), "strong", wrap=True, name="finding_title"))
        inner = row(sign, column(*told, gap=2), gap=10)
        inner.setStretch(1, 1)
        inner.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        whole = column(inner, gap=6, margins=(0, 9, 0, 9))
        if finding.remedies or finding.columns or finding.severity != "info":
            whole.addLayout(row(INDENT, *self._buttons(one), STRETCH, gap=6))
        if finding.key in self._open:
            whole.addLayout(row(INDENT, self._evidence(finding)))
        return boxed(whole, f"finding_{finding.kind}")

    def _buttons(self, one: "Judged") -> tuple[QWidget, ...]:
        """The first remedy, the evidence, and a menu with the rest."""
        finding, made = one.finding, list[QWidget]()
        first = finding.remedies[0] if finding.remedies and not one.settled else None
        if first is not None:
            words = finding_words.deed(first)
            mend = small(words, lambda: self.mend.emit(finding, first, ""), f"mend_{first.kind}")
            mend.setProperty("remedy", first)
            mend.setAccessibleName(f"{words}: {finding_words.title(finding)}")
            made.append(mend)
        if finding.evidence:
            told = tr("data.hide_evidence") if finding.key in self._open else tr("data.show_evidence")
            evidence = quiet(told, lambda: self._turn(finding.key), "evidence_of")
            evidence.setAccessibleName(f"{told}: {finding_words.title(finding)}")
            made.append(evidence)
        made.append(self._menu(one))
        return tuple(made)

    def _menu(self, one: "Judged") -> QWidget:
        menu = FindingMenu(one.finding, one.finding.remedies, self._bench)
        menu.look.connect(self.look)
        menu.mend.connect(self.mend)
        menu.keep.connect(self.keep)
        return menu

    def _turn(self, key: str) -> None:
        self._open ^= {key}
        self._fill()

    def _evidence(self, finding: Finding) -> QWidget:
        lines = [note(words, "evidence") for words in finding_words.evidence(finding)]
        return boxed(column(*lines, gap=2), "evidence_lines")

    # what is decided ----------------------------------------------------------------------------------------------------

    def _done(self) -> list[Done]:
        """What was decided, the newest first; what was mended last stands above the findings, to be undone by one press."""
        found: list[Done] = [(one.decision, one.finding.keys, one.finding) for one in self._judged if one.decision is not None]
        found += [(one.decision, one.keys, None) for one in self._mended]
        return sorted(found, key=lambda one: one[0].when, reverse=True)

    def _add_decided(self, done: Sequence[Done]) -> None:
        if not done:
            return
        self._rows.addWidget(line())
        words = tr("data.decided", count=len(done))
        self._rows.addWidget(quiet(f"{words} {'▸' if self._folded else '▾'}", self._fold, "decided"))
        if not self._folded:
            for one in done:
                self._rows.addWidget(self._decided(*one))

    def _fold(self) -> None:
        self._folded = not self._folded
        self._fill()

    def _decided(self, decision: Decision, keys: tuple[str, ...], finding: Finding | None) -> QWidget:
        title = finding_words.title(finding) if finding else finding_words.title_of(keys)
        facts = {"who": decision.who, "when": formatted(decision.when), "why": decision.why or tr("data.no_reason")}
        told = tr(f"data.was_{decision.deed}", **facts)
        lines: list[QWidget] = [text(title, wrap=True), note(told, "decided_how")]
        if decision.deed == "mended":
            again = quiet(tr("data.undo_mend"), lambda: self.undo.emit(keys), "undo_mend")
            again.setProperty("undo", decision)
        else:
            key = finding.key if finding else decision.finding
            again = quiet(tr("data.reopen"), lambda: self.reopen.emit(key), "reopen")
        again.setAccessibleName(f"{again.text()}: {title}")
        lines.append(boxed(row(again, STRETCH)))
        return boxed(column(*lines, gap=2, margins=(0, 6, 0, 6)), "decided_finding")

    def allow(self) -> None:
        """Buttons say why they cannot be pressed."""
        for button in children(self, QPushButton):
            remedy = button.property("remedy")
            if isinstance(remedy, Remedy):
                allow(button, self._bench.data.refuses_mend(remedy), finding_words.deed(remedy))
            if isinstance(done := button.property("undo"), Decision):
                allow(button, self._bench.data.refuses_undo(done))


def _about(widget: QWidget) -> str:
    """The finding that a button is about."""
    return widget.accessibleName().partition(": ")[2]
