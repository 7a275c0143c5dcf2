"""Where a model comes from: every record behind it, newest first, down to the files with their hashes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import short_hash, tr
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, clear, column, icon_button, line, named, note, row, small, text
from mlworkbench.workbench import lineage

if TYPE_CHECKING:
    from mlworkbench.workbench import Stop

MOST, FEW = 12, 3  # stops that are shown at once, files always; so few more are shown, too


class LineageCard(QWidget):
    """`show_stops` shows the way; a long one is cut in the middle until it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._stops: tuple[Stop, ...] = ()
        self._whole = False
        self._rows = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            card(note(tr("govern.lineage_card_note")), self._rows, title=tr("govern.lineage_card"), name="lineage_card")
        )

    def show_stops(self, stops: "Sequence[Stop]") -> None:
        if tuple(stops) == self._stops:
            return
        if not self._stops or stops[-1:] != self._stops[-1:]:
            self._whole = False
        self._stops = tuple(stops)
        self._show()

    def _show(self) -> None:
        clear(self._rows)
        files = [stop for stop in self._stops if stop.kind == "file"]
        others = [stop for stop in self._stops if stop.kind != "file"]
        hidden = set() if self._whole or len(others) <= MOST + FEW else set(map(id, others[MOST:]))
        offered = False
        for place, stop in enumerate(self._stops):
            if id(stop) not in hidden:
                self._rows.addWidget(_shown(stop, place))
            elif not offered:
                offered = True
                more = small(tr("govern.lineage_rest", count=len(hidden)), self._show_whole, "lineage_rest")
                self._rows.addWidget(boxed(row(more, STRETCH, margins=(0, 6, 0, 6))))
        self.setVisible(bool(files or others))

    def _show_whole(self) -> None:
        self._whole = True
        self._show()


def _shown(stop: "Stop", place: int) -> QWidget:
    what = text(lineage.sentence(stop), wrap=True, selectable=True, name=f"stop_{place}")
    said = [note(one) for one in lineage.details(stop)]
    made = note(tr("data.imported_by", who=stop.who, when=stop.when))
    told = boxed(column(what, *said, made, gap=2))
    parts: list[QWidget] = [told]
    if stop.hash:
        label = tr("govern.hash")
        shown = named(f"hash_{place}", text(short_hash(stop.hash), "note"), f"{label}: {stop.hash}", stop.hash)
        copy = icon_button(
            "copy",
            tr("data.copy_hash", label=label),
            lambda: QGuiApplication.clipboard().setText(stop.hash),
            f"copy_hash_{place}",
        )
        parts.append(boxed(row(shown, copy, gap=4)))
    inner = row(*parts, gap=12, margins=(0, 7, 0, 7))
    inner.setStretch(0, 1)
    whole = boxed(column(inner, line(), gap=0))
    if stop.place:
        what.setToolTip(stop.place)
    return whole
