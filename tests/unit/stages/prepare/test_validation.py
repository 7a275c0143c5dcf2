"""Kinds of validation: as text, and the rows they give."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworkbench.base.errors import InputError
from mlworkbench.stages.prepare import (
    SEALED,
    UNUSED,
    Drawn,
    Validation,
    draw,
    planned,
    read_split,
    write_split,
)
from mlworkbench.stages.prepare.splitting import counted
from tests.unit.stages.prepare.drawing import drawn, refused

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
