"""The forms in which a model ships, each with its size and time for a row; one is chosen."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QRadioButton, QVBoxLayout, QWidget

from mlworkbench.base.records import Model, Package
from mlworkbench.base.words import bytes_, microseconds, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import card, clear, column, named, note, row, sized, text
from mlworkbench.workbench import titles

FIGURE_WIDE: Final = 96
GAP: Final = 12


class TargetList(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._chosen = titles.targets()[0].name
        heads = (_figure(tr("train.size"), "note"), _figure(tr("train.row_time"), "note"))
        head = row(text(tr("package.target"), "note"), *heads, gap=GAP, margins=(16, 0, 16, 0))
        head.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(column(head, self._rows))

    @property
    def chosen(self) -> str:
        return self._chosen

    def show_targets(self, model: Model | None, package: Package | None) -> None:
        """Figures are those of the built package; before that the size is the model's alone, and says so."""
        clear(self._rows)
        for target in titles.targets():
            self._rows.addWidget(self._row(target, model, package))

    def _row(self, target: titles.Title, model: Model | None, package: Package | None) -> QFrame:
        choose = named(f"target_{target.name}", QRadioButton(), str(target.title))
        choose.setChecked(target.name == self._chosen)
        choose.toggled.connect(lambda on, name=target.name: self._choose(name) if on else None)
        about = tr("package.about", size=bytes_(model.model_bytes)) if model else "–"
        size = bytes_(package.size) if package else about
        time = microseconds((package or model).row_microseconds) if package or model else "–"  # type: ignore[union-attr]
        words = column(text(str(target.title), "strong"), note(str(target.help)), gap=3)
        size_shown = _figure(size)
        size_shown.setToolTip("" if package else tr("package.about_tip"))
        inner = row(choose, words, size_shown, _figure(time), gap=GAP)
        inner.setStretch(1, 1)
        return card(inner, name=f"target_card_{target.name}", tone="accent" if target.name == self._chosen else "")

    def _choose(self, name: str) -> None:
        self._chosen = name


def _figure(words: str, look: str = "plain_text") -> QLabel:
    label = sized(text(words, look), width=theme.px(FIGURE_WIDE))
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label
