"""The card of expectations: what every later version must hold, with a form to add one and one click to have some proposed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Rule
from mlworkbench.base.words import told, tr
from mlworkbench.ui.widgets import rule_words
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    boxed,
    card,
    clear,
    column,
    field,
    icon_button,
    named,
    note,
    pill,
    quiet,
    row,
    say,
    small,
    text,
)

FIRST_SHOWN = 6


class ExpectationsCard(QWidget):
    """`wanted` carries the whole new list of rules; `propose` asks for those the profile suggests."""

    wanted = Signal(object)
    propose = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rules: tuple[Rule, ...] = ()
        self._broken: frozenset[tuple[str, str]] = frozenset()
        self._columns: tuple[str, ...] = ()
        self._all = False
        self._pill = pill("", name="rules_pill")
        self._rows = column(gap=2)
        self._propose = small(tr("data.propose_rules"), self.propose.emit, "propose_rules")
        self._adding = quiet(f"{tr('data.add_rule')} ▾", self._unfold, "new_rule")
        self._form = self._made_form()
        self._form.hide()
        self._note = note(tr("data.expectations_note"))
        buttons = row(self._propose, self._adding, STRETCH, gap=6)
        parts = (self._note, self._rows, buttons, self._form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(*parts, title=tr("data.expectations"), beside=self._pill, name="expectations_card"))

    def show_rules(self, rules: Sequence[Rule], broken: frozenset[tuple[str, str]], columns: Sequence[str]) -> None:
        """`broken` are kind and column of the rules that the version does not hold."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._column.clear()
            self._column.addItems(list(columns))
        self._rules, self._broken = tuple(rules), broken
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        self._note.setVisible(not self._rules)
        self._propose.setVisible(not self._rules)
        self._pill.setVisible(bool(self._rules))
        count = sum(self._is_broken(rule) for rule in self._rules)
        if count:
            say(self._pill, tr("data.rules_broken", count=count), "bad")
        else:
            say(self._pill, tr("data.rules_held", count=len(self._rules)), "good")
        ordered = sorted(self._rules, key=lambda rule: not self._is_broken(rule))
        for rule in ordered if self._all else ordered[:FIRST_SHOWN]:
            self._rows.addWidget(self._row(rule))
        if not self._all and len(ordered) > FIRST_SHOWN:
            self._rows.addWidget(quiet(tr("data.show_all_rules", count=len(ordered)), self._show_all, "all_rules"))

    def _is_broken(self, rule: Rule) -> bool:
        return (rule.kind, rule.column or "") in self._broken

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _row(self, rule: Rule) -> QWidget:
        words = rule_words.sentence(rule)
        label = text(words, "plain_text", wrap=True, name="rule")
        gone = icon_button("close", f"{tr('data.remove_rule')}: {words}", lambda: self._remove(rule), "remove_rule")
        marks = (pill(tr("data.title_expectation"), "bad"),) if self._is_broken(rule) else ()
        inner = row(label, *marks, gone, gap=6)
        inner.setStretch(0, 1)
        return boxed(inner, f"rule_{rule.kind}")

    def _remove(self, rule: Rule) -> None:
        self.wanted.emit(tuple(one for one in self._rules if one != rule))

    # a new one ----------------------------------------------------------------------------------------------------------

    def _made_form(self) -> QWidget:
        self._kind = named("rule_kind", QComboBox(), tr("data.rule_kind"))
        for kind in rule_words.KINDS:
            self._kind.addItem(tr(f"data.rulekind_{kind}"), kind)
        self._column = named("rule_column", QComboBox(), tr("data.rule_of"))
        for chooser in (self._kind, self._column):
            chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            chooser.setMinimumContentsLength(8)
        self._low, self._high = named("rule_low", QLineEdit()), named("rule_high", QLineEdit())
        self._values = named("rule_values", QLineEdit())
        self._of = field(tr("data.rule_of"), self._column)
        self._bounds = boxed(row(field(tr("data.rule_from"), self._low), field(tr("data.rule_to"), self._high), gap=8))
        self._listed = field(tr("data.rule_allowed"), self._values)
        self._wrong = note("", "rule_wrong")
        add = small(tr("data.add_rule"), self._add, "add_rule")
        self._kind.currentIndexChanged.connect(self._fit)
        parts = (field(tr("data.rule_kind"), self._kind), self._of, self._bounds, self._listed, self._wrong, row(add, STRETCH))
        box = boxed(column(*parts, gap=8, margins=(0, 8, 0, 0)), "rule_form")
        self._fit()
        return box

    def _fit(self) -> None:
        kind = self._kind.currentData()
        self._of.setVisible(kind != "rows")
        self._bounds.setVisible(kind in ("range", "rows"))
        self._listed.setVisible(kind == "allowed")
        self._wrong.setVisible(False)

    def _unfold(self) -> None:
        self._form.setVisible(not self._form.isVisible())

    def _add(self) -> None:
        try:
            self.wanted.emit((*self._rules, self._rule()))
        except InputError as wrong:
            self.refuse(wrong)

    def refuse(self, wrong: InputError) -> None:
        self._wrong.setText(told(wrong))
        self._wrong.setVisible(True)

    def _rule(self) -> Rule:
        kind = self._kind.currentData()
        name = None if kind == "rows" else self._column.currentText()
        low, high = (_number(box.text()) if kind in ("range", "rows") else None for box in (self._low, self._high))
        values = tuple(one.strip() for one in self._values.text().split(",") if one.strip()) if kind == "allowed" else ()
        return Rule(kind, name, low, high, values)


def _number(typed: str) -> float | None:
    """Raises InputError for what is no number."""
    if not typed.strip():
        return None
    try:
        return float(typed.replace(",", ""))
    except ValueError as reason:
        raise InputError("data.rule_bad_number", text=typed[:40]) from reason
