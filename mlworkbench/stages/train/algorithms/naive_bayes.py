"""Naive Bayes: what each column says of the classes, added up as if columns knew nothing of each other; one look at every row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape, Span
from mlworkbench.stages.train.tails import Quadratic, Tail
from mlworkbench.stages.train.units import NEVER, cells_of, outputs_of, spread, weight_of


@dataclass(frozen=True)
class Bayes:
    """Columns of two values are counted (`counted` by the library's Bernoulli), the others are normal in each class (`normal`).

    Columns are seen from `low` in units of `size`: 0 and 1 for two values, standard deviations from the mean for others. Either
    estimator is None where there is no such column.
    """

    low: Array
    size: Array
    two_valued: Array
    normal: Any
    counted: Any
    priors: Array
    classes: Array


def fit(lesson: Lesson, params: Chosen) -> Bayes:
    from sklearn.naive_bayes import BernoulliNB, GaussianNB

    cells = cells_of(lesson)
    smallest, largest = cells.min(axis=0), cells.max(axis=0)
    two_valued = ((cells == smallest) | (cells == largest)).all(axis=0)
    lesson.pulse()
    deviation = cells.std(axis=0)
    low = np.where(two_valued, smallest, cells.mean(axis=0))
    size = np.where(two_valued, largest - smallest, deviation)
    size = np.where(size > 0, size, 1.0)
    cells = (cells - low) / size
    classes, place = np.unique(lesson.target, return_inverse=True)
    if len(classes) < 2:
        raise InputError("train.one_class")
    rows = np.bincount(place, weights=lesson.weights) + 0.5
    priors = rows / rows.sum()
    normal = GaussianNB(priors=priors, var_smoothing=float(params["smoothing"]))
    counted = BernoulliNB(alpha=float(params["rows"]), binarize=None, class_prior=priors)
    taught = {"y": lesson.target, "sample_weight": lesson.weights}
    return Bayes(
        low,
        size,
        two_valued,
        normal.fit(cells[:, ~two_valued], **taught) if not two_valued.all() else None,
        counted.fit(cells[:, two_valued], **taught) if two_valued.any() else None,
        np.log(priors),
        classes,
    )


def convert(model: Bayes, lesson: Lesson) -> Tail:
    """Both sums, written around the training rows' own place: a quadratic for normal columns, a line for counted ones."""
    weights, squares = np.zeros((2, len(model.low), len(model.classes)))
    base = model.priors.copy()
    if model.normal is not None:
        mean, variance = model.normal.theta_.T, model.normal.var_.T
        weights[~model.two_valued], squares[~model.two_valued] = mean / variance, -0.5 / variance
        base += (-0.5 * (np.log(2.0 * np.pi * variance) + mean**2 / variance)).sum(axis=0)
    if model.counted is not None:
        chance = model.counted.feature_log_prob_.T
        absent = np.log(-np.expm1(chance))
        weights[model.two_valued] = chance - absent
        base += absent.sum(axis=0)
    size = model.size[:, None]
    weights, squares, base = (_against_first(part, lesson) for part in (weights, squares, base))
    if lesson.task == "multiclass":
        count = lesson.classes
        weights, squares = (spread(part, model.classes, count, 0.0) for part in (weights, squares))
        base = spread(base, model.classes, count, NEVER)
    return Quadratic(model.low, weights / size, squares / size**2, base)


def _against_first(scores: Array, lesson: Lesson) -> Array:
    """Scores of the classes [..., C] less that of the first, which is left out where there are two: the margin."""
    found = scores - scores[..., :1]
    return found[..., 1:] if lesson.task == "binary" else found


def raw(model: Bayes, lesson: Lesson, features: Array) -> Array:
    """The library's joint log likelihoods; the priors are in each of them and count once."""
    cells = (features.astype(np.float64) - model.low) / model.size
    found = np.tile(model.priors, (len(cells), 1))
    for estimator, columns in ((model.normal, ~model.two_valued), (model.counted, model.two_valued)):
        if estimator is not None:
            found += estimator._joint_log_likelihood(cells[:, columns]) - model.priors
    found = _against_first(found, lesson)
    return found if lesson.task == "binary" else spread(found, model.classes, lesson.classes, NEVER)


def portfolio(shape: Shape) -> Iterator[Chosen]:
    for smoothing, rows in ((0.1, 1.0), (0.5, 3.0)):
        yield {"smoothing": smoothing, "rows": rows}


ALGORITHM = Algorithm(
    name="naive_bayes",
    title=Words("Naive Bayes", "나이브 베이즈"),
    help=Words(
        "Adds up what each column says of the classes by itself. Very quick; too sure where columns say the same.",
        "열마다 따로 본 범주의 근거를 더합니다. 아주 빠르지만 비슷한 열이 많으면 지나치게 확신합니다.",
    ),
    tasks=frozenset({"binary", "multiclass"}),
    family="linear",
    params=(
        Param(
            "smoothing",
            Words("Smoothing", "평활"),
            0.1,
            low=0.01,
            high=100.0,
            help=Words(
                "Added to the variance of each class, as a share of the column's own.",
                "범주별 분산에 더하는 값으로, 열 전체 분산에 대한 비율입니다.",
            ),
        ),
        Param(
            "rows",
            Words("Rows imagined", "가상 행 수"),
            1.0,
            low=0.001,
            high=1e6,
            help=Words(
                "Rows of each value that are added to every class, so that a value never seen there is not impossible.",
                "범주마다 값별로 더하는 가상의 행 수입니다. 본 적 없는 값도 불가능하다고 보지 않게 합니다.",
            ),
        ),
    ),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 1.0,
    explainable=True,
    space=(Span("smoothing", 0.01, 3.0, even=True), Span("rows", 0.1, 100.0, even=True)),
    weight=lambda shape, params: weight_of(5, (2 * shape.features + 1) * outputs_of(shape)),
)
