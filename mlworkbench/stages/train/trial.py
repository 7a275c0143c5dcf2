"""One configuration from start to end: fold models scored as they would ship, then one model on all training rows."""

from collections.abc import Callable
from dataclasses import dataclass

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

Measure = Callable[[str, Array, Scores], dict[str, float]]
TIMED_ROWS = 200


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


def fitted(material: Material, one: Configuration, fold: int, interface: Interface, link: Link = AS_IT_IS) -> bytes:
    """model.onnx of this configuration, fitted on all training rows but those of `fold`."""
    lesson = material.lesson(one.algorithm.family, fold)
    tail = one.algorithm.convert(one.algorithm.fit(lesson, one.params), lesson)
    return assemble(material.prepared(one.algorithm.family, fold).graph, tail, interface, link)


def try_out(material: Material, one: Configuration, measure: Measure, told: Callable[[int], None]) -> Outcome:
    """Cross-validate and fit. `told` is called before each of the folds and before the last fit; it may raise to stop.

    What cross-validation scores are fold models made exactly as the shipped one, through the Scorer.
    """
    start = seconds()
    oof = np.empty((len(material.target), _outputs(material)))
    folds, hashes = [], []
    for fold in range(material.folds):
        told(fold)
        model = fitted(material, one, fold, material.interface)
        rows = material.left_out(fold)
        scores = Scorer(model).score(material.columns_of(rows))
        oof[rows] = scores.raw
        folds.append(measure(material.task, material.target[rows], scores))
        hashes.append(digest(model))
    told(material.folds)
    link, threshold = decided(material, oof)
    interface = _with(material.interface, threshold)
    model = fitted(material, one, WHOLE, interface, link)
    whole = scores_of(interface, oof, link)
    metrics = measure(material.task, material.target, whole)
    return Outcome(
        model, oof, tuple(folds), metrics, tuple(hashes), threshold, seconds() - start, row_microseconds(model, material)
    )


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


def _with(interface: Interface, threshold: float | None) -> Interface:
    return Interface(interface.task, interface.target, interface.inputs, interface.classes, interface.positive, threshold)


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


def trial_name(dataset_hash: str, recipe_hash: str, split_hash: str, one: Configuration, seed: int, threads: int) -> str:
    """The digest of everything a model's bytes depend on, versions aside."""
    return digest_of([dataset_hash, recipe_hash, split_hash, one.algorithm.name, one.params, seed, threads])
