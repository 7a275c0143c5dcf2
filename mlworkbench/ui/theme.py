"""Colours, sizes, fonts and icons: everything that is look comes from resources/theme through this file."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from mlworkbench.base import paths

THEMES = ("light", "dark")
FAMILY = "Pretendard"
WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")
SERIES = 6
RING, DISC = 14, 4
TEXT_SIZES = (100, 110, 125, 150, 175, 200)  # per cent


@dataclass(frozen=True)
class Palette:
    """Colours by name as #RRGGBB. Charts take the same one."""

    name: str
    colours: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.colours[name]

    @property
    def series(self) -> tuple[str, ...]:
        return tuple(self.colours[f"series_{number}"] for number in range(1, SERIES + 1))


class _Chosen:
    name = "light"
    text = 100


@cache
def load(name: str) -> Palette:
    with paths.resource("theme", f"{name}.toml").open("rb") as file:
        return Palette(name, tomllib.load(file))


@cache
def sizes() -> Mapping[str, Mapping[str, int]]:
    """Lengths at 100 %: in "text" those that grow with the text, in "room" those that stay."""
    with paths.resource("theme", "sizes.toml").open("rb") as file:
        return tomllib.load(file)


def size(name: str) -> int:
    """A length in logical pixels at the text size in use."""
    growing = sizes()["text"]
    return px(growing[name]) if name in growing else sizes()["room"][name]


def px(length: float) -> int:
    """A length that holds text, given in pixels at 100 %, at the text size in use."""
    return round(length * text_scale())


def text_scale() -> float:
    """1.0 at 100 %. Pictures are drawn larger by this factor, so that all in them grows alike."""
    return _Chosen.text / 100


def palette() -> Palette:
    """The palette in use."""
    return load(_Chosen.name)


def colour(name: str) -> QColor:
    return QColor(palette()[name])


def resolved(choice: str) -> str:
    """`light` and `dark` as they are; `system` is what the desktop uses."""
    if choice in THEMES:
        return choice
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def apply(app: QApplication, choice: str, text: int = TEXT_SIZES[0]) -> None:
    """Dresses the whole program, `text` in per cent; widgets that paint themselves ask `colour` and `px` when they paint."""
    _Chosen.name, _Chosen.text = resolved(choice), text
    app.setFont(base_font())
    app.setPalette(_qt_palette(palette()))
    made = sheet(palette())
    if app.styleSheet() != made:  # to style every widget anew takes a tenth of a second
        app.setStyleSheet(made)


def sheet(chosen: Palette) -> str:
    """app.qss filled: `$text` is a colour, `$radius_px` a size by name, `$px18` a length that grows with the text."""
    words = paths.resource("theme", "app.qss").read_text("utf-8")
    blanks = dict(chosen.colours) | {f"{name}_px": f"{size(name)}px" for part in sizes().values() for name in part}
    blanks |= {f"px{length}": f"{px(int(length))}px" for length in re.findall(r"\$px(\d+)", words)}
    edge = px(RING) + 2  # of the ring of a radio button with its hair line; a disc would be a square if its radius were larger
    blanks |= {"ring_px": f"{edge // 2}px", "ring_in_px": f"{edge - 4}px", "dot_px": f"{edge - 2 * px(DISC)}px"}
    blanks["theme"] = paths.resource("theme", chosen.name).as_posix()
    return Template(words).substitute(blanks)


def load_fonts() -> None:
    """Registers the bundled family; about 3 ms a weight."""
    for weight in WEIGHTS:
        QFontDatabase.addApplicationFont(str(paths.resource("fonts", f"{FAMILY}-{weight}.ttf")))


def base_font() -> QFont:
    """The bundled family with figures of one width, so that columns of numbers line up."""
    font = QFont(FAMILY)
    font.setPixelSize(size("base_font"))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def icon(name: str, ink: str = "secondary", mark: str = "on_accent", edge: int = 16) -> QIcon:
    """An icon of resources/icons in colours of the palette; `edge` is its size at 100 %, it grows with the text."""
    return _icon(name, palette()[ink], palette()[mark], palette()["disabled"], px(edge))


def picture(name: str, ink: str = "secondary", mark: str = "on_accent", edge: int = 16) -> QPixmap:
    """The same as a pixmap for a label, sharp on the primary screen."""
    screen = QGuiApplication.primaryScreen()
    return icon(name, ink, mark, edge).pixmap(QSize(px(edge), px(edge)), screen.devicePixelRatio() if screen else 1.0)


@cache
def _icon(name: str, ink: str, mark: str, disabled: str, edge: int) -> QIcon:
    made = QIcon()
    for scale in (1, 2):
        made.addPixmap(_drawn(name, ink, mark, edge * scale), QIcon.Mode.Normal)
        made.addPixmap(_drawn(name, disabled, mark, edge * scale), QIcon.Mode.Disabled)
    return made


def _drawn(name: str, ink: str, mark: str, edge: int) -> QPixmap:
    source = paths.resource("icons", f"{name}.svg").read_text("utf-8")
    drawing = QSvgRenderer(QByteArray(source.replace("currentColor", ink).replace("markColor", mark).encode()))
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    drawing.render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    return pixmap


def _qt_palette(chosen: Palette) -> QPalette:
    role = QPalette.ColorRole
    names = {
        role.Window: "page",
        role.WindowText: "text",
        role.Base: "card",
        role.AlternateBase: "card",
        role.Text: "text",
        role.Button: "card",
        role.ButtonText: "text",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.ToolTipBase: "tooltip",
        role.ToolTipText: "on_tooltip",
        role.PlaceholderText: "faint",
        role.Link: "accent_text",
        role.Mid: "border",
        role.Accent: "accent",
    }
    made = QPalette()
    for part, name in names.items():
        made.setColor(part, QColor(chosen[name]))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, part, QColor(chosen["disabled"]))
    return made
