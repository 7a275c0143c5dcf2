"""Which picture of the data: all kinds there are, in one row where it fits, else in two."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, named, row
from mlworkbench.ui.widgets.segments import Segments
from mlworkbench.ui.widgets.sides import Sides

if TYPE_CHECKING:
    from mlworkbench.workbench import PictureKind

FIRST = 5  # kinds of the first row


class PictureChoice(QWidget):
    """`chosen` carries the name of a kind."""

    chosen = Signal(str)

    def __init__(self, kinds: "Sequence[PictureKind]") -> None:
        super().__init__()
        named("picture_choice", self)
        self._halves: list[Segments] = []
        self._names: list[set[str]] = []
        for name, some in (("pictures", kinds[:FIRST]), ("more_pictures", kinds[FIRST:])):
            half = Segments(name, tr("explore.which_picture"), [(kind.name, str(kind.title)) for kind in some])
            for kind in some:
                half.explain(kind.name, str(kind.help))
            half.chosen.connect(self._choose)
            self._halves.append(half)
            self._names.append({kind.name for kind in some})
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        left, right = self._halves[0], boxed(row(self._halves[1], STRETCH))
        left.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        layout.addWidget(Sides(left, right, theme.size("small_gap")))
        self._halves[1].let_go()

    @property
    def current(self) -> str:
        return next((half.current for half in self._halves if half.current), "")

    def take(self, name: str) -> None:
        """Marks one as chosen, without telling anyone."""
        for half, names in zip(self._halves, self._names, strict=True):
            if name in names:
                half.take(name)
            else:
                half.let_go()

    def _choose(self, name: str) -> None:
        self.take(name)
        self.chosen.emit(name)
