"""The small vocabulary every page is composed of: texts, buttons, pills, cards, rows and columns with the theme's spacing."""

from collections.abc import Callable
from typing import Final, TypeVar, cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mlworkbench.base.records import Reason
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.sides import Sides

Some = TypeVar("Some", bound=QWidget)
Clicked = Callable[[], object]


class _Stretch:
    """Takes up the room that is left."""


STRETCH: Final = _Stretch()
Item = QWidget | QLayout | _Stretch | int
"""What `row` and `column` take: a widget, a layout, STRETCH, or a number of pixels to leave free."""


def named(name: str, widget: Some, accessible: str = "", tip: str = "") -> Some:
    """Gives a widget the name by which tests and the style sheet find it, and what a screen reader says."""
    widget.setObjectName(name)
    if accessible:
        widget.setAccessibleName(accessible)
    if tip:
        widget.setToolTip(tip)
    return widget


def looks(look: str, widget: Some) -> Some:
    """Marks a widget for the style sheet: `[look="…"]`."""
    widget.setProperty("look", look)
    return widget


def children(widget: QWidget, kind: type[Some]) -> list[Some]:
    """All widgets of a kind inside; PySide's own annotation of findChildren is not usable."""
    return cast(list[Some], widget.findChildren(kind))


def restyle(widget: QWidget, **properties: object) -> None:
    """Sets properties the style sheet asks for and draws the widget anew."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


# Room ------------------------------------------------------------------------------------------------------------------


def fill(layout: QBoxLayout, items: tuple[Item, ...]) -> None:
    for item in items:
        if isinstance(item, QWidget):
            layout.addWidget(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        elif isinstance(item, int):
            layout.addSpacing(item)
        else:
            layout.addStretch(1)


def row(*items: Item, gap: int | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Side by side, `gap` apart (the theme's row gap unless given); margins are left, top, right, bottom."""
    layout = QHBoxLayout()
    layout.setSpacing(theme.size("row_gap") if gap is None else gap)
    layout.setContentsMargins(*margins)
    fill(layout, items)
    return layout


