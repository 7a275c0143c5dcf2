"""What was decided about a model, by whom, when and why, and what came before: looks at the hold-out, thresholds, decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Look, Model, Verdict
from mlworkbench.base.words import number, tr
from mlworkbench.ui.widgets.judged_words import full_name
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, heading, line, note, pill, say, small, text
from mlworkbench.ui.widgets.terms import explained

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench

SHOWN: Final = 6


@dataclass(frozen=True)
class Event:
    """One line of the history: what happened, when and by whom, and in whose words why."""

    when: datetime
    what: str
    beside: str


class VerdictCard(QWidget):
    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._bench = bench
        self._all = False
        self._events: tuple[Event, ...] | None = None
        self._pill = pill("", name="verdict_pill")
        self._what = text("", wrap=True, selectable=True, name="verdict_what")
        self._why = note("", "verdict_why")
        self._lines = column(gap=0)
        self._more = small("", self._show_more, "more_history")
        self._history = boxed(column(heading(tr("evaluate.history")), self._lines, self._more, gap=4), "history")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        inner = card(self._what, self._why, self._history, title=tr("evaluate.verdict"), beside=self._pill, name="verdict_card")
        layout.addWidget(explained(inner, "verdict"))

    def show_model(self, model: Model, looks: Sequence[Look]) -> None:
        verdict = self._bench.evaluate.verdict(model.id)
        word, level = _word(verdict)
        say(self._pill, word, level)
        self._what.setText(_what(verdict))
        self._why.setText(verdict.why if verdict else "")
        self._why.setVisible(verdict is not None)
        events = tuple(sorted(self._found(model, looks), key=lambda event: event.when, reverse=True))
        if events != self._events:
            self._events = events
            self._list()

    def _found(self, model: Model, looks: Sequence[Look]) -> list[Event]:
        models = {one.id: one for one in (*self._bench.evaluate.candidates(), model)}
        found = [self._look(look, models.get(look.model)) for look in looks]
        found += [_decision(one) for one in self._bench.evaluate.verdicts() if one.model == model.id]
        chance = self._bench.evaluate.threshold_probability(model)
        if model.parent is not None and chance is not None:
            words = tr("evaluate.threshold_made", probability=number(chance))
            found.append(Event(model.when, words, tr("evaluate.by", who=model.who, when=model.when)))
        return found

    def _look(self, look: Look, model: Model | None) -> Event:
        whose = full_name(self._bench, model) if model else tr("evaluate.another_model")
        words = tr("evaluate.looked", number=look.number, model=whose)
        return Event(look.when, words, tr("evaluate.by_why", who=look.who, when=look.when, why=look.why))

    def _show_more(self) -> None:
        self._all = True
        self._list()

    def _list(self) -> None:
        clear(self._lines)
        events = self._events or ()
        shown = events if self._all else events[:SHOWN]
        for place, event in enumerate(shown):
            if place:
                self._lines.addWidget(line())
            words = text(event.what, wrap=True, name="event")
            self._lines.addWidget(boxed(column(words, note(event.beside), gap=1, margins=(0, 6, 0, 6))))
        hidden = len(events) - len(shown)
        self._more.setText(tr("evaluate.more_history", count=hidden))
        self._more.setVisible(hidden > 0)
        self._history.setVisible(bool(events))


def _word(verdict: Verdict | None) -> tuple[str, str]:
    if verdict is None:
        return tr("evaluate.undecided"), "plain"
    if verdict.accepted:
        return tr("evaluate.accepted_as", version=verdict.version), "good"
    return tr("evaluate.rejected"), "bad"


def _what(verdict: Verdict | None) -> str:
    if verdict is None:
        return tr("evaluate.undecided_note")
    key = "evaluate.accepted_by" if verdict.accepted else "evaluate.rejected_by"
    return tr(key, who=verdict.who, when=verdict.when)


def _decision(verdict: Verdict) -> Event:
    what = tr("evaluate.was_accepted", version=verdict.version) if verdict.accepted else tr("evaluate.was_refused")
    return Event(verdict.when, what, tr("evaluate.by_why", who=verdict.who, when=verdict.when, why=verdict.why))
