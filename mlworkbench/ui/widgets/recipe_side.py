"""The left of Prepare: the steps, the versions of the recipe, and how the preview of it is doing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QProgressBar, QVBoxLayout, QWidget

from mlworkbench.base.records import Recipe
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.parts import STRETCH, boxed, column, heading, line, looks, named, note, restyle, row, small
from mlworkbench.ui.widgets.recipe_words import version_line
from mlworkbench.ui.widgets.step_list import StepList
from mlworkbench.ui.widgets.terms import term

if TYPE_CHECKING:
    from mlworkbench.workbench import Job


class RecipeSide(QFrame):
    """`looked_at` carries the version to show, by its id; `again` asks for another try of the preview."""

    looked_at = Signal(str)
    again = Signal()
    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        looks("card", named("recipe_side", self, tr("prepare.recipe")))
        self.steps = StepList()
        self._versions = small("", name="versions", tip=tr("prepare.versions_tip"))
        restyle(self._versions, menu="true")
        self._menu: QMenu = named("version_menu", QMenu(self._versions), tr("prepare.versions"))
        self._versions.setMenu(self._menu)
        self._bar = named("preview_bar", QProgressBar(), tr("job.preview"))
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._state = note("", "preview_state")
        self._again = small(tr("prepare.try_again"), self.again.emit, "preview_again")
        self._stop = small(tr("ask.cancel"), self.stopped.emit, "preview_stop")
        pad = theme.size("card_padding")
        head = row(term(heading(tr("prepare.recipe")), "recipe"), STRETCH, self._versions, margins=(pad, 10, 12, 10))
        told = row(self._state, self._again, self._stop)
        told.setStretch(0, 1)
        foot = column(self._bar, told, note(tr("prepare.ships")), gap=6, margins=(pad, 10, pad, 12))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 0)
        layout.setSpacing(0)
        for part in (boxed(head), line(), self.steps, boxed(foot)):
            layout.addWidget(part)
        layout.setStretch(2, 1)

    def show_versions(self, versions: Sequence[Recipe], shown: Recipe) -> None:
        self._versions.setText(tr("prepare.version", number=shown.number))
        self._versions.setAccessibleName(self._versions.text())
        self._menu.clear()
        for recipe in reversed(versions):
            action: QAction = self._menu.addAction(version_line(recipe))
            action.setCheckable(True)
            action.setChecked(recipe.id == shown.id)
            action.triggered.connect(lambda checked=False, name=recipe.id: self.looked_at.emit(name))

    def show_progress(self, job: "Job") -> None:
        self._bar.setValue(round(job.fraction * 1000))
        self._state.setText(tr(job.key, **job.facts) if job.key else tr("prepare.beginning"))
        self._state.show()
        self._show(bar=True, stop=True)

    def show_state(self, words: str, can_try: bool = False) -> None:
        """How the preview ended, or why there is none."""
        self._state.setText(words)
        self._state.setVisible(bool(words))
        self._show(again=can_try)

    def _show(self, bar: bool = False, stop: bool = False, again: bool = False) -> None:
        self._bar.setVisible(bar)
        self._stop.setVisible(stop)
        self._again.setVisible(again)


def banner(words: QWidget, *buttons: QWidget) -> QWidget:
    """A sentence with what can be done about it at the right."""
    inner = row(words, *buttons, gap=10)
    inner.setStretch(0, 1)
    return boxed(inner)
