"""The recipe in words: each step with its reason, and the columns that were left out with theirs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Recipe, Step
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.parts import STRETCH, boxed, card, clear, column, line, note, pill, row, say, text
from mlworkbench.ui.widgets.terms import explained
from mlworkbench.workbench import titles

FAMILIES = {"tree": "train.family_tree", "linear": "train.family_linear"}


class RecipeCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._steps = column(gap=0)
        self._aside = note("", "recipe_aside")
        self._count = pill("", name="recipe_count")
        parts = (note(tr("train.recipe_note")), self._steps, self._aside, STRETCH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        shown = card(*parts, title=tr("train.recipe"), beside=self._count, name="recipe_card")
        layout.addWidget(explained(shown, "recipe"))

    def show_recipe(self, recipe: Recipe) -> None:
        clear(self._steps)
        say(self._count, tr("train.recipe_columns", count=len(recipe.inputs)), "plain")
        for number, step in enumerate(recipe.steps, 1):
            if number > 1:
                self._steps.addWidget(line())
            self._steps.addWidget(_step(number, step))
        left_out = [f"{one.column} ({tr(one.reason.key, **one.reason.facts)})" for one in recipe.set_aside]
        self._aside.setText(tr("train.recipe_aside", columns=", ".join(left_out)))
        self._aside.setVisible(bool(left_out))


def _step(number: int, step: Step) -> QWidget:
    kind = titles.step(step.kind)
    place = pill(str(number))
    why = tr(step.reason.key, **step.reason.facts) if step.reason else str(kind.help)
    family = [note(tr(FAMILIES[name])) for name in step.families if name in FAMILIES]
    head = row(text(str(kind.title), "strong"), *family, gap=8)
    head.addStretch(1)
    for part in family:
        part.setWordWrap(False)
    inner = row(place, column(head, note(why), gap=2), gap=12, margins=(0, 8, 0, 8))
    inner.setStretch(1, 1)
    inner.setAlignment(place, Qt.AlignmentFlag.AlignTop)
    shown = boxed(inner, f"step_{number}")
    shown.setToolTip("\n".join([str(kind.help), ", ".join(step.columns)]).strip())
    return shown
