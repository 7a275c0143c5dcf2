"""Numbers fall into the bins that were cut, those by target where the target changes, and a gap is a bin of its own."""

import numpy as np
import pytest

from tests.numeric_steps import fitted

RANDOM = np.random.Generator(np.random.PCG64(6))
AGES = RANDOM.uniform(0, 100, 3000)


def test_bins_of_equal_width_and_of_equal_rows() -> None:
    skewed = AGES**2 / 100
    width = fitted("bins", skewed, ["a"], how="width", bins=4, output="number").made(skewed)[:, 0]
    rows = fitted("bins", skewed, ["a"], how="rank", bins=4, output="number").made(skewed)[:, 0]

    assert np.bincount(width.astype(int))[0] > 1400
    assert np.bincount(rows.astype(int)) == pytest.approx([750] * 4, abs=2)


def test_a_value_on_an_edge_belongs_below_it_and_beyond_the_ends_is_in_the_last_bins() -> None:
    step = fitted("bins", [0.0, 1.0, 2.0, 3.0, 4.0], ["a"], how="width", bins=2, output="number")

    assert step.made([2.0, np.nextafter(2.0, 3.0), -1e9, 1e9, np.nan, np.inf])[:, 0].tolist() == [0, 1, 0, 1, -1, -1]


def test_columns_are_named_by_their_edges_and_a_gap_has_one_only_if_there_was_one() -> None:
    names = ["a", "b"]
    values = np.column_stack([np.arange(100.0), np.where(np.arange(100) % 9, np.arange(100.0) / 1000, np.nan)])
    step = fitted("bins", values, names, how="width", bins=3)

    assert step.features[:3] == ("a ≤ 33", "33 < a ≤ 66", "a > 66")
    assert step.features[-1] == "b = ∅"
    assert "a = ∅" not in step.features
    assert step.made([40.0, np.nan])[0].tolist() == [0, 1, 0, 0, 0, 0, 1]


def test_edges_that_differ_in_the_last_digit_have_different_names() -> None:
    values = 1e9 + np.arange(100.0) / 1000

    assert len(set(fitted("bins", values, ["a"], bins=10).features)) == 10


@pytest.mark.parametrize("classes", [0, 2, 3])
def test_by_target_the_cuts_are_where_it_changes(classes: int) -> None:
    stage = np.digitize(AGES, [18.0, 65.0])
    truth = stage * 10.0 + RANDOM.normal(size=len(AGES)) if not classes else np.minimum(stage, classes - 1)

    edges = fitted("bins", AGES, ["a"], truth, classes, how="target").learned.edges[0]

    wanted = [18.0] if classes == 2 else [18.0, 65.0]
    assert edges == pytest.approx(wanted, abs=0.6)


def test_noise_is_not_cut_and_no_bin_is_too_small() -> None:
    noise = fitted("bins", AGES, ["a"], RANDOM.integers(0, 2, len(AGES)), 2, how="target")
    steep = fitted("bins", AGES, ["a"], np.exp(AGES / 10), how="target", bins=20, share=0.2)

    assert len(noise.learned.edges[0]) == 0
    assert noise.features == ("a ≠ ∅",)
    counts = np.bincount(np.searchsorted(steep.learned.edges[0], AGES))
    assert counts.min() >= 0.2 * len(AGES)


def test_bins_by_target_cannot_be_learnt_without_it() -> None:
    with pytest.raises(ValueError, match="target"):
        fitted("bins", AGES, ["a"], how="target")
