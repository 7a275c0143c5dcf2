"""Bounds come from training rows; what lies outside is held, or marked and left."""

import numpy as np
import pytest

from tests.numeric_steps import fitted

VALUES = [*range(1, 100), 10_000.0]


def test_by_spread_the_bound_is_so_many_quartile_distances_from_the_median() -> None:
    step = fitted("outliers", VALUES, ["a"], reach=2.0)

    assert step.made([50.0, 1e6, -1e6, np.nan])[:, 0] == pytest.approx(
        [50.0, 50.5 + 2 * 49.5, 50.5 - 2 * 49.5, np.nan], nan_ok=True
    )


def test_winsorised_values_are_values_that_were_seen() -> None:
    assert fitted("outliers", VALUES, ["a"], how="winsorise").made([1e6, -1e6])[:, 0].tolist() == [99.0, 1.0]


def test_by_share_so_many_rows_lie_outside_on_each_side() -> None:
    step = fitted("outliers", np.arange(1001.0), ["a"], bounds="quantiles", share=0.1)

    assert step.made([0.0, 500.0, 1000.0])[:, 0].tolist() == [100.0, 500.0, 900.0]
    assert step.learned.outside == (200,)


def test_a_mark_leaves_the_value_and_a_gap_is_none() -> None:
    step = fitted("outliers", VALUES, ["a"], how="mark")

    assert step.features == ("a", "a · outlier")
    found = step.made([1e6, 5.0, np.nan])
    assert found[:, 1].tolist() == [1.0, 0.0, 0.0]
    assert found[0, 0] == 1e6


def test_a_column_whose_middle_half_is_one_value_has_no_bounds() -> None:
    step = fitted("outliers", [0.0] * 80 + [5.0] * 20, ["a"])

    assert step.made([5.0, 1e9])[:, 0].tolist() == [5.0, 1e9]
    assert step.told is not None
    assert step.told.columns["a"].key == "prepare.learnt_no_bounds"
