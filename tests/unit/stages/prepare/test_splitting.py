"""Hold-out and folds: complete, disjoint, even, the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import SEALED, UNUSED, draw, parts, planned
from mlworkbench.stages.prepare.splitting import counted


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


@given(
    counts=st.lists(st.integers(0, 50), min_size=1, max_size=6),
    missing=st.integers(0, 20),
    share=st.sampled_from([0.0, 0.05, 0.1, 0.2, 0.25, 0.5]),
    folds=st.integers(2, 6),
    stratified=st.booleans(),
    has_classes=st.booleans(),
    seed=st.integers(0, 2**31),
)
def test_a_plan_foretells_exactly_what_the_draw_gives(
    counts: list[int], missing: int, share: float, folds: int, stratified: bool, has_classes: bool, seed: int
) -> None:
    names = tuple(f"class {number}" for number in range(len(counts)))
    classes = np.concatenate([np.repeat(np.arange(len(counts)), counts), np.full(missing, -1)])
    usable = classes >= 0
    known = dict(zip(names, counts, strict=True)) if has_classes else {}

    foretold = planned(known, sum(counts), missing, share, folds, stratified)

    try:
        drawn = draw(classes if has_classes else None, usable, share, None, folds, seed, stratified)
    except InputError as refused:
        assert foretold is None or refused.key == "prepare.fold_without_class"
        return
    found = counted(drawn, np.where(usable, classes, 0) if has_classes else None, names)
    assert foretold is not None
    assert (foretold.train, foretold.sealed, foretold.unused, foretold.folds) == (
        found.train, found.sealed, found.unused, found.folds,
    )  # fmt: skip
    if stratified:
        assert foretold.classes == found.classes
    else:
        assert {(one.train, one.sealed) for one in foretold.classes} <= {(None, None)}


def test_without_stratifying_all_rows_are_one_group() -> None:
    classes = (np.arange(200) < 20).astype(np.int64)

    drawn = draw(classes, everything(200), 0.2, None, 5, 3, stratified=False)
    plain = draw(None, everything(200), 0.2, None, 5, 3)

    assert (drawn.fold == plain.fold).all()


def test_stratified_draws_are_what_they_were_before_there_was_a_choice() -> None:
    classes = np.arange(100) % 3

    assert draw(classes, everything(100), 0.2, None, 5, 1).fold[:12].tolist() == [2, 4, 2, 3, 4, 1, 4, 2, -1, -1, 2, 4]


def test_a_fold_that_chance_left_without_a_class_is_refused() -> None:
    classes = (np.arange(60) < 3).astype(np.int64)

    with pytest.raises(InputError) as caught:
        draw(classes, everything(60), 0.2, None, 5, 1, stratified=False)

    assert caught.value.key == "prepare.fold_without_class"


def test_groups_are_dealt_alike_however_they_are_numbered() -> None:
    codes = np.arange(60) % 6

    fold, count = parts(60, 3, codes)
    sparse, again = parts(60, 3, codes * 1000 + 7)

    assert fold.tolist() == sparse.tolist()
    assert count == again == 5
