"""Settings: language, colours, text size, folders and threads. All take effect at once and are remembered."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QDialog, QFrame, QGridLayout, QRadioButton, QWidget

from mlworkbench.base.settings import processors
from mlworkbench.base.words import tr
from mlworkbench.ui import ask, theme
from mlworkbench.ui.widgets.calm import calm
from mlworkbench.ui.widgets.memory import restore_focus
from mlworkbench.ui.widgets.parts import (
    STRETCH,
    Elided,
    boxed,
    card,
    cards,
    clear,
    column,
    field,
    heading,
    named,
    note,
    primary,
    row,
    scrolling,
    secondary,
    small,
)

if TYPE_CHECKING:
    from mlworkbench.ui.commands import Frame

THEMES: Final = {"system": "settings.system", "light": "settings.light", "dark": "settings.dark"}
LANGUAGES: Final = {"system": "settings.system", "en": "settings.english", "ko": "settings.korean"}
WIDE, HIGH = 600, 760
EDGE = 40  # what of the window is seen around it at least
ACROSS = 3


class SettingsDialog(QDialog):
    """Built anew after each choice, so that it speaks and looks as chosen; the keyboard stays where it was."""

    def __init__(self, frame: "Frame", over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("settings")
        self._frame, self._over = frame, over
        margin = theme.size("page_margin")
        self._body = column(gap=theme.size("card_gap"), margins=(margin, margin - 4, margin, margin - 4))
        self.setLayout(self._body)
        self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        restore_focus(self, "close")

    def _build(self) -> None:
        clear(self._body)
        self.setWindowTitle(tr("settings.title"))
        self.setAccessibleName(tr("settings.title"))
        content = cards(self._language(), self._colours(), self._text_size(), self._folders(), self._threads())
        self._body.addWidget(heading(tr("settings.title")))
        self._body.addWidget(scrolling(boxed(content)), 1)
        reset = secondary(tr("settings.reset"), self._reset, "reset", tr("settings.reset_tip"))
        close = primary(tr("ask.close"), self.accept, "close")
        self._body.addWidget(boxed(row(reset, STRETCH, close)))
        room = self._over.size()
        self.resize(min(theme.px(WIDE), room.width() - EDGE), min(theme.px(HIGH), room.height() - EDGE))

    # The cards ---------------------------------------------------------------------------------------------------------

    def _language(self) -> QFrame:
        chosen = self._frame.bench.settings.chosen.language
        offered = {name: tr(key) for name, key in LANGUAGES.items()}
        buttons = self._choice("language", tr("settings.language"), offered, chosen)
        return card(buttons, note(tr("settings.language_note")), title=tr("settings.language"))

    def _colours(self) -> QFrame:
        chosen = self._frame.bench.settings.chosen.theme
        offered = {name: tr(key) for name, key in THEMES.items()}
        buttons = self._choice("theme", tr("settings.theme"), offered, chosen)
        return card(buttons, note(tr("settings.theme_note")), title=tr("settings.theme"))

    def _text_size(self) -> QFrame:
        offered = {size: f"{size} %" for size in theme.TEXT_SIZES}
        chosen = min(theme.TEXT_SIZES, key=lambda size: abs(size - self._frame.bench.settings.text_size))
        buttons = self._choice("text_size", tr("settings.text_size"), offered, chosen)
        return card(buttons, note(tr("settings.text_size_note")), title=tr("settings.text_size"))

    def _folders(self) -> QFrame:
        home, chosen = self._frame.bench.home, self._frame.bench.settings.chosen
        return card(
            self._folder("projects", tr("settings.projects"), home.default_folder(), chosen.projects),
            self._folder("exports", tr("settings.exports"), home.out_folder(), chosen.exports),
            self._folder("kept", tr("settings.kept"), self._frame.bench.place, None),
            title=tr("settings.folders"),
        )

    def _folder(self, name: str, words: str, place: Path, chosen: str | None) -> QWidget:
        """`chosen` is what the user set ("" for the usual place), None for a folder that cannot be chosen."""
        shown = Elided(str(place), f"{name}_path")
        copy = small(tr("settings.copy_path"), lambda: QGuiApplication.clipboard().setText(str(place)), f"{name}_copy")
        copy.setAccessibleName(tr("settings.copy_path_of", folder=words))
        buttons = [copy]
        if chosen is not None:
            choose = small(tr("settings.choose"), lambda: self._choose_folder(name, words, place), f"{name}_choose")
            choose.setAccessibleName(tr("settings.choose_for", folder=words))
            usual = small(tr("settings.usual"), lambda: self._change(**{name: ""}), f"{name}_usual")
            usual.setAccessibleName(tr("settings.usual_for", folder=words))
            usual.setVisible(bool(chosen))
            buttons += [choose, usual]
        return boxed(column(note(words), shown, row(*buttons, STRETCH), gap=4, margins=(0, 0, 0, 6)))

    def _threads(self) -> QFrame:
        settings = self._frame.bench.settings
        most = processors()
        combo: QComboBox = calm(named("threads", QComboBox()))
        combo.addItem(tr("settings.all_threads", count=most), 0)
        for count in sorted({*range(1, most + 1), settings.chosen.threads} - {0}):
            combo.addItem(f"{count}", count)
        combo.setCurrentIndex(combo.findData(settings.chosen.threads))
        combo.currentIndexChanged.connect(lambda place: self._frame.bench.use_threads(combo.itemData(place)))
        line = row(field(tr("settings.threads_label"), combo), STRETCH)
        return card(line, note(tr("settings.threads_note")), title=tr("settings.threads"))

    def _choice(self, name: str, words: str, offered: Mapping[str, str] | Mapping[int, str], chosen: str | int) -> QWidget:
        group, grid = QButtonGroup(self), QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, (value, label) in enumerate(offered.items()):
            button = named(f"{name}_{value}", QRadioButton(label), f"{words}: {label}")
            button.setChecked(value == chosen)
            button.clicked.connect(lambda checked=False, value=value: self._change(**{name: value}))
            group.addButton(button)
            grid.addWidget(button, place // ACROSS, place % ACROSS)
        for place in range(ACROSS):
            grid.setColumnStretch(place, 1)
        return boxed(grid, name)

    # What the user does ------------------------------------------------------------------------------------------------

    def _change(self, **chosen: str | int) -> None:
        self._again(lambda: self._frame.dress(**chosen))

    def _choose_folder(self, name: str, words: str, start: Path) -> None:
        if place := ask.folder(words, start if start.is_dir() else None):
            self._change(**{name: str(place)})

    def _reset(self) -> None:
        def reset() -> None:
            self._frame.bench.settings.reset()
            self._frame.bench.use_threads(0)
            self._frame.dress()

        self._again(reset)

    def _again(self, change: Callable[[], object]) -> None:
        focus = self.focusWidget()
        name = focus.objectName() if focus else ""
        try:
            change()
        finally:  # a folder of settings that cannot be written is told, and the choice holds all the same
            self._build()
            restore_focus(self, name)
