"""The cards that open below Sort and Filter: one more column to sort by, one more condition."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from mlworkbench.base.records import ColumnProfile
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets import view_words
from mlworkbench.ui.widgets.parts import STRETCH, column, field, named, note, primary, restyle, row, secondary, text
from mlworkbench.ui.widgets.popup import Popup
from mlworkbench.ui.widgets.segments import Segments

WIDE = 320
ASCENDING, DESCENDING = "ascending", "descending"
OFFERED = 100  # values of a category
FLAGS = ("1", "0")
HINTS = {"number": "data.filter_number_hint", "date": "data.filter_date_hint"}


class ColumnPopup(Popup):
    """A form about one column; Enter takes it, Escape leaves all as it was. Who it is for hears `taken`."""

    taken = Signal()

    def __init__(self, name: str, title: str, anchor: QWidget) -> None:
        super().__init__(name, title, anchor)
        self.columns = _combo(f"{name}_column")

    def show_columns(self, names: Sequence[str]) -> None:
        blocked = QSignalBlocker(self.columns)
        self.columns.clear()
        self.columns.addItems(list(names))
        del blocked

    def take_column(self, name: str) -> None:
        """The one asked for; empty leaves it at the last one."""
        if name and (place := self.columns.findText(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive)) >= 0:
            self.columns.setCurrentIndex(place)

    def buttons(self, words: str) -> QHBoxLayout:
        cancel = secondary(tr("ask.cancel"), self.hide, f"{self.objectName()}_cancel")
        return row(STRETCH, cancel, primary(words, self.taken.emit, f"{self.objectName()}_take"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)


class SortPopup(ColumnPopup):
    """`offered` carries the column and whether the greatest comes first."""

    offered = Signal(str, bool)

    def __init__(self, anchor: QWidget) -> None:
        super().__init__("sort", tr("data.sort"), anchor)
        orders = ((ASCENDING, tr("data.ascending")), (DESCENDING, tr("data.descending")))
        self._order = Segments("sort_order", tr("data.sort_order"), orders)
        explained = note(tr("data.sort_note"))
        parts = (field(tr("data.sort_column"), self.columns), self._order, explained, self.buttons(tr("data.add_sort")))
        self.setLayout(column(*parts, gap=10, margins=(14, 14, 14, 14)))
        self.taken.connect(self.take)

    def begin(self, name: str = "") -> None:
        self.take_column(name)
        self.open_below(self.columns, theme.px(WIDE))

    def take(self) -> None:
        self.hide()
        self.offered.emit(self.columns.currentText(), self._order.current == DESCENDING)


class FilterPopup(ColumnPopup):
    """`offered` carries column, operation and value. Who hears it closes the card, or calls `refuse`."""

    offered = Signal(str, str, str)

    def __init__(self, anchor: QWidget) -> None:
        super().__init__("filter", tr("data.filter"), anchor)
        self._profiles: dict[str, ColumnProfile] = {}
        self._operations = _combo("filter_operation")
        self._line = named("filter_value", QLineEdit())
        self._values = _combo("filter_values")
        self._values.setEditable(True)
        self._values.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._values.setCompleter(None)  # type: ignore[arg-type]
        self._wrong = text("", "error", wrap=True, name="filter_wrong")
        self._line_field = field(tr("data.filter_with"), self._line)
        self._values_field = field(tr("data.filter_with"), self._values)
        values = (self._line_field, self._values_field, self._wrong)
        head = (field(tr("data.sort_column"), self.columns), field(tr("data.filter_operation"), self._operations))
        self.setLayout(column(*head, *values, self.buttons(tr("data.add_filter")), gap=10, margins=(14, 14, 14, 14)))
        self.taken.connect(self.take)
        self.columns.currentIndexChanged.connect(self._fit_column)
        self._operations.currentIndexChanged.connect(self._fit_operation)

    def show_profiles(self, profiles: Sequence[ColumnProfile]) -> None:
        self._profiles = {one.name: one for one in profiles}
        self.show_columns([one.name for one in profiles])
        self._fit_column()

    def begin(self, name: str = "") -> None:
        self.take_column(name)
        self._say("")
        focus: QWidget = self.columns
        if name:
            focus = next((one for one in (self._line, self._values) if not one.isHidden()), self._operations)
        self.open_below(focus, theme.px(WIDE))

    def refuse(self, why: str) -> None:
        """It stays as it was typed, with the reason below."""
        self._say(why)

    @property
    def value(self) -> str:
        if self._operations.currentData() in view_words.ALONE:
            return ""
        return self._values.currentText() if self._listed else self._line.text()

    def take(self) -> None:
        if self.columns.currentText():
            self.offered.emit(self.columns.currentText(), str(self._operations.currentData()), self.value)

    @property
    def _profile(self) -> ColumnProfile | None:
        return self._profiles.get(self.columns.currentText())

    @property
    def _listed(self) -> bool:
        return self._profile is not None and self._profile.type in ("category", "flag")

    def _fit_column(self) -> None:
        """What can be asked of this column, and the values it has."""
        profile = self._profile
        if profile is None:
            return
        kept = self._operations.currentData()
        blocked = QSignalBlocker(self._operations)
        self._operations.clear()
        for name in view_words.OFFERED[profile.type]:
            self._operations.addItem(view_words.operation(name, profile.type), name)
        self._operations.setCurrentIndex(max(0, self._operations.findData(kept)))
        del blocked
        self._values.clear()
        self._values.addItems(list(FLAGS) if profile.type == "flag" else [top.value for top in profile.top[:OFFERED]])
        self._line.clear()
        self._line.setPlaceholderText(tr(HINTS[profile.type]) if profile.type in HINTS else "")
        self._fit_operation()

    def _fit_operation(self) -> None:
        asks = self._operations.currentData() not in view_words.ALONE
        self._line_field.setVisible(asks and not self._listed)
        self._values_field.setVisible(asks and self._listed)
        self._say("")

    def _say(self, why: str) -> None:
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))
        for part in (self._line, self._values):
            restyle(part, bad=bool(why))
            part.setAccessibleDescription(why)
        if self.isVisible():
            self.resize(self.width(), max(self.minimumSizeHint().height(), self.heightForWidth(self.width())))


def _combo(name: str) -> QComboBox:
    combo = named(name, QComboBox())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(16)
    return combo
