"""Pairs of columns that tell of the target together are found among others, and none where there is none."""

import numpy as np
import pytest

from tests.numeric_steps import fitted

RANDOM = np.random.Generator(np.random.PCG64(7))
NAMES = [f"c{place}" for place in range(12)]
VALUES = np.column_stack([RANDOM.normal(size=(2500, 8)), np.exp(RANDOM.normal(size=(2500, 4)))])
NOISE = RANDOM.normal(size=2500)


@pytest.mark.parametrize(
    ("truth", "wanted"),
    [
        (VALUES[:, 2] * VALUES[:, 5] + NOISE, "c2 × c5"),
        ((VALUES[:, 1] > VALUES[:, 6]) * 3.0 + NOISE, "c1 − c6"),
        (np.minimum(VALUES[:, 8] / VALUES[:, 10], 6.0) * 2 + NOISE, "c8 ÷ c10"),
    ],
    ids=["product", "difference", "ratio"],
)
@pytest.mark.parametrize("classes", [0, 2])
def test_the_pair_behind_the_target_is_found(truth: np.ndarray, wanted: str, classes: int) -> None:
    goal = (truth > np.median(truth)).astype(np.int64) if classes else truth

    step = fitted("combine", VALUES, NAMES, goal, classes, most=1)

    assert step.features == (*NAMES, wanted)


def test_nothing_is_added_where_no_pair_tells_more() -> None:
    step = fitted("combine", VALUES, NAMES, VALUES[:, 0] + VALUES[:, 9] ** 0.5 + NOISE)

    assert step.features == tuple(NAMES)
    assert step.told is not None
    assert step.told.whole.facts["made"] == 0
    assert step.told.whole.facts["tried"] > 30


def test_all_pairs_of_chosen_columns_are_made_in_order_up_to_the_limit() -> None:
    chosen = {"pairs": "every", "how": "inverse", "most": 2}

    assert fitted("combine", np.ones((5, 3)), ["a", "b", "c"], **chosen).features == ("a", "b", "c", "b ÷ a", "c ÷ a")


def test_a_ratio_by_zero_and_what_float32_cannot_hold_are_missing() -> None:
    step = fitted("combine", np.ones((5, 2)), ["a", "b"], pairs="every", how="any")

    found = step.made([[6.0, 0.0], [0.0, 0.0], [1e30, 1e-30], [-1e30, 1e30], [6.0, -3.0]], "a × b", "a ÷ b", "a − b")

    nan = np.nan
    wanted = [[0, nan, 6], [0, nan, 0], [1, nan, 1e30], [nan, -1, -2e30], [-18, -2, 9]]
    assert np.array_equal(found, np.array(wanted, dtype=np.float64), equal_nan=True)


def test_the_same_rows_give_the_same_pairs() -> None:
    truth = VALUES[:, 2] * VALUES[:, 5] + NOISE

    one, other = (fitted("combine", VALUES, NAMES, truth).learned for _ in range(2))

    assert one == other
