"""Scores against time for one row, or against size, with the limits: which model is worth what it costs."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mlworkbench import charts
from mlworkbench.base.records import Limits, Model
from mlworkbench.base.words import tr
from mlworkbench.ui.widgets.chart import Picture
from mlworkbench.ui.widgets.model_words import BASELINE, model_name
from mlworkbench.ui.widgets.picture_card import PictureCard
from mlworkbench.workbench import titles

if TYPE_CHECKING:
    from mlworkbench.charts.pareto import Cost

HIGH = 250


class ParetoCard(QWidget):
    def __init__(self) -> None:
        super().__init__()
        views = (("pareto_time", tr("train.pareto_time")), ("pareto_size", tr("train.pareto_size")))
        self._card = PictureCard("pareto", views, {"pareto_time": "row_time", "pareto_size": "artifact"}, high=HIGH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._card)

    def show_models(self, models: Sequence[Model], chosen: str | None, limits: Limits) -> None:
        """Without the floor, which costs next to nothing and says nothing, and what is worse. Hidden while there are not two."""
        shown = _worth_it(models)
        self.setVisible(len(shown) > 1)
        if len(shown) > 1:
            self._card.show_picture("pareto_time", picture_of(shown, chosen, "time", limits.row_microseconds))
            self._card.show_picture("pareto_size", picture_of(shown, chosen, "size", limits.model_bytes))


def _worth_it(models: Sequence[Model]) -> list[Model]:
    """Those that are not worse than the floor; all that learnt where all are."""
    learnt = [one for one in models if one.algorithm != BASELINE]
    floors = [one.cv.mean for one in models if one.algorithm == BASELINE]
    if not learnt or not floors:
        return learnt
    sign = 1.0 if titles.greater_is_better(learnt[0].metric) else -1.0
    return [one for one in learnt if sign * one.cv.mean >= sign * floors[0]] or learnt


def picture_of(models: Sequence[Model], chosen: str | None, cost: "Cost", limit: float | None) -> Picture:
    metric = titles.metric(models[0].metric)
    costs = [one.row_microseconds if cost == "time" else float(one.model_bytes) for one in models]
    costed = [
        charts.Costed(model_name(one), what, one.cv.mean, one.id == chosen) for one, what in zip(models, costs, strict=True)
    ]
    draw = partial(charts.pareto, costed, limit, cost, titles.greater_is_better(metric.name), str(metric.title))
    return Picture(draw, *charts.pareto_numbers(costed, cost, str(metric.title)))
