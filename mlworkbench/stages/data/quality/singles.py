"""How well one column alone predicts the target: out-of-fold, on a sample that is always the same."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import statistics

MOST_ROWS = 20_000
FOLDS = 3
LEAVES = 32
MOST_VALUES = 200
SEED = 40_001


@dataclass(frozen=True)
class Strength:
    """`score` is AUC (binary), share of the errors of guessing that are avoided (multiclass), or R² (regression)."""

    name: str
    score: float


def strengths(columns: dict[str, Array], truth: Array, task: str) -> list[Strength]:
    """In the columns' order; numbers as float64 with NaN, words as str or None."""
    known = np.flatnonzero(np.isfinite(truth))
    chance = np.random.Generator(np.random.PCG64(SEED))
    if len(known) > MOST_ROWS:
        known = np.sort(chance.choice(known, MOST_ROWS, replace=False))
    fold = chance.permutation(len(known)) % FOLDS
    target = truth[known]
    made = []
    for name, cells in columns.items():
        guessed = _guesses(cells[known], target, task, fold)
        made.append(Strength(name, _score(guessed, target, task)))
    return made


def _guesses(cells: Array, target: Array, task: str, fold: Array) -> Array:
    """[rows, classes] of probabilities, or [rows, 1] of values."""
    is_words = cells.dtype == object
    feature = statistics.codes(cells)[0].astype(np.float64) if is_words else cells
    wanted = np.eye(int(target.max()) + 1)[target.astype(np.int64)] if task != "regression" else target[:, None]
    guessed = np.empty(wanted.shape)
    for number in range(FOLDS):
        test, train = fold == number, fold != number
        learn = _rates if is_words else _tree
        guessed[test] = learn(feature[train], wanted[train], feature[test])
    return guessed


def _rates(feature: Array, wanted: Array, asked: Array) -> Array:
    """The mean of each word, drawn towards that of all by one row."""
    place = np.minimum(feature.astype(np.int64), MOST_VALUES) + 1
    sums = np.zeros((MOST_VALUES + 2, wanted.shape[1]))
    np.add.at(sums, place, wanted)
    counts = np.bincount(place, minlength=MOST_VALUES + 2)[:, None]
    means = (sums + wanted.mean(axis=0)) / (counts + 1)
    found: Array = means[np.minimum(asked.astype(np.int64), MOST_VALUES) + 1]
    return found


def _tree(feature: Array, wanted: Array, asked: Array) -> Array:
    from sklearn.tree import DecisionTreeRegressor

    least = max(5, len(feature) // 2_000)
    tree: Any = DecisionTreeRegressor(max_leaf_nodes=LEAVES, min_samples_leaf=least, random_state=0)
    tree.fit(_finite(feature), wanted)
    found: Array = tree.predict(_finite(asked)).reshape(len(asked), -1)
    return found


def _finite(feature: Array) -> Array:
    """Missing as a number below all others; float32 is what trees compare."""
    filled: Array = np.nan_to_num(feature, nan=-3e38, posinf=3e38, neginf=-3e38)
    return np.clip(filled, -3e38, 3e38)[:, None]


def _score(guessed: Array, target: Array, task: str) -> float:
    if task == "regression":
        spread = float(((target - target.mean()) ** 2).sum())
        return 1 - float(((target - guessed[:, 0]) ** 2).sum()) / spread if spread > 0 else 0.0
    if task == "binary":
        return _auc(guessed[:, 1], target == 1) if guessed.shape[1] > 1 else 0.5
    wrong = float((guessed.argmax(axis=1) != target).mean())
    by_guess = 1 - float(np.bincount(target.astype(np.int64)).max()) / len(target)
    return 1 - wrong / by_guess if by_guess > 0 else 0.0


def _auc(score: Array, positive: Array) -> float:
    from scipy.stats import rankdata

    hits = int(positive.sum())
    if hits in (0, len(positive)):
        return 0.5
    ranks = rankdata(score)
    return float((ranks[positive].sum() - hits * (hits + 1) / 2) / (hits * (len(positive) - hits)))
