"""Measures and effects against scipy, scikit-learn and plain formulas."""

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import mutual_info_score

from mlworkbench.stages.explore import effects, measures

RANDOM = np.random.default_rng(7)


def table_of(a, b):
    return stats.contingency.crosstab(a, b).count


def bergsma(a, b):
    """As in the paper, from scipy's chi-square."""
    counts = table_of(a, b)
    rows, (r, k) = counts.sum(), counts.shape
    phi = stats.chi2_contingency(counts, correction=False).statistic / rows
    phi = max(0.0, phi - (r - 1) * (k - 1) / (rows - 1))
    r, k = r - (r - 1) ** 2 / (rows - 1), k - (k - 1) ** 2 / (rows - 1)
    return np.sqrt(phi / min(r - 1, k - 1))


@pytest.fixture(scope="module")
def pair():
    x = RANDOM.normal(size=500)
    y = x + RANDOM.normal(size=500)
    x[::17] = np.nan
    return x, np.round(y, 1)


def test_spearman_is_that_of_scipy_on_rows_where_both_are_known(pair):
    x, y = pair
    known = np.isfinite(x)

    found = measures.spearman(x, -y)

    assert found.value == pytest.approx(abs(stats.spearmanr(x[known], y[known]).statistic), abs=1e-12)
    assert found.sign == -1
    assert found.rows == known.sum()
    assert found.low < found.value < found.high


def test_fishers_interval_of_pearson_is_that_of_scipy():
    x = RANDOM.normal(size=80)
    y = x + RANDOM.normal(size=80)
    expected = stats.pearsonr(x, y).confidence_interval(0.95)

    assert measures.fisher(stats.pearsonr(x, y).statistic, 80) == pytest.approx((expected.low, expected.high), abs=1e-9)


@pytest.mark.parametrize(("rows", "high", "wide"), [(60, 2, 2), (400, 3, 5), (400, 30, 7)])
def test_cramers_v_is_corrected_as_bergsma_does(rows, high, wide):
    a = RANDOM.integers(0, high, rows)
    b = (a + RANDOM.integers(0, wide, rows)) % wide

    found = measures.cramer(a, b)

    assert found.value == pytest.approx(bergsma(a, b), abs=1e-12)
    assert measures.association(a, b) == found.value


def test_an_id_that_differs_in_every_row_gets_nothing():
    assert measures.cramer(np.arange(300), RANDOM.integers(0, 3, 300)).value == pytest.approx(0.0, abs=1e-9)
    assert measures.information(np.arange(300), RANDOM.integers(0, 3, 300)).value == pytest.approx(0.0, abs=1e-9)
    assert measures.ratio(np.arange(300), RANDOM.normal(size=300)).value is None


def test_a_category_of_many_values_does_not_win_by_chance():
    target = RANDOM.integers(0, 2, 2000)
    noise, signal = RANDOM.integers(0, 400, 2000), np.where(RANDOM.random(2000) < 0.35, target, 1 - target)

    assert measures.cramer(noise, target).value < measures.cramer(signal, target).value
    assert measures.cramer(noise, target).low == 0.0
    assert measures.information(noise, target).value < measures.information(signal, target).value


def test_the_correlation_ratio_of_ranks_is_epsilon_squared_of_kruskal_and_wallis():
    groups = RANDOM.integers(0, 4, 300)
    values = groups * 0.5 + RANDOM.normal(size=300)
    h = stats.kruskal(*(values[groups == one] for one in range(4))).statistic
    eta = h / 299  # H = (n - 1) η² of the ranks
    expected = np.sqrt(1 - (1 - eta) * 299 / 296)

    assert measures.ratio(groups, values).value == pytest.approx(expected, abs=1e-12)


def test_the_measures_agree_for_columns_of_two_values():
    a = RANDOM.integers(0, 2, 5000)
    b = np.where(RANDOM.random(5000) < 0.8, a, 1 - a)

    found = [
        measures.spearman(a.astype(float), b.astype(float)).value,
        measures.ratio(a, b.astype(float)).value,
        measures.cramer(a, b).value,
    ]

    assert found == pytest.approx([found[0]] * 3, abs=5e-4)


def test_information_is_mutual_information_less_that_of_shuffled_rows():
    b = RANDOM.integers(0, 3, 4000)
    a = np.where(RANDOM.random(4000) < 0.7, b, RANDOM.integers(0, 3, 4000))
    entropy = stats.entropy(np.bincount(b))

    found = measures.information(a, b)

    assert found.value == pytest.approx(mutual_info_score(a, b) / entropy, abs=2e-3)
    assert measures.Table.of(a, b).information() == pytest.approx(mutual_info_score(a, b), abs=1e-12)


def test_intervals_hold_the_truth_as_often_as_they_say():
    """2 x 2 tables of a known phi of 0.3: at least 90 of 100 intervals hold it."""
    held = 0
    for seed in range(100):
        draw = np.random.default_rng(seed)
        a = draw.integers(0, 2, 400)
        b = np.where(draw.random(400) < 0.65, a, 1 - a)
        found = measures.cramer(a, b)
        held += found.low <= 0.3 <= found.high

    assert held >= 90


def test_constant_and_empty_columns_have_no_measure():
    empty = np.full(20, np.nan)

    assert measures.spearman(np.ones(20), np.arange(20.0)).value is None
    assert measures.spearman(empty, np.arange(20.0)).value is None
    assert measures.cramer(np.zeros(20, dtype=int), np.arange(20)).value is None
    assert measures.cramer(np.full(20, -1), np.arange(20)).value is None
    assert measures.ratio(np.zeros(20, dtype=int), np.arange(20.0)).value is None


def test_bins_hold_as_many_rows_each_and_leave_missing_ones_out():
    values = RANDOM.normal(size=1000)
    values[:10] = np.nan

    codes = measures.binned(values, 5)

    assert (codes[:10] == -1).all()
    assert set(np.bincount(codes[10:])) == {198}


def test_cliffs_delta_and_its_p_are_those_of_mann_and_whitney():
    one, other = np.round(RANDOM.normal(0.4, size=70), 1), np.round(RANDOM.normal(size=110), 1)
    tested = stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=False)
    inside = np.repeat([True, False], [70, 110])

    found = effects.delta("a", np.concatenate([one, other]), inside)

    assert found.value == pytest.approx(2 * tested.statistic / (70 * 110) - 1, abs=1e-12)
    assert found.p == pytest.approx(tested.pvalue, rel=1e-9)
    assert found.low < found.value < found.high


def test_a_difference_of_shares_has_newcombes_interval():
    """Newcombe 1998, table II: 56/70 against 48/80 gives 0.0524 to 0.3339."""
    hits = np.concatenate([np.arange(70) < 56, np.arange(80) < 48])

    found = effects.difference("a", hits, np.repeat([True, False], [70, 80]))

    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert effects.wilson(56, 70) == pytest.approx(stats.binomtest(56, 70).proportion_ci(method="wilson"), abs=1e-12)


def test_holm_never_lets_a_larger_p_end_below_a_smaller_one():
    assert effects.holm([0.01, 0.04, None, 0.03, 0.005]) == pytest.approx([0.03, 0.06, None, 0.06, 0.02], nan_ok=True)
