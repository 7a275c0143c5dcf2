"""Fill missing numbers with one value a column, and mark where they were missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

CONSTANT = "constant"
WORDS = {
    "median": "prepare.learnt_median",
    "mean": "prepare.learnt_mean",
    "mode": "prepare.learnt_mode",
    CONSTANT: "prepare.learnt_constant",
}


@dataclass(frozen=True)
class Filling:
    """`empty` are the columns without any value; `missing` counts the cells that were filled on the training rows."""

    values: Array
    marked: tuple[int, ...]
    empty: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    middle: str = "median"


def learn(values: Array, names: Sequence[str], params: Chosen) -> Filling:
    """`values` float64 [N, k]. A column without any value is filled with 0, or with the constant where one was chosen."""
    how = str(params["fill"])
    absent = np.isnan(values)
    filling = np.full(values.shape[1], float(params["value"]) if how == CONSTANT else 0.0)
    if how != CONSTANT:
        found = _middle(values, how)
        filling = np.where(np.isnan(found), 0.0, found)
    marked = tuple(np.flatnonzero(absent.any(axis=0)).tolist()) if params["marker"] else ()
    empty = tuple(np.flatnonzero(absent.all(axis=0)).tolist())
    return Filling(filling, marked, empty, tuple(absent.sum(axis=0).tolist()), how)


def _middle(values: Array, how: str) -> Array:
    """Of each column; NaN where it has no value."""
    if how == "median":
        return np.asarray(numeric.quantiles(values, [0.5])[0])
    cells = numeric.present(values)
    if how == "mean":
        return np.where(np.isnan(cells).all(axis=0), np.nan, numeric.mean_and_sd(values)[0])
    return np.array([_most_frequent(column[~np.isnan(column)]) for column in cells.T])


def _most_frequent(column: Array) -> float:
    """The smallest of several."""
    if not len(column):
        return float("nan")
    found, counts = np.unique(column, return_counts=True)
    return float(found[counts.argmax()])


def emit(graph: Graph, names: Sequence[str], learned: Filling) -> None:
    cells = graph.take(names)
    absent = graph.node("IsNaN", cells)
    numeric.mark_missing(graph, absent, names, learned.marked)
    graph.put(graph.node("Where", absent, graph.numbers(learned.values), cells), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Filling) -> tuple[tuple[str, ...], Array]:
    marks, cells = numeric.marked(values, names, learned.marked)
    return (*marks, *names), np.hstack([cells, np.where(np.isnan(values), learned.values, values)])


def tell(names: Sequence[str], learned: Filling) -> Told:
    each = {}
    for place, name in enumerate(names):
        key = "prepare.learnt_nothing" if place in learned.empty and learned.middle != CONSTANT else WORDS[learned.middle]
        each[name] = Reason(key, {"value": float(learned.values[place]), "cells": learned.missing[place]})
    cells, columns = sum(learned.missing), sum(count > 0 for count in learned.missing)
    return Told(Reason("prepare.told_filled", {"columns": columns, "cells": cells}), each)


STEP = StepKind(
    name="missing",
    title=Words("Fill missing", "결측 채우기"),
    help=Words(
        "Missing numbers become one value a column: the median, mean or most frequent value of the training rows, or a number of "
        "your own. A marker column keeps the fact that they were missing.",
        "결측 숫자를 열마다 한 값(학습 행의 중앙값, 평균, 최빈값 또는 직접 정한 숫자)으로 채우고, 결측이었다는 사실을 "
        "표시 열로 남깁니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "fill",
            Words("With", "채울 값"),
            "median",
            choices=("median", "mean", "mode", CONSTANT),
            help=Words(
                "The median is the middle value: far outliers do not move it. The mean is the average. The most frequent value "
                "suits numbers that stand for few states. A number of your own suits gaps whose meaning is known, "
                "such as 0 purchases.",
                "중앙값은 가운데 값이라 극단값에 흔들리지 않습니다. 평균은 극단값이 없는 값에 알맞습니다. 최빈값은 몇 가지 "
                "상태를 나타내는 숫자에, 직접 정한 숫자는 구매 0건처럼 빈 셀의 뜻을 아는 경우에 알맞습니다.",
            ),
            choice_words=(
                Words("training median", "학습 행의 중앙값"),
                Words("training mean", "학습 행의 평균"),
                Words("most frequent", "학습 행의 최빈값"),
                Words("my number", "직접 정한 숫자"),
            ),
        ),
        Param(
            "value",
            Words("My number", "직접 정한 숫자"),
            0.0,
            low=-1e15,
            high=1e15,
            help=Words("What a gap becomes, such as 0.", "빈 셀을 채울 숫자입니다(예: 0)."),
            where=("fill", CONSTANT),
        ),
        numeric.MARKER,
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    fills=True,
    tell=tell,
    group="missing",
)
