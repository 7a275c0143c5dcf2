"""A line of text that is recorded when editing is finished; until then nothing writes over it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, column, named, restyle, text
from mlworkbench.ui.widgets.terms import folded


class KeptLine(QLineEdit):
    """`offered` carries what was typed, when the user leaves the line or presses Enter. Escape goes back to what is recorded.

    Whoever hears it records it, calls `settle` and shows it again, or calls `refuse` where it cannot be recorded.
    """

    offered = Signal(str)

    def __init__(self, name: str, example: str = "") -> None:
        super().__init__()
        named(name, self)
        self.setPlaceholderText(example)
        self._kept = ""
        self._error: QLabel | None = None
        self.editingFinished.connect(self.offer)

    @property
    def typed(self) -> str | None:
        """What is not recorded yet."""
        return None if self.text() == self._kept else self.text()

    @property
    def kept(self) -> str:
        """What is recorded."""
        return self._kept

    def show_kept(self, words: str) -> None:
        """What is recorded now. Something else that is being typed stays."""
        if self.text() == self._kept:
            if words != self._kept:
                self.setText(words)
                if not self.hasFocus():
                    self.setCursorPosition(0)  # a long text shows its beginning
            self._show_error("")
        self._kept = words

    def settle(self) -> None:
        """What stands here is recorded, perhaps in another spelling, which is shown next."""
        self._kept = self.text()

    def offer(self) -> None:
        if self.typed is None:
            self._show_error("")
        else:
            self.offered.emit(self.text())

    def type_again(self, words: str) -> None:
        """What was typed into the line that stood here before."""
        self.setText(words)
        self.offer()

    def refuse(self, why: str) -> None:
        """It stays as it was typed, with the reason below."""
        self._show_error(why)

    def field(self, label: str, hint: str = "") -> QWidget:
        """The line with its label above and its error below; `hint` says what belongs there and when it matters."""
        caption = text(label, "note")
        caption.setBuddy(self)
        for part in (caption, self):
            part.setToolTip(folded(hint))
        self.setAccessibleName(label)
        self._error = text("", "error", wrap=True, name=f"{self.objectName()}_error")
        self._error.hide()
        return boxed(column(caption, self, self._error, STRETCH, gap=theme.size("small_gap")))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.typed is not None:
            self.setText(self._kept)
            self._show_error("")
            return
        super().keyPressEvent(event)

    def _show_error(self, why: str) -> None:
        restyle(self, bad=bool(why))
        self.setAccessibleDescription(why or self.toolTip())
        if self._error is not None:
            self._error.setText(why)
            self._error.setVisible(bool(why))