def column(*items: Item, gap: int | None = None, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """One below the other; as `row`."""
    layout = QVBoxLayout()
    layout.setSpacing(theme.size("row_gap") if gap is None else gap)
    layout.setContentsMargins(*margins)
    fill(layout, items)
    return layout


def cards(*items: Item) -> QVBoxLayout:
    """A column with the room that belongs between cards."""
    return column(*items, gap=theme.size("card_gap"))


def boxed(layout: QLayout, name: str = "") -> QWidget:
    """A plain widget around a layout, to show and hide it as one."""
    box = named(name, QWidget())
    box.setLayout(layout)
    return box


class Scrolling(QScrollArea):
    """Scrolls down what is higher than its room. It wants to be as wide as its content must be, so that nothing is cut."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(looks("scrolled", content))

    def minimumSizeHint(self) -> QSize:
        least, content = super().minimumSizeHint(), self.widget()
        needed = max(content.minimumSizeHint().width(), content.minimumWidth()) if content else 0
        return QSize(max(least.width(), needed + self.verticalScrollBar().sizeHint().width()), least.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def scrolling(content: QWidget) -> QScrollArea:
    """Content that may be higher than the window."""
    return Scrolling(content)


def let_go(widget: QWidget) -> None:
    """Gone from sight at once, deleted when it has finished: it may be the one that asked for this."""
    widget.hide()  # said, for else a layout that has just taken it in would still show it, as a window of its own
    widget.setParent(None)
    widget.deleteLater()


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout and lets it go."""
    while item := layout.takeAt(0):
        if widget := item.widget():
            let_go(widget)
        elif inner := item.layout():
            clear(inner)


# Texts -----------------------------------------------------------------------------------------------------------------


def text(words: str, look: str = "plain_text", wrap: bool = False, selectable: bool = False, name: str = "") -> QLabel:
    label = looks(look, named(name, QLabel(words)))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def title(words: str, name: str = "title") -> QLabel:
    return text(words, "title", name=name)


def subtitle(words: str, name: str = "subtitle") -> "Elided":
    return looks("secondary", Elided(words, name))


def heading(words: str, name: str = "") -> QLabel:
    """The title of a card."""
    return text(words, "heading", name=name)


def note(words: str, name: str = "") -> QLabel:
    """Small, secondary, over several lines."""
    return text(words, "note", wrap=True, name=name)


def pill(words: str, level: str = "plain", name: str = "") -> QLabel:
    """A pale rounded word: level is good, warning, bad, info or plain."""
    label = text(words, "pill", name=name)
    label.setProperty("level", level)
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return label


def say(label: QLabel, words: str, level: str) -> None:
    """Changes a pill's word and level."""
    label.setText(words)
    restyle(label, level=level)


class Elided(QLabel):
    """One line that ends in … where the room ends; the whole text is its tooltip then. `text()` is always the whole."""

    def __init__(self, words: str = "", name: str = "") -> None:
        super().__init__()
        self._words = words
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(words)

    def text(self) -> str:
        return self._words

    def setText(self, words: str) -> None:
        self._words = words
        self.setAccessibleName(words)
        self.updateGeometry()
        self._fit()

    def sizeHint(self) -> QSize:
        return super().sizeHint() + QSize(self._width(self._words) - self._width(super().text()) + 2, 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(32, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        hint = super().sizeHint().width()  # never less than a width that was set, which says nothing about the text
        frame = hint - self._width(super().text()) if hint > self.minimumWidth() else 0  # what the style sheet puts around it
        metrics = QFontMetrics(self.font())
        short = metrics.elidedText(self._words, Qt.TextElideMode.ElideRight, max(0, self.width() - frame))
        if short != super().text():
            super().setText(short)
        self.setToolTip(self._words if short != self._words else "")

    def _width(self, words: str) -> int:
        return QFontMetrics(self.font()).horizontalAdvance(words)


# Buttons ---------------------------------------------------------------------------------------------------------------


def primary(words: str, on_click: Clicked | None = None, name: str = "primary", tip: str = "") -> QPushButton:
    """The one filled button of a page."""
    return _button(words, "primary", on_click, name, tip)


def secondary(words: str, on_click: Clicked | None = None, name: str = "", tip: str = "") -> QPushButton:
    return _button(words, "secondary", on_click, name, tip)


def small(words: str, on_click: Clicked | None = None, name: str = "", tip: str = "") -> QPushButton:
    """A button inside a card or a row of a list."""
    return _button(words, "small", on_click, name, tip)


def quiet(words: str, on_click: Clicked | None = None, name: str = "", tip: str = "") -> QPushButton:
    """A button that looks like a link."""
    return _button(words, "quiet", on_click, name, tip)


def icon_button(icon: str, accessible: str, on_click: Clicked | None = None, name: str = "") -> QToolButton:
    """A small picture to press; its words are tooltip and what a screen reader says."""
    button = named(name, QToolButton(), accessible, accessible)
    button.setIcon(theme.icon(icon))
    button.setIconSize(square(theme.size("icon")))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if on_click:
        button.clicked.connect(lambda checked=False: on_click())
    return button


def _button(words: str, look: str, on_click: Clicked | None, name: str, tip: str) -> QPushButton:
    button = looks(look, named(name, QPushButton(words), words.rstrip("…"), tip))
    button.setIconSize(square(theme.size("icon")))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # so that the focus ring belongs to the keyboard
    button.setAutoDefault(False)
    if on_click:
        button.clicked.connect(lambda checked=False: on_click())
    return button


def allow(button: QPushButton, refused: Reason | None, tip: str = "") -> None:
    """Enables a button, or disables it with the reason as its tooltip."""
    why = tr(refused.key, **refused.facts) if refused else tip
    button.setEnabled(refused is None)
    button.setToolTip(why)
    button.setAccessibleDescription(why)


# Frames ----------------------------------------------------------------------------------------------------------------


def card(*items: Item, title: str = "", beside: QWidget | None = None, name: str = "", tone: str = "") -> QFrame:
    """A white card; `title` heads it, `beside` (a pill, a note, a button) stands at the right of it. Tone: accent, warning."""
    frame = looks("card", named(name, QFrame(), title))
    frame.setProperty("tone", tone)
    pad = theme.size("card_padding")
    head: tuple[Item, ...] = ()
    if title or beside:
        head = (row(heading(title), STRETCH, *((beside,) if beside else ())),)
    frame.setLayout(column(*head, *items, margins=(pad, pad, pad, pad)))
    return frame


def line() -> QFrame:
    """A hair line between rows of a card."""
    return looks("line", QFrame())


def fact(label: str, value: str, name: str = "") -> QWidget:
    """A row of a card: what it is at the left, the value at the right, a hair line below."""
    told = text(value, selectable=True, name=name)
    told.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    told.setWordWrap(True)
    inner = row(text(label, "note"), told, gap=12, margins=(0, 6, 0, 6))
    inner.setStretch(1, 1)
    return boxed(column(inner, line(), gap=0))


def field(label: str, widget: QWidget, hint: str = "") -> QWidget:
    """A form row: the label above its field, a hint or an error below."""
    caption = text(label, "note")
    caption.setBuddy(widget)
    widget.setAccessibleName(label)
    if hint:
        widget.setAccessibleDescription(hint)
    below = text(hint, "faint", wrap=True, name="hint")
    below.setVisible(bool(hint))
    return boxed(column(caption, widget, below, gap=theme.size("small_gap")))


def page_head(words: str, purpose: str, *buttons: QWidget) -> QWidget:
    """Title, what the page is for in one line, and its buttons at the right, the main one last. Names: title, subtitle."""
    texts, gap = boxed(column(title(words), subtitle(purpose), gap=6)), theme.size("button_gap")
    return named("page_head", Sides(texts, boxed(row(*buttons, gap=gap)), gap) if buttons else texts)


def empty_state(icon: str, words: str, purpose: str, *buttons: QWidget, name: str = "empty") -> QFrame:
    """What a page or card says while it has nothing to show: a picture, what will be here, and the button that gets there."""
    drawing = QLabel()
    drawing.setPixmap(theme.picture(icon, "accent_text", edge=32))
    below = text(purpose, "secondary", wrap=True)
    below.setFixedSize(460, below.heightForWidth(460))
    inner = column(STRETCH, drawing, 4, text(words, "large"), below, 6, row(STRETCH, *buttons, STRETCH), STRETCH)
    for part in (drawing, below):
        part.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner.setAlignment(part, Qt.AlignmentFlag.AlignHCenter)
    frame = card(inner, name=name)
    frame.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    for label in children(frame, QLabel):
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return frame


def sized(widget: Some, width: int | None = None, height: int | None = None) -> Some:
    """Fixes a widget's width or height."""
    if width is not None:
        widget.setFixedWidth(width)
    if height is not None:
        widget.setFixedHeight(height)
    return widget


def square(edge: int) -> QSize:
    return QSize(edge, edge)
