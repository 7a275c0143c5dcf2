"""Principal components: many numbers become the few directions in which the training rows differ most.

The sums come out the same in any order of addition: cells and directions lie on grids so coarse that every partial sum is exact
in 53 bits, so trees may cut them like any other number (see docs/decisions/0004).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Told, mixed

BOUND = 32.0  # standard deviations from the mean at which a cell is held
CELL, WEIGHT = 2.0**18, 2.0**22  # steps of the two grids in one unit: 24 bits and 23 bits, and a sum adds at most 6 to that
MOST_COLUMNS = 4_096
MOST_ROWS = 100_000
NAMED = 3


@dataclass(frozen=True)
class Components:
    """`ways` float64 [k, c] are the directions, `shares` float64 [c] what each has of the whole variance."""

    mean: Array
    sd: Array
    ways: Array
    shares: Array

    def titles(self, names: Sequence[str]) -> tuple[str, ...]:
        few = ", ".join(names[:NAMED]) + (f", +{len(names) - NAMED}" if len(names) > NAMED else "")
        return tuple(f"PCA {number} ({few})" for number in range(1, self.ways.shape[1] + 1))


def learn(values: Array, names: Sequence[str], params: Chosen) -> Components:
    """Every column counts alike: it is centred and divided by its spread, and what is missing is the mean."""
    mean, sd = numeric.mean_and_sd(values)
    rows = np.linspace(0, len(values) - 1, min(len(values), MOST_ROWS)).astype(np.int64)
    cells = _cells(values[rows], mean, sd)
    varied = np.flatnonzero(cells.any(axis=0))[:MOST_COLUMNS]
    spread, found = np.linalg.eigh(cells[:, varied].T @ cells[:, varied] / len(cells))
    order = np.argsort(-spread, kind="stable")
    shares = np.maximum(spread[order], 0.0) / max(float(np.maximum(spread, 0.0).sum()), np.finfo(np.float64).tiny)
    count = min(int(params["most"]), max(1, _reaching(shares, float(params["share"]))))
    ways = np.zeros((len(names), max(1, min(count, len(varied)))))
    ways[varied, : len(order)] = found[:, order[: ways.shape[1]]]
    ways = ways * np.where(ways[np.abs(ways).argmax(axis=0), np.arange(ways.shape[1])] < 0, -1.0, 1.0)
    return Components(mean, sd, np.round(ways * WEIGHT) / WEIGHT, np.append(shares, 0.0)[: ways.shape[1]])


def _reaching(shares: Array, wanted: float) -> int:
    """How many of the largest have this much of the whole."""
    return int(np.searchsorted(np.cumsum(shares), wanted - 1e-12) + 1)


def _cells(values: Array, mean: Array, sd: Array) -> Array:
    with np.errstate(over="ignore"):
        steps = np.round((values - mean) * (CELL / sd))
    return np.asarray(np.where(np.isnan(steps), 0.0, np.clip(steps, -BOUND * CELL, BOUND * CELL)) / CELL)


def emit(graph: Graph, names: Sequence[str], learned: Components) -> None:
    centred = graph.node("Sub", graph.take(names), graph.numbers(learned.mean))
    steps = graph.node("Round", graph.node("Mul", centred, graph.numbers(CELL / learned.sd)))
    held = numeric.held(graph, steps, -BOUND * CELL, BOUND * CELL)
    filled = graph.node("Where", graph.node("IsNaN", held), graph.numbers(0.0), held)
    made = graph.node("MatMul", filled, graph.numbers(learned.ways / CELL))
    graph.put(made, learned.titles(names), "numbers", instead_of=names)


def reference(values: Array, names: Sequence[str], learned: Components) -> tuple[tuple[str, ...], Array]:
    return learned.titles(names), _cells(values, learned.mean, learned.sd) @ learned.ways


def tell(names: Sequence[str], learned: Components) -> Told:
    facts = {"columns": len(names), "components": len(learned.shares), "share": round(float(learned.shares.sum()), 4)}
    return Told(Reason("prepare.told_components", dict(facts)))


STEP = StepKind(
    name="pca",
    title=Words("Principal components", "주성분"),
    help=Words(
        "Many numbers become a few: the directions in which the training rows differ most, and which replace the columns. All "
        "columns count alike (they are scaled first), and a missing value counts as the mean of its column.",
        "여러 숫자 열을 학습 행의 차이가 가장 큰 방향 몇 개로 바꿉니다. 모든 열을 같은 척도로 맞춘 뒤 계산하고, 결측은 그 열의 "
        "평균으로 봅니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "most",
            Words("At most components", "최대 주성분 수"),
            10,
            low=1,
            high=1000,
            help=Words("So many new columns at most.", "새 열을 이 수까지 만듭니다."),
        ),
        Param(
            "share",
            Words("Share of variance", "설명할 분산 비율"),
            0.95,
            low=0.01,
            high=1.0,
            help=Words(
                "As few components as together hold this share of all differences between rows.",
                "행 사이 차이의 이 비율을 설명하는 가장 적은 수의 주성분을 씁니다.",
            ),
        ),
    ),
    learn=learn,
    emit=emit,
    reference=reference,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="select",
    mixes=mixed,
)
