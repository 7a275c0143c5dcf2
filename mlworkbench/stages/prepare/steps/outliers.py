"""Bounds for numbers, learnt from the training rows: what lies outside is held at the bound, or marked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import Fact
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told

MARK = "{} · outlier"
CLIP, WINSORISE, MARKING = "clip", "winsorise", "mark"


@dataclass(frozen=True)
class Bounds:
    """`low` and `high` [k] are infinite where a column has no bounds; `outside` counts the training cells beyond them."""

    how: str
    low: Array
    high: Array
    outside: tuple[int, ...]


def learn(values: Array, names: Sequence[str], params: Chosen) -> Bounds:
    """A column without values has no bounds, nor has one whose middle half is a single value if they hang on its width."""
    cells = numeric.present(values)
    low, high = _spread(cells, float(params["reach"])) if params["bounds"] == "iqr" else _tails(cells, float(params["share"]))
    low, high = np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
    outside = (cells < low) | (cells > high)
    if params["how"] == WINSORISE:
        low, high = _farthest_inside(np.where(outside, np.nan, cells), low, high)
    return Bounds(str(params["how"]), low, high, tuple(outside.sum(axis=0).tolist()))


def _tails(cells: Array, share: float) -> tuple[Array, Array]:
    low, high = numeric.quantiles(cells, [share, 1.0 - share])
    return low, high


def _spread(cells: Array, reach: float) -> tuple[Array, Array]:
    """The median and so many times the distance between the quartiles on each side; none where the quartiles are equal."""
    lower, middle, upper = numeric.quantiles(cells, [0.25, 0.5, 0.75])
    with np.errstate(over="ignore"):
        width = np.where(upper > lower, (upper - lower) * reach, np.nan)
        return middle - width, middle + width


def _farthest_inside(inside: Array, low: Array, high: Array) -> tuple[Array, Array]:
    """The smallest and the largest value that is not outside; the bounds themselves where there is none."""
    there = ~np.isnan(inside).all(axis=0) & np.isfinite(low)
    smallest = np.min(np.where(np.isnan(inside), np.inf, inside), axis=0, initial=np.inf)
    largest = np.max(np.where(np.isnan(inside), -np.inf, inside), axis=0, initial=-np.inf)
    return np.where(there, smallest, low), np.where(there, largest, high)


def emit(graph: Graph, names: Sequence[str], learned: Bounds) -> None:
    cells = graph.take(names)
    if learned.how == MARKING:
        below = graph.node("Less", cells, graph.numbers(learned.low))
        beyond = graph.node("Or", below, graph.node("Greater", cells, graph.numbers(learned.high)))
        graph.put(graph.cast(beyond, np.float64), [MARK.format(name) for name in names], "numbers")
        return
    graph.put(numeric.held(graph, cells, learned.low, learned.high), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Bounds) -> tuple[tuple[str, ...], Array]:
    if learned.how == MARKING:
        outside = ((values < learned.low) | (values > learned.high)).astype(np.float64)
        return (*names, *(MARK.format(name) for name in names)), np.hstack([values, outside])
    return tuple(names), numeric.held_values(values, learned.low, learned.high)


def tell(names: Sequence[str], learned: Bounds) -> Told:
    each = {}
    for place, name in enumerate(names):
        low, high = float(learned.low[place]), float(learned.high[place])
        facts: dict[str, Fact] = {"low": low, "high": high, "cells": learned.outside[place]}
        each[name] = Reason("prepare.learnt_bounds", facts) if np.isfinite(low) else Reason("prepare.learnt_no_bounds")
    facts = {"cells": sum(learned.outside), "columns": sum(count > 0 for count in learned.outside)}
    return Told(Reason("prepare.told_marked_outside" if learned.how == MARKING else "prepare.told_held", facts), each)


STEP = StepKind(
    name="outliers",
    title=Words("Outliers", "극단값"),
    help=Words(
        "Numbers far from the rest are held at bounds, or marked in a column of their own. The bounds are learnt from the "
        "training rows. Trees seldom need it.",
        "나머지와 동떨어진 숫자를 한계에 맞추거나 별도의 열에 표시합니다. 한계는 학습 행에서 정합니다. "
        "트리 모델에는 거의 필요하지 않습니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "how",
            Words("What to do", "처리 방법"),
            CLIP,
            choices=(CLIP, WINSORISE, MARKING),
            help=Words(
                "Clip: to the bound. Winsorise: to the farthest training value inside the bounds. "
                "Mark: a column that is 1 for an outlier; the value stays.",
                "자르기: 한계값으로 바꿉니다. 윈저화: 한계 안에서 가장 먼 학습 값으로 바꿉니다. "
                "표시: 값은 그대로 두고 극단값이면 1인 열을 더합니다.",
            ),
            choice_words=(
                Words("clip at the bound", "한계값으로 자르기"),
                Words("winsorise", "윈저화"),
                Words("mark only", "표시만"),
            ),
        ),
        Param(
            "bounds",
            Words("Bounds by", "한계 기준"),
            "iqr",
            choices=("iqr", "quantiles"),
            help=Words(
                "By spread: the median and so many interquartile ranges to each side. By share: so large a part of the training "
                "rows is outside on each side, whatever the values are.",
                "퍼짐 기준: 중앙값에서 양쪽으로 사분위 범위의 몇 배까지입니다. 비율 기준: 값과 상관없이 학습 행의 양 끝에서 "
                "이 비율만큼을 한계 밖으로 봅니다.",
            ),
            choice_words=(Words("spread", "퍼짐"), Words("share of rows", "행의 비율")),
        ),
        Param(
            "reach",
            Words("Interquartile ranges", "사분위 범위 배수"),
            3.0,
            low=0.5,
            high=1000.0,
            help=Words("How far from the median the bounds are.", "중앙값에서 한계까지의 거리입니다."),
            where=("bounds", "iqr"),
        ),
        Param(
            "share",
            Words("Share on each side", "한쪽 비율"),
            0.01,
            low=0.0,
            high=0.25,
            help=Words(
                "0.01 is one row in a hundred on each side.",
                "0.01이면 양쪽에서 각각 백 행 가운데 한 행입니다.",
            ),
            where=("bounds", "quantiles"),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    tell=tell,
    group="outliers",
)
