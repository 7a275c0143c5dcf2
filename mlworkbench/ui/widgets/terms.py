"""The terms of the trade: tooltips that define them and say when they matter, and a glossary of all of them."""

import textwrap
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QSplitter, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.finding import Wanted
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, children, column, heading, named, note, primary, row, text
from mlworkbench.workbench import titles

TERMS: Final = (
    *("target", "task", "positive_class", "metric", "criterion", "limit", "explainable", "threshold", "raw_score", "probability"),
    *("cross_validation", "fold", "out_of_fold", "spread", "holdout", "look", "interval", "bootstrap", "calibration"),
    *("calibration_error", "confusion_matrix", "roc_curve", "precision_recall_curve", "false_alarm", "miss", "value"),
    *("stratified", "seed", "recipe", "parked", "feature", "one_hot", "missing", "baseline", "configuration", "run", "budget"),
    *("leaderboard", "row_time", "leakage", "dataset_version", "dataset_hash", "artifact", "package", "golden_rows"),
    *("adversarial_rows", "residual", "verdict", "score_distribution", "predicted_actual"),
    *("relation", "sample", "effect_size", "robust_score"),
)
WIDE, HIGH, EDGE, LIST_WIDE = 760, 560, 40, 230
LINE: Final = 84  # letters of a line of a tooltip; Hangul is twice as wide
Some = TypeVar("Some", bound=QWidget)


@dataclass(frozen=True)
class Term:
    """What something is called, what it is, and when it matters."""

    name: str
    definition: str
    when: str


def term(widget: Some, key: str) -> Some:
    """Gives a widget the tooltip that defines a term of TERMS and says when it matters; a screen reader says it, too."""
    widget.setToolTip(tip(key))
    if not widget.accessibleDescription():
        found = define(key)
        widget.setAccessibleDescription(f"{found.definition} {found.when}")
    return widget


def tip(key: str) -> str:
    """What the tooltip of a term says, where it has to share its place with something else."""
    found = define(key)
    return f"{folded(found.definition)}\n{folded(found.when)}"


def explained(frame: QFrame, key: str) -> QFrame:
    """Gives the title of a card the tooltip of a term."""
    for title in children(frame, QLabel):
        if title.property("look") == "heading":
            term(title, key)
            break
    return frame


def define(key: str) -> Term:
    return Term(tr(f"term.{key}_name"), tr(f"term.{key}"), tr(f"term.{key}_when"))


def folded(words: str) -> str:
    """Over several lines: a tooltip does not break its lines itself."""
    wide = sum(2 if ord(letter) > 0x1100 else 1 for letter in words) / max(1, len(words))
    return "\n".join(textwrap.wrap(words, round(LINE / wide)))


def glossary() -> tuple[Term, ...]:
    """All terms and all metrics, by name."""
    terms = [define(key) for key in TERMS]
    metrics = [Term(str(one.title), str(one.help), "") for task in TASKS for one in titles.metrics(task)]
    return tuple(sorted({one.name: one for one in (*metrics, *terms)}.values(), key=lambda one: one.name.casefold()))


TASKS: Final = ("binary", "multiclass", "regression")


class Glossary(QDialog):
    """Typing narrows the list; the arrows go through it while one types."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        named("glossary", self, tr("term.glossary"))
        self.setWindowTitle(tr("term.glossary"))
        self._terms = glossary()
        self.line = named("glossary_line", QLineEdit(), tr("term.search"))
        self.line.setPlaceholderText(tr("term.search"))
        self.line.textChanged.connect(self.fill)
        self.list = named("glossary_list", QListWidget(), tr("term.glossary"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumWidth(theme.px(LIST_WIDE))
        self.list.currentItemChanged.connect(self._tell)
        self._none = note(tr("term.none"), "no_term")
        self._name = text("", "large", wrap=True, name="term_name")
        self._definition = text("", wrap=True, selectable=True, name="term_definition")
        self._when = text("", "secondary", wrap=True, selectable=True, name="term_when")
        told = card(self._name, 2, self._definition, self._when, STRETCH, name="term_card")
        both: QSplitter = named("glossary_sides", QSplitter())
        both.setChildrenCollapsible(False)
        both.setHandleWidth(theme.size("card_gap"))
        both.addWidget(boxed(column(self.line, self._none, self.list)))
        both.addWidget(told)
        both.setStretchFactor(1, 1)
        close = primary(tr("ask.close"), self.accept, "close")
        margin = theme.size("page_margin")
        layout = column(
            heading(tr("term.glossary")),
            note(tr("term.glossary_note")),
            both,
            row(STRETCH, close),
            gap=10,
            margins=(margin, margin - 4, margin, margin - 4),
        )
        layout.setStretch(2, 1)
        self.setLayout(layout)
        room = over.size()
        self.resize(min(theme.px(WIDE), room.width() - EDGE), min(theme.px(HIGH), room.height() - EDGE))
        both.setSizes([theme.px(250), theme.px(500)])
        self.fill()
        self.line.setFocus()

    def fill(self, typed: str = "") -> None:
        """Names that match come first, then terms in whose definition the words stand."""
        wanted = Wanted(typed)
        ranks = [(wanted.rank(one.name), wanted.rank(f"{one.definition} {one.when}"), one) for one in self._terms]
        named_so = sorted(((rank, one) for rank, _, one in ranks if rank is not None), key=lambda pair: pair[0])
        told_so = [one for rank, told, one in ranks if rank is None and told is not None]
        self.list.clear()
        for one in (*(one for _, one in named_so), *told_so):
            item = QListWidgetItem(one.name)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        self._none.setVisible(not self.list.count())
        self.list.setCurrentRow(0 if self.list.count() else -1)

    def _tell(self) -> None:
        item = self.list.currentItem()
        shown = item.data(Qt.ItemDataRole.UserRole) if item else Term("", "", "")
        for label, words in ((self._name, shown.name), (self._definition, shown.definition), (self._when, shown.when)):
            label.setText(words)
            label.setVisible(bool(words))
