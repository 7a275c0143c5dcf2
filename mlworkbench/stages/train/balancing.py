"""How rare classes are made to count, on the rows of one fit alone: never on the rows that judge it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import numpy as np

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.train.part import Lesson

AS_THEY_ARE: Final = ""
WEIGHTS: Final = "weights"


def balanced(lesson: Lesson, how: str) -> Lesson:
    """The lesson as it is (""), with weights by which all classes count alike ("weights"), or with rows drawn anew.

    Drawing is done by imbalanced-learn: "random" repeats rows of rare classes, "smote", "borderline_smote" and "adasyn" make new
    ones between neighbours, "under" leaves out rows of frequent classes. Raises InputError for a kind that is not known, and
    where rows lie between others with missing values, or a class has too few of them.
    """
    if how == AS_THEY_ARE or lesson.task == "regression":
        return lesson
    if how == WEIGHTS:
        return replace(lesson, weights=_by_class(lesson))
    if how not in DRAWS:
        raise InputError("train.unknown_balance", found=how, choices=", ".join(CHOICES))
    if how in BETWEEN and np.isnan(lesson.features).any():
        raise InputError("train.balance_missing", balance=how)
    if lesson.weights is not None:
        raise InputError("train.balance_weighted", balance=how)
    try:
        features, target = DRAWS[how](lesson.seed).fit_resample(lesson.features, lesson.target)
    except ValueError as reason:
        raise InputError("train.balance_few", balance=how, reason=str(reason)[:200]) from reason
    return replace(lesson, features=np.asarray(features, dtype=np.float32), target=np.asarray(target))


def _by_class(lesson: Lesson) -> Array:
    """Each class has the same sum of weights; mean 1."""
    own = np.ones(len(lesson.target)) if lesson.weights is None else lesson.weights
    sums = np.bincount(lesson.target, weights=own, minlength=lesson.classes)
    found = own / np.where(sums > 0, sums, 1.0)[lesson.target]
    return np.asarray(found / found.mean())


def _random(seed: int) -> Any:
    from imblearn.over_sampling import RandomOverSampler

    return RandomOverSampler(random_state=seed)


def _smote(seed: int) -> Any:
    from imblearn.over_sampling import SMOTE

    return SMOTE(random_state=seed)


def _borderline(seed: int) -> Any:
    from imblearn.over_sampling import BorderlineSMOTE

    return BorderlineSMOTE(random_state=seed)


def _adasyn(seed: int) -> Any:
    from imblearn.over_sampling import ADASYN

    return ADASYN(random_state=seed)


def _under(seed: int) -> Any:
    from imblearn.under_sampling import RandomUnderSampler

    return RandomUnderSampler(random_state=seed)


DRAWS: Final[dict[str, Callable[[int], Any]]] = {
    "random": _random,
    "smote": _smote,
    "borderline_smote": _borderline,
    "adasyn": _adasyn,
    "under": _under,
}
BETWEEN: Final = frozenset({"smote", "borderline_smote", "adasyn"})
CHOICES: Final = (WEIGHTS, *DRAWS)
