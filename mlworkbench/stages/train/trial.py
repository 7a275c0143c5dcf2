"""One configuration from start to end: fold models scored as they would ship, then one model on all training rows."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from mlworkbench.base.clock import seconds
from mlworkbench.base.digest import digest, digest_of
from mlworkbench.base.params import Chosen
from mlworkbench.scoring.manifest import Interface
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train import deciding
from mlworkbench.stages.train.assembling import AS_IT_IS, Link, assemble
from mlworkbench.stages.train.deciding import Calibration
from mlworkbench.stages.train.material import WHOLE, Material
from mlworkbench.stages.train.part import Algorithm
from mlworkbench.stages.train.tails import Tail

Measure = Callable[[str, Array, Scores], dict[str, float]]
TIMED_ROWS = 200
PULSE = 0.2  # seconds between two chances to hear a cancel


@dataclass(frozen=True)
class Configuration:
    """One entry of the fixed order."""

    number: int
    algorithm: Algorithm
    params: Chosen


@dataclass(frozen=True)
class Outcome:
    """A finished configuration: the shipped file and what its out-of-fold scores say."""

    model: bytes
    oof: Array
    folds: tuple[dict[str, float], ...]
    oof_metrics: dict[str, float]
    fold_hashes: tuple[str, ...]
    threshold: float | None
    link: Link
    seconds: float
    row_microseconds: float


@dataclass(frozen=True)
class Fold:
    """A fold model's tail, and its raw scores for the rows it had not seen."""

    tail: Tail
    rows: Array
    raw: Array


def try_out(material: Material, one: Configuration, measure: Measure, told: Callable[[int], None], side_by_side: int) -> Outcome:
    """Cross-validate and fit, `side_by_side` fits at a time. `told` hears often how many are finished; it may raise to stop.

    What cross-validation scores are fold models made exactly as the shipped one, through the Scorer: their calibration and
    threshold, too, are decided on out-of-fold scores of the other folds.
    """
    start = seconds()
    *folds, last = _side_by_side(
        [*(partial(fold_of, material, one, fold) for fold in range(material.folds)), partial(tail_of, material, one, WHOLE)],
        told,
        side_by_side,
    )
    oof = np.empty((len(material.target), _outputs(material)))
    for fold in folds:
        oof[fold.rows] = fold.raw
    links = calibrated(material, oof)
    judged = [_judged(material, one, number, fold, oof, links, measure) for number, fold in enumerate(folds)]
    interface = replace(material.interface, threshold=cut_of(material, oof, material.rows(WHOLE)))
    model = assemble(material.prepared(one.algorithm.family, WHOLE).graph, last, interface, links.whole)
    return Outcome(
        model=model,
        oof=oof,
        folds=tuple(metrics for _, metrics in judged),
        oof_metrics=measure(material.task, material.target, scores_of(interface, oof, links.whole)),
        fold_hashes=tuple(name for name, _ in judged),
        threshold=interface.threshold,
        link=links.whole,
        seconds=seconds() - start,
        row_microseconds=row_microseconds(model, material),
    )


def _judged(
    material: Material, one: Configuration, number: int, fold: Fold, oof: Array, links: Calibration, measure: Measure
) -> tuple[str, dict[str, float]]:
    """The fold's model with its decisions: its hash, and its metrics on the rows it had not seen."""
    interface = replace(material.interface, threshold=cut_of(material, oof, material.rows(number)))
    graph = material.prepared(one.algorithm.family, number).graph
    model = assemble(graph, fold.tail, interface, links.without[number])
    scores = Scorer(model).score(material.columns_of(fold.rows))
    return digest(model), measure(material.task, material.target[fold.rows], scores)


def _side_by_side(works: Sequence[Callable[[], Any]], told: Callable[[int], None], count: int) -> list[Any]:
    """All results in order. The first that fails, or a `told` that raises, drops what is not begun and waits for nothing."""
    pool = ThreadPoolExecutor(count, initializer=_one_thread)
    fits = [pool.submit(work) for work in works]
    waiting: set[Future[Any]] = set(fits)
    try:
        while waiting:
            told(len(fits) - len(waiting))
            done, waiting = wait(waiting, timeout=PULSE, return_when=FIRST_COMPLETED)
            for fit in done:
                fit.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [fit.result() for fit in fits]


def _one_thread() -> None:
    """OpenMP keeps its number of threads by thread: each of the pool's has to be told."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)


def fold_of(material: Material, one: Configuration, fold: int) -> Fold:
    tail = tail_of(material, one, fold)
    rows = material.left_out(fold)
    model = assemble(material.prepared(one.algorithm.family, fold).graph, tail, material.interface)
    return Fold(tail, rows, Scorer(model).score(material.columns_of(rows)).raw)


def tail_of(material: Material, one: Configuration, fold: int) -> Tail:
    lesson = material.lesson(one.algorithm.family, fold)
    return one.algorithm.convert(one.algorithm.fit(lesson, one.params), lesson)


def fitted(material: Material, one: Configuration, fold: int, interface: Interface, link: Link = AS_IT_IS) -> bytes:
    """model.onnx of this configuration, fitted on all training rows but those of `fold`."""
    tail = tail_of(material, one, fold)
    return assemble(material.prepared(one.algorithm.family, fold).graph, tail, interface, link)


def cut_of(material: Material, oof: Array, rows: Array) -> float | None:
    """The threshold by the out-of-fold scores of these rows; None where no class is decided by one."""
    return deciding.threshold(oof[rows], material.target[rows], material.metric) if material.task == "binary" else None


def calibrated(material: Material, oof: Array) -> Calibration:
    if material.task == "regression":
        return Calibration(AS_IT_IS, dict.fromkeys(range(material.folds), AS_IT_IS))
    return deciding.calibration(oof, material.target, material.fold)


def scores_of(interface: Interface, raw: Array, link: Link) -> Scores:
    """Scores made from out-of-fold raw scores by the decisions that ship."""
    if interface.task == "regression":
        return Scores(raw, None, None, raw[:, 0], ())
    label = (raw[:, 0] >= interface.threshold).astype(np.int64) if interface.task == "binary" else raw.argmax(axis=1)
    return Scores(raw, label, deciding.probabilities(raw, link), None, interface.classes)


def _outputs(material: Material) -> int:
    return len(material.classes) if material.task == "multiclass" else 1


def row_microseconds(model: bytes, material: Material) -> float:
    """Time for one row through the Scorer: the median of 200 rows, each scored alone."""
    scorer = Scorer(model)
    count = min(TIMED_ROWS, len(material.target))
    rows = [{name: cells[row] for name, cells in material.columns.items()} for row in range(count)]
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
    return digest_of([*told, columns, formulas] if columns or formulas else told)
