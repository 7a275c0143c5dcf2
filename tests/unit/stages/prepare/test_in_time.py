"""Rows in the order of time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import INITIAL, UNUSED, Validation, draw
from tests.unit.stages.prepare.drawing import drawn, refused


@pytest.mark.parametrize(("rows", "folds", "gap"), [(100, 5, 0), (103, 4, 6), (60, 3, 2)])
def test_rows_with_times_of_their_own_are_cut_as_scikit_learn_cuts_them(rows: int, folds: int, gap: int) -> None:
    from sklearn.model_selection import TimeSeriesSplit

    time = np.random.Generator(np.random.PCG64(5)).permutation(rows)
    place = np.argsort(time)

    found = drawn(f"time:{folds}:gap={gap}", rows, share=0.0, time=time)

    expected = list(TimeSeriesSplit(folds, gap=gap).split(place))
    assert found.fits == folds
    for number, (fitted, judged) in enumerate(expected):
        assert found.fitted(number).tolist() == sorted(place[fitted].tolist())
        assert found.judged(number).tolist() == sorted(place[judged].tolist())


def test_the_latest_rows_are_sealed_and_the_gap_lies_before_them() -> None:
    found = drawn("time:4:gap=5", 200, time=np.arange(200))

    assert found.sealed.tolist() == list(range(160, 200))
    assert np.flatnonzero(found.fold == UNUSED).tolist() == list(range(155, 160))
    assert found.train.tolist() == list(range(155))
    assert (found.fold[:31] == INITIAL).all()


@given(
    counts=st.lists(st.integers(1, 30), min_size=8, max_size=40),
    folds=st.integers(2, 5),
    gap=st.integers(0, 2),
    share=st.sampled_from([0.0, 0.1, 0.3]),
)
def test_in_time_nothing_is_learnt_from_the_present_the_gap_or_the_future(
    counts: list[int], folds: int, gap: int, share: float
) -> None:
    time = np.random.Generator(np.random.PCG64(1)).permutation(np.repeat(np.arange(len(counts)), counts))
    if len(time) < 40:
        return
    try:
        found = drawn(f"time:{folds}:gap={gap}", len(time), share=share, time=time)
    except InputError as wrong:
        assert wrong.key in ("prepare.too_few_moments", "prepare.gap_too_long", "prepare.too_few_rows")
        return

    for number in range(found.fits):
        assert time[found.fitted(number)].max() < time[found.judged(number)].min() - gap
    if share:
        assert time[found.train].max() < time[found.sealed].min() - gap
    assert len(np.unique(found.judged(0))) and found.fits == folds


def test_too_few_times_or_too_long_a_gap_are_told() -> None:
    few = refused("time:5", time=np.arange(200) % 6)
    long = refused("time:5:gap=40", time=np.arange(200))

    assert (few.key, few.facts["moments"], few.facts["least"]) == ("prepare.too_few_moments", 5, 6)
    assert (long.key, long.facts["gap"]) == ("prepare.gap_too_long", 40)


def test_a_time_before_a_class_came_up_is_told() -> None:
    wrong = refused("time:4", classes=(np.arange(200) > 100).astype(np.int64), time=np.arange(200))

    assert (wrong.key, wrong.facts["fold"]) == ("prepare.time_fold_without_class", 1)


def test_hold_out_rows_of_their_own_must_be_later_and_the_gap_lies_before_them_too() -> None:
    usable, validation = np.ones(200, bool), Validation.parse("time:4:gap=5")
    mixed = np.arange(200)
    mixed[[30, 199]] = 199, 30

    with pytest.raises(InputError) as caught:
        draw(None, usable, 0.0, 20, 5, 1, validation=validation, time=mixed)
    found = draw(None, usable, 0.0, 20, 5, 1, validation=validation, time=np.arange(200))

    assert (caught.value.key, caught.value.facts["rows"], caught.value.facts["row"]) == ("prepare.holdout_not_later", 150, 31)
    assert found.sealed.tolist() == list(range(180, 200))
    assert np.flatnonzero(found.fold == UNUSED).tolist() == list(range(175, 180))
