"""One configuration from start to end: fold models that are judged on rows they had not seen, then the file that ships.

What is stopped by watching the rows of a fold ships as the average of its fold models; what is not is fitted once more on all
rows, and so is everything where rows are in time, of which the first folds know the oldest alone. Either way the out-of-fold
scores come from the files' own arithmetic, through the Scorer.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import digest, digest_of
from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen
from mlworkbench.base.records import ModelKind
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import deciding
from mlworkbench.stages.train.assembling import AS_IT_IS, Link, assemble, assembled
from mlworkbench.stages.train.deciding import Calibration
from mlworkbench.stages.train.joining import Piece, piece
from mlworkbench.stages.train.losses import loss_of
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.part import Algorithm, Lesson, go_on
from mlworkbench.stages.train.pruning import on_best_scale

Measure = Callable[..., dict[str, float]]
Work = Callable[[], None]
TIMED_ROWS, FEWEST_TIMED = 200, 20
TIMED_CELLS = 100_000  # of rows that are timed: a wide row takes milliseconds
CURVE_POINTS = 200
AVERAGED: Final[ModelKind] = "averaged"
REFIT: Final[ModelKind] = "refit"


@dataclass(frozen=True)
class Configuration:
    """What is tried. `folds` is how many of the folds are fitted (None: all), `share` the part of their rows that is."""

    number: int
    algorithm: Algorithm
    params: Chosen
    folds: int | None = None
    share: float = 1.0

    @property
    def is_averaged(self) -> bool:
        return bool(self.algorithm.rounds)


@dataclass(frozen=True)
class Outcome:
    """A finished configuration: the shipped file and what its out-of-fold scores say.

    `oof` float64 [N, K] is NaN for rows that no fold model judged. `folds` are the metric's values, one a fold.
    """

    model: bytes
    oof: Array
    folds: tuple[float, ...]
    oof_metrics: dict[str, float]
    fold_hashes: tuple[str, ...]
    threshold: float | None
    link: Link
    seconds: float
    row_microseconds: float
    made: ModelKind
    rounds: int | None = None
    curve: tuple[float, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A fold model: its piece of a graph, its raw scores for the rows it had not seen, and the digest of its own file."""

    piece: Piece
    rows: Array
    raw: Array
    name: str


