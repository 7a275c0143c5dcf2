"""What stands above the form of an import: questions to be answered, what cannot be read and what may help."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

from mlworkbench.base.errors import WorkbenchError
from mlworkbench.base.words import told, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, named, note, small, text

if TYPE_CHECKING:
    from mlworkbench.base.records import Question
    from mlworkbench.workbench import LookedFile, LookStep, LookWrong, Offered

PIECE_HIGH = 64
NOT_OF_FILE = frozenset({"data.cannot_write"})  # what went wrong with the place where it is kept


class ImportNotices(QWidget):
    """`chosen` carries a choice and its value; `of_column` a column, a choice and its value."""

    chosen = Signal(str, str)
    of_column = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        named("import_notices", self)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._body.setSpacing(theme.size("card_gap"))
        self._shown: object = None

    def show_file(self, file: "LookedFile", wrong: "LookWrong | None") -> None:
        """Nothing is built anew while the same is to be said, so that the keyboard stays where it is."""
        said = (file.questions, wrong, tuple((one.name, one.value) for one in file.params))
        if said == self._shown:
            return
        self._shown = said
        clear(self._body)
        self.setVisible(wrong is not None or bool(file.questions))
        if wrong is not None:
            self._body.addWidget(self._problem(wrong, file.params))
        for question in file.questions:
            self._body.addWidget(self._question(question, file.params))

    def show_error(self, wrong: WorkbenchError) -> None:
        """Something that left nothing to be shown beside it."""
        self._shown = wrong
        clear(self._body)
        self.show()
        sentence = text(told(wrong), wrap=True, selectable=True, name="import_wrong")
        self._body.addWidget(card(sentence, title=tr("data.cannot_be_read"), name="import_problem", tone="warning"))

    def _question(self, question: "Question", params: Sequence["Offered"]) -> QWidget:
        words = text(tr(question.reason.key, **question.reason.facts), wrap=True)
        answers = [self._answer(question.choice, option, params) for option in question.options]
        return card(words, boxed(column(*answers, gap=6)), title=tr("data.question"), name="import_question", tone="accent")

    def _answer(self, choice: str, option: str, params: Sequence["Offered"]) -> QPushButton:
        words = option_words(choice, option, params)
        return small(words, lambda: self.chosen.emit(choice, option), f"answer_{option}")

    def _problem(self, wrong: "LookWrong", params: Sequence["Offered"]) -> QWidget:
        sentence = text(tr(wrong.key, **wrong.facts), wrap=True, selectable=True, name="import_wrong")
        parts: list[QWidget] = [sentence]
        if piece := wrong.facts.get("piece"):
            parts.append(_piece(str(piece), wrong))
        if wrong.steps:
            parts.append(note(tr("data.what_may_help")))
            parts.append(boxed(column(*(self._step(step, params) for step in wrong.steps), gap=6)))
        title = tr(
            "data.cannot_be_read" if wrong.key.startswith("data.") and wrong.key not in NOT_OF_FILE else "data.not_imported"
        )
        return card(*parts, title=title, name="import_problem", tone="warning")

    def _step(self, step: "LookStep", params: Sequence["Offered"]) -> QPushButton:
        if step.column:
            key = "data.step_missing" if step.choice == "column_missing" else "data.step_guess_type"
            words = tr(key, column=step.column, value=step.value)
            act = lambda: self.of_column.emit(step.column, step.choice, step.value)  # noqa: E731
        else:
            words = step_words(step, params)
            act = lambda: self.chosen.emit(step.choice, step.value)  # noqa: E731
        return small(words, act, f"step_{step.choice}_{step.value}")


def option_words(choice: str, option: str, params: Sequence["Offered"]) -> str:
    """What the importer calls a value of one of its choices."""
    if choice == "importer":
        return tr("data.step_importer", name=option)
    one = next((one for one in params if one.name == choice), None)
    if one is not None and not one.choices and option.isdigit():
        return tr("data.step_choice", choice=str(one.title), value=option)
    if one is None or option not in one.choices:
        return option
    place = one.choices.index(option)
    return str(one.choice_words[place]) if place < len(one.choice_words) else option


def step_words(step: "LookStep", params: Sequence["Offered"]) -> str:
    if step.choice == "bad_rows":
        return tr("data.step_set_aside")
    titles = {one.name: str(one.title) for one in params}
    if step.choice == "importer":
        return tr("data.step_importer", name=step.value)
    return tr(
        "data.step_choice", choice=titles.get(step.choice, step.choice), value=option_words(step.choice, step.value, params)
    )


def _piece(piece: str, wrong: "LookWrong") -> QPlainTextEdit:
    """The raw line, with the place marked where it is known."""
    view = named("raw_piece", QPlainTextEdit(piece), tr("data.raw_piece"))
    view.setReadOnly(True)
    view.setTabChangesFocus(True)
    view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    view.setFixedHeight(theme.px(PIECE_HIGH))
    place = wrong.facts.get("column")
    if isinstance(place, int) and 0 < place <= len(piece):
        mark = QTextEdit.ExtraSelection()
        mark.cursor = QTextCursor(view.document())  # type: ignore[attr-defined]
        mark.cursor.setPosition(place - 1)  # type: ignore[attr-defined]
        mark.cursor.movePosition(QTextCursor.MoveOperation.NextCharacter, QTextCursor.MoveMode.KeepAnchor)  # type: ignore[attr-defined]
        look = QTextCharFormat()
        look.setBackground(theme.colour("attention"))
        mark.format = look  # type: ignore[attr-defined]
        view.setExtraSelections([mark])
    return view
