"""The figures that matter most, a card each, with how sure they are; each can be asked how it came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QFrame, QToolButton, QToolTip, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.mosaic import Mosaic, tiles
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, card, icon_button, let_go, named, note, quiet, restyle, row, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go

LEAST_WIDE: Final = 186
ACROSS: Final = (5, 4, 3, 2, 1)
LONGEST_TOLD: Final = 60_000  # milliseconds that an explanation which was asked for stays


@dataclass(frozen=True)
class Figure:
    """`value` is written large, `lines` stand below, `how` is told on request. `link` (words, page) gives what is missing."""

    name: str
    title: str
    value: str
    lines: tuple[str, ...]
    how: str
    tone: str = ""
    link: tuple[str, str] | None = None


class FigureCards(QWidget):
    """As many side by side as fit. Figures that stay the same keep their cards, and with them the keyboard's place."""

    def __init__(self, go: "Go") -> None:
        super().__init__()
        named("figures", self)
        self._go = go
        self._shown: tuple[Figure, ...] = ()
        self._mosaic = Mosaic(theme.size("card_gap"), *tiles((), (1,)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._mosaic)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        if tuple(figures) == self._shown:
            return
        self._shown = tuple(figures)
        before = self._mosaic
        made = [self._card(one) for one in figures]
        counts = [count for count in ACROSS if count <= 2 or (count <= len(made) and len(made) % count != 1)]  # none alone
        self._mosaic = Mosaic(theme.size("card_gap"), *tiles(made, counts))
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(before, self._mosaic)
        let_go(before)

    def _card(self, one: Figure) -> QFrame:
        title = Elided(one.title)
        restyle(title, look="note")
        how = icon_button("info", tr("evaluate.how", figure=one.title), name=f"how_{one.name}")
        how.setToolTip(one.how)
        how.setAccessibleDescription(one.how)
        how.clicked.connect(lambda checked=False: _tell(how, one.how))
        head = row(title, how, gap=4)
        head.setStretch(0, 1)
        value = text(one.value, "figure", selectable=True, name=f"figure_{one.name}")
        value.setAccessibleName(f"{one.title}: {one.value}")
        below: list[QWidget] = [note(line) for line in one.lines]
        if one.link is not None:
            words, page = one.link
            below.append(boxed(row(quiet(words, lambda: self._go(page), f"link_{one.name}"), STRETCH)))
        made = card(head, value, *below, STRETCH, name=f"card_{one.name}", tone=one.tone)
        for part in (made, value, *below[: len(one.lines)]):
            part.setToolTip(one.how)
        made.setMinimumWidth(theme.px(LEAST_WIDE))
        inner = made.layout()
        if inner is not None:
            inner.setSpacing(3)
            inner.setContentsMargins(*(theme.size("card_padding"), 11) * 2)
        return made


def _tell(button: QToolButton, words: str) -> None:
    """At once, also for those who have no pointer."""
    QToolTip.showText(button.mapToGlobal(QPoint(0, button.height())), words, button, button.rect(), LONGEST_TOLD)
