"""A picture of mlworkbench.charts on a page: drawn when it is first seen, told by the pointer, copied and saved by its menu."""

import csv
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QTimer
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QHelpEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.parts import named

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SETTLE = 60  # milliseconds a new size must last before the picture is drawn for it
NEAR = 14.0  # pixels from a spot within which the pointer means it
SHARP = 2  # a saved PNG has this many dots for a pixel of the window
Cell = str | int | float


@dataclass(frozen=True)
class Spot:
    """A place in the picture, in its own coordinates, and what is said about it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Picture:
    """A picture to be drawn: `draw` takes the palette and the size; `header` and `rows` are the numbers behind it."""

    draw: "Callable[[theme.Palette, float, float], Figure]"
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    spots: tuple[Spot, ...] = ()


class Chart(QWidget):
    """Shows one picture; matplotlib is imported when the first picture is really painted."""

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        named(name, self, accessible)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(self.focusPolicy().TabFocus)
        self.setMinimumSize(160, 90)
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self._stale = True
        self._places: list[tuple[QPointF, str]] = []
        self._drawing = QTimer(self)
        self._drawing.setSingleShot(True)
        self._drawing.timeout.connect(self._draw)

    @property
    def picture(self) -> Picture | None:
        return self._picture

    @property
    def drawn(self) -> bool:
        return self._image is not None and not self._stale

    def show_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self._image = self._image if picture else None
        self._stale = True
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._stale and self._picture and not self._drawing.isActive():
            self._drawing.start(0)  # after this paint, so that the page is there first
        painter = QPainter(self)
        if self._image is not None:
            painter.drawImage(QRectF(self.rect()), self._image)
        if self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stale = True
        if self._image is not None:
            self._drawing.start(SETTLE)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What is told when the pointer rests here; empty where there is nothing near."""
        near = [((place - point).manhattanLength(), words) for place, words in self._places]
        distance, words = min(near, default=(NEAR + 1, ""))
        return words if distance <= NEAR else ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._pop_up(event.globalPos())

    def offer(self) -> None:
        """Opens the menu at the top right: for a button beside the picture."""
        self._pop_up(self.mapToGlobal(self.rect().topRight()))

    def _pop_up(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu(self) -> QMenu:
        """Copy the picture or its numbers, or save it."""
        menu = QMenu(self)
        for name, words, run in (
            ("copy_picture", tr("shell.copy_picture"), self.copy_picture),
            ("copy_numbers", tr("shell.copy_numbers"), self.copy_numbers),
            ("save_png", tr("shell.save_png"), lambda: self._save(".png")),
            ("save_svg", tr("shell.save_svg"), lambda: self._save(".svg")),
            ("save_csv", tr("shell.save_csv"), lambda: self._save(".csv")),
        ):
            action = QAction(words, menu)
            action.setObjectName(name)
            action.setEnabled(self._picture is not None)
            action.triggered.connect(lambda checked=False, run=run: run())
            menu.addAction(action)
        return menu

    def copy_picture(self) -> None:
        if figure := self._figure():
            QGuiApplication.clipboard().setImage(_painted(figure, SHARP)[0])

    def copy_numbers(self) -> None:
        QGuiApplication.clipboard().setText(self._numbers("\t"))

    def save(self, path: Path) -> None:
        """PNG, SVG or CSV by suffix. Raises InputError where it cannot be written."""
        content = self._content(path.suffix.lower())
        try:
            path.write_bytes(content)
        except OSError as reason:
            raise InputError("shell.not_saved", path=str(path), why=reason.strerror) from reason

    def _save(self, suffix: str) -> None:
        proposed = Path.home() / f"{self.objectName()}{suffix}"
        if path := ask.save_file(self.accessibleName(), proposed, (f"*{suffix}",)):
            self.save(path if path.suffix else path.with_suffix(suffix))

    def _content(self, suffix: str) -> bytes:
        figure = self._figure()
        if suffix == ".csv" or figure is None:
            return ("\ufeff" + self._numbers(",")).encode()  # the mark lets spreadsheets see that it is UTF-8
        made = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            if suffix == ".svg":
                figure.savefig(made, format="svg", metadata={"Date": None})
            else:
                figure.savefig(made, format="png", dpi=figure.dpi * SHARP)
        return made.getvalue()

    def _numbers(self, between: str) -> str:
        if self._picture is None:
            return ""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=between, lineterminator="\n")
        writer.writerow(self._picture.header)
        writer.writerows(self._picture.rows)
        return text.getvalue()

    def _figure(self) -> "Figure | None":
        if self._picture is None:
            return None
        return self._picture.draw(theme.palette(), max(self.width(), 160), max(self.height(), 90))

    def _draw(self) -> None:
        figure = self._figure()
        if figure is None:
            return
        self._image, self._places = _painted(figure, self.devicePixelRatioF(), self._picture.spots if self._picture else ())
        self._stale = False
        self.update()


def _painted(figure: "Figure", ratio: float, spots: tuple[Spot, ...] = ()) -> tuple[QImage, list[tuple[QPointF, str]]]:
    """The figure as an image, and where its spots lie in pixels of the window."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(figure.dpi * ratio)
    canvas = FigureCanvasAgg(figure)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a sign in the user's data that no bundled font has is shown as a box
        canvas.draw()  # type: ignore[no-untyped-call]
    width, height = canvas.get_width_height()
    pixels = canvas.buffer_rgba()  # type: ignore[no-untyped-call]
    image = QImage(pixels, width, height, QImage.Format.Format_RGBA8888).copy()
    image.setDevicePixelRatio(ratio)
    to_pixels = figure.axes[0].transData.transform
    found = [(to_pixels((spot.x, spot.y)) / ratio, spot.words) for spot in spots]
    return image, [(QPointF(float(x), height / ratio - float(y)), words) for (x, y), words in found]
