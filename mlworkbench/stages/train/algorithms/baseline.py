"""The floor: the same answer for every row, the classes' shares or the mean. A model that is not better has learnt nothing."""

from collections.abc import Iterator

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape
from mlworkbench.stages.train.tails import LEQ, Tail, Trees

LEAST_MEAN = 1e-9


def fit(lesson: Lesson, params: Chosen) -> Array:
    """The raw score of every row, float64 [K]: log odds (binary), log shares (multiclass), else what lowers the loss most."""
    if lesson.task == "regression":
        return np.array([_usual(lesson)])
    found = np.bincount(lesson.target, weights=lesson.weights, minlength=lesson.classes)
    counts = found + 0.5  # half a row each: no class has the share zero
    shares = np.log(counts / counts.sum())
    return np.array([shares[1] - shares[0]]) if lesson.task == "binary" else shares


def _usual(lesson: Lesson) -> float:
    """The mean, its logarithm for counts and amounts, the median or another quantile."""
    if lesson.loss in ("absolute", "quantile"):
        level = lesson.level if lesson.loss == "quantile" else 0.5
        return float(np.quantile(lesson.target, level, method="inverted_cdf", weights=lesson.weights))
    mean = float(np.average(lesson.target, weights=lesson.weights))
    return float(np.log(max(mean, LEAST_MEAN))) if lesson.loss in ("poisson", "tweedie") else mean


def convert(base: Array, lesson: Lesson) -> Tail:
    return Trees((), LEQ, base)


def raw(base: Array, lesson: Lesson, features: Array) -> Array:
    return np.tile(base, (len(features), 1))


def portfolio(shape: Shape) -> Iterator[Chosen]:
    yield {}


ALGORITHM = Algorithm(
    name="baseline",
    title=Words("Baseline", "기준선"),
    help=Words(
        "Gives every row the same answer. The floor that any other model must beat.",
        "모든 행에 같은 답을 냅니다. 다른 모델이 반드시 넘어야 하는 기준입니다.",
    ),
    tasks=frozenset({"binary", "multiclass", "regression"}),
    family="tree",
    params=(),
    exact=True,
    fit=fit,
    convert=convert,
    raw=raw,
    portfolio=portfolio,
    cost=lambda params: 0.0,
    losses=frozenset({"squared", "absolute", "quantile", "poisson", "tweedie"}),
    explainable=True,
)
