"""Each category becomes the mean of the target on its training rows, drawn towards the mean of all rows where there are few.

D. Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes", SIGKDD Explorations 3(1), 2001, with the
m-estimate (sum + m·mean) / (count + m) as weight of the two. A training row's own target never reaches its features: they are
made by a step taught on other rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare.categories import Coded, Figures, figures, numbered, plain_figures, put_figures
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Taught, Told

MOST_CLASSES = 20
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Means:
    """`beyond` says how many categories count as unseen, by column. `means` is how many of the figures are means."""

    figures: Figures
    beyond: tuple[int, ...]
    means: int


@dataclass(frozen=True)
class Outcome:
    """The target as numbers to be averaged: row i adds `amounts[i]` to the number `slots[i]` of `width`; others are not kept."""

    slots: Array
    amounts: Array
    width: int
    endings: tuple[str, ...]

    def sums(self, codes: Array, count: int) -> Array:
        """Their sums by code, float64 [count, width]."""
        stride = self.width + 1
        found = np.bincount(codes * stride + self.slots, self.amounts, count * stride).reshape(count, stride)
        return np.asarray(found[:, :-1])


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Means:
    smoothing, weights = float(params["smoothing"]), _weights(taught)
    outcome = _outcome(taught, weights)
    whole = max(float(weights.sum()), 1.0)
    prior = outcome.sums(np.zeros(len(weights), dtype=np.int64), 1)[0] / whole
    columns, beyond = [], []
    for place in range(len(names)):
        found = numbered(values[:, place], int(params["most"]))
        columns.append((found.kept, _rows(found, outcome, weights, prior, smoothing, bool(params["frequency"]))))
        beyond.append(found.beyond)
    frequency = ("frequency",) if params["frequency"] else ()
    unseen = np.append(prior, [0.0] * len(frequency))
    made = figures(columns, _held(unseen), (*outcome.endings, *frequency))
    return Means(made, tuple(beyond), outcome.width)


def _rows(found: Coded, outcome: Outcome, weights: Array, prior: Array, smoothing: float, frequency: bool) -> Array:
    """The figures of each kept category."""
    counts = found.counts(weights)[:, np.newaxis]
    sums = outcome.sums(found.codes, len(found.kept) + 1)[:-1]
    weighed = counts + smoothing
    with np.errstate(over="ignore", invalid="ignore"):  # of a target near the end of float64
        means = _held(np.where(weighed > 0, (sums + smoothing * prior) / np.where(weighed > 0, weighed, 1.0), prior))
    shares = counts / max(float(weights.sum()), 1.0)
    return np.hstack([means, shares] if frequency else [means])


def _held(figures: Array) -> Array:
    """What a float32 can hold."""
    return np.asarray(np.clip(np.nan_to_num(figures), -LARGEST, LARGEST))


def _weights(taught: Taught) -> Array:
    """1 in the mean, so that smoothing counts in rows."""
    rows = len(taught.target)
    whole = float(taught.weights.sum()) if taught.weights is not None else 0.0
    if taught.weights is None or whole <= 0:
        return np.ones(rows)
    return np.asarray(taught.weights * (rows / whole), dtype=np.float64)


def _outcome(taught: Taught, weights: Array) -> Outcome:
    """A number is averaged itself, of two classes the share of the second; of more the share of each of the frequent ones."""
    first = np.zeros(len(weights), dtype=np.int64)
    if taught.task == "regression":
        return Outcome(first, weights * taught.target, 1, ("target",))
    if taught.task == "binary":
        return Outcome(first, weights * (taught.target == 1), 1, ("target",))
    few = list(range(max(taught.classes - 1, 1)))  # the share of the last follows from the others
    kept = few if taught.classes <= MOST_CLASSES else sorted(taught.frequent[:MOST_CLASSES])
    slot = np.full(taught.classes, len(kept), dtype=np.int64)
    slot[kept] = np.arange(len(kept))
    return Outcome(slot[taught.target], weights, len(kept), tuple(f"target {number + 1}" for number in kept))


def emit(graph: Graph, names: Sequence[str], learned: Means) -> None:
    put_figures(graph, names, learned.figures)


def reference(values: Array, names: Sequence[str], learned: Means) -> tuple[tuple[str, ...], Array]:
    return plain_figures(values, names, learned.figures)


def tell(names: Sequence[str], learned: Means) -> Told:
    each, found = {}, learned.figures
    for place, name in enumerate(names):
        kept, beyond = len(found.tables[place]), learned.beyond[place]
        means = found.rows[list(found.tables[place].values()) or [0], 0]
        if learned.means == 1:
            low, high = float(means.min()), float(means.max())
            each[name] = Reason("prepare.learnt_mean_target", {"kept": kept, "beyond": beyond, "low": low, "high": high})
        else:
            each[name] = Reason("prepare.learnt_mean_classes", {"kept": kept, "beyond": beyond, "classes": learned.means})
    kept, prior = sum(map(len, found.tables)), float(found.rows[0, 0])
    if learned.means > 1:
        return Told(Reason("prepare.told_mean_classes", {"columns": len(names), "kept": kept, "classes": learned.means}), each)
    return Told(Reason("prepare.told_mean_target", {"columns": len(names), "kept": kept, "prior": prior}), each)


STEP = StepKind(
    name="target_encode",
    title=Words("Target mean of categories", "범주별 예측 대상 평균"),
    help=Words(
        "Each category becomes the mean of the target on its training rows. A row's own target is never used for its features.",
        "각 범주를 학습 행의 예측 대상 평균으로 바꿉니다. 어떤 행의 특성을 만들 때 그 행의 예측 대상은 쓰지 않습니다.",
    ),
    takes=frozenset({"texts"}),
    params=(
        Param(
            "smoothing",
            Words("Smoothing in rows", "평활화(행 수)"),
            20.0,
            low=0.0,
            high=1e6,
            help=Words(
                "The mean of all rows counts as much as so many rows of a category: means of few rows are mostly chance.",
                "전체 평균을 이만큼의 행으로 쳐서 함께 평균합니다. 행이 적은 범주의 평균은 대부분 우연이기 때문입니다.",
            ),
        ),
        Param(
            "frequency",
            Words("Add frequency", "빈도 추가"),
            True,
            help=Words(
                "A second column with the share of the training rows that have this category.",
                "이 범주가 학습 행에서 차지하는 비율을 두 번째 열로 더합니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            10_000,
            low=1,
            high=1_000_000,
            help=Words(
                "So many categories, the most frequent first, get a mean of their own; the rest count as never seen.",
                "자주 나오는 범주부터 이 수까지 평균을 구하고, 나머지는 처음 보는 범주로 처리합니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    teach=teach,
    out_of_fold=True,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
)
