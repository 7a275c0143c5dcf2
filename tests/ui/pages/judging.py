"""What a hand and an eye need on the Evaluate page."""

import numpy as np
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider

from mlworkbench.base.records import Costs, Problem, Run
from mlworkbench.ui.widgets.chart import Chart
from tests.ui.pages import playing

MAINS = ("open_holdout", "accept", "next")
COSTS = Costs(310.0, 20.0, "USD")


def mains(page):
    """The main buttons to be seen: there is one."""
    return [name for name in MAINS if page.findChild(QPushButton, name).isVisible()]


def text(page, name):
    return page.findChild(QLabel, name).text()


def chart(page, name):
    return page.findChild(Chart, name)


def slider(page):
    return page.findChild(QSlider, "threshold")


def settled():
    for _ in range(3):
        QApplication.processEvents()


def finish(bench, runner, kind):
    """The newest job of this kind does its work."""
    playing.do(runner, playing.newest(bench, kind))
    settled()


def truth_and_scores(bench, model):
    """Out-of-fold raw scores of a model and the rows' classes, read without the program's own judging."""
    from pyarrow import parquet

    project = bench.opened()
    run = project.get(Run, model.run)
    asked = project.get(Problem, run.problem)
    fold = parquet.read_table(project.file(bench.evaluate.split(model.id).rows_file))["fold"].to_numpy()
    cells = np.array(parquet.read_table(project.file(bench.data.current().data_file))[asked.target].to_pylist())
    rows = np.flatnonzero(fold >= 0)
    return (cells[rows] == asked.positive).astype(int), np.load(project.file(model.oof_file))[:, 0]
