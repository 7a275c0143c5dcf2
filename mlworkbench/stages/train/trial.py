"""One configuration from start to end: fold models scored as they would ship, then one model on all training rows."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
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
    seconds: float
    row_microseconds: float


@dataclass(frozen=True)
class Fold:
    """A fold model and what the Scorer made of the rows it had not seen."""

    model_hash: str
    rows: Array
    scores: Scores


def try_out(material: Material, one: Configuration, measure: Measure, told: Callable[[int], None], side_by_side: int) -> Outcome:
    """Cross-validate and fit, `side_by_side` fits at a time. `told` hears often how many are finished; it may raise to stop.

    What cross-validation scores are fold models made exactly as the shipped one, through the Scorer.
    """
    start = seconds()
    with ThreadPoolExecutor(side_by_side) as pool:
        folds = [pool.submit(fold_of, material, one, fold) for fold in range(material.folds)]
        last = pool.submit(tail_of, material, one, WHOLE)
        _watch([*folds, last], told)
    oof = np.empty((len(material.target), _outputs(material)))
    for fold in folds:
        oof[fold.result().rows] = fold.result().scores.raw
    link, threshold = decided(material, oof)
    interface = replace(material.interface, threshold=threshold)
    model = assemble(material.prepared(one.algorithm.family, WHOLE).graph, last.result(), interface, link)
    return Outcome(
        model=model,
        oof=oof,
        folds=tuple(measure(material.task, material.target[fold.result().rows], fold.result().scores) for fold in folds),
        oof_metrics=measure(material.task, material.target, scores_of(interface, oof, link)),
        fold_hashes=tuple(fold.result().model_hash for fold in folds),
        threshold=threshold,
        seconds=seconds() - start,
        row_microseconds=row_microseconds(model, material),
    )


def _watch(fits: Sequence[Future[Any]], told: Callable[[int], None]) -> None:
    """Wait for all fits, telling on the way; the first that fails, or a `told` that raises, drops those not yet begun."""
    waiting: set[Future[Any]] = set(fits)
    try:
        while waiting:
            told(len(fits) - len(waiting))
            done, waiting = wait(waiting, timeout=PULSE, return_when=FIRST_COMPLETED)
            for fit in done:
                fit.result()
    except BaseException:
        for fit in waiting:
            fit.cancel()
        raise


def fold_of(material: Material, one: Configuration, fold: int) -> Fold:
    model = fitted(material, one, fold, material.interface)
    rows = material.left_out(fold)
    return Fold(digest(model), rows, Scorer(model).score(material.columns_of(rows)))


def tail_of(material: Material, one: Configuration, fold: int) -> Tail:
    lesson = material.lesson(one.algorithm.family, fold)
    return one.algorithm.convert(one.algorithm.fit(lesson, one.params), lesson)


def fitted(material: Material, one: Configuration, fold: int, interface: Interface, link: Link = AS_IT_IS) -> bytes:
    """model.onnx of this configuration, fitted on all training rows but those of `fold`."""
    tail = tail_of(material, one, fold)
    return assemble(material.prepared(one.algorithm.family, fold).graph, tail, interface, link)


def decided(material: Material, oof: Array) -> tuple[Link, float | None]:
    if material.task == "regression":
        return AS_IT_IS, None
    link = deciding.calibration(oof, material.target, material.fold)
    return link, deciding.threshold(oof, material.target) if material.task == "binary" else None


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


def trial_name(dataset_hash: str, recipe_hash: str, split_hash: str, one: Configuration, seed: int) -> str:
    """The digest of everything a model's bytes depend on, versions aside."""
    return digest_of([dataset_hash, recipe_hash, split_hash, one.algorithm.name, one.params, seed])
