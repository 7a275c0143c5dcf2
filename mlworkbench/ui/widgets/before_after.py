"""Real training rows before and after a step, those that change first; what is new or another value now is tinted."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.cells import Tinted
from mlworkbench.ui.widgets.combos import Combo
from mlworkbench.ui.widgets.parts import STRETCH, card, heading, named, note, row, text
from mlworkbench.ui.widgets.recipe_words import sentence

if TYPE_CHECKING:
    from mlworkbench.workbench import Effect, Excerpt

ROW_HIGH, WIDEST, SHOWN_ROWS = 31, 240, 6
BAR_HIGH: Final = 12  # room for the scroll bar
MOST_DECIMALS: Final = 6
SAME: Final = 1e15
Cell = str | float | None


class BeforeAfter(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._effect: Effect | None = None
        self._key = ""
        self._at: tuple[int, str] | None = None
        self._which: QComboBox = named("sample_column", Combo(), tr("prepare.sample_column"), tr("prepare.sample_column_tip"))
        self._which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._which.setMinimumContentsLength(14)
        self._which.currentIndexChanged.connect(self._show_sample)
        self._first = text(tr("prepare.changes_first"), "note")
        self._learnt = note("", "learnt")
        self._table = _Rows()
        self._waiting = note("", "no_rows")
        head = row(heading(tr("prepare.before_after")), STRETCH, self._first, self._which, gap=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(head, self._learnt, self._table, self._waiting, name="before_after"))

    def show_effect(self, effect: "Effect | None", key: str, place: tuple[int, str], waiting: str = "") -> None:
        """`key` is the column by which rows are known; `waiting` says why there is nothing to see.

        `place` is that of the step: another one begins with its first table.
        """
        self._effect, self._key = effect, key
        samples = effect.samples if effect else ()
        for part in (self._first, self._table):
            part.setVisible(bool(samples))
        self._waiting.setText(waiting or tr("prepare.nothing_to_show"))
        self._waiting.setVisible(not samples)
        self._learnt.hide()
        chosen = str(self._which.currentData() or "") if place == self._at else ""
        self._at = place
        blocked = QSignalBlocker(self._which)
        self._which.clear()
        for sample in samples:
            self._which.addItem(sample.column or tr("prepare.all_of_them"), sample.column)
        self._which.setCurrentIndex(max(0, self._which.findData(chosen)))
        self._which.setVisible(len(samples) > 1)
        del blocked
        self._show_sample()

    def _show_sample(self) -> None:
        place = self._which.currentIndex()
        if self._effect is None or not 0 <= place < len(self._effect.samples):
            return
        sample = self._effect.samples[place]
        names = [name for name in sample.before if name in self._effect.learnt]
        lines = [tr("prepare.one_column", column=name, told=sentence(self._effect.learnt[name])) for name in names]
        self._learnt.setText("\n".join(lines))
        self._learnt.setVisible(bool(lines))
        self._fill(sample)

    def _fill(self, sample: "Excerpt") -> None:
        heads = [self._key or tr("prepare.row_number"), *sample.before, *(f"→ {name}" for name in sample.after)]
        table = self._table
        table.clear()
        table.setColumnCount(len(heads))
        table.setRowCount(len(sample.rows))
        for place, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setToolTip(head)
            table.setHorizontalHeaderItem(place, item)
        keys: list[Cell] = [one.key if self._key else float(one.number) for one in sample.rows]
        self._column(0, keys, [""] * len(keys))
        for place, _ in enumerate(sample.before):
            self._column(1 + place, [one.before[place] for one in sample.rows], [""] * len(sample.rows))
        for place, name in enumerate(sample.after):
            was = sample.before.index(name) if name in sample.before else None
            tints = ["selection" if was is None or one.before[was] != one.after[place] else "drop" for one in sample.rows]
            cells = [one.after[place] for one in sample.rows]
            self._column(1 + len(sample.before) + place, cells, tints if sample.before else [""] * len(cells))
        table.resizeColumnsToContents()
        table.widths = [min(theme.px(WIDEST), table.columnWidth(place) + 8) for place in range(len(heads))]
        table.spread()

    def _column(self, place: int, cells: Sequence[Cell], tints: Sequence[str]) -> None:
        """Numbers stand at the right with as many decimals as the column needs."""
        numbers = [cell for cell in cells if isinstance(cell, float)]
        decimals = max((_decimals(cell) for cell in numbers), default=0)
        side = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        head = self._table.horizontalHeaderItem(place)
        if head is not None:
            head.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        for at, (cell, tint) in enumerate(zip(cells, tints, strict=True)):
            item = QTableWidgetItem(tr("data.missing") if cell is None else _shown(cell, decimals))
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(item.text())
            if tint:
                item.setData(Qt.ItemDataRole.BackgroundRole, theme.colour(tint))
            if cell is None:
                font = self._table.font()
                font.setItalic(True)
                item.setFont(font)
                item.setForeground(QBrush(theme.colour("faint")))
            self._table.setItem(at, place, item)


class _Rows(QTableWidget):
    """Columns as wide as their cells need; what is left of the room is divided among them."""

    def __init__(self) -> None:
        super().__init__()
        named("sample_rows", self, tr("prepare.before_after"))
        self.widths: list[int] = []
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(Tinted(self))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HIGH))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setSectionsClickable(False)

    def spread(self) -> None:
        left = self.viewport().width() - sum(self.widths)
        each = max(0, left // len(self.widths)) if self.widths else 0
        for place, wide in enumerate(self.widths):
            self.setColumnWidth(place, wide + each)
        rows = theme.px(ROW_HIGH) * min(SHOWN_ROWS, self.rowCount())
        high = self.horizontalHeader().sizeHint().height() + rows + (BAR_HIGH if left < 0 else 2)
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.spread()


def _decimals(value: float) -> int:
    """Those a value needs; none for one that needs too many to be read."""
    text_ = repr(value)
    needed = 0 if "e" in text_ else len(text_.partition(".")[2].removesuffix("0"))
    return needed if needed <= MOST_DECIMALS else 0


def _shown(cell: str | float, decimals: int) -> str:
    """As it is where it can be read so, else with four digits that count."""
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\n", " ↵ ")
    if not decimals and cell == round(cell) and abs(cell) < SAME:
        return f"{cell:.0f}"  # a year or a code has no thousands
    plain = f"{cell:,.{decimals}f}" if abs(cell) < SAME else ""
    return plain if plain and float(plain.replace(",", "")) == cell else number(cell)
