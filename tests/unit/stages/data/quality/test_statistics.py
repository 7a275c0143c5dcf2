"""The tests that finders reckon with, held against scipy's own."""

import numpy as np
import pytest
from scipy import stats

from mlworkbench.stages.data.quality import statistics


def samples(seed, shift):
    chance = np.random.Generator(np.random.PCG64(seed))
    return np.round(chance.normal(size=400), 1), np.round(chance.normal(shift, 1, size=300), 1)


@pytest.mark.parametrize("shift", [0.0, 0.1, 0.4])
def test_the_distance_of_two_samples_is_that_of_kolmogorov_and_smirnov(shift):
    first, last = samples(7, shift)
    known = stats.ks_2samp(first, last, method="asymp")

    p_value, distance = statistics.apart(first, last)

    assert distance == pytest.approx(known.statistic, abs=1e-12)
    assert p_value == pytest.approx(known.pvalue, rel=0.2, abs=0.02)


@pytest.mark.parametrize("table", [[[10, 20, 30], [30, 20, 10]], [[5, 5], [6, 4]], [[0, 9, 1], [0, 4, 8]]])
def test_association_is_pearsons(table):
    filled = np.array(table)[:, np.array(table).sum(axis=0) > 0]
    known = stats.chi2_contingency(filled, correction=False)

    p_value, size = statistics.association(np.array(table))

    assert p_value == pytest.approx(known.pvalue)
    assert size == pytest.approx(np.sqrt(known.statistic / filled.sum()))


def test_a_table_of_one_row_says_nothing():
    assert statistics.association(np.array([[3, 4], [0, 0]])) == (1.0, 0.0)
