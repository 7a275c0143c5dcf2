"""One line about what is predicted, for a page that does not choose it, with the ways to where it is chosen and explored."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench.base.records import Dataset, Problem, Profile
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.column_words import percent
from mlworkbench.ui.widgets.parts import STRETCH, card, column, quiet, row, text

if TYPE_CHECKING:
    from mlworkbench.ui.page import Go


class TargetLine(QWidget):
    def __init__(self, go: "Go") -> None:
        super().__init__()
        self._words = text("", wrap=True, name="target_statement")
        change = quiet(tr("data.go_to_problem"), lambda: go("problem"), "go_to_problem", tr("data.to_problem_tip"))
        explore = quiet(tr("explore.title"), lambda: go("explore"), "to_explore", tr("data.to_explore_tip"))
        inner = column(self._words, row(change, explore, STRETCH, gap=4), gap=4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(inner, name="target_line"))

    def show_problem(self, problem: Problem | None, dataset: Dataset, profile: Profile) -> None:
        if problem is None:
            self._words.setText(tr("data.no_target"))
        elif problem.dataset != dataset.id:
            self._words.setText(tr("data.target_of_older", target=problem.target))
        else:
            self._words.setText(statement(problem, profile))


def statement(problem: Problem, profile: Profile) -> str:
    """The target, for two classes with the one that is looked for and its share of the rows."""
    if problem.positive is None:
        return tr("data.predicts", target=problem.target)
    target = profile.column(problem.target)
    rows = next((top.count for top in target.top if top.value == problem.positive), 0)
    share = percent(rows, profile.rows - target.missing)
    return tr("data.predicts_class", target=problem.target, positive=problem.positive, share=share)
