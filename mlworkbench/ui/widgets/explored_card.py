"""One picture of the data in its card: what it asks for, its views, the picture, and what it rests on."""

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.busy import Busy
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.explore_form import ExploreForm
from mlworkbench.ui.widgets.parts import STRETCH, Elided, card, clear, icon_button, looks, note, pill, row, say
from mlworkbench.ui.widgets.segments import Segments
from mlworkbench.ui.widgets.terms import tip
from mlworkbench.workbench import tellings_explore

if TYPE_CHECKING:
    from mlworkbench.workbench import Answer, Job, PictureKind, Workbench

LEAST_WIDE: Final = 300
LEAST_HIGH: Final = 240
BUSY_WIDE: Final = 240


class ExploredCard(QWidget):
    """`viewed` carries the name of the view the user looks at."""

    viewed = Signal(str)

    def __init__(self, bench: "Workbench") -> None:
        super().__init__()
        self._answer: Answer | None = None
        self._view, self._kind = "", ""
        self.form = ExploreForm()
        self._title = looks("heading", Elided("", "explored_title"))
        self._about = note("", "explored_about")
        self._views = row()
        self._tabs: Segments | None = None
        self.chart = Chart("explored_chart", tr("explore.picture"))
        self.chart.setMinimumSize(theme.px(LEAST_WIDE), theme.px(LEAST_HIGH))
        self._busy = Busy(bench, "explored_busy", BUSY_WIDE)
        self._words = note("", "explored_words")
        box = QWidget()
        self._stack = QStackedLayout(box)
        for part in (self.chart, self._busy, self._words):
            self._stack.addWidget(part)
        self._basis = pill("", "plain", "explored_basis")
        self._basis.setToolTip(tip("sample"))
        self._menu = icon_button("more", tr("shell.picture_menu"), self.chart.offer, "explored_menu")
        top = row(self._title, self._views, self._menu)
        top.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        frame = card(top, self._about, self.form, box, row(self._basis, STRETCH), name="explored_card")
        frame.layout().setStretch(3, 1)  # type: ignore[union-attr]
        layout.addWidget(frame)

    @property
    def view(self) -> str:
        return self._view

    def show_kind(self, kind: "PictureKind") -> None:
        if kind.name != self._kind:  # views and menu of another picture
            self._kind, self._answer = kind.name, None
            self._offer([])
            self._menu.hide()
        self._title.setText(str(kind.title))
        self._about.setText(str(kind.help))
        self.chart.setAccessibleName(str(kind.title))

    def show_job(self, job: "Job") -> None:
        """It is being made."""
        self._answer = None
        self._basis.hide()
        self._busy.show_job(job)
        self._stack.setCurrentWidget(self._busy)

    def show_words(self, words: str) -> None:
        """Why there is no picture."""
        self._answer = None
        self._offer([])
        self._menu.hide()
        self._basis.hide()
        self._words.setText(words)
        self._stack.setCurrentWidget(self._words)

    def show_answer(self, answer: "Answer", view: str = "") -> None:
        self._stack.setCurrentWidget(self.chart)
        self._menu.show()
        if answer is self._answer:
            return
        self._answer = answer
        names = [one.name for one in answer.views]
        self._offer(names)
        say(self._basis, tellings_explore.basis(answer), "warning" if answer.sampled else "plain")
        self._basis.show()
        self._look_at(view if view in names else names[0])

    def _offer(self, names: list[str]) -> None:
        clear(self._views)
        self._tabs = None
        if len(names) > 1:
            self._tabs = Segments("explored_views", tr("explore.which_view"), [(one, tr(f"explore.view_{one}")) for one in names])
            self._tabs.chosen.connect(self._choose)
            self._views.addWidget(self._tabs)

    def _choose(self, name: str) -> None:
        self._look_at(name)
        self.viewed.emit(name)

    def _look_at(self, name: str) -> None:
        if self._answer is None:
            return
        self._view = name
        if self._tabs is not None:
            self._tabs.take(name)
        panel, foot = tellings_explore.view(self._answer, name).panel, tellings_explore.sample(self._answer)
        self.chart.show_picture(Picture(partial(charts.explored, panel, foot), *charts.explored_numbers(panel, foot)))
