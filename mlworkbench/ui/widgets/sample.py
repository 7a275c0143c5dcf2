"""A sample to begin with: the shape of its data, its question and how large it is."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import Elided, column, named, restyle

if TYPE_CHECKING:
    from mlworkbench.workbench import Sample

TASKS: Final = {"binary": "home.yes_no", "multiclass": "home.classes", "regression": "home.number"}
GROUNDS = 4


class SampleCard(QAbstractButton):
    """A button in the look of a card; `number` chooses the colour of its picture."""

    def __init__(self, sample: "Sample", number: int) -> None:
        super().__init__()
        named(
            f"sample_{sample.name}", self, str(sample.title), tr("home.sample_tip", file=sample.file.name, target=sample.target)
        )
        self.setAccessibleDescription(str(sample.question))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bins, self._ground = sample.bins, f"sample_{number % GROUNDS + 1}"
        size = tr("home.sample_size", rows=sample.rows, kind=tr(TASKS[sample.task]))
        labels = [Elided(words) for words in (str(sample.title), str(sample.question), size)]
        for label, look in zip(labels, ("heading", "note", "faint"), strict=True):
            restyle(label, look=look)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setLayout(column(*labels, gap=4, margins=(14, theme.size("sample_picture") + 12, 14, 13)))

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        card = QPainterPath()
        card.addRoundedRect(edge, theme.size("radius"), theme.size("radius"))
        painter.fillPath(card, theme.colour("pressed" if self.isDown() else "card"))
        painter.setClipPath(card)
        picture = QRectF(0, 0, self.width(), theme.size("sample_picture"))
        painter.fillRect(picture, theme.colour(self._ground))
        self._paint_bins(painter, picture.adjusted(14, 16, -14, 0))
        painter.setClipping(False)
        near = self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if near else "border"), 2 if self.hasFocus() else 1))
        painter.drawPath(card)

    def _paint_bins(self, painter: QPainter, room: QRectF) -> None:
        most = max(self._bins, default=0)
        if not most:
            return
        step = min(room.width() / len(self._bins), 34.0)
        for number, count in enumerate(self._bins):
            height = max(1.0, room.height() * count / most) if count else 0.0
            bar = QRectF(room.left() + number * step, room.bottom() - height, step - 1.5, height)
            painter.fillRect(bar, theme.colour("accent"))
