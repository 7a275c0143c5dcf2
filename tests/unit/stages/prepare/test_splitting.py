"""Hold-out and folds: complete, disjoint, even, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import SEALED, UNUSED, draw


def everything(count: int) -> np.ndarray:
    return np.ones(count, bool)


@given(
    counts=st.lists(st.integers(2, 60), min_size=2, max_size=6),
    share=st.sampled_from([0.0, 0.1, 0.2, 0.5]),
    folds=st.integers(2, 6),
    seed=st.integers(0, 2**31),
)
def test_every_row_has_one_place_and_classes_are_spread_evenly(counts: list[int], share: float, folds: int, seed: int) -> None:
    classes = np.repeat(np.arange(len(counts)), counts)
    if len(classes) < 20:
        return
    try:
        drawn = draw(classes, everything(len(classes)), share, None, folds, seed)
    except InputError as error:
        assert error.key == "prepare.too_few_of_a_class"
        return

    assert len(drawn.train) + len(drawn.sealed) == len(classes)
    for one in range(len(counts)):
        inside = np.bincount(drawn.fold[(classes == one) & (drawn.fold >= 0)], minlength=drawn.folds)
        assert inside.max() - inside.min() <= 1
        if inside.sum() >= drawn.folds:
            assert inside.min() >= 1
        assert ((drawn.fold == SEALED) & (classes == one)).sum() < counts[one]
    sizes = np.bincount(drawn.fold[drawn.fold >= 0], minlength=drawn.folds)
    assert sizes.max() - sizes.min() <= 1


def test_the_same_seed_draws_the_same_and_another_does_not() -> None:
    first, again, other = (draw(None, everything(500), 0.2, None, 5, seed).fold for seed in (3, 3, 4))

    assert (first == again).all()
    assert (first != other).any()


def test_rows_without_a_target_are_not_used() -> None:
    usable = np.arange(100) % 4 != 0

    drawn = draw(None, usable, 0.2, None, 5, 1)

    assert (drawn.fold[~usable] == UNUSED).all()
    assert (drawn.fold[usable] != UNUSED).all()


def test_the_last_rows_can_be_the_sealed_ones() -> None:
    drawn = draw(np.arange(100) % 2, everything(100), 0.2, 30, 5, 1)

    assert drawn.sealed.tolist() == list(range(70, 100))


def test_of_two_classes_every_fold_holds_both() -> None:
    classes = np.zeros(60, dtype=np.int64)
    classes[:3] = 1

    drawn = draw(classes, everything(60), 0.2, None, 5, 1)

    assert drawn.folds == 2
    assert all((classes[drawn.fold == fold] == 1).any() for fold in range(2))


def test_too_few_rows_are_refused_with_their_number() -> None:
    with pytest.raises(InputError) as caught:
        draw(None, everything(19), 0.2, None, 5, 1)
    assert caught.value.facts["rows"] == 19

    with pytest.raises(InputError) as caught:
        draw((np.arange(50) == 0).astype(np.int64), everything(50), 0.2, None, 5, 1)
    assert caught.value.key == "prepare.too_few_of_a_class"


def test_rows_given_as_hold_out_do_not_count_as_training_rows() -> None:
    with pytest.raises(InputError) as caught:
        draw(None, everything(40), 0.0, 30, 5, 1)
    assert caught.value.key == "prepare.too_few_rows"

    with pytest.raises(InputError) as caught:
        draw((np.arange(60) >= 40).astype(np.int64), everything(60), 0.0, 20, 5, 1)
    assert caught.value.key == "prepare.too_few_of_a_class"