@dataclass
class Trial:
    """A configuration while it is tried. `first` and then `second` are works to be done in any order, side by side.

    Where it `is_looked_at` after its first fold, `losses` tells what came of that, and `first_fit` how long it was fitted.
    """

    material: Material
    one: Configuration
    measure: Measure
    pulse: Callable[[], None] = go_on
    clock: Callable[[], float] = seconds
    is_looked_at: bool = False
    taken: float = 0.0
    first_fit: float = 0.0
    _lessons: dict[int, Lesson] = field(default_factory=dict)
    _fits: dict[int, Any] = field(default_factory=dict)
    _judged: dict[int, Judged] = field(default_factory=dict)
    _first: Array | None = None
    _rounds: int | None = None
    _whole: Piece | None = None

    @property
    def folds(self) -> tuple[int, ...]:
        return tuple(range(self.material.folds))[: self.one.folds]

    def first(self) -> list[Work]:
        """Fit the fold models, and where they are not what ships, the model of all rows."""
        fits: list[Work] = [partial(self._fit, fold) for fold in self.folds]
        return fits if self.one.is_averaged else [*fits, self._fit_whole]

    def losses(self) -> Array | None:
        """The loss of each row of the first fold, float64 [M], once that is fitted; None before."""
        return self._first

    def second(self) -> list[Work]:
        """Agree on a number of rounds and judge the fold models cut to it; nothing where they are judged already.

        Where rows are in time the model of all rows comes last, with the rounds agreed on.
        """
        if not self.one.is_averaged:
            return []
        self._rounds = agreed([self._curve(fold) for fold in self.folds]) or int(self.one.params[self.one.algorithm.rounds])
        judging: list[Work] = [partial(self._judge, fold) for fold in self.folds]
        return judging if self.material.drawn.order is None else [*judging, self._fit_whole]

    def outcome(self) -> Outcome:
        """Raises InputError("train.metric_undefined") where the problem's metric has no meaning for the rows of a fold."""
        begun = self.clock()
        material, folds = self.material, self.judged()
        oof = gathered(material, folds)
        links = calibrated(material, oof)
        interface = replace(material.interface, threshold=cut_of(material, oof, material.rows(WHOLE)))
        pieces = [fold.piece for fold in folds] if self._whole is None else [self._whole]
        model = assembled(pieces, [1.0 / len(pieces)] * len(pieces), interface, links.whole, material.is_log)
        known = judged_rows(oof)
        scores = scores_of(interface, oof[known], links.whole, material.is_log)
        microseconds = row_microseconds(model, material)
        self.taken += self.clock() - begun
        return Outcome(
            model=model,
            oof=oof,
            folds=fold_scores(material, oof, links, self.folds, self.measure, folds),
            oof_metrics=self.measure(material.task, material.target[known], scores),
            fold_hashes=tuple(fold.name for fold in folds),
            threshold=interface.threshold,
            link=links.whole,
            seconds=self.taken,
            row_microseconds=microseconds,
            made=AVERAGED if self._whole is None else REFIT,
            rounds=self._rounds,
            curve=thinned([self._curve(fold) for fold in self.folds]) if self._rounds else (),
        )

    def judged(self) -> list[Judged]:
        """The fold models, when all of them are judged."""
        return [self._judged[fold] for fold in self.folds]

    def fitted_folds(self) -> int:
        """How many folds, from the first on, are fitted so far."""
        return next((place for place, fold in enumerate(self.folds) if fold not in self._fits), len(self.folds))

    def _agreed_params(self) -> Chosen:
        return self.one.params if self._rounds is None else self.one.params | {self.one.algorithm.rounds: self._rounds}

    # -- works ---------------------------------------------------------------------------------------------------------------

    def _fit(self, fold: int) -> None:
        begun, one = self.clock(), self.one
        lesson = self.material.lesson(one.algorithm.family, fold, one.is_averaged, one.share, self.pulse)
        ready = self.clock()
        self._lessons[fold], self._fits[fold] = lesson, one.algorithm.fit(lesson, one.params)
        fitted = self.clock()
        self.taken += fitted - begun
        if not one.is_averaged:
            self._judge(fold)
        if self.is_looked_at and fold == self.folds[0]:
            self.first_fit = fitted - ready
            self._first = self._losses(fold)

    def _losses(self, fold: int) -> Array:
        """What stops by itself is asked through its library: a file is made only of what is finished."""
        begun, material, algorithm = self.clock(), self.material, self.one.algorithm
        watched = self._lessons[fold].watched if fold in self._lessons else None
        if watched is None or algorithm.cut is None:
            raw = self._judged[fold].raw
        else:
            estimator = algorithm.cut(self._fits[fold], agreed([self._curve(fold)]) or 1)
            raw = algorithm.raw(estimator, self._lessons[fold], watched.features)
        self.taken += self.clock() - begun
        return losses_of(material, raw, material.left_out(fold))

    def _fit_whole(self) -> None:
        begun, one = self.clock(), self.one
        lesson = self.material.lesson(one.algorithm.family, WHOLE, share=one.share, pulse=self.pulse)
        tail = one.algorithm.convert(one.algorithm.fit(lesson, self._agreed_params()), lesson)
        self._whole = piece(self.material.prepared(one.algorithm.family, WHOLE, one.share).graph, tail)
        self.taken += self.clock() - begun

    def _judge(self, fold: int) -> None:
        begun, one, material = self.clock(), self.one, self.material
        lesson, estimator = self._lessons.pop(fold), self._fits[fold]
        if self._rounds is not None and one.algorithm.cut is not None:
            estimator = one.algorithm.cut(estimator, self._rounds)
        own = piece(material.prepared(one.algorithm.family, fold, one.share).graph, one.algorithm.convert(estimator, lesson))
        model = assembled([own], [1.0], material.interface, is_log=material.is_log)
        rows = material.left_out(fold)
        self._judged[fold] = Judged(own, rows, Scorer(model).score(material.columns_of(rows)).raw, digest(model))
        if not one.is_averaged:
            del self._fits[fold]
        self.taken += self.clock() - begun

    def _curve(self, fold: int) -> tuple[float, ...]:
        curve = self.one.algorithm.curve
        return () if curve is None else curve(self._fits[fold])


