"""One row by form: a field for every input of a model, in the words of the data it was made from."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLabel, QLineEdit, QStyledItemDelegate, QWidget

from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, column, named, restyle, text

MISSING: Final = ""
FLAGS: Final = ("0", "1")
CODES: Final = {"YYYY": "%Y", "MM": "%m", "DD": "%d"}
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
COLUMNS: Final = 3

Cell = str | float | int | None


class Input(Protocol):
    """What the form needs to know of an input; dates are microseconds since 1970."""

    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def minimum(self) -> float | None: ...
    @property
    def maximum(self) -> float | None: ...
    @property
    def categories(self) -> tuple[str, ...]: ...
    @property
    def date_format(self) -> str | None: ...


def cell_text(one: Input, value: Cell) -> str:
    """A value as a person would type it; missing is the empty text."""
    if value is None:
        return MISSING
    if one.type == "date":
        return _date_text(one, int(value))
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return str(value)


def _date_text(one: Input, microseconds: int) -> str:
    pattern = one.date_format or "YYYY-MM-DD"
    for code, directive in CODES.items():
        pattern = pattern.replace(code, directive)
    when = EPOCH + timedelta(microseconds=microseconds)
    midnight = when.hour == when.minute == when.second == 0
    return when.strftime(pattern if midnight else f"{pattern} %H:%M:%S")


def hint(one: Input) -> str:
    """What values the model has seen."""
    if one.minimum is None or one.maximum is None or one.type == "flag":
        return ""
    if one.type == "date":
        return tr("package.seen_range", low=_date_text(one, int(one.minimum)), high=_date_text(one, int(one.maximum)))
    unit = f" {one.unit}" if one.unit else ""
    return tr("package.seen_range", low=number(one.minimum), high=f"{number(one.maximum)}{unit}")


class MissingShown(QStyledItemDelegate):
    """The entry without a text reads as missing in the list."""

    def displayText(self, value: object, locale: QLocale | QLocale.Language) -> str:
        return super().displayText(value, locale) or tr("package.missing_value")


class Suggestions(QComboBox):
    """Takes any text just as it is typed and offers those known; an empty box is a missing value."""

    def __init__(self, known: tuple[str, ...]) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        line = QLineEdit()
        line.setPlaceholderText(tr("package.missing_value"))
        self.setLineEdit(line)  # makes the box editable
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setDuplicatesEnabled(True)
        for value in known:
            self.addItem(value, value)
        self.setItemData(self.findData(MISSING), tr("package.missing_value"), Qt.ItemDataRole.AccessibleTextRole)
        self.setItemDelegate(MissingShown(self))
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseSensitive)  # else "PRO" would become "pro"
        self.setCompleter(completer)


class Field(QWidget):
    """One input: its name, a box, and below it the range seen or what is wrong."""

    changed = Signal()

    def __init__(self, one: Input) -> None:
        super().__init__()
        named(f"field_{one.name}", self)
        self._input, self._hint = one, hint(one)
        self.box = self._line() if one.type != "flag" and not one.categories else self._choice()
        self.box.setAccessibleName(one.name)
        self.box.setAccessibleDescription(self._hint)
        name = Elided(one.name)
        restyle(name, look="note")
        name.setBuddy(self.box)
        self._below: QLabel = text(self._hint, "faint", wrap=True)
        self._below.setVisible(bool(self._hint))
        self.setLayout(column(name, self.box, self._below, STRETCH, gap=theme.size("small_gap")))

    def value(self) -> str:
        if isinstance(self.box, QLineEdit):
            return self.box.text().strip()
        return self.box.currentText()

    def set_value(self, value: Cell) -> None:
        self.set_words(cell_text(self._input, value))

    def set_words(self, words: str) -> None:
        if isinstance(self.box, QLineEdit):
            self.box.setText(words)
        else:
            self.box.setCurrentIndex(self.box.findData(words))
            self.box.setEditText(words)

    def wrong(self, words: str) -> None:
        """Marks the field, or unmarks it when there is nothing to say."""
        restyle(self.box, bad="true" if words else "false")
        self._below.setText(words or self._hint)
        self._below.setVisible(bool(words or self._hint))
        restyle(self._below, look="error" if words else "faint")

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(tr("package.missing_value"))
        line.textChanged.connect(lambda _: self.changed.emit())
        return line

    def _choice(self) -> QComboBox:
        choice = Suggestions((MISSING, *(self._input.categories or FLAGS)))
        choice.editTextChanged.connect(lambda _: self.changed.emit())
        return choice


class RowForm(QWidget):
    """Fields side by side, three in a row."""

    changed = Signal()

    def __init__(self, inputs: tuple[Input, ...]) -> None:
        super().__init__()
        named("row_form", self)
        self._fields = {one.name: Field(one) for one in inputs}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(10)
        for at, field in enumerate(self._fields.values()):
            field.changed.connect(self.changed)
            grid.addWidget(field, at // COLUMNS, at % COLUMNS)
        for at in range(COLUMNS):
            grid.setColumnStretch(at, 1)
        self.setLayout(column(boxed(grid), gap=0))

    def fill(self, row: Mapping[str, Cell]) -> None:
        """Tells of one change, not of one a field."""
        self.blockSignals(True)
        for name, field in self._fields.items():
            field.set_value(row.get(name))
        self.blockSignals(False)
        self.changed.emit()

    def type_in(self, row: Mapping[str, str]) -> None:
        """What was in the fields of a form before, as `row` gave it."""
        self.blockSignals(True)
        for name, field in self._fields.items():
            field.set_words(row.get(name, ""))
        self.blockSignals(False)
        self.changed.emit()

    def row(self) -> dict[str, str]:
        return {name: field.value() for name, field in self._fields.items()}

    def mark(self, wrong: str, words: str) -> None:
        """Shows the words at the field called `wrong` and none at the others."""
        for name, field in self._fields.items():
            field.wrong(words if name == wrong else "")
