"""Kinds of validation: as text, and the rows they give."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.scoring.wire import NO_DATE
from mlworkbench.stages.prepare import (
    INITIAL,
    SEALED,
    UNUSED,
    Drawn,
    Validation,
    draw,
    group_codes,
    moments,
    planned,
    read_split,
    write_split,
)
from mlworkbench.stages.prepare.splitting import counted

Array = np.ndarray


def drawn(text: str, rows: int = 200, classes: Array | None = None, share: float = 0.2, seed: int = 1, **more: Array) -> Drawn:
    usable = np.ones(rows, bool)
    return draw(classes, usable, share, None, 5, seed, validation=Validation.parse(text), **more)


def refused(text: str, rows: int = 200, classes: Array | None = None, share: float = 0.2, **more: Array) -> InputError:
    with pytest.raises(InputError) as caught:
        drawn(text, rows, classes, share, **more)
    return caught.value


# The text --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found", "canonical"),
    [
        ("", Validation("stratified", 5), "stratified:5"),
        ("kfold", Validation("kfold", 5), "kfold:5"),
        (" KFold:10 ", Validation("kfold", 10), "kfold:10"),
        ("repeated:5x3", Validation("repeated", 5, 3), "repeated:5x3"),
        ("loo", Validation("loo", 0), "loo"),
        ("stratified_group:4", Validation("stratified_group", 4), "stratified_group:4"),
        ("time:5", Validation("time", 5), "time:5"),
        ("time:5:gap=24", Validation("time", 5, gap=24), "time:5:gap=24"),
        ("nested:5x4", Validation("nested", 5, 4), "nested:5x4"),
    ],
)
def test_a_kind_is_read_from_its_text_and_said_in_one_way(text: str, found: Validation, canonical: str) -> None:
    assert Validation.parse(text) == found
    assert found.text() == canonical
    assert Validation.parse(canonical) == found


@pytest.mark.parametrize(
    "text", ["five", "kfold:", "kfold:5x3", "kfold:5:gap=2", "loo:5", "group:5x2", "time:5:gap=", "kfold:-5"]
)
def test_what_is_no_kind_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(InputError) as caught:
        Validation.parse(text)

    assert caught.value.key == "prepare.bad_cv"
    assert caught.value.facts["found"] == text
    assert "time:5:gap=24" in str(caught.value.facts["forms"])


@pytest.mark.parametrize(("text", "count"), [("kfold:1", 1), ("kfold:51", 51), ("repeated:5x1", 1), ("nested:5x99", 99)])
def test_numbers_out_of_bounds_are_told(text: str, count: int) -> None:
    with pytest.raises(InputError) as caught:
        Validation.parse(text)

    assert (caught.value.key, caught.value.facts["count"]) == ("prepare.cv_out_of_bounds", count)


@given(
    st.builds(Validation, st.sampled_from(["kfold", "stratified", "group", "stratified_group"]), st.integers(2, 50))
    | st.builds(Validation, st.sampled_from(["repeated", "nested"]), st.integers(2, 50), st.integers(2, 20))
    | st.builds(Validation, st.just("time"), st.integers(2, 50), st.just(1), st.integers(0, 10**9))
)
def test_every_kind_comes_back_from_its_text(one: Validation) -> None:
    assert Validation.parse(one.text()) == one


# What was before -------------------------------------------------------------------------------------------------------------

BEFORE = {
    True: (
        "c8b185565f44eb885f3f364d9fdc7d2892d33fa558da482305ad0b494c2cb65c",
        "70b2398185ef0d2c9b0519288d2c768b943f2eaa9e8a9629742a6878cf8155d1",
    ),
    False: (
        "e8464cb7ec326d050dbdcbb61578f14ccb1bee8e8ab334435b98c4c96787589c",
        "ab5166d872917b3c45e96acc683ddd2871e9bba493ae20046e0a7a677e691d49",
    ),
}


@pytest.mark.parametrize("stratified", [True, False])
def test_splits_of_the_older_kinds_have_the_bytes_they_always_had(tmp_path: Path, stratified: bool) -> None:
    classes, usable = np.arange(300) % 3, np.ones(300, bool)
    older = draw(classes, usable, 0.2, None, 5, 7, stratified)
    named = draw(
        classes, usable, 0.2, None, 9, 7, not stratified, validation=Validation("stratified" if stratified else "kfold", 5)
    )

    write_split(older, tmp_path / "split.parquet")

    assert hashlib.sha256(older.fold.tobytes()).hexdigest() == BEFORE[stratified][0]
    assert hashlib.sha256((tmp_path / "split.parquet").read_bytes()).hexdigest() == BEFORE[stratified][1]
    assert (named.fold == older.fold).all()


# Every kind ------------------------------------------------------------------------------------------------------------------


def made(text: str, seed: int = 1, rows: int = 240) -> Drawn:
    random = np.random.Generator(np.random.PCG64(seed))
    classes = random.integers(0, 2, rows)
    more = {"groups": random.integers(0, 40, rows), "time": random.permutation(rows)}
    usable = np.ones(rows, bool)
    usable[::17] = False
    return draw(classes, usable, 0.2, None, 5, seed, validation=Validation.parse(text), **more)


EVERY = [
    "stratified:5",
    "kfold:4",
    "repeated:4x3",
    "loo",
    "group:5",
    "stratified_group:5",
    "time:4",
    "time:4:gap=3",
    "nested:4x3",
]


@pytest.mark.parametrize("text", EVERY)
def test_no_model_is_judged_on_rows_it_was_fitted_on_and_none_sees_the_hold_out(text: str) -> None:
    found = made(text)

    for number in range(found.fits):
        fitted, judged = set(found.fitted(number).tolist()), set(found.judged(number).tolist())
        assert fitted and judged and not fitted & judged
        assert (fitted | judged) <= set(found.train.tolist())
    assert not set(found.train.tolist()) & set(found.sealed.tolist())
    assert len(found.train) + len(found.sealed) + (found.fold == UNUSED).sum() == len(found.fold)


@pytest.mark.parametrize("text", EVERY)
def test_the_same_seed_draws_the_same_rows(text: str) -> None:
    first, again = made(text), made(text)

    assert (first.fold == again.fold).all()
    assert all((one == other).all() for one, other in zip(first.repeats, again.repeats, strict=True))


@pytest.mark.parametrize("text", EVERY)
def test_a_stored_split_comes_back_whole(tmp_path: Path, text: str) -> None:
    found = made(text)

    write_split(found, tmp_path / "split.parquet")
    back = read_split(tmp_path / "split.parquet", Validation.parse(text))

    assert (back.folds, back.gap, back.fits) == (found.folds, found.gap, found.fits)
    for number in range(found.fits):
        assert (back.fitted(number) == found.fitted(number)).all()
        assert (back.judged(number) == found.judged(number)).all()


@pytest.mark.parametrize("text", EVERY)
def test_the_training_rows_alone_give_the_same_folds(text: str) -> None:
    found = made(text)
    train = found.train

    alone = found.of(train)

    assert alone.fits == found.fits
    for number in range(found.fits):
        assert (train[alone.fitted(number)] == found.fitted(number)).all()
        assert (train[alone.judged(number)] == found.judged(number)).all()


@pytest.mark.parametrize("text", EVERY)
def test_a_plan_foretells_what_can_be_foretold(text: str) -> None:
    classes = np.repeat([0, 1], [70, 50])

    foretold = planned({"no": 70, "yes": 50}, 120, 3, 0.2, 5, True, Validation.parse(text))

    if Validation.parse(text).grouped or Validation.parse(text).ordered:
        assert foretold is None
        return
    usable = np.append(np.ones(120, bool), np.zeros(3, bool))
    found = draw(np.append(classes, [-1, -1, -1]), usable, 0.2, None, 5, 1, validation=Validation.parse(text))
    told = counted(found, np.append(classes, [0, 0, 0]), ("no", "yes"))
    assert foretold is not None
    assert (foretold.train, foretold.sealed, foretold.unused, foretold.folds, foretold.fits) == (
        told.train, told.sealed, told.unused, told.folds, told.fits,
    )  # fmt: skip


# Repeated and one by one -----------------------------------------------------------------------------------------------------


def test_repeated_draws_seal_the_same_rows_and_deal_the_others_anew() -> None:
    classes = np.arange(200) % 2

    found = drawn("repeated:5x3", classes=classes)

    assert (found.fold == drawn("stratified:5", classes=classes).fold).all()
    assert (found.folds, found.fits, len(found.repeats)) == (5, 15, 2)
    for other in found.repeats:
        assert ((other == SEALED) == (found.fold == SEALED)).all()
        assert (other != found.fold).any()
        for one in (0, 1):
            sizes = np.bincount(other[(classes == one) & (other >= 0)], minlength=5)
            assert sizes.max() - sizes.min() <= 1
    assert (found.repeats[0] != found.repeats[1]).any()


def test_leaving_one_out_judges_each_row_alone() -> None:
    found = drawn("loo", rows=50)

    assert found.fits == found.folds == len(found.train) == 40
    assert sorted(int(found.judged(number)[0]) for number in range(found.fits)) == found.train.tolist()
    assert {len(found.judged(number)) for number in range(found.fits)} == {1}


def test_leaving_one_out_of_too_many_rows_is_refused_with_its_cost() -> None:
    wrong = refused("loo", rows=4000)

    assert (wrong.key, wrong.facts["rows"]) == ("prepare.loo_too_many", 3200)


def test_leaving_one_out_needs_two_rows_of_each_of_two_classes() -> None:
    assert refused("loo", rows=60, classes=(np.arange(60) < 1).astype(np.int64), share=0.0).key == "prepare.too_few_of_a_class"


def test_more_folds_than_rows_are_refused() -> None:
    assert refused("kfold:30", rows=30).key == "prepare.more_folds_than_rows"


# Groups ----------------------------------------------------------------------------------------------------------------------


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


# Time ------------------------------------------------------------------------------------------------------------------------


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
