"""How the window was left: its place on the screen and its splitters, as one text for the settings; how a page was scrolled."""

import json
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtWidgets import QAbstractScrollArea, QSplitter, QWidget

from mlworkbench.ui.widgets.parts import children


def remembered(window: QWidget, before: str = "") -> str:
    """Splitters are found by object name; those of pages not shown this time stay as they were."""
    splitters = _read(before).get("splitters", {})
    found = children(window, QSplitter)
    splitters |= {splitter.objectName(): splitter.sizes() for splitter in found if splitter.objectName()}
    return json.dumps({"geometry": _text(window.saveGeometry()), "splitters": splitters})


def restore_window(window: QWidget, text: str) -> bool:
    """False where nothing usable is remembered."""
    geometry = _read(text).get("geometry", "")
    return isinstance(geometry, str) and window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "replace")))


def restore_splitters(page: QWidget, text: str) -> None:
    splitters = _read(text).get("splitters", {})
    found = children(page, QSplitter)
    for splitter in found:
        sizes = splitters.get(splitter.objectName())
        if isinstance(sizes, list) and len(sizes) == splitter.count() and all(isinstance(size, int) for size in sizes):
            splitter.setSizes(sizes)


@dataclass(frozen=True)
class Left:
    """A page as it was left: how far its areas are scrolled, which widget has the keyboard, and what the page itself keeps."""

    project: str | None
    scrolled: tuple[tuple[int, int], ...]
    focus: str
    kept: object


def scrolled(room: QAbstractScrollArea) -> tuple[tuple[int, int], ...]:
    """Right and down, of a scroll area and of every one inside it in the order they were made."""
    areas = (room, *children(room, QAbstractScrollArea))
    return tuple((area.horizontalScrollBar().value(), area.verticalScrollBar().value()) for area in areas)


def focus_within(page: QWidget) -> str:
    """The name of the widget that has the keyboard; empty where it has none or is not inside."""
    focus = page.window().focusWidget()
    return focus.objectName() if focus is not None and page.isAncestorOf(focus) else ""


def restore_scrolling(room: QAbstractScrollArea, places: tuple[tuple[int, int], ...]) -> None:
    """Once it is laid out; a page that has other areas now begins at the top."""

    def scroll() -> None:
        areas = (room, *children(room, QAbstractScrollArea))
        if len(areas) == len(places):
            for area, (right, down) in zip(areas, places, strict=True):
                area.horizontalScrollBar().setValue(right)
                area.verticalScrollBar().setValue(down)

    QTimer.singleShot(0, room, scroll)


def restore_focus(page: QWidget, name: str) -> None:
    """Gives the keyboard to the widget of this name, once it is seen."""

    def give() -> None:
        found = [widget for widget in children(page, QWidget) if name and widget.objectName() == name and widget.isVisible()]
        if len(found) == 1:
            found[0].setFocus(Qt.FocusReason.OtherFocusReason)

    QTimer.singleShot(0, page, give)


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
