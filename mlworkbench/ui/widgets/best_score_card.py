"""The card of the best score while training: it grows with every model that is finished."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.records import Model
from mlworkbench.base.words import number, tr
from mlworkbench.ui import theme
from mlworkbench.ui.widgets.chart import Chart, Picture
from mlworkbench.ui.widgets.model_words import BASELINE, model_name, spread
from mlworkbench.ui.widgets.parts import STRETCH, card, heading, icon_button, note, pill, row, say, text
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class BestScoreCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._chart = Chart("best_score", tr("train.best_score"))
        self._pace = text("", "note", name="pace")
        self._state = pill("", name="run_state")
        self._waiting = note("", "best_score_waiting")
        self._nested = note("", "nested_score")
        more = icon_button("more", tr("shell.picture_menu"), self._chart.offer, "best_score_menu")
        top = row(heading(tr("train.best_score")), self._state, STRETCH, self._pace, more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout.addWidget(card(top, self._waiting, self._chart, self._nested, name="best_score_card"))

    def say_pace(self, words: str) -> None:
        self._pace.setText(words)

    def say_state(self, words: str, level: str) -> None:
        """Whether the run goes on, holds, or how it ended."""
        self._state.setVisible(bool(words))
        say(self._state, words, level)

    def say_nested(self, words: str) -> None:
        """What the search itself was worth, where validation was nested."""
        self._nested.setText(words)
        self._nested.setVisible(bool(words))

    def show_models(self, models: Sequence[Model], waiting: str) -> None:
        """In any order; without models the card says what it waits for."""
        self._chart.setVisible(bool(models))
        self._waiting.setVisible(not models)
        self._waiting.setText(waiting)
        self._chart.show_picture(picture_of(models) if models else None)


def picture_of(models: Sequence[Model]) -> Picture:
    """The models in the order in which they were tried."""
    tried = sorted(models, key=lambda model: model.number)
    metric = titles.metric(tried[0].metric)
    greater = titles.greater_is_better(metric.name)
    trials = [charts.Trial(model_name(one), one.cv.mean, one.cv.sd, one.algorithm == BASELINE) for one in tried]

    def draw(colours: theme.Palette, width: float, height: float) -> "Figure":
        return charts.best_score(trials, greater, str(metric.title), colours, width, height)

    best = charts.best_so_far(trials, greater)
    rows = tuple((one.name, one.score, one.sd, found) for one, found in zip(trials, best, strict=True))
    header = (tr("train.model"), str(metric.title), tr("train.chart_sd"), tr("train.chart_best"))
    said = [tr("train.spot", name=model_name(one), score=number(one.cv.mean), sd=spread(one)) for one in tried]
    spots = tuple(charts.Spot(place, one.score, words) for place, (one, words) in enumerate(zip(trials, said, strict=True), 1))
    return Picture(draw, header, rows, spots)
