"""How the window was left: its place on the screen and its splitters, as one text for the settings."""

import json
from typing import Any

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QSplitter, QWidget

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


def _text(state: QByteArray) -> str:
    return bytes(state.toBase64().data()).decode("ascii")


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
