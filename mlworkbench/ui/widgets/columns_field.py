"""The columns of a step: a field that names them, and the list it opens, with the type of each and what speaks against it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QTreeWidget, QTreeWidgetItem

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.column_words import type_word
from mlworkbench.ui.widgets.parts import STRETCH, column, looks, named, primary, row, secondary, small, text
from mlworkbench.ui.widgets.popup import Popup
from mlworkbench.ui.widgets.terms import folded

if TYPE_CHECKING:
    from mlworkbench.workbench import Offer

Offers = Callable[[], Sequence["Offer"]]
WIDE, HIGH, NAME_WIDE = 440, 300, 190
NAMED, LISTED = 3, 40  # names that the field and its tooltip show


class ColumnsField(QPushButton):
    """`chosen` carries the names; without any the step takes all it can."""

    chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        looks("field", named("step_columns", self))
        self.setAutoDefault(False)
        self.clicked.connect(lambda checked=False: self._open())
        self._words = ""
        self.popup = ColumnsPopup(self)
        self.popup.taken.connect(self.chosen)

    def show_columns(self, offers: Offers, names: Sequence[str], gets: Sequence[str], must_name: bool) -> None:
        """`names` are those of the step, `gets` the ones it really gets; a step that `must_name` its columns cannot take all."""
        self.popup.show_offers(offers, names, must_name)
        if not names:
            self._say(tr("prepare.all_columns", count=len(gets)), _listed(gets))
        elif len(names) <= NAMED:
            self._say(", ".join(names), "")
        else:
            self._say(tr("prepare.some_columns", count=len(names)), _listed(names))

    def show_few(self, offers: Offers, names: Sequence[str], none: str) -> None:
        """Where no column may be chosen as well; `none` says so."""
        self.popup.show_offers(offers, names, must_name=True, may_lack=True)
        listed = tr("prepare.some_columns", count=len(names)) if len(names) > NAMED else ", ".join(names)
        self._say(listed or none, _listed(names))

    def words(self) -> str:
        return self._words

    def _say(self, words: str, tip: str) -> None:
        self._words = words
        self.setAccessibleDescription(words)
        self.setToolTip(folded(tip or words))
        self._fit()

    def _open(self) -> None:
        self.popup.begin()
        self.popup.open_below(self.popup.search, theme.px(WIDE))

    def _fit(self) -> None:
        room = max(0, self.width() - theme.px(40))
        self.setText(QFontMetrics(self.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(120), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(theme.px(120), super().sizeHint().height())


class ColumnsPopup(Popup):
    """Ticks are taken by Apply; Escape and Cancel leave all as it was."""

    taken = Signal(tuple)

    def __init__(self, anchor: ColumnsField) -> None:
        super().__init__("columns_popup", tr("prepare.choose_columns"), anchor)
        self.search = named("column_search", QLineEdit(), tr("prepare.search_columns"))
        self.search.setPlaceholderText(tr("prepare.search_columns"))
        self.search.textChanged.connect(self._sift)
        self.search.returnPressed.connect(self._take)
        self.everything = named("take_all", QCheckBox(tr("prepare.take_all")), tr("prepare.take_all"))
        self.everything.setToolTip(tr("prepare.take_all_tip"))
        self.everything.toggled.connect(self._follow)
        self.tree = _tree()
        self.tree.itemChanged.connect(lambda item, place: self._count())
        self._found = text("", "note", name="columns_counted")
        self._apply = primary(tr("prepare.apply"), self._take, "columns_apply")
        every = small(tr("prepare.tick_all"), lambda: self._tick(True), "tick_all", tr("prepare.tick_all_tip"))
        none = small(tr("prepare.tick_none"), lambda: self._tick(False), "tick_none")
        cancel = secondary(tr("ask.cancel"), self.hide, "columns_cancel")
        top = row(every, none, STRETCH, self._found)
        bottom = row(STRETCH, cancel, self._apply)
        self.setLayout(column(self.search, self.everything, top, self.tree, bottom, gap=9, margins=(12, 12, 12, 12)))
        self._offers: Offers = tuple
        self._names: tuple[str, ...] = ()
        self._must_name = self._may_lack = False

    def show_offers(self, offers: Offers, names: Sequence[str], must_name: bool, may_lack: bool = False) -> None:
        """What `begin` fills the list with; with `may_lack` no column may be ticked as well."""
        self._offers, self._names, self._must_name, self._may_lack = offers, tuple(names), must_name, may_lack

    def begin(self) -> None:
        """As the step has it. Columns that nothing speaks against come first, those the data does not have come last."""
        blocked = [QSignalBlocker(part) for part in (self.tree, self.everything)]
        self.tree.clear()
        offers = self._offers()
        for offer in sorted(offers, key=lambda offer: offer.why is not None and offer.column not in self._names):
            why = tr(offer.why.key, **offer.why.facts) if offer.why else ""
            self.tree.addTopLevelItem(_item(offer.column, type_word(offer.type), why, offer.column in self._names))
        known = {offer.column for offer in offers}
        for name in (name for name in self._names if name not in known):
            self.tree.addTopLevelItem(_item(name, "", tr("prepare.missed_gone"), True))
        self.everything.setVisible(not self._must_name)
        self.everything.setChecked(not self._names and not self._must_name)
        del blocked
        self.search.clear()
        self._follow()

    def _follow(self) -> None:
        self.tree.setEnabled(not self.everything.isChecked())
        self._count()

    def _count(self) -> None:
        names = self._ticked()
        self._found.setText(tr("prepare.columns_ticked", count=len(names), of=self.tree.topLevelItemCount()))
        able = self.everything.isChecked() or self._may_lack or bool(names)
        self._apply.setEnabled(able)
        self._apply.setToolTip("" if able else tr("prepare.keep_none"))

    def _sift(self, words: str) -> None:
        wanted = words.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text(0).casefold() for word in wanted))

    def _tick(self, on: bool) -> None:
        """Of those in sight, all or none; only those that nothing speaks against are ticked."""
        blocked = QSignalBlocker(self.tree)
        self.everything.setChecked(False)
        for item in self._items():
            if not item.isHidden() and not (on and item.data(0, Qt.ItemDataRole.UserRole)):
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        del blocked
        self._follow()

    def _take(self) -> None:
        names = () if self.everything.isChecked() else self._ticked()
        if names or self._may_lack or self.everything.isChecked():
            self.hide()
            self.taken.emit(names)

    def _ticked(self) -> tuple[str, ...]:
        return tuple(item.text(0) for item in self._items() if item.checkState(0) == Qt.CheckState.Checked)

    def _items(self) -> list[QTreeWidgetItem]:
        return [item for place in range(self.tree.topLevelItemCount()) if (item := self.tree.topLevelItem(place))]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:LISTED]) + ("…" if len(names) > LISTED else "")


def _tree() -> QTreeWidget:
    tree = looks("choices", named("column_choices", QTreeWidget(), tr("prepare.choose_columns")))
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setTabKeyNavigation(False)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    tree.header().setStretchLastSection(True)
    tree.setColumnWidth(0, theme.px(NAME_WIDE))
    tree.setFixedHeight(theme.px(HIGH))
    return tree


def _item(name: str, kind: str, why: str, ticked: bool) -> QTreeWidgetItem:
    item = QTreeWidgetItem([name, why or kind])
    for place, tip in enumerate((name, why or kind)):
        item.setToolTip(place, tip)
    item.setForeground(1, theme.colour("secondary"))
    item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
    item.setData(0, Qt.ItemDataRole.UserRole, bool(why))
    if why:
        item.setForeground(0, theme.colour("faint"))
    return item
