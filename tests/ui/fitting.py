"""Finds what does not fit: texts that are cut, and controls that reach beyond what holds them."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)

from mlworkbench.ui.widgets.parts import Elided

SLACK = 1  # pixels lost to rounding
SHORTEST = 30  # an elided text that has less room than this says nothing
PRESSED = (QPushButton, QRadioButton, QCheckBox, QToolButton)


def cut(root, labels=True):
    """Names of the visible buttons, and with `labels` of the texts, that have less room than they need."""
    found = [f"button {_name(one)}: {_lack(one)}" for one in _seen(root, PRESSED) if _lack(one)]
    found += [f"outside {_name(one)}" for one in _seen(root, PRESSED) if _is_outside(one, root)]
    if labels:
        found += [f"label {_name(one)}: {_lack(one)}" for one in _seen(root, QLabel) if one.text() and _lack(one)]
    return found


def _seen(root, kinds):
    return [widget for widget in root.findChildren(QWidget) if isinstance(widget, kinds) and widget.isVisibleTo(root)]


def _lack(widget):
    """What is missing, in words; empty where it fits."""
    wanted = widget.sizeHint()
    if isinstance(widget, Elided):
        wide = min(SHORTEST, wanted.width())
        return f"{widget.width()} wide" if widget.width() < wide else ""
    if isinstance(widget, QLabel) and widget.wordWrap():
        high = widget.heightForWidth(widget.width())
        return f"{widget.height()} high, needs {high}" if widget.height() < high - SLACK else ""
    if isinstance(widget, QAbstractButton) and not widget.text():
        wanted = widget.minimumSizeHint()
    if widget.width() < wanted.width() - SLACK:
        return f"{widget.width()} wide, needs {wanted.width()}"
    return f"{widget.height()} high, needs {wanted.height()}" if widget.height() < wanted.height() - SLACK else ""


def _is_outside(widget, root):
    """True if an ancestor that does not scroll cuts it."""
    place, inner = QRect(widget.rect()), widget
    while inner is not root and inner.parentWidget() is not None:
        place.translate(inner.pos())
        outer = inner.parentWidget()
        if isinstance(outer.parentWidget(), QAbstractScrollArea) and outer is outer.parentWidget().viewport():
            return False  # it scrolls
        if not outer.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(place):
            return True
        inner = outer
    return False


def _name(widget):
    owner = widget.parentWidget()
    while owner is not None and not owner.objectName():
        owner = owner.parentWidget()
    said = widget.accessibleName() or widget.text()
    return f"{type(widget).__name__} {widget.objectName() or ''!r} {said[:50]!r} in {owner.objectName() if owner else ''}"
