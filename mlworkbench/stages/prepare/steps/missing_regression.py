"""Fill missing numbers with what linear models of the other columns foretell, several rounds in a chain.

After van Buuren and Groothuis-Oudshoorn 2011, "mice: Multivariate imputation by chained equations", without the draws; all
columns of a round are foretold at once. Values are whole steps and weights multiples of a power of two, so sums are exact in any
order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.errors import Fact, InputError
from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told, mixed

STEPS_OF_A_DEVIATION = 2.0**18
FARTHEST = 8 * STEPS_OF_A_DEVIATION
WEIGHT_STEP = 2.0**-18
LARGEST_WEIGHT = 16.0  # 21 bits of value, 22 of weight and 9 for the number of columns: 52
MOST_COLUMNS = 300
MOST_ROWS = 20_000
PENALTY = 1.0
SEED = 1


@dataclass(frozen=True)
class Chain:
    """`weights` [rounds, k, k] and `offsets` [rounds, k] in whole steps from the mean; `low` and `high` bound what is foretold.

    `known` is the share of a column's variance that the last round explains on the training rows; 0 where nothing was missing.
    """

    mean: Array
    step: Array
    low: Array
    high: Array
    weights: Array
    offsets: Array
    known: Array
    marked: tuple[int, ...]
    missing: tuple[int, ...]
    used: int


def learn(values: Array, names: Sequence[str], params: Chosen) -> Chain:
    """`values` float64 [N, k]; of more than 20,000 rows so many are drawn, seeded. Columns without gaps get the mean."""
    if values.shape[1] > MOST_COLUMNS:
        raise InputError("prepare.too_many_for_step", columns=values.shape[1], most=MOST_COLUMNS)
    every = np.isnan(values)
    mean, sd = numeric.mean_and_sd(values)
    step = sd / STEPS_OF_A_DEVIATION
    rows = np.arange(len(values))
    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.Generator(np.random.PCG64(SEED)).choice(rows, MOST_ROWS, replace=False))
    absent = np.isnan(numeric.present(values[rows]))
    state = numeric.steps(numeric.present(values[rows]), mean, step, FARTHEST)
    low = np.min(np.where(absent, 0.0, state), axis=0, initial=0.0)
    high = np.max(np.where(absent, 0.0, state), axis=0, initial=0.0)
    weights, offsets, known = [], [], np.zeros(values.shape[1])
    for _ in range(int(params["rounds"])):
        weight, offset, known = _round(state, absent)
        weights.append(weight)
        offsets.append(offset)
        state = _foretold(state, absent, weight, offset, low, high)
    return Chain(
        mean=mean,
        step=step,
        low=low,
        high=high,
        weights=np.array(weights),
        offsets=np.array(offsets),
        known=known,
        marked=tuple(np.flatnonzero(every.any(axis=0)).tolist()) if params["marker"] else (),
        missing=tuple(every.sum(axis=0).tolist()),
        used=len(rows),
    )


def _round(state: Array, absent: Array) -> tuple[Array, Array, Array]:
    """A ridge regression for each column with gaps, on rows that have it: weights [k, k], offsets [k], share explained [k]."""
    cells = state / STEPS_OF_A_DEVIATION
    width = cells.shape[1]
    weights, offsets, known = np.zeros((width, width)), np.zeros(width), np.zeros(width)
    gram, sums = cells.T @ cells, cells.sum(axis=0)
    for place in np.flatnonzero(absent.any(axis=0) & ~absent.all(axis=0)):
        gone = cells[absent[:, place]]
        count = len(cells) - len(gone)
        mean = (sums - gone.sum(axis=0)) / count
        spread = (gram - gone.T @ gone) - count * np.outer(mean, mean)
        others = np.flatnonzero(np.arange(width) != place)
        found = np.linalg.solve(spread[np.ix_(others, others)] + PENALTY * np.eye(width - 1), spread[others, place])
        found = np.clip(np.round(found / WEIGHT_STEP) * WEIGHT_STEP, -LARGEST_WEIGHT, LARGEST_WEIGHT)
        weights[others, place] = found
        offsets[place] = np.round((mean[place] - mean[others] @ found) * STEPS_OF_A_DEVIATION)
        whole = spread[place, place]
        left = whole - 2 * found @ spread[others, place] + found @ spread[np.ix_(others, others)] @ found
        known[place] = min(max(1.0 - left / whole, 0.0), 1.0) if whole > 0 else 0.0
    return weights, offsets, known


def _foretold(state: Array, absent: Array, weight: Array, offset: Array, low: Array, high: Array) -> Array:
    found = np.round(state @ weight + offset)
    return np.where(absent, numeric.held_values(found, low, high), state)


def emit(graph: Graph, names: Sequence[str], learned: Chain) -> None:
    cells = graph.take(names)
    absent = graph.node("IsNaN", cells)
    numeric.mark_missing(graph, absent, names, learned.marked)
    state = start = numeric.emit_steps(graph, cells, absent, learned.mean, learned.step, FARTHEST)
    for weight, offset in zip(learned.weights, learned.offsets, strict=True):
        found = graph.node("Add", graph.node("MatMul", state, graph.numbers(weight)), graph.numbers(offset))
        inside = numeric.held(graph, graph.node("Round", found), learned.low, learned.high)
        state = graph.node("Where", absent, inside, start)
    back = graph.node("Add", graph.node("Mul", state, graph.numbers(learned.step)), graph.numbers(learned.mean))
    graph.put(graph.node("Where", absent, back, cells), names, "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Chain) -> tuple[tuple[str, ...], Array]:
    absent = np.isnan(values)
    state = numeric.steps(values, learned.mean, learned.step, FARTHEST)
    for weight, offset in zip(learned.weights, learned.offsets, strict=True):
        state = _foretold(state, absent, weight, offset, learned.low, learned.high)
    marks, cells = numeric.marked(values, names, learned.marked)
    return (*marks, *names), np.hstack([cells, np.where(absent, state * learned.step + learned.mean, values)])


def tell(names: Sequence[str], learned: Chain) -> Told:
    each = {}
    for place, name in enumerate(names):
        facts: dict[str, Fact] = {"cells": learned.missing[place], "share": round(float(learned.known[place]), 4)}
        each[name] = Reason("prepare.learnt_regression" if learned.missing[place] else "prepare.learnt_no_gap", facts)
    cells, columns = sum(learned.missing), sum(count > 0 for count in learned.missing)
    facts = {"columns": columns, "cells": cells, "rounds": len(learned.weights), "rows": learned.used}
    return Told(Reason("prepare.told_regression", facts), each)


STEP = StepKind(
    name="missing_regression",
    title=Words("Fill by regression", "회귀로 채우기"),
    help=Words(
        "A missing number becomes what a linear model of the step's other columns foretells (iterative imputation). "
        "Several rounds, each with the gaps filled by the one before. A column without gaps in training gets its mean if one "
        "is missing later.",
        "결측 숫자를 이 단계의 다른 열들로 예측한 선형 모델 값으로 채웁니다(반복 대치). 앞 라운드에서 채운 값으로 다음 라운드를 "
        "이어 갑니다. 학습 때 빈 셀이 없던 열이 나중에 비면 평균으로 채웁니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "rounds",
            Words("Rounds", "라운드 수"),
            3,
            low=1,
            high=10,
            help=Words(
                "More rounds help where several columns of a row are missing together.",
                "한 행에서 여러 열이 함께 비어 있을 때 라운드를 늘리면 도움이 됩니다.",
            ),
        ),
        numeric.MARKER,
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    fills=True,
    tell=tell,
    group="missing",
    mixes=mixed,
)
