"""The form of one step, drawn from its parameters: its columns, its settings, and for which models it is."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param, Value
from mlworkbench.base.records import Reason
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.amounts import parsed, spelled
from mlworkbench.ui.widgets.columns_field import ColumnsField, Offers
from mlworkbench.ui.widgets.combos import Combo
from mlworkbench.ui.widgets.kept_line import KeptLine
from mlworkbench.ui.widgets.parts import allow, card, field, heading, let_go, named, note, row, small, text
from mlworkbench.ui.widgets.terms import folded

if TYPE_CHECKING:
    from mlworkbench.workbench import StepView

FIELD_WIDE: Final = 148
GAP: Final = 14
FAMILIES: Final = {"": "prepare.all_models", "tree": "prepare.trees_only", "linear": "prepare.linear_only"}


class StepCard(QWidget):
    """`changed` carries what of the step is to be another: columns (tuple), families (tuple) or params (dict)."""

    changed = Signal(str, object)
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._title = heading("", "step_title")
        self._remove = small(tr("prepare.remove"), self.removed.emit, "remove_step")
        self._columns = ColumnsField()
        self._columns.chosen.connect(self._take_columns)
        self._families = _families()
        self._families.activated.connect(self._take_families)
        self._fields = Fields()
        self._shown: tuple[object, ...] = ()
        self._editors: dict[str, KeptLine | QComboBox] = {}
        self._params: dict[str, Param] = {}
        self._frames: dict[str, QWidget] = {}
        self._error = text("", "error", wrap=True, name="step_error")
        self._note = note("", "step_note")
        self._missed = note("", "step_missed")
        head = row(self._title, self._remove)
        head.setStretch(0, 1)
        self._last = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(head, self._fields, self._error, self._note, self._missed, name="step_card"))
        self._column_field = field(tr("prepare.columns"), self._columns)
        self._family_field = field(tr("prepare.models"), self._families)
        self._families.setToolTip(folded(tr("prepare.models_tip")))

    def show_step(self, view: "StepView", offers: Offers, title: str, locked: Reason | None) -> None:
        """`offers` gives the columns it may have when they are asked for; `locked` says why nothing can be changed here."""
        self._title.setText(tr("prepare.step_title", number=view.at + 1, title=title))
        self._build(view)
        self._columns.show_columns(offers, view.step.columns, view.columns, view.fixed)
        for name, editor in self._editors.items():
            self._show_value(editor, self._params[name], view.step.params.get(name, self._params[name].default))
        chosen = {name: param.default for name, param in self._params.items()} | view.step.params
        counting = [self._frames[name] for name, param in self._params.items() if param.counts(chosen)]
        self._fields.show_fields((self._column_field, *counting, *(() if view.fixed else (self._family_field,))))
        blocked = QSignalBlocker(self._families)
        self._families.setCurrentIndex(self._families.findData(",".join(view.step.families)))
        del blocked
        self._say(view)
        once = Reason("prepare.keep_first") if view.fixed else None
        allow(self._remove, locked or once, tr("prepare.remove_tip"))
        for part in (self._columns, self._families, *self._editors.values()):
            part.setEnabled(locked is None)

    def refuse(self, wrong: InputError) -> None:
        """What was asked last cannot be; it stands beside the field, and the field keeps what was typed."""
        editor = self._editors.get(self._last)
        if isinstance(editor, KeptLine):
            editor.refuse(told(wrong))
        else:
            self._error.setText(told(wrong))
            self._error.show()

    def settle(self) -> None:
        """What was asked last is recorded."""
        editor = self._editors.get(self._last)
        if isinstance(editor, KeptLine):
            editor.settle()
        self._last = ""

    def _say(self, view: "StepView") -> None:
        self._error.hide()
        self._note.setText(str(view.help))
        missed = [tr("prepare.one_column", column=one.column, told=tr(one.reason.key, **one.reason.facts)) for one in view.missed]
        self._missed.setText("\n".join((tr("prepare.not_got"), *missed)) if missed else "")
        self._missed.setVisible(bool(missed))

    def _build(self, view: "StepView") -> None:
        """The fields of this kind of step, made anew where it is another one."""
        wanted = (view.at, view.step.kind)
        if wanted == self._shown:
            return
        self._shown, self._last = wanted, ""
        self._params = {param.name: param for param in view.params}
        self._editors = {param.name: self._editor(param) for param in view.params}
        for frame in self._frames.values():
            let_go(frame)
        self._frames = {param.name: _framed(self._editors[param.name], param) for param in view.params}

    def _editor(self, param: Param) -> KeptLine | QComboBox:
        if isinstance(param.default, bool) or param.choices:
            combo = named(f"param_{param.name}", Combo())
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(6)
            for value, words in _options(param):
                combo.addItem(words, value)
            combo.activated.connect(lambda _: self._offer(param, combo.currentData()))
            return combo
        line = KeptLine(f"param_{param.name}")
        line.offered.connect(lambda words: self._offer_typed(param, words))
        return line

    def _offer_typed(self, param: Param, words: str) -> None:
        self._last = param.name
        if isinstance(param.default, str):
            self._offer(param, words)
            return
        try:
            self._offer(param, parsed(words, str(param.title)))
        except InputError as wrong:
            self.refuse(wrong)

    def _offer(self, param: Param, value: Value) -> None:
        self._last = param.name
        self.changed.emit("params", {param.name: value})

    def _take_columns(self, names: tuple[str, ...]) -> None:
        self._last = "columns"
        self.changed.emit("columns", names)

    def _take_families(self) -> None:
        chosen = str(self._families.currentData())
        self._last = "families"
        self.changed.emit("families", tuple(chosen.split(",")) if chosen else ())

    @staticmethod
    def _show_value(editor: KeptLine | QComboBox, param: Param, value: Value) -> None:
        if isinstance(editor, KeptLine):
            editor.show_kept(value if isinstance(value, str) else spelled(float(value)))
            return
        blocked = QSignalBlocker(editor)
        editor.setCurrentIndex(next((at for at, (one, _) in enumerate(_options(param)) if one == value), -1))
        del blocked


class Fields(QWidget):
    """Side by side, as many in a row as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(8)
        self._parts: tuple[QWidget, ...] = ()
        self._across = 0

    def show_fields(self, parts: tuple[QWidget, ...]) -> None:
        if parts == self._parts:
            return
        for part in self._parts:
            self._grid.removeWidget(part)
            if part not in parts:
                part.hide()
        self._parts, self._across = parts, 0
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across = min(len(self._parts), max(1, (self.width() + GAP) // (theme.px(FIELD_WIDE) + GAP)))
        if across == self._across:
            return
        self._across = across
        for place, part in enumerate(self._parts):
            self._grid.addWidget(part, place // across, place % across, Qt.AlignmentFlag.AlignTop)
            part.show()
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 1 if place < across else 0)


def _framed(editor: KeptLine | QComboBox, param: Param) -> QWidget:
    hint = _hint(param)
    made = editor.field(str(param.title), hint) if isinstance(editor, KeptLine) else field(str(param.title), editor)
    editor.setToolTip(folded(hint))
    return named("param_field", made)


def _hint(param: Param) -> str:
    """What it is, and between which bounds."""
    told_so = str(param.help) if param.help else ""
    if param.low is None or param.high is None:
        return told_so
    return " ".join(part for part in (told_so, tr("prepare.between", low=param.low, high=param.high)) if part)


def _options(param: Param) -> tuple[tuple[Value, str], ...]:
    if isinstance(param.default, bool):
        return ((True, tr("base.yes")), (False, tr("base.no")))
    words = [str(one) for one in param.choice_words] or list(param.choices)
    return tuple(zip(param.choices, words, strict=True))


def _families() -> QComboBox:
    combo = named("families", Combo())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    for families, words in FAMILIES.items():
        combo.addItem(tr(words), families)
    return combo
