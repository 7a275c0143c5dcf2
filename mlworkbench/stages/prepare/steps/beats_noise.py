"""Keep the numbers that help a model more than noise does: small boosted trees see shuffled copies besides the columns."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import boosters, numeric, picking
from mlworkbench.stages.prepare.part import StepKind, Taught
from mlworkbench.stages.prepare.picking import Picked, classes_of, everything, picked

MOST_ROWS = 4_000
FEWEST_ROWS = 30
FEWEST_COPIES, MOST_COPIES = 5, 30
ROUNDS, FEWEST_IN_LEAF, LEAF_SHARE = 40, 2, 0.005
MOST_CLASSES = 8
FARTHEST = 1e9  # standard deviations of a number
BOOSTING = {
    "learning_rate": 0.15,
    "num_leaves": 15,
    "feature_fraction": 0.7,
    "num_threads": 1,
    "deterministic": True,
    "verbosity": -1,
}


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Picked:
    """The figure of a column is the share of the rounds in which it helped more than every copy."""
    rows = picking.sample(taught, MOST_ROWS)
    seen = taught.of(rows)
    if not picking.speaks(seen, FEWEST_ROWS):
        return everything(len(names))
    cells = numeric.present(values[rows])
    rounds = int(params["rounds"])
    wins = np.zeros(len(names))
    for number in range(rounds):
        wins += _beats(cells, seen, taught.seed * 1_000 + number)
    return picked(wins / rounds, wins / rounds >= float(params["share"]))


def _beats(cells: Array, seen: Taught, seed: int) -> Array:
    """Which columns help more than the best copy in one model, bool [k]."""
    random = np.random.Generator(np.random.PCG64(seed))
    count = min(max(FEWEST_COPIES, cells.shape[1]), MOST_COPIES)
    copied = cells[:, random.choice(cells.shape[1], count, replace=count > cells.shape[1])]
    whole = np.hstack([cells, random.permuted(copied, axis=0)])
    dealt = random.permutation(len(cells))
    train, held = dealt[len(cells) // 3 :], dealt[: len(cells) // 3]
    truth = _truth(seen)
    model = _fitted(whole[train], truth[train], None if seen.weights is None else seen.weights[train], seed)
    weights = np.ones(len(held)) if seen.weights is None else seen.weights[held]
    used = np.asarray(model.feature_importance("split")) > 0
    helps = _helps(whole[held], partial(_wrong, model, truth[held], weights), used, random)
    return np.asarray(helps[: cells.shape[1]] > max(float(helps[cells.shape[1] :].max()), 0.0))


def _truth(seen: Taught) -> Array:
    """A number in standard deviations; of classes the most frequent by themselves, all others as one."""
    classes = classes_of(seen)
    if classes is None:
        mean, sd = numeric.mean_and_sd(seen.target[:, np.newaxis].astype(np.float64))
        return np.asarray(np.clip((seen.target - mean[0]) / sd[0], -FARTHEST, FARTHEST))
    found, counts = np.unique(classes, return_counts=True)
    frequent = found[np.argsort(-counts, kind="stable")][: MOST_CLASSES - 1]
    places = np.full(int(found.max()) + 1, len(frequent), dtype=np.int64)
    places[frequent] = np.arange(len(frequent))
    return np.asarray(places[classes])


def _fitted(cells: Array, truth: Array, weights: Array | None, seed: int) -> Any:
    library = boosters.lightgbm()
    width = int(truth.max()) + 1 if truth.dtype == np.int64 else 0
    objective = {0: {"objective": "regression"}, 1: {"objective": "binary"}, 2: {"objective": "binary"}}
    chosen = objective.get(width, {"objective": "multiclass", "num_class": width}) | BOOSTING
    fewest = max(FEWEST_IN_LEAF, int(LEAF_SHARE * len(cells)))
    settings = chosen | {"seed": seed, "min_data_in_leaf": fewest}
    return library.train(settings, library.Dataset(cells, truth, weight=weights), ROUNDS)


def _wrong(model: Any, truth: Array, weights: Array, cells: Array) -> float:
    """How wrong the model is on rows it was not fitted on: squared error, for classes of the chances."""
    found = model.predict(cells, num_threads=1)
    if found.ndim == 1:
        return float(weights @ (found - truth) ** 2)
    return float(weights @ ((found - (truth[:, np.newaxis] == np.arange(found.shape[1]))) ** 2).sum(axis=1))


def _helps(cells: Array, wrong: Callable[[Array], float], used: Array, random: np.random.Generator) -> Array:
    """How much worse it gets when a column is shuffled; a column that no tree uses does nothing."""
    found, as_it_is = np.zeros(cells.shape[1]), wrong(cells)
    for place in np.flatnonzero(used):
        column = cells[:, place].copy()
        cells[:, place] = random.permutation(column)
        found[place] = wrong(cells) - as_it_is
        cells[:, place] = column
    return found


STEP = StepKind(
    name="beats_noise",
    title=Words("Keep what beats noise", "잡음보다 나은 열 선택"),
    help=Words(
        "Small boosted trees are fitted to training rows together with shuffled copies of columns, which are noise. A number "
        "stays if shuffling it hurts more than shuffling any copy, so what helps only together with others is found too.",
        "열을 뒤섞은 복사본(잡음)을 함께 넣어 작은 부스팅 트리를 학습 행에 맞춥니다. 뒤섞었을 때 어떤 복사본보다 손해가 큰 "
        "숫자 열만 남기므로, 다른 열과 함께일 때만 도움이 되는 열도 찾아냅니다.",
    ),
    takes=frozenset({"numbers"}),
    params=(
        Param(
            "rounds",
            Words("Rounds", "반복 횟수"),
            5,
            low=1,
            high=50,
            help=Words(
                "So many models judge, each with other copies. More are surer and slower.",
                "복사본을 바꿔 가며 이 수만큼 판정합니다. 많을수록 확실하지만 느립니다.",
            ),
        ),
        Param(
            "share",
            Words("Wins needed", "필요한 승률"),
            0.6,
            low=0.01,
            high=1.0,
            help=Words(
                "A column stays if it beats every copy in at least this share of the rounds.",
                "이 비율 이상의 반복에서 모든 복사본보다 나은 열만 남깁니다.",
            ),
        ),
    ),
    emit=picking.emit,
    reference=picking.reference,
    teach=teach,
    picks=True,
    tell=partial(picking.told, kept="prepare.learnt_beats", dropped="prepare.learnt_is_noise"),
    group="select",
)
