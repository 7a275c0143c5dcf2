"""Recursive elimination: a linear model is fitted again and again, each time without the columns that weighed least."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import numeric, picking
from mlworkbench.stages.prepare.part import StepKind, Taught
from mlworkbench.stages.prepare.picking import Picked, classes_of, everything

MOST_ROWS, MOST_COLUMNS = 20_000, 1_000
FEWEST_ROWS = 10
PENALTY = 0.01


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Picked:
    """The figure of a column is its place when columns are ordered by when they fell out, 1 for the one that weighed most."""
    rows = picking.sample(taught, MOST_ROWS)
    seen = taught.of(rows)
    if not picking.speaks(seen, FEWEST_ROWS):
        return everything(len(names))
    weights = np.ones(len(rows)) if seen.weights is None or seen.weights.sum() <= 0 else seen.weights
    cells, outcome = _standard(values[rows], weights), _standard(_outcome(seen), weights)
    root = np.sqrt(weights / weights.sum())[:, np.newaxis]
    own, cross = (root * cells).T @ (root * cells), (root * cells).T @ (root * outcome)
    ranks = _ranks(own, cross, int(params["most"]), float(params["share"]))
    return Picked(tuple(np.flatnonzero(ranks <= int(params["most"])).tolist()), ranks.astype(np.float64))


def _outcome(seen: Taught) -> Array:
    """A number as it is; of classes one column each."""
    classes = classes_of(seen)
    if classes is None:
        return seen.target.astype(np.float64)[:, np.newaxis]
    return np.asarray(classes[:, np.newaxis] == np.unique(classes)[np.newaxis, :], dtype=np.float64)


def _standard(cells: Array, weights: Array) -> Array:
    """Centred and divided by the spread, held at 20 times; missing is the mean."""
    mean, sd = numeric.mean_and_sd(cells)
    with np.errstate(over="ignore"):
        found = np.clip(np.nan_to_num((numeric.present(cells) - mean) / sd), -20.0, 20.0)
    found -= (weights @ found) / weights.sum()
    return np.asarray(found)


def _ranks(own: Array, cross: Array, most: int, share: float) -> Array:
    """Of each column 1 for the best; `own` [k, k] and `cross` [k, targets] are all that ridge regression needs of the rows."""
    ranks = np.zeros(len(own), dtype=np.int64)
    left = np.arange(len(own))
    if len(left) > MOST_COLUMNS:  # the equations of more would take too long: the weakest by themselves go first
        alone = np.argsort(-(cross**2).sum(axis=1), kind="stable")
        ranks[alone[MOST_COLUMNS:]] = np.arange(MOST_COLUMNS + 1, len(left) + 1)
        left = np.sort(alone[:MOST_COLUMNS])
    while len(left):
        square = own[np.ix_(left, left)] + PENALTY * np.eye(len(left))
        weighs = (np.linalg.solve(square, cross[left]) ** 2).sum(axis=1)
        order = left[np.argsort(-weighs, kind="stable")]
        fall = len(left) if len(left) <= most else min(max(1, int(share * len(left))), len(left) - most)
        ranks[order[len(left) - fall :]] = np.arange(len(left) - fall + 1, len(left) + 1)
        left = np.sort(order[: len(left) - fall])
    return ranks


STEP = StepKind(
    name="eliminate",
    title=Words("Recursive elimination", "재귀적 열 제거"),
    help=Words(
        "A linear model is fitted to the training rows again and again, each time without the columns that weighed least, until "
        "as many as you want are left. Suits linear models; trees may find use in what is dropped.",
        "학습 행에 선형 모델을 거듭 맞추면서 가중치가 가장 작은 열을 원하는 수가 남을 때까지 제거합니다. 선형 모델에 알맞으며, "
        "제거한 열이 트리 모델에는 도움이 될 수도 있습니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "most",
            Words("Keep columns", "남길 열 수"),
            20,
            low=1,
            high=1000,
            help=Words("So many columns are left at the end.", "마지막에 남는 열의 수입니다."),
        ),
        Param(
            "share",
            Words("Dropped each time", "한 번에 제거할 비율"),
            0.1,
            low=0.01,
            high=0.9,
            help=Words(
                "The share of the columns that falls out at once. Less is more careful and slower.",
                "한 번에 제거하는 열의 비율입니다. 작을수록 꼼꼼하지만 느립니다.",
            ),
        ),
    ),
    emit=picking.emit,
    reference=picking.reference,
    teach=teach,
    picks=True,
    tell=partial(picking.told, kept="prepare.learnt_place", dropped="prepare.learnt_eliminated"),
    group="select",
)
