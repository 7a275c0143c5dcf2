"""Fill missing numbers with a middle value of the training rows, and mark where they were missing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

MARK = "{} = ∅"
WORDS = {"median": "prepare.learnt_median", "mean": "prepare.learnt_mean"}


@dataclass(frozen=True)
class Filling:
    """`empty` are the columns without any value; `missing` counts the cells that were filled on the training rows."""

    values: Array
    marked: tuple[int, ...]
    empty: tuple[int, ...] = ()
    missing: tuple[int, ...] = ()
    middle: str = "median"


def learn(values: Array, names: Sequence[str], params: Chosen) -> Filling:
    """`values` float64 [N, k]. A column without any value is filled with 0."""
    absent = np.isnan(values)
    middle = np.nanmedian if params["fill"] == "median" else np.nanmean
    filling = np.zeros(values.shape[1])
    for place in np.flatnonzero(~absent.all(axis=0)):
        filling[place] = middle(values[:, place])
    marked = tuple(np.flatnonzero(absent.any(axis=0)).tolist()) if params["marker"] else ()
    empty = tuple(np.flatnonzero(absent.all(axis=0)).tolist())
    return Filling(filling, marked, empty, tuple(absent.sum(axis=0).tolist()), str(params["fill"]))


def emit(graph: Graph, names: Sequence[str], learned: Filling) -> None:
    cells = graph.take(names)
    absent = graph.node("IsNaN", cells)
    if learned.marked:
        chosen = graph.node("Gather", absent, graph.numbers(learned.marked, np.int64), axis=1)
        graph.put(graph.cast(chosen, np.float64), [MARK.format(names[place]) for place in learned.marked], "numbers")
    graph.put(graph.node("Where", absent, graph.numbers(learned.values), cells), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Filling) -> tuple[tuple[str, ...], Array]:
    absent = np.isnan(values)
    marks = absent[:, list(learned.marked)].astype(np.float64)
    filled = np.where(absent, learned.values, values)
    return (*(MARK.format(names[place]) for place in learned.marked), *names), np.hstack([marks, filled])


def tell(names: Sequence[str], learned: Filling) -> Told:
    each = {}
    for place, name in enumerate(names):
        key = "prepare.learnt_nothing" if place in learned.empty else WORDS[learned.middle]
        each[name] = Reason(key, {"value": float(learned.values[place]), "cells": learned.missing[place]})
    cells, columns = sum(learned.missing), sum(count > 0 for count in learned.missing)
    return Told(Reason("prepare.told_filled", {"columns": columns, "cells": cells}), each)


STEP = StepKind(
    name="missing",
    title=Words("Fill missing", "결측 채우기"),
    help=Words(
        "Missing numbers become the median or mean of the training rows; a marker column keeps the fact that they were missing.",
        "결측 숫자를 학습 행의 중앙값 또는 평균으로 채우고, 결측이었다는 사실을 표시 열로 남깁니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "fill",
            Words("With", "채울 값"),
            "median",
            choices=("median", "mean"),
            help=Words(
                "The median is the middle value: far outliers do not move it. The mean is the average.",
                "중앙값은 가운데 값이라 극단값에 흔들리지 않습니다. 평균은 극단값이 없는 값에 알맞습니다.",
            ),
            choice_words=(Words("training median", "학습 행의 중앙값"), Words("training mean", "학습 행의 평균")),
        ),
        Param(
            "marker",
            Words("Marker column", "표시 열"),
            True,
            help=Words(
                "A column that is 1 where a value was missing. It matters where a gap means something, such as a new customer.",
                "값이 빠진 자리에 1을 넣는 열입니다. 신규 고객처럼 빈 셀에 의미가 있을 때 중요합니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    fills=True,
    tell=tell,
)
