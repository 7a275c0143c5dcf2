"""Keep the numbers that help a model more than noise does: small forests see shuffled copies besides the columns themselves."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from mlworkbench.base.params import Chosen, Param
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.prepare import picking
from mlworkbench.stages.prepare.part import StepKind, Taught
from mlworkbench.stages.prepare.picking import Picked, classes_of, everything, picked

MOST_ROWS = 4_000
FEWEST_ROWS = 30
FEWEST_COPIES, MOST_COPIES = 5, 30
TREES, DEEPEST, FEWEST_IN_LEAF, LEAF_SHARE = 30, 8, 2, 0.005
LARGEST = 1e30  # what scikit-learn's float32 can hold
Judge = Callable[[Array], float]


def teach(values: Array, names: Sequence[str], params: Chosen, taught: Taught) -> Picked:
    """The figure of a column is the share of the rounds in which it helped more than every copy."""
    rows = picking.sample(taught, MOST_ROWS)
    seen = taught.of(rows)
    if not picking.speaks(seen, FEWEST_ROWS):
        return everything(len(names))
    cells = np.clip(np.where(np.isfinite(values[rows]), values[rows], np.nan), -LARGEST, LARGEST)
    rounds = int(params["rounds"])
    wins = np.zeros(len(names))
    for number in range(rounds):
        wins += _beats(cells, seen, taught.seed * 1_000 + number)
    return picked(wins / rounds, wins / rounds >= float(params["share"]))


def _beats(cells: Array, seen: Taught, seed: int) -> Array:
    """Which columns help more than the best copy in one forest, bool [k]."""
    random = np.random.Generator(np.random.PCG64(seed))
    count = min(max(FEWEST_COPIES, cells.shape[1]), MOST_COPIES)
    copied = cells[:, random.choice(cells.shape[1], count, replace=count > cells.shape[1])]
    whole = np.hstack([cells, random.permuted(copied, axis=0)])
    dealt = random.permutation(len(cells))
    train, held = dealt[len(cells) // 3 :], dealt[: len(cells) // 3]
    model = _fitted(whole[train], seen.of(train), seed)
    helps = _helps(whole[held], _judge(model, seen.of(held)), model.feature_importances_ > 0, random)
    return np.asarray(helps[: cells.shape[1]] > max(float(helps[cells.shape[1] :].max()), 0.0))


def _fitted(cells: Array, seen: Taught, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestRegressor if classes_of(seen) is None else RandomForestClassifier
    fewest = max(FEWEST_IN_LEAF, int(LEAF_SHARE * len(cells)))
    model = kind(TREES, max_depth=DEEPEST, min_samples_leaf=fewest, max_features=0.5, random_state=seed, n_jobs=1)
    return model.fit(cells, seen.target, sample_weight=seen.weights)


def _judge(model: Any, held: Taught) -> Judge:
    """How wrong the model is on the rows it was not fitted on: squared error, for classes of the chances."""
    classes = classes_of(held)
    weights = np.ones(len(held.target)) if held.weights is None else held.weights
    if classes is None:
        return lambda cells: float(weights @ (model.predict(cells) - held.target) ** 2)
    truth = (classes[:, np.newaxis] == model.classes_[np.newaxis, :]).astype(np.float64)
    return lambda cells: float(weights @ ((model.predict_proba(cells) - truth) ** 2).sum(axis=1))


def _helps(cells: Array, wrong: Judge, used: Array, random: np.random.Generator) -> Array:
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
        "Small forests are fitted to the training rows together with shuffled copies of columns, which are noise. A number stays "
        "if shuffling it hurts more than shuffling any copy, so what helps only together with others is found too.",
        "열을 뒤섞은 복사본(잡음)을 함께 넣어 작은 랜덤 포레스트를 학습 행에 맞춥니다. 뒤섞었을 때 어떤 복사본보다 손해가 큰 "
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
                "So many forests judge, each with other copies. More are surer and slower.",
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
