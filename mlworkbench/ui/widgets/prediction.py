"""A prediction for one row: the answer in large letters, and how sure the model is of each class."""

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from mlworkbench.base.words import formatted, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, Elided, boxed, card, clear, column, named, note, restyle, row, sized, text

MOST_CLASSES = 8


class Prediction(QWidget):
    def __init__(self, target: str) -> None:
        super().__init__()
        named("prediction", self)
        self._answer = Elided("", "answer")
        restyle(self._answer, look="figure")
        self._chances = QGridLayout()
        self._chances.setContentsMargins(0, 2, 0, 0)
        self._chances.setHorizontalSpacing(10)
        self._chances.setColumnStretch(1, 1)
        self._bars = boxed(self._chances)
        self._more = note("", "more_classes")
        words = note(tr("package.predicted", target=target))
        left = sized(boxed(column(words, self._answer, STRETCH, gap=4)), width=theme.px(150))
        inner = row(left, 8, column(self._bars, self._more, STRETCH, gap=4), gap=14)
        inner.setStretch(2, 1)
        self.setLayout(column(card(inner, tone="accent")))
        self.tell_nothing()

    def tell(self, prediction: str | float, chances: Mapping[str, float]) -> None:
        self._answer.setText(formatted(prediction))
        clear(self._chances)
        ordered = sorted(chances.items(), key=lambda pair: -pair[1])
        for at, (name, chance) in enumerate(ordered[:MOST_CLASSES]):
            self._chance(at, name, chance)
        rest = len(ordered) - MOST_CLASSES
        self._more.setText(tr("package.more_classes", count=rest) if rest > 0 else "")
        self._more.setVisible(rest > 0)

    def tell_nothing(self) -> None:
        """The row cannot be scored as it stands."""
        self._answer.setText("–")
        clear(self._chances)
        self._more.hide()

    def _chance(self, at: int, name: str, chance: float) -> None:
        words = f"{chance * 100:.1f} %"
        bar = named(f"chance_{name}", QProgressBar(), f"{name}: {words}")
        bar.setRange(0, 1000)
        bar.setValue(round(chance * 1000))
        bar.setTextVisible(False)
        share = text(words)
        share.setAlignment(Qt.AlignmentFlag.AlignRight)
        for place, widget in enumerate((text(name), bar, share)):
            self._chances.addWidget(widget, at, place)
