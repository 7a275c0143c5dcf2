"""A model's columns in words: which it computes itself, which must be made before they are brought, and what is missing."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.parts import boxed, card, clear, column, line, note, row, text
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.workbench import ModelColumns


class ColumnsTold(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shown: ModelColumns | None = None
        self._told = column(gap=0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(self._told, title=tr("package.columns"), name="columns_card"))

    def show_columns(self, told: "ModelColumns") -> None:
        if told == self._shown:
            return
        self._shown = told
        clear(self._told)
        self._told.addWidget(note(tr("package.columns_plain", count=len(told.plain)), "columns_plain"))
        groups = (
            ("computed", "package.computed", "package.computed_note", [(one.name, one.formula) for one in told.computed]),
            ("brought", "package.brought", "package.brought_note", [(one.name, titles.making(one)) for one in told.brought]),
            (
                "marks",
                "package.columns_marks",
                "package.columns_marks_note",
                [(" · ".join(marks), ", ".join(names)) for marks, names in _alike(told.marks).items()],
            ),
        )
        for name, title, help_, rows in groups:
            if rows:
                head = column(text(tr(title), "strong", wrap=True), note(tr(help_)), gap=2, margins=(0, 12, 0, 4))
                self._told.addWidget(boxed(head))
                for place, (what, how) in enumerate(rows):
                    self._told.addWidget(_row(what, how, f"{name}_{place}"))


def _alike(marks: dict[str, tuple[str, ...]]) -> dict[tuple[str, ...], list[str]]:
    """The columns by their marks: many share the same."""
    found: dict[tuple[str, ...], list[str]] = {}
    for name, own in marks.items():
        found.setdefault(own, []).append(name)
    return found


def _row(what: str, how: str, name: str) -> QWidget:
    at_left, told = text(what, wrap=True, selectable=True), text(how, "secondary", wrap=True, selectable=True, name=name)
    inner = row(at_left, told, gap=12, margins=(0, 6, 0, 6))
    inner.setStretch(0, 1)
    inner.setStretch(1, 2)
    return boxed(column(inner, line(), gap=0))
