"""Rows whose class is probably wrong: confident learning (Northcutt, Jiang & Chuang 2021), held to what can be told apart.

Out-of-fold probabilities come from a quick histogram gradient boosting. A row is suspect when another class reaches the mean
probability that rows of that class get, its own does not, and the difference is large (the confident joint). Where classes
overlap there are many such rows whose label is right. So it is reckoned how often labels are wrong among the rows about which
the model is surest, and less sure rows count only as far as there are no more suspects among them than that rate explains.
"""

from dataclasses import dataclass
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
FEW_ROWS = 3_000
FEWEST_ROWS, FEWEST_OF_CLASS, SHARE_OF_CLASS = 200, 10, 0.005  # boosting goes astray over rarer classes
FOLDS = 4
SURE = 0.8  # by how much the other class must be more probable
REACHED = 0.9  # a probability that is enough, where rows of a class usually get even more
SUREST = 0.5  # the share of the rows from which the rate of wrong labels is reckoned
OVERLAP = 0.05  # of those told, the share that the overlap of classes may explain
GOOD = 0.8  # of the errors of guessing the model must avoid so many, else it has no say
MOST_SHARE = 0.2
WORDS = 200
SEED = 40_002


@dataclass(frozen=True)
class Judged:
    """`rows` are places in the sample, `label` the class of each as a place in `classes`, which are those with enough rows."""

    rows: Array
    label: Array
    classes: tuple[str, ...]
    probability: Array


def find(subject: Subject) -> list[Finding]:
    goal, truth = subject.goal, subject.truth
    if goal is None or truth is None or goal.task == "regression" or len(goal.classes) > MOST_CLASSES:
        return []
    judged = judge(subject, goal, truth)
    if judged is None:
        return []
    suspects = suspicious(judged.probability, judged.label)
    if not len(suspects) or len(suspects) > MOST_SHARE * len(judged.label):
        return []
    return [_finding(subject, goal, suspects, judged)]


def judge(subject: Subject, goal: Goal, truth: Array) -> Judged | None:
    """None where there is too little to learn from. Rows of classes that are too rare are left out, and not judged."""
    names = _features(subject)
    known = np.flatnonzero(np.isfinite(truth))
    chance = np.random.Generator(np.random.PCG64(SEED))
    if len(known) > MOST_ROWS:
        known = np.sort(chance.choice(known, MOST_ROWS, replace=False))
    label = truth[known].astype(np.int64)
    fewest = max(FEWEST_OF_CLASS, SHARE_OF_CLASS * len(label))
    enough = np.flatnonzero(np.bincount(label, minlength=len(goal.classes)) >= fewest)
    kept = np.isin(label, enough)
    known, label = known[kept], np.searchsorted(enough, label[kept])
    if not names or len(known) < FEWEST_ROWS or len(enough) < 2:
        return None
    classes = tuple(goal.classes[place] for place in enough)
    return Judged(known, label, classes, _out_of_fold(subject, names, known, label, len(classes), chance))


def _features(subject: Subject) -> list[str]:
    aside = {one.column for one in subject.profile.set_aside}
    return [one.name for one in subject.features() if one.name in subject.sample and one.name not in aside][:MOST_COLUMNS]


def _out_of_fold(subject: Subject, names: list[str], rows: Array, label: Array, classes: int, chance: Any) -> Array:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

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
        with threadpool_limits(1 if len(label) <= FEW_ROWS else None, "openmp"):  # small fits only wait for each other's threads
            model.fit(table[~test], label[~test])
        found[np.ix_(test, model.classes_)] = model.predict_proba(table[test])
    return found


def suspicious(probability: Array, label: Array) -> Array:
    """Rows, the most suspicious first; none where the model itself errs too often to judge."""
    own = probability[np.arange(len(label)), label]
    wrong = probability.argmax(axis=1) != label
    by_guess = 1 - np.bincount(label).max() / len(label)
    if by_guess <= 0 or wrong.mean() > (1 - GOOD) * by_guess:
        return np.array([], dtype=np.int64)
    usual = np.array([probability[label == one, one].mean() for one in range(probability.shape[1])])
    reaches = np.where(probability >= np.minimum(usual, REACHED), probability, -1.0)
    best = reaches.max(axis=1)
    found = np.flatnonzero(
        (reaches.argmax(axis=1) != label) & (best - own >= SURE) & _beyond_overlap(probability.max(axis=1), wrong)
    )
    return found[np.argsort(own[found] - best[found], kind="stable")]


def _beyond_overlap(surety: Array, wrong: Array) -> Array:
    """The surest rows, as far down as wrong ones are hardly more frequent than among the surest half."""
    order = np.argsort(-surety, kind="stable")
    rows, errors = np.arange(1, len(order) + 1), np.cumsum(wrong[order])
    least = max(1, int(SUREST * len(order)))
    by_rate = errors[least - 1] / least * rows
    able = np.flatnonzero((rows >= least) & (errors - by_rate <= OVERLAP * errors))
    found = np.zeros(len(order), dtype=bool)
    found[order[: int(able[-1]) + 1]] = True
    return found


def _finding(subject: Subject, goal: Goal, suspects: Array, judged: Judged) -> Finding:
    rows = [int(subject.sampled_rows[judged.rows[place]]) + 1 for place in suspects]
    evidence = [
        Evidence(f"{judged.classes[judged.label[place]]} → {judged.classes[int(judged.probability[place].argmax())]}", row)
        for place, row in zip(suspects[: saying.SHOWN], rows, strict=False)
    ]
    facts: saying.Facts = {"target": goal.target, "rows": len(rows), "checked": len(judged.label), "compared": subject.rows}
    mends = [saying.remedy("drop_rows", {"rows": sorted(rows)}, "data.mend_drop_rows", rows=len(rows))]
    key = "data.found_labels" if len(judged.label) == subject.rows else "data.found_labels_sampled"
    return saying.finding("labels", (goal.target,), "warning", len(rows), Reason(key, facts), evidence, mends)


def sample() -> Planted:
    size = [(n * 37) % 101 for n in range(800)]
    wrong = {100, 301, 502}
    grade = [
        ("big" if one > 50 else "small") if n not in wrong else ("small" if one > 50 else "big") for n, one in enumerate(size)
    ]
    return Planted({"size": size, "area": [one * 2 % 7 for one in size], "grade": grade}, "labels", ("grade",), target="grade")


FINDER = Finder("labels", Words("Possible label errors", "잘못 붙었을 수 있는 범주"), True, find, sample)
