"""Rare classes are made to count on the rows of a fit alone, seeded, or it is said why not."""

from dataclasses import replace

import numpy as np
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.stages.train import balancing
from mlworkbench.stages.train.part import Lesson

RANDOM = np.random.Generator(np.random.PCG64(0))
TARGET = np.array([0] * 170 + [1] * 30, dtype=np.int64)
LESSON = Lesson("binary", (RANDOM.normal(size=(200, 3)) + TARGET[:, None]).astype(np.float32), TARGET, 2, seed=1)


def test_as_they_are_nothing_changes():
    assert balancing.balanced(LESSON, "") is LESSON


def test_by_weights_all_classes_count_alike_and_rows_keep_their_own_weight():
    own = np.where(np.arange(200) % 2, 3.0, 1.0)

    found = balancing.balanced(replace(LESSON, weights=own), "weights").weights

    assert found.mean() == pytest.approx(1.0)
    assert found[TARGET == 0].sum() == pytest.approx(found[TARGET == 1].sum())
    assert found[1] / found[0] == pytest.approx(3.0)


@pytest.mark.parametrize("how", balancing.DRAWS)
def test_rows_are_drawn_until_classes_are_alike_and_the_same_for_the_same_seed(how):
    found, again = balancing.balanced(LESSON, how), balancing.balanced(LESSON, how)

    counts = np.bincount(found.target)
    assert counts.min() / counts.max() > 0.85
    assert found.features.dtype == np.float32
    assert np.array_equal(found.features, again.features)
    assert len(LESSON.target) == 200


@pytest.mark.parametrize("how", sorted(balancing.BETWEEN))
def test_nothing_lies_between_missing_values(how):
    gaps = LESSON.features.copy()
    gaps[3, 1] = np.nan

    with pytest.raises(InputError) as caught:
        balancing.balanced(replace(LESSON, features=gaps), how)

    assert caught.value.key == "train.balance_missing"


def test_what_is_not_known_or_does_not_work_is_said():
    lonely = replace(LESSON, target=np.array([0] * 199 + [1]))
    weighed = replace(LESSON, weights=np.ones(200))

    found = []
    for lesson, how in ((LESSON, "magic"), (lonely, "smote"), (weighed, "random")):
        with pytest.raises(InputError) as caught:
            balancing.balanced(lesson, how)
        found.append(caught.value.key)

    assert found == ["train.unknown_balance", "train.balance_few", "train.balance_weighted"]


def test_numbers_have_no_rare_classes():
    lesson = replace(LESSON, task="regression")

    assert balancing.balanced(lesson, "smote") is lesson
