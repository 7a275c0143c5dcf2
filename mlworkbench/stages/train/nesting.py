"""Nested validation: the whole search anew inside each outer fold, so that what it chose is judged on rows no choice had seen."""

from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.report import Report, Wish
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import prepare
from mlworkbench.stages.train import finishing
from mlworkbench.stages.train.candidates import Candidates, Known
from mlworkbench.stages.train.finishing import Finished
from mlworkbench.stages.train.material import Material
from mlworkbench.stages.train.pacing import Pace
from mlworkbench.stages.train.searching import Search
from mlworkbench.stages.train.trial import Configuration, Measure, Outcome, Trial, require_metric

if TYPE_CHECKING:
    from mlworkbench.stages.train.running import TrainSpec

NESTED = "nested"


@dataclass
class _Inner:
    """Who hears of a search inside a fold: it keeps what is made and files nothing."""

    report: Report
    share: float
    fold: int
    folds: int
    threads: int
    finished: list[Finished] = field(default_factory=list)

    def told(self, trial: Trial, done: int, of: int) -> None:
        self.report.progress(self.share, "train.nested_fit", fold=self.fold, folds=self.folds, number=trial.one.number + 1)

    def finish(self, one: Configuration, outcome: Outcome) -> None:
        self.finished.append(finishing.of(one, outcome, str(one.number), self.threads))

    def failed(self, one: Configuration, reason: Exception) -> None:
        """The search of all rows tells of it."""

    def given_up(self, one: Configuration, part: float) -> None:
        """As above."""

    def wish(self) -> Wish:
        return self.report.wish()

    def holding(self) -> None:
        self.report.progress(self.share, "train.paused")

    def known(self, one: Configuration) -> Known | None:
        return None


def scores(material: Material, asked: "TrainSpec", measure: Measure, report: Report) -> tuple[float, ...]:
    """The metric of what the search chose inside each outer fold, on that fold's rows; () where validation is not nested.

    Each search has the same part of the budget as the one on all rows that follows. One that the user let end before its time
    is no proof of what a whole one finds: it does not count, nor do those that would follow. Raises
    InputError where the problem's metric has no meaning for the rows of an outer fold.
    """
    validation = prepare.Validation.parse(asked.cv) if asked.cv else None
    if validation is None or validation.kind != NESTED:
        return ()
    found = []
    for fold in range(material.folds):
        inner, rows = _inside(material, fold, validation.repeats), material.left_out(fold)
        ears = _Inner(report, fold / (material.folds + 1), fold + 1, material.folds, asked.threads)
        part = asked.budget / (material.folds + 1)
        candidates, until = Candidates(inner, asked.preset, asked.algorithms, asked.explainable), seconds() + 0.9 * part
        most, prunes = asked.max_trials, finishing.prunes(asked)
        search = Search(inner, candidates, measure, ears, Pace(part, asked.threads), until, asked.threads, most, prunes)
        search.run()
        if report.wish() == "end":
            break
        ended = finishing.ended(inner, tuple(ears.finished), asked, measure, lambda: 0.1 * part)  # noqa: B023  used at once
        best = finishing.best((*ears.finished, *ended), asked)
        if best is not None:
            told = measure(material.task, material.target[rows], Scorer(best.model).score(material.columns_of(rows)))
            require_metric(material, told)
            found.append(told[material.metric])
    return tuple(found)


def _inside(material: Material, fold: int, folds: int) -> Material:
    """The rows an outer fold is fitted on, with folds of their own."""
    rows = material.rows(fold)
    classes = None if material.task == "regression" else material.target[rows]
    drawn = prepare.draw(classes, np.ones(len(rows), dtype=bool), 0.0, None, folds, material.seed)
    return replace(
        material,
        columns=material.columns_of(rows),
        target=material.target[rows],
        drawn=drawn,
        weights=None if material.weights is None else material.weights[rows],
        groups=None if material.groups is None else material.groups[rows],
        _prepared={},
        _locks={},
        _lock=Lock(),
    )
