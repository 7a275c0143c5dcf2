"""Problem: say what is decided, what a mistake costs, and when the model is good enough."""

from typing import TYPE_CHECKING

from mlworkbench.base.words import tr
from mlworkbench.ui.page import Go, Page, nowhere
from mlworkbench.ui.widgets.parts import page_head, primary

if TYPE_CHECKING:
    from mlworkbench.workbench import Workbench


class ProblemPage(Page):
    stage = "problem"
    listens = frozenset({"problem", "data", "home"})

    def __init__(self, workbench: "Workbench", go: Go = nowhere) -> None:
        super().__init__(workbench, go)
        self._to_data = primary(tr("problem.to_data"), lambda: go("data"), "to_data")
        self.body.addWidget(page_head(tr("problem.title"), tr("problem.purpose"), self._to_data))
        self.body.addStretch(1)
