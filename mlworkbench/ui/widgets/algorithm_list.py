"""The algorithms a run may use: what each would need, whether that is within the limits, and why some cannot be used here."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from mlworkbench.base.words import bytes_, microseconds, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.cells import Mark, PillCells
from mlworkbench.ui.widgets.parts import named
from mlworkbench.ui.widgets.terms import folded
from mlworkbench.workbench.offers import Offer

NAME, KIND, READABLE, TIME, SIZE, STATE = range(6)
HEADS: Final = ("train.algorithm", "train.kind", "train.explainable", "train.row_time", "train.size", "train.limits")
WIDE: Final = {KIND: 112, READABLE: 132, TIME: 104, SIZE: 104, STATE: 150}
LEFT_OUT: Final = (KIND, READABLE, SIZE, TIME)  # the first to go where there is no room; a row's tooltip tells them
NAME_WIDE: Final = 210
MOST_SHOWN, ROW_HIGH = 8, 30
KINDS: Final = {"tree": "train.kind_tree", "linear": "train.kind_linear"}
TIPS: Final = {TIME: "train.foretold_tip", SIZE: "train.foretold_tip", READABLE: "train.explainable_tip"}
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AlgorithmList(QTableWidget):
    """`changed` is sent when the user takes one in or leaves one out; Space does it for the current row."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("algorithms", self, tr("train.algorithms"))
        self.setColumnCount(len(HEADS))
        for at, key in enumerate(HEADS):
            self.setHorizontalHeaderItem(at, _head(at, tr(key)))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setItemDelegateForColumn(STATE, PillCells(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.px(ROW_HIGH))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self._offers: tuple[Offer, ...] = ()
        self.itemChanged.connect(lambda _: self.changed.emit())

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are taken."""
        items = [self.item(row, NAME) for row in range(self.rowCount())]
        taken = [item is not None and item.checkState() == Qt.CheckState.Checked for item in items]
        return tuple(one.name for one, is_taken in zip(self._offers, taken, strict=False) if is_taken)

    @property
    def is_usual(self) -> bool:
        """Whether these are what the preset takes by itself."""
        return self.names == tuple(one.name for one in self._offers if one.by_itself)

    def show_offers(self, offers: Sequence[Offer], taken: Iterable[str] | None = None) -> None:
        """`taken` are those to be marked; None: what the preset takes by itself. Nothing is sent."""
        blocked = QSignalBlocker(self)
        self._offers = tuple(offers)
        wanted = {one.name for one in offers if one.by_itself} if taken is None else set(taken)
        self.setRowCount(len(offers))
        for row, one in enumerate(offers):
            for at, words in enumerate(_cells(one)):
                self.setItem(row, at, _item(one, words, at, one.name in wanted))
        shown = min(MOST_SHOWN, max(1, len(offers)))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + theme.px(ROW_HIGH) * shown + 6)
        del blocked

    def resizeEvent(self, event: QResizeEvent) -> None:
        widths = {at: theme.px(wide) for at, wide in WIDE.items()}
        lacking = sum(widths.values()) + theme.px(NAME_WIDE) - self.viewport().width()
        for at in LEFT_OUT:
            self.setColumnHidden(at, lacking > 0)
            lacking -= widths[at]
        for at, wide in widths.items():
            self.setColumnWidth(at, wide)
        super().resizeEvent(event)


def _cells(one: Offer) -> tuple[str, ...]:
    need = (microseconds(one.need.row_microseconds), bytes_(one.need.bytes)) if one.need else ("–", "–")
    readable = tr("train.explains") if one.explainable else "–"
    return (str(one.title), tr(KINDS[one.family]) if one.family in KINDS else one.family, readable, *need, _mark(one).words)


def _mark(one: Offer) -> Mark:
    if one.refusal is not None:
        return Mark(tr("train.not_here"), "plain")
    if one.kept is None:
        return Mark(tr("train.no_limits") if one.need else tr("train.limits_unknown"), "plain")
    return Mark(tr("train.meets_limits"), "good") if one.kept else Mark(tr("train.over_limits"), "warning")


def _head(at: int, words: str) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    item.setTextAlignment(RIGHT if at in (TIME, SIZE) else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    if at in TIPS:
        item.setToolTip(folded(tr(TIPS[at])))
    return item


def _item(one: Offer, words: str, at: int, is_taken: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(words)
    why = tr(one.refusal.key, **one.refusal.facts) if one.refusal else str(one.help)
    ships = tr("train.ships_as", targets=", ".join(map(str, one.targets)))
    item.setToolTip("\n".join((str(one.title), folded(why), ships)))
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    if at in (TIME, SIZE):
        item.setTextAlignment(RIGHT)
    if at == STATE:
        item.setData(Qt.ItemDataRole.UserRole, _mark(one))
    if one.refusal is not None:
        item.setForeground(QBrush(theme.colour("disabled")))
    elif at == NAME:
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if is_taken else Qt.CheckState.Unchecked)
    return item
