"""Cut numbers into bins, a missing value being a bin of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import binning, lookup, numeric
from mlworkbench.stages.prepare.binning import Outcome
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Taught, Told

WIDTH, RANK, TARGET = "width", "rank", "target"
NUMBER, COLUMNS = "number", "columns"
MISSING = -1.0
MARK = "{} · bin"
GAP = "{} = ∅"


@dataclass(frozen=True)
class Cuts:
    """`edges` of each column, inner ones alone; a value on an edge belongs below it. `gaps` are columns that were missing."""

    edges: tuple[Array, ...]
    gaps: tuple[bool, ...]
    output: str


def learn(values: Array, names: Sequence[str], params: Chosen) -> Cuts:
    if params["how"] == TARGET:
        raise ValueError(params["how"])
    return _cut(values, params, None)


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Cuts:
    told = None
    if params["how"] == TARGET:
        told = binning.outcome(taught.target, 0 if taught.task == "regression" else taught.classes, taught.weights)
    return _cut(values, params, told)


def _cut(values: Array, params: Chosen, told: Outcome | None) -> Cuts:
    cells = numeric.present(values)
    edges = []
    for column in cells.T:
        there = ~np.isnan(column)
        edges.append(_edges(column[there], params, told and Outcome(told.parts[there], told.weights[there], told.numeric)))
    gaps = tuple(bool(np.isnan(column).any()) for column in cells.T)
    return Cuts(tuple(edges), gaps, str(params["output"]))


def _edges(known: Array, params: Chosen, told: Outcome | None) -> Array:
    most = int(params["bins"])
    if not len(known):
        return np.empty(0)
    if told is not None:
        return binning.telling(known, told, most, float(params["share"]))
    return binning.even(known, most) if params["how"] == WIDTH else binning.ranked(known, most)


def emit(graph: Graph, names: Sequence[str], learned: Cuts) -> None:
    numbers = lookup.emit(graph, graph.take(names), learned.edges, [MISSING] * len(names))
    if learned.output == NUMBER:
        graph.put(numbers, [MARK.format(name) for name in names], "numbers", instead_of=names)
        return
    features, column, wanted = _spread(names, learned)
    spread = graph.node("Gather", numbers, graph.numbers(column, np.int64), axis=1)
    hits = graph.node("Equal", spread, graph.numbers(wanted))
    graph.put(graph.cast(hits, np.float64), features, "numbers", instead_of=names)


def _spread(names: Sequence[str], learned: Cuts) -> tuple[tuple[str, ...], list[int], list[float]]:
    """A feature for each bin: its name, its column and its number."""
    features, column, wanted = [], [], []
    for place, (name, edges) in enumerate(zip(names, learned.edges, strict=True)):
        titles = _titles(name, edges)
        numbers = [float(number) for number in range(len(titles))]
        if learned.gaps[place]:
            titles, numbers = [*titles, GAP.format(name)], [*numbers, MISSING]
        features += titles
        column += [place] * len(titles)
        wanted += numbers
    return tuple(features), column, wanted


def _titles(name: str, edges: Array) -> list[str]:
    """Bins by their edges, with as many digits as it takes to tell them apart."""
    digits = next((found for found in range(4, 18) if len({f"{edge:.{found}g}" for edge in edges}) == len(edges)), 17)
    shown = [f"{edge:.{digits}g}" for edge in edges]
    if not shown:
        return [f"{name} ≠ ∅"]
    between = [f"{low} < {name} ≤ {high}" for low, high in zip(shown[:-1], shown[1:], strict=True)]
    return [f"{name} ≤ {shown[0]}", *between, f"{name} > {shown[-1]}"]


def reference(values: Array, names: Sequence[str], learned: Cuts) -> tuple[tuple[str, ...], Array]:
    numbers = lookup.found(values, learned.edges, [MISSING] * len(names))
    if learned.output == NUMBER:
        return tuple(MARK.format(name) for name in names), numbers
    features, column, wanted = _spread(names, learned)
    return features, (numbers[:, column] == np.array(wanted)).astype(np.float64).reshape(len(values), len(features))


def tell(names: Sequence[str], learned: Cuts) -> Told:
    each = {}
    for name, edges in zip(names, learned.edges, strict=True):
        shown = ", ".join(f"{edge:.6g}" for edge in edges)
        key = "prepare.learnt_bins" if shown else "prepare.learnt_one_bin"
        each[name] = Reason(key, {"bins": len(edges) + 1, "edges": shown})
    return Told(Reason("prepare.told_bins", {"columns": len(names), "bins": sum(len(one) + 1 for one in learned.edges)}), each)


STEP = StepKind(
    name="bins",
    title=Words("Bins", "구간 나누기"),
    help=Words(
        "Numbers are cut into bins, so that a linear model can treat young, middle-aged and old in ways of their own. "
        "A missing value is a bin of its own.",
        "숫자를 구간으로 나눕니다. 선형 모델이 청년, 중년, 노년을 따로 다룰 수 있습니다. 결측은 별도의 구간입니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "how",
            Words("Cut by", "나누는 기준"),
            RANK,
            choices=(WIDTH, RANK, TARGET),
            help=Words(
                "Width: bins equally wide. Rows: bins with equally many training rows. Target: the cuts that tell the target "
                "best, and only as many as the rows can bear.",
                "너비: 폭이 같은 구간입니다. 행 수: 학습 행 수가 같은 구간입니다. 예측 대상: 예측 대상을 가장 잘 "
                "구분하는 자리에서, 행 수가 감당하는 만큼만 나눕니다.",
            ),
            choice_words=(Words("equal width", "같은 너비"), Words("equal rows", "같은 행 수"), Words("target", "예측 대상")),
        ),
        Param(
            "bins",
            Words("At most bins", "최대 구간 수"),
            5,
            low=2,
            high=50,
            help=Words(
                "So many bins for values; columns with few distinct values get fewer.",
                "값을 나눌 구간의 수입니다. 고유값이 적은 열은 더 적게 나눕니다.",
            ),
        ),
        Param(
            "share",
            Words("Least share of a bin", "구간의 최소 비율"),
            0.05,
            low=0.0,
            high=0.5,
            help=Words(
                "Each bin holds at least this share of the training rows.",
                "구간마다 적어도 이 비율의 학습 행을 담습니다.",
            ),
            where=("how", TARGET),
        ),
        Param(
            "output",
            Words("Gives", "결과"),
            COLUMNS,
            choices=(COLUMNS, NUMBER),
            help=Words(
                "A 0/1 column for each bin suits linear models; the number of the bin (missing is -1) suits trees.",
                "구간마다 0/1 열을 만들면 선형 모델에, 구간 번호(결측은 -1)로 바꾸면 트리 모델에 알맞습니다.",
            ),
            choice_words=(Words("0/1 columns", "0/1 열"), Words("number of the bin", "구간 번호")),
        ),
    ),
    learn=learn,
    teach=teach,
    emit=emit,
    reference=reference,
    uses_up=True,
    fills=True,
    tell=tell,
    group="binning",
)
