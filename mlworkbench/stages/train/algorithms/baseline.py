"""The floor: the same answer for every row, the classes' shares or the mean. A model that is not better has learnt nothing."""

from collections.abc import Iterator

import numpy as np

from mlworkbench.base.params import Chosen
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Algorithm, Lesson, Shape
from mlworkbench.stages.train.tails import LEQ, Tail, Trees


def fit(lesson: Lesson, params: Chosen) -> Array:
    """The raw score of every row, float64 [K]: log odds (binary), log shares (multiclass), mean (regression)."""
    if lesson.task == "regression":
        return np.array([float(np.mean(lesson.target))])
    counts = np.bincount(lesson.target, minlength=lesson.classes) + 0.5  # half a row each: no class has the share zero
    shares = np.log(counts / counts.sum())
    return np.array([shares[1] - shares[0]]) if lesson.task == "binary" else shares


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
    explainable=True,
)
