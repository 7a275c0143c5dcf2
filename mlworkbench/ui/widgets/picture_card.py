"""A card around a picture: its name, its menu, and, where it holds several pictures, which one is seen."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from mlworkbench.base.words import tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.parts import STRETCH, card, heading, icon_button, row
from mlworkbench.ui.widgets.segments import Option, Segments
from mlworkbench.ui.widgets.terms import term

LEAST_WIDE: Final = 250
LEAST_HIGH: Final = 190


class PictureCard(QWidget):
    """`views` are (name of the chart, what it is called), `terms` what it shows. One that is not seen is not drawn."""

    def __init__(
        self,
        name: str,
        views: Sequence[Option],
        terms: Mapping[str, str],
        beside: QWidget | None = None,
        high: int = LEAST_HIGH,
    ) -> None:
        super().__init__()
        self.setObjectName(name)
        self._charts = {view: Chart(view, words) for view, words in views}
        self._tabs: Segments | None = None
        box = QWidget()
        self._stack = QStackedLayout(box)  # on its box at once: it shows what it is given, which would be a window of its own
        for chart in self._charts.values():
            chart.setMinimumSize(theme.px(LEAST_WIDE), theme.px(high))
            self._stack.addWidget(chart)
        menu = icon_button("more", tr("shell.picture_menu"), lambda: self.chart().offer(), f"{name}_menu")
        head = self._make_tabs(name, views, terms) if len(views) > 1 else term(heading(views[0][1]), terms[views[0][0]])
        top = row(head, STRETCH, *((beside,) if beside else ()), menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(top, box, name=f"{name}_card"))
        self.look_at(views[0][0])

    def _make_tabs(self, name: str, views: Sequence[Option], terms: Mapping[str, str]) -> QWidget:
        self._tabs = Segments(f"{name}_views", tr("evaluate.which_picture"), views)
        self._tabs.chosen.connect(self.look_at)
        for view, _ in views:
            self._tabs.define(view, terms[view])
        return self._tabs

    def chart(self) -> Chart:
        """The one that is seen."""
        return self._charts[self.current]

    @property
    def current(self) -> str:
        return next(name for name, chart in self._charts.items() if chart is self._stack.currentWidget())

    def look_at(self, view: str) -> None:
        if view in self._charts:
            self._stack.setCurrentWidget(self._charts[view])
            if self._tabs is not None:
                self._tabs.take(view)

    def show_picture(self, view: str, picture: Picture | None) -> None:
        self._charts[view].show_picture(picture)
