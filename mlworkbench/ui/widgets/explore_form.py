"""What a picture of the data asks for: its columns and choices as fields, the same for every picture there is."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QGridLayout, QSpinBox, QVBoxLayout, QWidget

from mlworkbench.base.params import Param, Value
from mlworkbench.base.records import ColumnType
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.parts import boxed, clear, field, named

if TYPE_CHECKING:
    from mlworkbench.workbench import PictureKind

ACROSS: Final = 3  # fields beside each other
LEAST: Final = 96
TAKES: Final[dict[str, frozenset[ColumnType]]] = {
    "number": frozenset({"number", "flag"}),
    "category": frozenset({"category", "flag", "text"}),
    "date": frozenset({"date"}),
    "any": frozenset({"number", "flag", "category", "text", "date"}),
}


class ExploreForm(QWidget):
    """`changed` is sent when the user has chosen something; `chosen` is all there is, as the verb takes it. `lacking` is the kind
    of column that the picture cannot do without and the data does not have.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("explore_form", self)
        self._fields: dict[str, QComboBox | QSpinBox | QDoubleSpinBox] = {}
        self.lacking = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._room = QVBoxLayout()
        layout.addLayout(self._room)

    @property
    def chosen(self) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, widget in self._fields.items():
            found[name] = str(widget.currentData()) if isinstance(widget, QComboBox) else widget.value()
        return found

    def show_picture(self, kind: "PictureKind", columns: Sequence[tuple[str, ColumnType]], chosen: Mapping[str, Value]) -> None:
        """The fields of this picture, filled with what is chosen; what is not is left at its default."""
        clear(self._room)
        self._fields, self.lacking = {}, ""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.size("row_gap"))
        made = [field(str(slot.title), self._slot(slot.name, slot.takes, slot.needed, columns)) for slot in kind.slots]
        made += [field(str(param.title), self._param(param)) for param in kind.params]
        for place, widget in enumerate(made):
            grid.addWidget(widget, place // ACROSS, place % ACROSS)
        for place in range(min(ACROSS, max(2, len(made)))):
            grid.setColumnStretch(place, 1)
        self._room.addWidget(boxed(grid, "explore_fields"))
        self.fill(chosen)

    def fill(self, chosen: Mapping[str, Value]) -> None:
        """Without telling anyone."""
        for name, widget in self._fields.items():
            if name not in chosen:
                continue
            blocked = QSignalBlocker(widget)
            if isinstance(widget, QComboBox):
                widget.setCurrentIndex(max(0, widget.findData(str(chosen[name]))))
            elif isinstance(widget, QSpinBox):
                widget.setValue(int(chosen[name]))
            else:
                widget.setValue(float(chosen[name]))
            del blocked

    def _slot(self, name: str, takes: str, needed: bool, columns: Sequence[tuple[str, ColumnType]]) -> QComboBox:
        combo = self._combo(name)
        if not needed:
            combo.addItem(tr("explore.none"), "")
        for column, kind in columns:
            if kind in TAKES[takes]:
                combo.addItem(column, column)
        if not combo.count():
            combo.addItem(tr("explore.no_fitting"), "")
            combo.setEnabled(False)
            self.lacking = self.lacking or takes
        combo.currentIndexChanged.connect(self.changed)
        return combo

    def _param(self, param: Param) -> QWidget:
        if param.choices:
            combo = self._combo(param.name)
            for place, choice in enumerate(param.choices):
                combo.addItem(str(param.choice_words[place]) if param.choice_words else choice, choice)
            combo.setCurrentIndex(max(0, combo.findData(str(param.default))))
            combo.currentIndexChanged.connect(self.changed)
            return combo
        box: QSpinBox | QDoubleSpinBox = QSpinBox() if isinstance(param.default, int) else QDoubleSpinBox()
        named(f"explore_{param.name}", calm(box))
        if isinstance(box, QSpinBox):
            box.setRange(int(param.low or 0), int(param.high or 1_000_000))
            box.setValue(int(param.default))
        else:
            box.setRange(float(param.low or 0.0), float(param.high or 1e9))
            box.setDecimals(1)
            box.setValue(float(param.default))
        box.setKeyboardTracking(False)  # only a number that is finished is asked for
        box.valueChanged.connect(self.changed)
        self._fields[param.name] = box
        return box

    def _combo(self, name: str) -> QComboBox:
        combo = calm(named(f"explore_{name}", QComboBox()))
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumWidth(theme.px(LEAST))
        self._fields[name] = combo
        return combo
