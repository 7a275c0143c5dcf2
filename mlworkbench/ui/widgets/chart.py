"""A picture of mlworkbench.charts on a page: drawn when it is first seen, told by the pointer, copied and saved by its menu."""

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.charts import Cell, Spot, delimited, svg
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.parts import named

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SETTLE = 60  # milliseconds a new size must last before the picture is drawn for it
NEAR = 14.0  # pixels from a spot within which the pointer means it
MENU_KEYS = (Qt.Key.Key_Menu, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
SHARP = 2  # a saved PNG has this many dots for a pixel of the window


@dataclass(frozen=True)
class Picture:
    """A picture to be drawn: `draw` takes the palette and the size; `header` and `rows` are the numbers behind it.

    `Picture(partial(charts.roc, curves, mark), *charts.roc_numbers(curves))` is one with all that belongs to it.
    """

    draw: "Callable[[theme.Palette, float, float], Figure]"
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    spots: tuple[Spot, ...] = ()


@dataclass(frozen=True)
class Place:
    """A spot in pixels of the window; `cell` is where it is meant, None for whatever is near enough to its middle."""

    middle: QPointF
    cell: QRectF | None
    words: str


class Chart(QWidget):
    """Shows one picture; matplotlib is imported when the first picture is really painted."""

    def __init__(self, name: str, accessible: str) -> None:
        super().__init__()
        named(name, self, accessible)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(self.focusPolicy().TabFocus)
        self.setAccessibleDescription(tr("shell.picture_keys"))
        self.setMinimumSize(theme.px(160), theme.px(90))
        self._picture: Picture | None = None
        self._image: QImage | None = None
        self._menu: QMenu | None = None
        self._stale = True
        self._places: list[Place] = []
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
        held = next((place for place in self._places if place.cell is not None and place.cell.contains(point)), None)
        if held is not None:
            return held.words
        near = [((place.middle - point).manhattanLength(), place.words) for place in self._places if place.cell is None]
        distance, words = min(near, default=(NEAR + 1, ""))
        return words if distance <= NEAR else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The menu key, or Shift+F10 as on other keyboards, and what presses a button."""
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if event.key() in MENU_KEYS or (event.key() == Qt.Key.Key_F10 and shift):
            self.offer()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.offer()
        else:
            self._pop_up(event.globalPos())

    def offer(self) -> None:
        """Opens the menu at the top right: for a key, and a button beside the picture."""
        self._pop_up(self.mapToGlobal(self.rect().topRight()))

    def _pop_up(self, at: QPoint) -> None:
        if self._menu is not None:  # a key may be heard twice: as itself, and as what the desktop makes of it
            return
        self._menu = self.menu()
        self._menu.aboutToHide.connect(self._forget_menu)
        self._menu.popup(at)

    def _forget_menu(self) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
        self._menu = None

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
        proposed = ask.out_folder() / f"{file_stem(self.accessibleName()) or self.objectName()}{suffix}"
        if path := ask.save_file(self.accessibleName(), proposed, (f"*{suffix}",)):
            self.save(path if path.suffix else path.with_suffix(suffix))

    def _content(self, suffix: str) -> bytes:
        figure = self._figure()
        if suffix == ".csv" or figure is None:
            return ("\ufeff" + self._numbers(",")).encode()  # the mark lets spreadsheets see that it is UTF-8
        if suffix == ".svg":
            return svg(figure).encode()
        made = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            figure.savefig(made, format="png", dpi=figure.dpi * SHARP)
        return made.getvalue()

    def _numbers(self, between: str) -> str:
        return delimited(self._picture.header, self._picture.rows, between) if self._picture else ""

    def _figure(self) -> "Figure | None":
        if self._picture is None:
            return None
        scale = theme.text_scale()
        figure = self._picture.draw(theme.palette(), max(self.width(), 160) / scale, max(self.height(), 90) / scale)
        figure.set_dpi(figure.dpi * scale)  # all in the picture grows with the text
        return figure

    def _draw(self) -> None:
        figure = self._figure()
        if figure is None:
            return
        self._image, self._places = _painted(figure, self.devicePixelRatioF(), self._picture.spots if self._picture else ())
        self._stale = False
        self.update()


def _painted(figure: "Figure", ratio: float, spots: tuple[Spot, ...] = ()) -> tuple[QImage, list[Place]]:
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
    return image, _placed(figure, ratio, spots)


def _placed(figure: "Figure", ratio: float, spots: tuple[Spot, ...]) -> list[Place]:
    """All spots at once: there may be thousands."""
    if not spots:
        return []
    height = figure.bbox.height

    def pixels(points: list[tuple[float, float]]) -> list[QPointF]:
        found = figure.axes[0].transData.transform(points)
        return [QPointF(x / ratio, (height - y) / ratio) for x, y in found.tolist()]

    middles = pixels([(spot.x, spot.y) for spot in spots])
    reaches = [spot.reach or (0.0, 0.0) for spot in spots]
    starts = pixels([(spot.x - wide, spot.y - high) for spot, (wide, high) in zip(spots, reaches, strict=True)])
    ends = pixels([(spot.x + wide, spot.y + high) for spot, (wide, high) in zip(spots, reaches, strict=True)])
    cells = [
        QRectF(start, end).normalized() if spot.reach else None for spot, start, end in zip(spots, starts, ends, strict=True)
    ]
    return [Place(middle, cell, spot.words) for spot, middle, cell in zip(spots, middles, cells, strict=True)]


def file_stem(words: str) -> str:
    """Words as the name of a file that every system allows."""
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]+', "-", words).strip(" .-")[:80]
