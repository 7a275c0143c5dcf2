"""Fill missing numbers with what the most similar training rows have there.

After Troyanskaya et al. 2001, "Missing value estimation methods for DNA microarrays": distances over what two rows both have.
All that is added up are whole numbers or multiples of one power of two, so that no order of addition changes a distance.
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

STEPS_OF_A_DEVIATION = 2.0**16
FARTHEST = 8 * STEPS_OF_A_DEVIATION  # squares of differences stay below 2**40, so sums of 1,000 of them are exact
MOST_COLUMNS = 1000
DONOR_BITS = 40
SEED = 1


@dataclass(frozen=True)
class Neighbours:
    """`rows` are the reference rows in whole steps from the mean, 0 where missing; `there` says where they have a value, 1 or 0.

    `donors` are the reference rows' values as they are, 0 where missing; `fallback` is for cells no neighbour has a value for.
    """

    mean: Array
    step: Array
    rows: Array
    there: Array
    donors: Array
    fallback: Array
    nearest: int
    marked: tuple[int, ...]
    missing: tuple[int, ...]
    seen: int


def learn(values: Array, names: Sequence[str], params: Chosen) -> Neighbours:
    """`values` float64 [N, k]. Reference rows are drawn with a fixed seed, those with the fewest gaps first."""
    if values.shape[1] > MOST_COLUMNS:
        raise InputError("prepare.too_many_for_step", columns=values.shape[1], most=MOST_COLUMNS)
    cells = numeric.present(values)
    absent = np.isnan(cells)
    mean, sd = numeric.mean_and_sd(cells)
    middle = numeric.quantiles(cells, [0.5])[0]
    order = np.random.Generator(np.random.PCG64(SEED)).permutation(len(cells))
    order = order[np.argsort(absent.sum(axis=1)[order], kind="stable")]
    drawn = np.sort(order[~absent[order].all(axis=1)][: int(params["rows"])])
    chosen, gaps = cells[drawn], absent[drawn]
    step = sd / STEPS_OF_A_DEVIATION
    return Neighbours(
        mean=mean,
        step=step,
        rows=numeric.steps(chosen, mean, step, FARTHEST),
        there=(~gaps).astype(np.float64),
        donors=numeric.on_grid(np.where(gaps, 0.0, chosen), DONOR_BITS),
        fallback=np.where(np.isnan(middle), 0.0, middle),
        nearest=min(int(params["neighbours"]), len(drawn)),
        marked=tuple(np.flatnonzero(np.isnan(values).any(axis=0)).tolist()) if params["marker"] else (),
        missing=tuple(np.isnan(values).sum(axis=0).tolist()),
        seen=len(values),
    )


def emit(graph: Graph, names: Sequence[str], learned: Neighbours) -> None:
    cells = graph.take(names)
    absent = graph.node("IsNaN", cells)
    numeric.mark_missing(graph, absent, names, learned.marked)
    filling = _emit_means(graph, cells, absent, learned) if learned.nearest else graph.numbers(learned.fallback)
    graph.put(graph.node("Where", absent, filling, cells), names, "numbers", instead_of=names)


def _emit_means(graph: Graph, cells: str, absent: str, learned: Neighbours) -> str:
    """For each cell the mean of what the nearest reference rows have there. Rows equally far count alike."""
    row = numeric.emit_steps(graph, cells, absent, learned.mean, learned.step, FARTHEST)
    there = graph.cast(graph.node("Not", absent), np.float64)
    parts = graph.node("Concat", graph.node("Mul", row, row), row, there, axis=1)
    summed = graph.node("MatMul", parts, graph.numbers(_weights(learned)))
    shared = graph.node("MatMul", there, graph.numbers(learned.there.T))
    apart = graph.node("Div", summed, shared)
    unknown = graph.node("IsNaN", apart)  # nothing shared: 0 / 0
    far = graph.node("Where", unknown, graph.numbers(np.inf), apart)
    nearest = graph.node("TopK", far, graph.numbers([learned.nearest], np.int64), axis=1, largest=0, sorted=1)
    graph.nodes[-1].output.append(f"{nearest}_places")
    last = graph.node("Gather", nearest, graph.numbers([learned.nearest - 1], np.int64), axis=1)
    near = graph.cast(graph.node("LessOrEqual", far, last), np.float64)
    total = graph.node("MatMul", near, graph.numbers(learned.donors))
    mean = graph.node("Div", total, graph.node("MatMul", near, graph.numbers(learned.there)))
    return graph.node("Where", graph.node("IsNaN", mean), graph.numbers(learned.fallback), mean)


def _weights(learned: Neighbours) -> Array:
    """[3k, R]: with squares, values and presence of a row it gives the sum of squared differences over what both have."""
    return np.vstack([learned.there.T, -2.0 * learned.rows.T, (learned.rows**2).T])


def reference(values: Array, names: Sequence[str], learned: Neighbours) -> tuple[tuple[str, ...], Array]:
    """Row by row, difference by difference."""
    filled = values.copy()
    absent = np.isnan(values)
    rows = numeric.steps(values, learned.mean, learned.step, FARTHEST)
    for at in np.flatnonzero(absent.any(axis=1)):
        filled[at, absent[at]] = _means(rows[at], ~absent[at], learned)[absent[at]]
    marks, cells = numeric.marked(values, names, learned.marked)
    return (*marks, *names), np.hstack([cells, filled])


def _means(row: Array, there: Array, learned: Neighbours) -> Array:
    if not learned.nearest:
        return learned.fallback
    both = learned.there * there
    squares = (((learned.rows - row) ** 2) * both).sum(axis=1)
    shared = both.sum(axis=1)
    apart = np.where(shared > 0, squares / np.maximum(shared, 1), np.inf)
    near = apart <= np.sort(apart)[learned.nearest - 1]
    counts = learned.there[near].sum(axis=0)
    return np.where(counts > 0, learned.donors[near].sum(axis=0) / np.maximum(counts, 1), learned.fallback)


def tell(names: Sequence[str], learned: Neighbours) -> Told:
    each = {
        name: Reason("prepare.learnt_neighbours", {"cells": learned.missing[place], "rows": int(learned.there[:, place].sum())})
        for place, name in enumerate(names)
    }
    facts: dict[str, Fact] = {
        "cells": sum(learned.missing),
        "neighbours": learned.nearest,
        "rows": len(learned.rows),
        "seen": learned.seen,
    }
    return Told(Reason("prepare.told_neighbours", facts), each)


STEP = StepKind(
    name="missing_nearest",
    title=Words("Fill by similar rows", "비슷한 행으로 채우기"),
    help=Words(
        "A missing number becomes the mean of what the most similar training rows have there (k-nearest neighbours). "
        "Similar means in this step's columns. The model carries a limited number of training rows for that: do not use it where "
        "rows must not leave the house.",
        "결측 숫자를 이 단계의 열들이 가장 비슷한 학습 행들의 평균으로 채웁니다(k-최근접 이웃). "
        "이를 위해 모델에 제한된 수의 학습 행이 들어가므로, 데이터 행이 외부로 나가면 안 되는 경우에는 쓰지 마십시오.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "neighbours",
            Words("Similar rows", "비슷한 행 수"),
            5,
            low=1,
            high=50,
            help=Words(
                "The mean is taken over so many rows. Few follow the data closely, many are steadier.",
                "이 수만큼의 행으로 평균을 냅니다. 적으면 데이터를 가깝게 따르고, 많으면 안정적입니다.",
            ),
        ),
        Param(
            "rows",
            Words("Rows to choose from", "후보 행 수"),
            300,
            low=10,
            high=2000,
            help=Words(
                "So many training rows, drawn at random but those with the fewest gaps first, are kept in the model. "
                "More rows make it larger and slower.",
                "빈 셀이 적은 행부터 무작위로 뽑은 학습 행을 이 수만큼 모델에 담습니다. 많을수록 모델이 커지고 느려집니다.",
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
