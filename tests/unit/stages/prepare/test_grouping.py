"""Rows that belong together stay together."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import NO_DATE
from mlworkbench.stages.prepare import SEALED, Validation, draw, group_codes, moments
from tests.unit.stages.prepare.drawing import drawn, refused


@given(
    sizes=st.lists(st.integers(1, 30), min_size=10, max_size=40),
    kind=st.sampled_from(["group", "stratified_group"]),
    share=st.sampled_from([0.0, 0.1, 0.2, 0.5]),
    seed=st.integers(0, 2**31),
)
def test_no_group_is_in_two_parts(sizes: list[int], kind: str, share: float, seed: int) -> None:
    groups = np.random.Generator(np.random.PCG64(seed)).permutation(np.repeat(np.arange(len(sizes)), sizes))
    if len(groups) < 20:
        return
    try:
        found = drawn(f"{kind}:3", len(groups), share=share, seed=seed, groups=groups)
    except InputError as wrong:
        assert wrong.key == "prepare.too_few_groups"
        return

    assert all(len(np.unique(found.fold[groups == one])) == 1 for one in range(len(sizes)))
    assert all((found.fold == fold).any() for fold in range(3))
    assert (found.fold == SEALED).any() == (share > 0)


def test_folds_of_groups_are_as_even_as_the_groups_allow() -> None:
    groups = np.repeat(np.arange(60), np.arange(60) % 7 + 1)

    found = drawn("group:5", len(groups), groups=groups)

    sizes = np.bincount(found.fold[found.fold >= 0])
    assert sizes.max() - sizes.min() <= 2
    assert abs(len(found.sealed) / len(groups) - 0.2) < 0.02


def test_stratified_groups_keep_the_share_of_a_rare_class() -> None:
    groups = np.arange(600) // 6
    classes = (groups % 5 == 0).astype(np.int64)

    found = drawn("stratified_group:4", 600, classes, groups=groups)

    for part in (*range(4), SEALED):
        assert abs(classes[found.fold == part].mean() - 0.2) < 0.05


def test_the_seed_decides_which_groups_are_sealed() -> None:
    groups = np.repeat(np.arange(50), 8)

    one, other = (drawn("group:5", 400, seed=seed, groups=groups).sealed for seed in (1, 2))

    assert one.tolist() != other.tolist()


def test_too_few_groups_are_refused_with_their_number() -> None:
    wrong = refused("group:5", groups=np.arange(200) % 5)

    assert (wrong.key, wrong.facts["groups"], wrong.facts["folds"]) == ("prepare.too_few_groups", 5, 5)


def test_a_fold_of_groups_without_a_class_is_refused() -> None:
    groups = np.arange(200) // 10

    wrong = refused("group:5", classes=(groups == 3).astype(np.int64), groups=groups)

    assert wrong.key == "prepare.group_fold_without_class"


def test_kinds_that_need_a_column_say_so() -> None:
    assert refused("group:5").key == "prepare.no_group_column"
    assert refused("time:5").key == "prepare.no_time_column"


def test_cells_become_groups_whatever_their_type() -> None:
    usable = np.array([True, True, True, False])

    assert group_codes(np.array(["b", "a", "b", None], dtype=object), usable, "shop").tolist() == [1, 0, 1, -1]
    assert group_codes(np.array([2.5, 1.0, 2.5, np.nan]), usable, "shop").tolist() == [1, 0, 1, -1]


def test_rows_without_their_group_or_time_are_told_with_column_and_row() -> None:
    usable = np.array([True, True, False])
    with pytest.raises(InputError) as caught:
        group_codes(np.array(["a", "", None], dtype=object), usable, "shop")
    assert (caught.value.key, dict(caught.value.facts)) == ("prepare.no_group", {"column": "shop", "rows": 1, "row": 2})

    with pytest.raises(InputError) as caught:
        moments(np.array([NO_DATE, 5, NO_DATE]), usable, "day")
    assert (caught.value.key, dict(caught.value.facts)) == ("prepare.no_time", {"column": "day", "rows": 1, "row": 1})

    with pytest.raises(InputError) as caught:
        moments(np.array(["May", "June", "July"], dtype=object), usable, "month")
    assert (caught.value.key, dict(caught.value.facts)) == ("prepare.time_of_texts", {"column": "month"})


def test_hold_out_rows_of_their_own_may_not_share_a_group_with_the_others() -> None:
    groups, usable = np.arange(200) // 10, np.ones(200, bool)
    groups[190:] = 3
    validation = Validation.parse("group:5")

    with pytest.raises(InputError) as caught:
        draw(None, usable, 0.0, 20, 5, 1, validation=validation, groups=groups)
    apart = draw(None, usable, 0.0, 20, 5, 1, validation=validation, groups=np.arange(200) // 10)

    assert (caught.value.key, dict(caught.value.facts)) == ("prepare.holdout_shares_groups", {"groups": 1, "rows": 10, "row": 31})
    assert apart.sealed.tolist() == list(range(180, 200))


def test_groups_may_have_names_of_any_length() -> None:
    cells = np.array(["x" * 500_000, "y", *["z"] * 200], dtype=object)

    assert group_codes(cells, np.ones(202, bool), "note").tolist() == [0, 1, *[2] * 200]
