"""Rows whose class is probably wrong: confident learning (Northcutt, Jiang & Chuang 2021).

Out-of-fold probabilities come from a quick histogram gradient boosting. A row is suspect when another class reaches the mean
probability that rows of that class get, its own does not, and the difference is large.
"""

from typing import Any

import numpy as np

from mlworkbench.base.records import Evidence, Finding, Reason
from mlworkbench.base.words import Words
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.data.quality import saying, statistics
from mlworkbench.stages.data.quality.part import Finder, Planted
from mlworkbench.stages.data.quality.subject import Goal, Subject

MOST_ROWS, MOST_COLUMNS, MOST_CLASSES = 10_000, 50, 20
ROUNDS = 60  # of boosting for two classes; more classes take as many trees a round
FEWEST_ROWS, FEWEST_OF_CLASS = 200, 10
FOLDS = 4
SURE = 0.8  # by how much the other class must be more probable
GOOD = 0.8  # of the errors of guessing the model must avoid so many, else it has no say
MOST_SHARE = 0.2
WORDS = 200
SEED = 40_002


def find(subject: Subject) -> list[Finding]:
    goal, truth = subject.goal, subject.truth
    if goal is None or truth is None or goal.task == "regression" or len(goal.classes) > MOST_CLASSES:
        return []
    names = _features(subject)
    known = np.flatnonzero(np.isfinite(truth))
    counts = np.bincount(truth[known].astype(np.int64), minlength=len(goal.classes))
    if not names or len(known) < FEWEST_ROWS or (counts[counts > 0] < FEWEST_OF_CLASS).any():
        return []
    chance = np.random.Generator(np.random.PCG64(SEED))
    if len(known) > MOST_ROWS:
        known = np.sort(chance.choice(known, MOST_ROWS, replace=False))
    label = truth[known].astype(np.int64)
    probability = _out_of_fold(subject, names, known, label, len(goal.classes), chance)
    suspects = suspicious(probability, label)
    if not len(suspects) or len(suspects) > MOST_SHARE * len(label):
        return []
    return [_finding(subject, goal, suspects, known, label, probability)]


def _features(subject: Subject) -> list[str]:
    aside = {one.column for one in subject.profile.set_aside}
    return [one.name for one in subject.features() if one.name in subject.sample and one.name not in aside][:MOST_COLUMNS]


def _out_of_fold(subject: Subject, names: list[str], rows: Array, label: Array, classes: int, chance: Any) -> Array:
    from sklearn.ensemble import HistGradientBoostingClassifier

    columns, is_words = [], []
    for name in names:
        cells = subject.sample[name][rows]
        is_words.append(cells.dtype == object)
        columns.append(np.minimum(statistics.codes(cells)[0], WORDS).astype(np.float64) if is_words[-1] else cells)
    table = np.column_stack(
        [np.where(column < 0, np.nan, column) if words else column for column, words in zip(columns, is_words, strict=True)]
    )
    table[~np.isfinite(table)] = np.nan
    fold = np.empty(len(label), dtype=np.int64)
    fold[np.lexsort((chance.random(len(label)), label))] = np.arange(len(label)) % FOLDS
    found = np.zeros((len(label), classes))
    for number in range(FOLDS):
        subject.report.progress(number / FOLDS, "data.checking_labels")
        test = fold == number
        model = HistGradientBoostingClassifier(
            max_iter=max(15, ROUNDS * 2 // classes),
            max_leaf_nodes=15,
            early_stopping=False,
            categorical_features=is_words,
            random_state=0,
        )
        model.fit(table[~test], label[~test])
        found[np.ix_(test, model.classes_)] = model.predict_proba(table[test])
    return found


def suspicious(probability: Array, label: Array) -> Array:
    """Rows, the most suspicious first; none where the model itself errs too often to judge."""
    classes = probability.shape[1]
    own = probability[np.arange(len(label)), label]
    guess = probability.argmax(axis=1)
    by_guess = 1 - np.bincount(label).max() / len(label)
    if by_guess <= 0 or (guess != label).mean() > (1 - GOOD) * by_guess:
        return np.array([], dtype=np.int64)
    threshold = np.array([probability[label == one, one].mean() if (label == one).any() else 2.0 for one in range(classes)])
    reaches = np.where(probability >= threshold, probability, -1.0)
    other = reaches.argmax(axis=1)
    best = reaches.max(axis=1)
    found = np.flatnonzero((best > 0) & (other != label) & (best - own >= SURE))
    return found[np.argsort(own[found] - best[found], kind="stable")]


def _finding(subject: Subject, goal: Goal, suspects: Array, known: Array, label: Array, probability: Array) -> Finding:
    rows = [int(subject.sampled_rows[known[place]]) + 1 for place in suspects]
    evidence = [
        Evidence(f"{goal.classes[label[place]]} → {goal.classes[int(probability[place].argmax())]}", row)
        for place, row in zip(suspects[: saying.SHOWN], rows, strict=False)
    ]
    facts: saying.Facts = {"target": goal.target, "rows": len(rows), "checked": len(label)}
    mends = [saying.remedy("drop_rows", {"rows": sorted(rows)}, "data.mend_drop_rows", rows=len(rows))]
    return saying.finding("labels", (goal.target,), "warning", len(rows), Reason("data.found_labels", facts), evidence, mends)


def sample() -> Planted:
    size = [(n * 37) % 101 for n in range(800)]
    wrong = {100, 301, 502}
    grade = [
        ("big" if one > 50 else "small") if n not in wrong else ("small" if one > 50 else "big") for n, one in enumerate(size)
    ]
    return Planted({"size": size, "area": [one * 2 % 7 for one in size], "grade": grade}, "labels", ("grade",), target="grade")


FINDER = Finder("labels", Words("Possible label errors", "잘못 붙었을 수 있는 범주"), True, find, sample)
