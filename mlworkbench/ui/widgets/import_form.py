"""How a file is read: one field for every reading choice, each with what was decided, guesses marked as such."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, children, clear, column, named, row, text
from mlworkbench.ui.widgets.terms import folded

if TYPE_CHECKING:
    from mlworkbench.workbench import LookedFile, Offered

IMPORTER, MEMBER = "importer", "member"
NONE = "none"
ACROSS = 2


class ChoiceField(QWidget):
    """A closed list or a line; `changed` carries the value, empty for "find out"."""

    changed = Signal(str)

    def __init__(self, one: "Offered") -> None:
        super().__init__()
        named(f"choice_{one.name}", self)
        self._one = one
        self._written = ""
        label = text(str(one.title), "note", wrap=True)
        self.box: QComboBox | QLineEdit = self._list() if one.choices else self._line()
        named(f"reading_{one.name}", self.box, str(one.title), folded(str(one.help)) if one.help else "")
        label.setBuddy(self.box)
        self._mark: QLabel = text("", "faint", name="guess")
        head = row(label, self._mark)
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("small_gap"))
        layout.addLayout(head)
        layout.addWidget(self.box)
        self.show_value(one)

    def show_value(self, one: "Offered") -> None:
        self._one = one
        blocked = QSignalBlocker(self.box)
        if isinstance(self.box, QComboBox):
            if self.box.findData(one.value) < 0:
                self.box.addItem(one.value, one.value)
            self.box.setCurrentIndex(self.box.findData(one.value))
        elif not self.box.hasFocus():
            self._written = tr("data.sign_none") if one.value == NONE else one.value
            self.box.setText(self._written)
        del blocked
        guessed = not one.given and one.value != ""
        self._mark.setText(tr("data.guessed") if guessed else tr("data.given") if one.given else "")
        self.box.setAccessibleDescription(self._mark.text())

    def _list(self) -> QComboBox:
        combo = QComboBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        for at, choice in enumerate(self._one.choices):
            words = str(self._one.choice_words[at]) if at < len(self._one.choice_words) else choice
            combo.addItem(words or tr("data.find_out"), choice)
        combo.currentIndexChanged.connect(lambda _: self.changed.emit(str(combo.currentData() or "")))
        return combo

    def _line(self) -> QLineEdit:
        line = QLineEdit()
        line.setPlaceholderText(tr("data.find_out"))
        line.editingFinished.connect(lambda: self._edited(line.text()))
        return line

    def _edited(self, value: str) -> None:
        """None of a kind of sign is written in the user's language."""
        if value != self._written:
            self._written = value
            self.changed.emit(NONE if value.strip() == tr("data.sign_none") else value)


class ImportForm(QWidget):
    """`changed` carries the name of the choice and its value; the importer is the first of them."""

    changed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        named("import_form", self, tr("data.reading_card"))
        self._names: tuple[str, ...] = ()
        self._kind = named("reading_importer", QComboBox(), tr("data.read_as"))
        self._kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._kind.setMinimumContentsLength(8)
        self._kind.currentIndexChanged.connect(lambda _: self.changed.emit(IMPORTER, str(self._kind.currentData() or "")))
        label = text(tr("data.read_as"), "note")
        label.setBuddy(self._kind)
        self._fields = QGridLayout()
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setHorizontalSpacing(12)
        self._fields.setVerticalSpacing(theme.size("row_gap"))
        top = boxed(column(label, self._kind, gap=theme.size("small_gap")))
        self.setLayout(column(top, boxed(self._fields), gap=theme.size("row_gap")))

    def show_file(self, file: "LookedFile") -> None:
        """Fields stay where they are while the same choices are offered, and so does the keyboard."""
        self._show_kinds(file)
        inside = any(question.choice == MEMBER for question in file.questions)
        params = [one for one in file.params if one.name != MEMBER or one.value or one.given or inside]
        if tuple(one.name for one in params) != self._names:
            self._build(params)
        for one, field in zip(params, children(self, ChoiceField), strict=False):
            field.show_value(one)

    def _show_kinds(self, file: "LookedFile") -> None:
        blocked = QSignalBlocker(self._kind)
        self._kind.clear()
        if file.importer is None:
            self._kind.addItem(tr("data.no_kind"), "")
        for kind in file.importers:
            self._kind.addItem(str(kind.title), kind.name)
        self._kind.setCurrentIndex(max(0, self._kind.findData(file.importer or "")))
        del blocked

    def _build(self, params: Sequence["Offered"]) -> None:
        self._names = tuple(one.name for one in params)
        clear(self._fields)
        before: QWidget = self._kind
        for place in range(ACROSS):
            self._fields.setColumnStretch(place, 1)
        for place, one in enumerate(params):
            field = ChoiceField(one)
            field.changed.connect(lambda value, name=one.name: self.changed.emit(name, value))
            self._fields.addWidget(field, place // ACROSS, place % ACROSS, Qt.AlignmentFlag.AlignBottom)
            QWidget.setTabOrder(before, field.box)
            before = field.box
