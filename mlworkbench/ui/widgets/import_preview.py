"""The first rows of a file to be imported, as they are written or as they would be stored, and what is worth knowing of them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, named, note, row, text
from mlworkbench.ui.widgets.plain_table import PlainTable
from mlworkbench.ui.widgets.segments import Segments
from mlworkbench.ui.widgets.steady import Steady

if TYPE_CHECKING:
    from mlworkbench.workbench import Looked, LookedFile

NOTES, DIFFERENT = 8, 5
NOTES_LEAST, NOTES_MOST = 44, 190


class NotesRoom(Steady):
    """As high as its sentences need, up to a limit and where there is room; beyond that they scroll."""

    def sizeHint(self) -> QSize:
        content = self.widget()
        high = content.heightForWidth(content.width()) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(super().sizeHint().width(), min(high, theme.px(NOTES_MOST)))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), theme.px(NOTES_LEAST)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class ImportPreview(QWidget):
    """`view` is raw or typed."""

    view_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        named("import_preview", self)
        self._view = "typed"
        self._file: LookedFile | None = None
        self._views = Segments(
            "preview_view", tr("data.preview_view"), (("typed", tr("data.view_typed")), ("raw", tr("data.view_raw")))
        )
        self._views.chosen.connect(self._choose)
        self._table = PlainTable("import_rows", tr("data.preview_rows"))
        self._table.setSizeAdjustPolicy(PlainTable.SizeAdjustPolicy.AdjustIgnored)
        self._what = note("", "preview_what")
        self._notes = column(gap=6)
        self._notes_room = NotesRoom(boxed(self._notes))
        self._notes_room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._notes_card = card(self._notes_room, title=tr("data.worth_knowing"), name="import_notes")
        head = row(self._what, self._views)
        head.setStretch(0, 1)
        rows = card(head, self._table, name="import_rows_card")
        rows.layout().setStretch(1, 1)  # type: ignore[union-attr]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.size("card_gap"))
        layout.addWidget(rows, 1)
        layout.addWidget(self._notes_card)

    def show_view(self, view: str) -> None:
        self._view = view
        self._views.take(view)
        self._show()

    def show_file(self, looked: "Looked") -> None:
        self._file = looked.files[0]
        self._show()
        self._show_notes(looked)

    def forget(self) -> None:
        """What was seen was another file."""
        self._file = None
        self._table.fill((), ())
        self._what.setText(tr("data.no_rows_to_show"))
        self._views.hide()
        self._notes_card.hide()

    def show_column(self, name: str) -> None:
        """Brings a column into view."""
        file = self._file
        if file is not None and name in file.names and file.names.index(name) < self._table.columnCount() and file.raw:
            self._table.scrollTo(self._table.model().index(0, file.names.index(name)))

    def _choose(self, view: str) -> None:
        self._view = view
        self._show()
        self.view_chosen.emit(view)

    def _show(self) -> None:
        file = self._file
        if file is None:
            return
        rows = file.raw if self._view == "raw" else file.typed
        wide = max((len(one) for one in rows), default=0)
        across = self._table.horizontalScrollBar().value()
        self._table.fill(file.names[:wide], rows, as_they_are=True)
        self._table.setMinimumHeight(theme.px(120))
        self._table.setMaximumHeight(16_777_215)
        self._table.horizontalScrollBar().setValue(across)
        self._what.setText(tr("data.preview_what", rows=len(rows)) if rows else tr("data.no_rows_to_show"))
        self._views.setVisible(bool(rows))

    def _show_notes(self, looked: "Looked") -> None:
        clear(self._notes)
        told = [*_differences(looked), *(tr(one.reason.key, **one.reason.facts) for one in looked.files[0].notes)]
        for words in told[:NOTES]:
            self._notes.addWidget(text(words, wrap=True, selectable=False))
        if len(told) > NOTES:
            self._notes.addWidget(note(tr("data.more_notes", count=len(told) - NOTES)))
        self._notes_card.setVisible(bool(told))
        self._notes_room.updateGeometry()


def _differences(looked: "Looked") -> list[str]:
    made = []
    for one in looked.differences[:DIFFERENT]:
        key = "data.files_order" if one.order else "data.files_differ"
        made.append(tr(key, file=one.name, lacking=", ".join(one.lacking) or "–", foreign=", ".join(one.foreign) or "–"))
    return made
