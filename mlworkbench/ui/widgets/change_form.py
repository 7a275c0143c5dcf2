"""The form of a change, drawn from its parameters: columns to choose, values, bounds, a formula or a query."""

import keyword
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Param
from mlworkbench.base.records import Column
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.amounts import parsed
from mlworkbench.ui.widgets.columns_field import ColumnsField
from mlworkbench.ui.widgets.parts import boxed, children, clear, column, field, named, note, row, sized
from mlworkbench.workbench.recipes import Offer

if TYPE_CHECKING:
    from mlworkbench.workbench import ChangeKind

EDITOR_HIGH = 96
AGGREGATES = ("mean", "sum", "count", "min", "max", "median", "sd", "distinct", "missing")
COUNT, OF_NUMBERS = "count", frozenset({"mean", "sum", "median", "sd"})
NONE_OF = {"number": "data.no_numbers_here", "date": "data.no_dates_here", "category": "data.no_texts_here"}
EXAMPLES = {"texts": "data.example_texts", "rows": "data.example_rows", "mapping": "data.example_pairs"}
Read = Callable[[], Any]


class ChangeForm(QWidget):
    """`changed` when something was chosen or typed."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._every: tuple[Column, ...] = ()
        self._columns: tuple[Column, ...] = ()  # those that the field now being made can take
        self._reads: dict[str, Read] = {}
        self._writes: dict[str, Callable[[Any], None]] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.size("card_gap") - 4)

    def show_kind(self, kind: "ChangeKind", columns: Sequence[Column], functions: Sequence[str]) -> None:
        """Empty fields for a kind of change over these columns; `functions` are offered for formulas."""
        clear(self._layout)
        self._every, self._reads, self._writes = tuple(columns), {}, {}
        for param in kind.params:
            sort = kind.sorts.get(param.name)
            takes = kind.takes.get(param.name)
            self._columns = tuple(one for one in self._every if takes is None or one.type in takes)
            if takes is not None and not self._columns:
                self._layout.addWidget(note(tr(NONE_OF[takes[0]]), f"no_column_{param.name}"))
            makers: dict[str | None, Callable[[Param], QWidget]] = {
                "column": self._column,
                "columns": lambda one: self._several(one, kind.name != "drop_duplicates"),
                "formula": lambda one: self._editor(one, functions, self._example(one.name == "where")),
                "query": lambda one: self._editor(one, (), tr("data.example_query")),
                "mapping": lambda one: self._pairs(
                    one, tr("data.example_names" if kind.name == "rename" else "data.example_pairs")
                ),
                "aggregates": self._aggregate,
            }
            maker = makers.get(sort)
            self._layout.addWidget(maker(param) if maker else self._plain(param, sort))
        if "formula" not in kind.sorts.values():
            for name in (one for one in children(self, QLineEdit) if one.objectName() == "change_name"):
                name.setPlaceholderText(tr("data.named_by_itself"))

    def params(self) -> dict[str, Any]:
        """What is chosen. Raises InputError naming a field that holds no number where one is needed."""
        return {name: read() for name, read in self._reads.items()}

    def take(self, params: Mapping[str, Any]) -> None:
        """What was chosen before."""
        for name, value in params.items():
            if name in self._writes:
                self._writes[name](value)

    # fields ---------------------------------------------------------------------------------------------------------------

    def _keep(self, param: Param, widget: QWidget, read: Read, write: Callable[[Any], None], hint: str = "") -> QWidget:
        named(f"change_{param.name}", widget)
        self._reads[param.name], self._writes[param.name] = read, write
        return field(str(param.title), widget, hint or (str(param.help) if param.help else ""))

    def _column(self, param: Param) -> QWidget:
        combo = _combo([(one.name, one.name) for one in self._columns])
        combo.activated.connect(lambda _: self.changed.emit())
        return self._keep(param, combo, combo.currentData, lambda value: combo.setCurrentIndex(combo.findData(value)))

    def _several(self, param: Param, must: bool) -> QWidget:
        offers = tuple(Offer(one.name, one.type, None) for one in self._columns)
        every = tuple(one.name for one in self._columns)
        chosen: list[str] = list(every[:1]) if must else []
        button = ColumnsField()

        def show(names: Sequence[str]) -> None:
            chosen[:] = names
            button.show_columns(lambda: offers, tuple(names), every, must)
            self.changed.emit()

        button.chosen.connect(show)
        show(chosen)
        return self._keep(param, button, lambda: list(chosen), show)

    def _example(self, condition: bool) -> str:
        """With a column that is there."""
        name = next((one.name for one in self._every if one.type == "number"), None)
        if name is None:
            return tr("data.example_missing", column=_written(self._every[0].name, False)) if self._every else ""
        return tr("data.example_condition" if condition else "data.example_formula", column=_written(name, False))

    def _editor(self, param: Param, functions: Sequence[str], example: str) -> QWidget:
        editor = sized(QPlainTextEdit(), height=theme.px(EDITOR_HIGH))
        editor.setTabChangesFocus(True)
        editor.setPlaceholderText(example)
        editor.textChanged.connect(self.changed)
        shown = self._keep(param, editor, editor.toPlainText, lambda value: editor.setPlainText(str(value)))
        query = not functions
        columns = _combo([("", tr("data.insert_column")), *((_written(one.name, query), one.name) for one in self._columns)])
        inserts = [named(f"insert_column_{param.name}", columns, tr("data.insert_column"))]
        if functions:
            offered = _combo([("", tr("data.insert_function")), *((f"{one}(", one) for one in functions)])
            inserts.append(named(f"insert_function_{param.name}", offered, tr("data.insert_function")))
        for combo in inserts:
            combo.activated.connect(lambda _, combo=combo: _insert(editor, combo))
        return boxed(column(shown, row(*inserts, gap=8), gap=6))

    def _pairs(self, param: Param, hint: str) -> QWidget:
        editor = sized(QPlainTextEdit(), height=theme.px(EDITOR_HIGH))
        editor.setTabChangesFocus(True)
        editor.textChanged.connect(self.changed)
        return self._keep(
            param, editor, lambda: _read_pairs(editor.toPlainText()), lambda value: editor.setPlainText(_told_pairs(value)), hint
        )  # fmt: skip

    def _aggregate(self, param: Param) -> QWidget:
        """One figure; more of them are made one after the other."""
        function = named("aggregate_function", _combo([(one, tr(f"data.aggregate_{one}")) for one in AGGREGATES]))
        of = named("aggregate_column", _combo([]))
        of_field = field(tr("data.of_column"), of)
        name = named("aggregate_name", QLineEdit())

        def offer() -> None:
            """Columns that have such a figure; rows alone are counted without any."""
            before, numbers = of.currentData(), function.currentData() in OF_NUMBERS
            of.clear()
            for one in self._every:
                if not numbers or one.type in ("number", "flag"):
                    of.addItem(one.name, one.name)
            of.setCurrentIndex(max(0, of.findData(before)))
            of_field.setVisible(function.currentData() != COUNT)

        offer()
        for then in (offer, self.changed.emit):
            function.activated.connect(lambda _, then=then: then())
        of.activated.connect(lambda _: self.changed.emit())
        name.textChanged.connect(self.changed)
        name.setPlaceholderText(tr("data.named_by_itself"))

        def read() -> list[dict[str, str]]:
            return [{"function": function.currentData(), "column": of.currentData() or "", "name": name.text().strip()}]

        def write(value: Sequence[Mapping[str, str]]) -> None:
            for one in value[:1]:
                function.setCurrentIndex(function.findData(one.get("function")))
                offer()
                of.setCurrentIndex(of.findData(one.get("column")))
                name.setText(one.get("name", ""))

        self._reads[param.name], self._writes[param.name] = read, write
        fields = row(field(str(param.title), function), of_field, gap=8)
        return boxed(column(fields, field(tr("data.new_name"), name), gap=8))

    def _plain(self, param: Param, sort: str | None) -> QWidget:
        if isinstance(param.default, bool):
            box = named(f"change_{param.name}", QCheckBox(str(param.title)), str(param.title))
            box.setChecked(param.default)
            box.toggled.connect(lambda _: self.changed.emit())
            self._reads[param.name], self._writes[param.name] = box.isChecked, lambda value: box.setChecked(bool(value))
            return box
        if param.choices:
            words = [str(one) for one in param.choice_words] or [one or "–" for one in param.choices]
            combo = _combo(list(zip(param.choices, words, strict=True)))
            combo.setCurrentIndex(combo.findData(param.default))
            combo.activated.connect(lambda _: self.changed.emit())
            return self._keep(param, combo, combo.currentData, lambda value: combo.setCurrentIndex(combo.findData(value)))
        line = QLineEdit()
        line.textChanged.connect(self.changed)
        hint = tr(EXAMPLES[sort]) if sort in EXAMPLES else ""
        return self._keep(param, line, lambda: _typed(line.text(), sort, param), lambda value: line.setText(_shown(value)), hint)


def _typed(words: str, sort: str | None, param: Param) -> Any:
    if sort in ("texts", "rows"):
        found = [one.strip() for one in words.split(",") if one.strip()]
        return [int(parsed(one, str(param.title))) for one in found] if sort == "rows" else found
    if sort == "bound" or not isinstance(param.default, str):
        return parsed(words, str(param.title)) if words.strip() else None
    return words.strip()


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _read_pairs(words: str) -> dict[str, str | None]:
    """A line each: old = new; nothing behind the sign means missing."""
    found: dict[str, str | None] = {}
    for line in words.splitlines():
        old, sign, new = line.partition("=")
        if not line.strip():
            continue
        if not sign:
            raise InputError("data.no_pair", found=line[:60])
        found[old.strip()] = new.strip() or None
    return found


def _told_pairs(value: Mapping[str, str | None]) -> str:
    return "\n".join(f"{old} = {new or ''}" for old, new in value.items())


def _combo(options: Sequence[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(10)
    for value, words in options:
        combo.addItem(words, value)
    return combo


def _written(name: str, query: bool) -> str:
    """A column's name as it stands in a query or a formula."""
    if query:
        return '"' + name.replace('"', '""') + '"'
    plain = name.isidentifier() and name.isascii() and not keyword.iskeyword(name)
    doubled = name.replace("`", "``")
    return name if plain else f"`{doubled}`"


def _insert(editor: QPlainTextEdit, combo: QComboBox) -> None:
    editor.insertPlainText(str(combo.currentData()))
    combo.setCurrentIndex(0)
    editor.setFocus()
