"""Each category becomes the mean of the target on its training rows, drawn towards the mean of all rows where there are few.

D. Micci-Barreca, "A preprocessing scheme for high-cardinality categorical attributes", SIGKDD Explorations 3(1), 2001, with the
m-estimate (sum + m·mean) / (count + m) as weight of the two. A training row's own target never reaches its features: they are
made by a step taught on other rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.records import Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import outcomes
from mlworkbench.stages.prepare.categories import plain_figures, put_figures
from mlworkbench.stages.prepare.graph import Graph
from mlworkbench.stages.prepare.part import StepKind, Taught, Told

MOST_CLASSES = 20
UNSEEN = -1.0
LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Means:
    """`means` is how many of a category's figures are means."""

    found: outcomes.Found
    means: int


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Means:
    kept = _kept(taught)
    found = outcomes.learn(values, int(params["most"]), *_asked(params, taught, kept))
    return Means(_placed(found) if params["order"] else found, len(kept))


def teach_apart(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> tuple[Means, Array]:
    kept = _kept(taught)
    found, apart = outcomes.learn_apart(values, int(params["most"]), *_asked(params, taught, kept), taught)
    if not params["order"]:
        return Means(found, len(kept)), apart
    placed, width = _placed(found), len(found.figures.endings)
    own = [placed.figures.rows[_rows_of(values[:, at], table), -1] for at, table in enumerate(placed.figures.tables)]
    whole = np.concatenate([apart.reshape(len(values), -1, width), np.stack(own, axis=1)[..., np.newaxis]], axis=2)
    return Means(placed, len(kept)), whole.reshape(len(values), -1)


def _placed(found: outcomes.Found) -> outcomes.Found:
    """With one more figure: the place of each category in the order of their names, -1 for one never seen."""
    old = found.figures
    places = np.full(len(old.rows), UNSEEN)
    for table in old.tables:
        for place, text in enumerate(sorted(table)):
            places[table[text]] = place
    rows = np.hstack([old.rows, places[:, np.newaxis]])
    return replace(found, figures=replace(old, rows=rows, endings=(*old.endings, "order")))


def _rows_of(cells: Array, table: dict[str, int]) -> Array:
    import pandas

    codes, texts = pandas.factorize(cells)
    return np.array([table.get(text, 0) for text in texts], dtype=np.int64)[codes]


def _kept(taught: Taught) -> tuple[int, ...]:
    """The classes whose share is told: of two the second, of more all but the last, which follows from them, or the frequent."""
    if taught.task != "multiclass":
        return (1,)
    few = tuple(range(max(taught.classes - 1, 1)))
    return few if taught.classes <= MOST_CLASSES else tuple(sorted(taught.frequent[:MOST_CLASSES]))


def _asked(params: Chosen, taught: Taught, kept: tuple[int, ...]) -> tuple[outcomes.Outcome, outcomes.Rule, tuple[str, ...]]:
    frequency = bool(params["frequency"])
    names = taught.names or tuple(str(number + 1) for number in range(taught.classes))
    means = tuple(f"target = {names[number]}" for number in kept) if taught.task == "multiclass" else ("target",)
    rule = partial(_figures, float(params["smoothing"]), frequency)
    return outcomes.outcome(taught, kept), rule, (*means, "frequency") if frequency else means


def _figures(smoothing: float, frequency: bool, tally: outcomes.Tally) -> tuple[Array, Array]:
    counts, rows = tally.counts[:, np.newaxis], max(tally.rows, 1.0)
    weighed = counts + smoothing
    with np.errstate(over="ignore", invalid="ignore"):  # of a target near the end of float64
        prior = _held(tally.total / rows)
        means = _held(np.where(weighed > 0, (tally.sums + smoothing * prior) / np.where(weighed > 0, weighed, 1.0), prior))
    return (np.hstack([means, counts / rows]), np.append(prior, 0.0)) if frequency else (means, prior)


def _held(figures: Array) -> Array:
    """What a float32 can hold."""
    return np.asarray(np.clip(np.nan_to_num(figures), -LARGEST, LARGEST))


def emit(graph: Graph, names: Sequence[str], learned: Means) -> None:
    put_figures(graph, names, learned.found.figures)


def reference(values: Array, names: Sequence[str], learned: Means) -> tuple[tuple[str, ...], Array]:
    return plain_figures(values, names, learned.found.figures)


def tell(names: Sequence[str], learned: Means) -> Told:
    each, found = {}, learned.found.figures
    for place, name in enumerate(names):
        kept, beyond = len(found.tables[place]), learned.found.beyond[place]
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
        "Each category becomes the mean of the target on its training rows. A row's own target is never used for its features, "
        "so training rows of one category show slightly different figures.",
        "각 범주를 학습 행의 예측 대상 평균으로 바꿉니다. 어떤 행의 특성을 만들 때 그 행의 예측 대상은 쓰지 않으므로 "
        "같은 범주라도 학습 행마다 값이 조금씩 다릅니다.",
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
            "order",
            Words("Add place by name", "이름순 위치 추가"),
            False,
            help=Words(
                "One more column with the category's place in the order of the names, so that trees can tell categories apart "
                "that have the same mean; names that begin alike stand together.",
                "범주를 이름순으로 늘어놓은 위치를 열로 더합니다. 평균이 같은 범주도 트리가 구별할 수 있으며, "
                "앞부분이 같은 이름은 가까이 놓입니다.",
            ),
        ),
        Param(
            "most",
            Words("At most categories", "최대 범주 수"),
            10_000,
            low=1,
            high=100_000,
            help=Words(
                "So many categories, the most frequent first, get a mean of their own; the rest count as never seen.",
                "자주 나오는 범주부터 이 수까지 평균을 구하고, 나머지는 처음 보는 범주로 처리합니다.",
            ),
        ),
    ),
    emit=emit,
    reference=reference,
    teach=teach,
    teach_apart=teach_apart,
    out_of_fold=True,
    gives="numbers",
    uses_up=True,
    fills=True,
    tell=tell,
    group="categories",
)
