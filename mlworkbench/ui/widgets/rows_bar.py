"""The bar above the rows: search, sort, filter, what of these holds now, and how many rows there are."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.flow import Flow
from mlworkbench.ui.widgets.parts import boxed, clear, looks, named, small, text
from mlworkbench.ui.widgets.view_popups import FilterPopup, SortPopup

GAP, NARROW, WIDE = 6, 150, 300
Chip = tuple[str, str, object]
"""Its kind, its words, and what it stands for."""


class RowsBar(QWidget):
    """`removed` carries what the chip stands for that was taken away; `searched` the words of the search."""

    searched = Signal(str)
    removed = Signal(str, object)
    all_wanted = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        named("rows_bar_above", self)
        self.search = SearchLine()
        self.search.returnPressed.connect(lambda: self.searched.emit(self.search.text()))
        self.sort_button = _opening(tr("data.sort"), "sort_rows", tr("data.sort_tip"))
        self.filter_button = _opening(tr("data.filter"), "filter_rows", tr("data.filter_tip"))
        self.sort, self.filter = SortPopup(self.sort_button), FilterPopup(self.filter_button)
        self.sort_button.clicked.connect(lambda checked=False: self.sort.begin())
        self.filter_button.clicked.connect(lambda checked=False: self.filter.begin())
        self._count = text("", "note", name="rows_counted")
        self._stop = small(tr("ask.cancel"), self.stopped.emit, "view_cancel")
        self._stop.hide()
        top = Flow(GAP, self.search, self.sort_button, self.filter_button, self._count, self._stop)
        self._chips = Flow(GAP)
        self._chosen = boxed(self._chips, "rows_chosen")
        self._chosen.hide()
        self._wrong = text("", "error", wrap=True, name="rows_wrong")
        self._wrong.hide()
        self._progress = _thin()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(GAP)
        layout.addLayout(top)
        for part in (self._chosen, self._wrong, self._progress):
            layout.addWidget(part)

    def event(self, event: QEvent) -> bool:
        """As high as its lines need: where the window is too low for all, the page scrolls and nothing is squeezed."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.setMinimumHeight(self.layout().totalHeightForWidth(self.width()))  # type: ignore[union-attr]
        return super().event(event)

    def show_chips(self, chips: Sequence[Chip]) -> None:
        focused = self._chosen.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        clear(self._chips)
        for kind, words, stands_for in chips:
            self._chips.addWidget(self._chip(kind, words, stands_for))
        if chips:
            self._chips.addWidget(small(tr("data.show_all_rows"), self.all_wanted.emit, "all_rows_again"))
        self._chosen.setVisible(bool(chips))
        if focused:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_count(self, count: int, total: int) -> None:
        words = tr("data.rows_total", total=total) if count == total else tr("data.rows_counted", count=count, total=total)
        self._count.setText(words)

    def show_progress(self, fraction: float | None) -> None:
        """None where nothing is sought."""
        self._progress.setVisible(fraction is not None)
        self._stop.setVisible(fraction is not None)
        self._count.setVisible(fraction is None)  # in one place: the bar stays as high as it is
        self._progress.setValue(round(1000 * (fraction or 0)))

    def say(self, why: str) -> None:
        """Why rows could not be found; empty for all is well."""
        self._wrong.setText(why)
        self._wrong.setVisible(bool(why))

    def _chip(self, kind: str, words: str, stands_for: object) -> QPushButton:
        told = tr("data.chip_remove", chip=words)
        chip = small(words, lambda: self.removed.emit(kind, stands_for), f"chip_{kind}", told)
        chip.setAccessibleName(told)
        chip.setText(words.replace("&", "&&"))
        chip.setIcon(theme.icon("close"))
        return looks("chip", chip)


class SearchLine(QLineEdit):
    """Escape takes away what was typed and not searched for."""

    def __init__(self) -> None:
        super().__init__()
        named("search_rows", self, tr("data.search_rows"), tr("data.search_rows_tip"))
        self.setPlaceholderText(tr("data.search_rows"))
        self.setMinimumWidth(theme.px(NARROW))
        self.setMaximumWidth(theme.px(WIDE))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._searched = ""

    @property
    def waiting(self) -> str | None:
        """What was typed and not searched for."""
        return self.text() if self.text() != self._searched else None

    def show_searched(self, words: str) -> None:
        if words != self._searched:
            self._searched = words
            self.setText(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.waiting is not None:
            self.setText(self._searched)
        else:
            super().keyPressEvent(event)


def _opening(words: str, name: str, tip: str) -> QPushButton:
    button = small(words, None, name, tip)
    button.setIcon(theme.icon("down"))
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return button


def _thin() -> QProgressBar:
    bar = looks("thin", named("view_bar", QProgressBar(), tr("job.progress")))
    bar.setRange(0, 1000)
    bar.setTextVisible(False)
    policy = bar.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    bar.setSizePolicy(policy)
    bar.hide()
    return bar
