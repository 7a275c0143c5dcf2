"""The columns of a file to be imported: which are taken, and of what type each is."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.column_words import TYPES, type_word
from mlworkbench.ui.widgets.parts import boxed, column, field, looks, named, note, row, small

if TYPE_CHECKING:
    from mlworkbench.workbench import LookedFile, SeenColumn

ROWS, ROW_HIGH, NAME_WIDE = 8, 26, 170


class ImportColumns(QWidget):
    """`changed` carries the column and what is asked of it: type, date_format, missing, skip; all of it, each time."""

    changed = Signal(str, dict)
    looked_at = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named("import_columns", self, tr("data.import_columns"))
        self._columns: dict[str, SeenColumn] = {}
        self._asked: dict[str, Mapping[str, Any]] = {}
        self.tree = looks("choices", named("import_column_list", QTreeWidget(), tr("data.import_columns")))
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setUniformRowHeights(True)
        self.tree.setTabKeyNavigation(False)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.header().setStretchLastSection(True)
        self.tree.setColumnWidth(0, theme.px(NAME_WIDE))
        self.tree.itemChanged.connect(self._ticked)
        self.tree.currentItemChanged.connect(lambda item, _: self._show_one(item))
        self._type = _combo("column_type")
        self._type.currentIndexChanged.connect(lambda _: self._ask(type=str(self._type.currentData() or "")))
        self._format = _combo("column_format")
        self._format.currentIndexChanged.connect(lambda _: self._ask(date_format=str(self._format.currentData() or "")))
        self._missing = named("column_missing", QLineEdit())
        self._missing.setPlaceholderText(tr("data.missing_marks_none"))
        self._missing.editingFinished.connect(self._marked)
        self._count = note("", "columns_taken")
        self._which = note("", "column_shown")
        self._format_field = field(tr("data.date_format"), self._format)
        every = small(tr("data.take_all_columns"), lambda: self._tick_all(True), "take_all_columns")
        none = small(tr("data.take_no_columns"), lambda: self._tick_all(False), "take_no_columns")
        self._one = boxed(
            column(self._which, field(tr("data.column_type"), self._type), self._format_field, self._missing_field(), gap=8)
        )
        head = row(self._count, every, none)
        head.setStretch(0, 1)
        self.setLayout(column(head, self.tree, self._one, gap=8))

    def _missing_field(self) -> QWidget:
        return field(tr("data.missing_marks"), self._missing)

    def show_file(self, file: "LookedFile", asked: Mapping[str, Mapping[str, Any]]) -> None:
        """The list as it was decided; the column chosen stays chosen."""
        current = self._current()
        self._asked = dict(asked)
        blocked = QSignalBlocker(self.tree)
        if list(self._columns) != [one.name for one in file.columns]:
            self.tree.clear()
            self.tree.addTopLevelItems([QTreeWidgetItem([one.name, ""]) for one in file.columns])
        self._columns = {one.name: one for one in file.columns}
        for place, one in enumerate(file.columns):
            if item := self.tree.topLevelItem(place):
                _fill(item, one)
        del blocked
        self.tree.setFixedHeight(theme.px(min(ROWS, max(3, len(file.columns))) * ROW_HIGH) + 8)
        self._offer_formats(file.formats)
        names = list(self._columns)
        place = names.index(current) if current in names else 0
        self.tree.setCurrentItem(self.tree.topLevelItem(place))
        self._show_one(self.tree.topLevelItem(place))
        taken = sum(one.include for one in file.columns)
        self._count.setText(tr("data.columns_taken", taken=taken, of=len(file.columns)))

    def _offer_formats(self, formats: tuple[str, ...]) -> None:
        if self._format.count() == len(formats) + 1:
            return
        blocked = QSignalBlocker(self._format)
        self._format.clear()
        self._format.addItem(tr("data.find_out"), "")
        for one in formats:
            self._format.addItem(one, one)
        del blocked

    def _current(self) -> str:
        item = self.tree.currentItem()
        return item.text(0) if item else ""

    def _show_one(self, item: QTreeWidgetItem | None) -> None:
        one = self._columns.get(item.text(0)) if item else None
        self._one.setEnabled(one is not None and one.include)
        if one is None:
            return
        blocked = [QSignalBlocker(part) for part in (self._type, self._format, self._missing)]
        self._which.setText(one.name)
        self._fill_types(one)
        self._format.setCurrentIndex(max(0, self._format.findData(one.date_format or "")))
        self._format_field.setVisible(one.type == "date")
        if not self._missing.hasFocus():
            self._missing.setText(_spelled(self._asked.get(one.name, {}).get("missing") or ()))
        del blocked
        self.looked_at.emit(one.name)

    def _fill_types(self, one: "SeenColumn") -> None:
        self._type.clear()
        guess = type_word(one.type) if one.type and not one.given else ""
        self._type.addItem(tr("data.guess_is", type=guess) if guess else tr("data.find_out"), "")
        for kind in TYPES:
            self._type.addItem(type_word(kind), kind)
        self._type.setCurrentIndex(self._type.findData(one.type) if one.given else 0)

    def _ticked(self, item: QTreeWidgetItem) -> None:
        one = self._columns.get(item.text(0))
        taken = item.checkState(0) == Qt.CheckState.Checked
        if one is not None and taken != one.include:
            self.changed.emit(one.name, {**self._asked.get(one.name, {}), "skip": not taken})

    def _tick_all(self, taken: bool) -> None:
        """All, or the chosen one alone: without any column there is nothing to import."""
        kept = self._current()
        for name in self._columns:
            self._asked[name] = {**self._asked.get(name, {}), "skip": not taken and name != kept}
        self.changed.emit("", self._asked)

    def _ask(self, **asked: Any) -> None:
        name = self._current()
        if name:
            wanted = {**self._asked.get(name, {}), **asked}
            if asked.get("type", "date") != "date":
                wanted.pop("date_format", None)
            self.changed.emit(name, wanted)

    def _marked(self) -> None:
        before = _spelled(self._asked.get(self._current(), {}).get("missing") or ())
        if self._missing.text().strip() != before:
            self._ask(missing=self._missing.text().strip())


def _spelled(marks: Any) -> str:
    return marks if isinstance(marks, str) else " ".join(f'"{mark}"' if " " in mark else mark for mark in marks)


def _fill(item: QTreeWidgetItem, one: "SeenColumn") -> None:
    kind = type_word(one.type) if one.type else tr("data.column_left_out")
    given = tr("data.given") if one.given else ""
    item.setText(1, " · ".join(part for part in (kind, one.date_format or "", given) if part))
    item.setCheckState(0, Qt.CheckState.Checked if one.include else Qt.CheckState.Unchecked)
    item.setForeground(1, theme.colour("secondary"))
    item.setForeground(0, theme.colour("text" if one.include else "faint"))
    for place in range(2):
        item.setToolTip(place, item.text(place))


def _combo(name: str) -> QComboBox:
    combo = named(name, QComboBox())
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)
    return combo
