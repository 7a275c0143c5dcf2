"""Scales and curves are those that scikit-learn and scipy give, without a logarithm in the graph."""

import numpy as np
import pytest

from tests.numeric_steps import fitted

RANDOM = np.random.Generator(np.random.PCG64(5))
MONEY = np.exp(RANDOM.normal(8, 1.2, 3000))


def test_robust_goes_by_median_and_quartiles_and_no_outlier_moves_it() -> None:
    values = RANDOM.normal(10, 2, 4001)
    wild = values.copy()
    wild[:40] = 1e9

    found = [fitted("scale", one, ["a"], how="robust").made([10.0, 12.0])[:, 0] for one in (values, wild)]

    assert found[0] == pytest.approx([0.0, 1.0], abs=0.1)
    assert found[1] == pytest.approx(found[0], abs=0.1)


def test_a_column_that_is_mostly_one_value_is_divided_by_its_deviation() -> None:
    values = [0.0] * 90 + [10.0] * 10

    assert fitted("scale", values, ["a"], how="robust").made([10.0]).item() == pytest.approx(10.0 / 3.0)


def test_a_range_ends_at_0_and_1() -> None:
    step = fitted("scale", [-10.0, 0.0, 30.0, np.nan], ["a"], how="range")

    assert step.made([-10.0, 10.0, 30.0, 1e9, -1e9, np.nan])[:, 0] == pytest.approx([0, 0.5, 1, 1, 0, np.nan], nan_ok=True)


def test_the_power_is_that_of_scikit_learn() -> None:
    from sklearn.preprocessing import PowerTransformer

    known = PowerTransformer().fit(MONEY[:, None])
    step = fitted("reshape", MONEY, ["a"], how="power", points=400)

    assert step.learned.exponents[0] == pytest.approx(known.lambdas_[0], abs=2e-3)
    inside = np.quantile(MONEY, np.linspace(0.001, 0.999, 200))
    assert step.made(inside)[:, 0] == pytest.approx(known.transform(inside[:, None])[:, 0], abs=0.02)


def test_a_skewed_column_of_both_signs_becomes_like_a_bell() -> None:
    from scipy.stats import skew

    values = np.concatenate([-np.exp(RANDOM.normal(3, 1, 2000)), RANDOM.normal(0, 1, 500)])
    found = fitted("reshape", values, ["a"], how="power").made(values)[:, 0]

    assert abs(skew(found)) < 0.3 < abs(skew(values))
    assert (found.mean(), found.std()) == pytest.approx((0.0, 1.0), abs=0.02)


def test_a_logarithm_makes_equal_ratios_equal_steps() -> None:
    found = fitted("reshape", MONEY, ["a"], how="log", points=1000).made([1000.0, 10_000.0, 100_000.0])[:, 0]

    assert found[2] - found[1] == pytest.approx(found[1] - found[0], rel=0.02)


@pytest.mark.parametrize(("how", "shape"), [("even", "uniform"), ("bell", "normal")])
def test_quantiles_are_those_of_scikit_learn(how: str, shape: str) -> None:
    from sklearn.preprocessing import QuantileTransformer

    known = QuantileTransformer(n_quantiles=101, output_distribution=shape, subsample=None).fit(MONEY[:, None])
    step, inside = fitted("reshape", MONEY, ["a"], how=how), np.quantile(MONEY, np.linspace(0.02, 0.98, 200))

    assert step.made(inside)[:, 0] == pytest.approx(known.transform(inside[:, None])[:, 0], abs=0.02)


def test_a_value_that_many_rows_share_gets_the_middle_of_their_share() -> None:
    values = np.concatenate([np.zeros(600), RANDOM.uniform(1, 2, 400)])

    assert fitted("reshape", values, ["a"], how="even").made([0.0, 2.0])[:, 0] == pytest.approx([0.3, 1.0], abs=0.01)


@pytest.mark.parametrize("how", ["power", "log", "even", "bell"])
def test_order_stays_and_what_lies_far_beyond_is_held(how: str) -> None:
    step = fitted("reshape", MONEY, ["a"], how=how)
    found = step.made(np.sort(np.concatenate([MONEY, [-1e30, 1e30, -5.0, 1e7]])))[:, 0]

    assert (np.diff(found) >= 0).all()
    assert np.abs(found).max() < 20


def test_a_curve_costs_the_same_nodes_for_one_column_and_for_many() -> None:
    one, many = fitted("reshape", MONEY, ["a"]), fitted("reshape", MONEY.reshape(-1, 30), [f"c{place}" for place in range(30)])

    assert len(one.graph.nodes) == len(many.graph.nodes) <= 11
