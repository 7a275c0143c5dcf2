"""Language and theme: they take effect at once and are remembered."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, clear, column, named, note, primary, row

if TYPE_CHECKING:
    from mlworkbench.ui.commands import Frame

THEMES: Final = {"system": "settings.system", "light": "settings.light", "dark": "settings.dark"}
LANGUAGES: Final = {"system": "settings.system", "en": "settings.english", "ko": "settings.korean"}


class SettingsDialog(QDialog):
    """Built anew after each choice, so that it speaks and looks as chosen."""

    def __init__(self, frame: "Frame", over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("settings")
        self.setMinimumWidth(460)
        self._frame = frame
        margin = theme.size("page_margin")
        self._body = column(gap=theme.size("card_gap"), margins=(margin, margin - 4, margin, margin - 4))
        self.setLayout(self._body)
        self._build()

    def _build(self) -> None:
        clear(self._body)
        self.setWindowTitle(tr("settings.title"))
        chosen = self._frame.bench.settings.chosen
        language = self._choice("language", LANGUAGES, chosen.language, lambda name: self._frame.dress(language=name))
        colours = self._choice("theme", THEMES, chosen.theme, lambda name: self._frame.dress(theme=name))
        self._body.addWidget(card(language, note(tr("settings.language_note")), title=tr("settings.language")))
        self._body.addWidget(card(colours, note(tr("settings.theme_note")), title=tr("settings.theme")))
        self._body.addWidget(note(tr("settings.where", folder=str(self._frame.bench.place))))
        close = primary(tr("ask.close"), self.accept, "close")
        self._body.addWidget(boxed(row(STRETCH, close)))
        close.setFocus()

    def _choice(self, name: str, offered: dict[str, str], chosen: str, choose: Callable[[str], None]) -> QWidget:
        group = QButtonGroup(self)
        buttons = []
        for value, words in offered.items():
            button = named(f"{name}_{value}", QRadioButton(tr(words)), tr(words))
            button.setChecked(value == chosen)
            button.clicked.connect(lambda checked=False, value=value: self._choose(choose, value))
            group.addButton(button)
            buttons.append(button)
        return boxed(row(*buttons, STRETCH, gap=22))

    def _choose(self, choose: Callable[[str], None], value: str) -> None:
        choose(value)
        self._build()