def try_out(material: Material, one: Configuration, measure: Measure) -> Outcome:
    """One configuration after the other steps, in this thread."""
    trial = Trial(material, one, measure)
    for stage in (trial.first, trial.second):
        for work in stage():
            work()
    return trial.outcome()


def losses_of(material: Material, raw: Array, rows: Array) -> Array:
    """The loss of each of these rows, float64 [M], as configurations are compared by it after one fold."""
    loss = loss_of(material.task, material.loss, material.level)
    return on_best_scale(loss, raw, material.target[rows], material.task != "regression")


def agreed(curves: Sequence[Sequence[float]]) -> int | None:
    """The number of rounds worth having: the mean of those after which each fold's loss was least. None without curves."""
    best = [int(np.argmin(curve)) + 1 for curve in curves if curve]
    return max(1, round(float(np.mean(best)))) if best else None


def thinned(curves: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean curve as far as all folds have it, at most 200 points of it."""
    length = min(map(len, curves), default=0)
    if not length:
        return ()
    mean = np.mean([curve[:length] for curve in curves], axis=0)
    taken = np.unique(np.linspace(0, length - 1, min(length, CURVE_POINTS)).round().astype(int))
    return tuple(float(one) for one in mean[taken])


def gathered(material: Material, folds: Sequence[Judged]) -> Array:
    """Out-of-fold raw scores, NaN where a row was never judged.

    Where it was judged more than once the first fold model counts: a mean of several would be better than what ships.
    """
    found = np.full((len(material.target), material.outputs), np.nan)
    for fold in reversed(folds):
        found[fold.rows] = fold.raw
    return found


def judged_rows(oof: Array) -> Array:
    """Places of the rows that have out-of-fold scores."""
    return np.flatnonzero(~np.isnan(oof[:, 0]))


def fold_scores(
    material: Material, oof: Array, links: Calibration, folds: Sequence[int], measure: Measure, judged: Sequence[Judged] = ()
) -> tuple[float, ...]:
    """The metric on each fold's rows, calibration and threshold decided by the others; on all at once where rows are folds.

    The scores of a fold's rows are those of its fold model where it is among the `judged`, else out-of-fold ones.
    """
    rows = [material.left_out(fold) for fold in folds]
    raws = [one.raw for one in judged] or [oof[place] for place in rows]
    if min(map(len, rows)) == 1:
        rows, links = [judged_rows(oof)], replace(links, without={0: links.whole})
        folds, raws = (0,), [oof[rows[0]]]
    found = []
    for fold, place, raw in zip(folds, rows, raws, strict=True):
        interface = replace(material.interface, threshold=cut_of(material, oof, material.rows(fold)))
        scores = scores_of(interface, raw, links.without.get(fold, links.whole), material.is_log)
        measured = measure(material.task, material.target[place], scores)
        require_metric(material, measured)
        found.append(measured[material.metric])
    return tuple(found)


def require_metric(material: Material, measured: Mapping[str, float]) -> None:
    """Raises InputError where the problem's metric is not among what was measured of some rows."""
    if material.metric not in measured:
        key = "train.metric_too_large" if material.task == "regression" else "train.metric_undefined"
        raise InputError(key, metric=material.metric)


def fitted(material: Material, one: Configuration, fold: int, interface: Interface, link: Link = AS_IT_IS) -> bytes:
    """model.onnx of this configuration, fitted on all training rows but those of `fold`, for all its rounds."""
    lesson = material.lesson(one.algorithm.family, fold, share=one.share)
    tail = one.algorithm.convert(one.algorithm.fit(lesson, one.params), lesson)
    return assemble(material.prepared(one.algorithm.family, fold, one.share).graph, tail, interface, link, material.is_log)


def cut_of(material: Material, oof: Array, rows: Array) -> float | None:
    """The threshold by the out-of-fold scores of these rows; None where no class is decided by one."""
    if material.task != "binary":
        return None
    known = rows[~np.isnan(oof[rows, 0])]
    if not len(known):
        known = judged_rows(oof)
    weights = None if material.weights is None else material.weights[known]
    return deciding.threshold(oof[known], material.target[known], material.metric, weights)


def calibrated(material: Material, oof: Array) -> Calibration:
    if material.task == "regression":
        return Calibration(AS_IT_IS, {})
    known = judged_rows(oof)
    weights = None if material.weights is None else material.weights[known]
    return deciding.calibration(oof[known], material.target[known], judges(material)[known], weights)


def judges(material: Material) -> Array:
    """int64 [N]: the fold model that judges each row, the first where there are several, -1 where there is none."""
    found = np.full(len(material.target), -1, dtype=np.int64)
    for fold in reversed(range(material.folds)):
        found[material.left_out(fold)] = fold
    return found


def scores_of(interface: Interface, raw: Array, link: Link, is_log: bool = False) -> Scores:
    """Scores made from out-of-fold raw scores by the decisions that ship."""
    if interface.task == "regression":
        return Scores(raw, None, None, np.exp(raw[:, 0]) if is_log else raw[:, 0], ())
    label = (raw[:, 0] >= interface.threshold).astype(np.int64) if interface.task == "binary" else raw.argmax(axis=1)
    return Scores(raw, label, deciding.probabilities(raw, link), None, interface.classes)


def row_microseconds(model: bytes, material: Material) -> float:
    """Time for one row through the Scorer: the median of up to 200 rows, each scored alone."""
    scorer = Scorer(model)
    count = min(TIMED_ROWS, len(material.target), max(FEWEST_TIMED, TIMED_CELLS // max(1, len(material.columns))))
    cells = {name: column[:count].tolist() for name, column in material.columns.items()}
    rows = [{name: column[row] for name, column in cells.items()} for row in range(count)]
    taken = []
    for row in rows:
        start = seconds()
        scorer.score_row(row)
        taken.append(seconds() - start)
    return float(np.median(taken)) * 1e6


def trial_name(material: Material, dataset_hash: str, recipe_hash: str, split_hash: str, one: Configuration) -> str:
    """The digest of everything a model's bytes depend on, versions aside."""
    problem = [material.task, material.metric, material.target_name, list(material.classes), material.positive]
    told = [dataset_hash, recipe_hash, split_hash, problem, one.algorithm.name, one.params, material.seed]
    known = [[one.name, one.marks, one.sentinels, one.below, one.above] for one in material.inputs]
    columns = [said for said in known if any(part not in ((), None) for part in said[1:])]
    formulas = [[column.name, column.formula] for column in material.behind.computed] if material.behind else []
    asked = _asked(material, one)
    return digest_of([*told, columns, formulas, *asked] if columns or formulas or asked else told)


def _asked(material: Material, one: Configuration) -> list[Any]:
    """What is not as it is by itself."""
    weights = "" if material.weights is None else digest(np.ascontiguousarray(material.weights).tobytes())
    asked = {
        "loss": [material.loss, material.level] if material.loss != "squared" else None,
        "weights": weights,
        "monotone": dict(sorted(material.monotone.items())),
        "interactions": [list(group) for group in material.interactions],
        "balance": material.balance,
        "folds": one.folds,
        "share": one.share if one.share != 1.0 else None,
    }
    found = {name: value for name, value in asked.items() if value not in (None, "", {}, [])}
    return [found] if found else []
