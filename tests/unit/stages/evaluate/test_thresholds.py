"""Thresholds: every decision they make is counted exactly, whatever the scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from mlworkbench.base.records import Costs
from mlworkbench.stages.evaluate import thresholds

COSTS = Costs(310.0, 20.0, "USD")
scores = st.lists(st.tuples(st.booleans(), st.integers(-20, 20).map(lambda tenth: tenth / 10)), min_size=1, max_size=60)


def swept(rows, keep=None):
    positive = np.array([one for one, _ in rows], dtype=bool)
    raw = np.array([score for _, score in rows])
    return positive, raw, thresholds.sweep("yes", positive, raw, lambda at: 1 / (1 + np.exp(-at)), keep)


@given(scores, st.floats(-3, 3))
def test_each_cut_counts_what_its_threshold_decides(rows, keep):
    positive, raw, found = swept(rows, keep)

    assert (found.positives, found.negatives) == (positive.sum(), (~positive).sum())
    for cut in found.cuts:
        called = raw >= cut.raw
        assert (cut.hits, cut.false_alarms) == ((called & positive).sum(), (called & ~positive).sum())
    assert keep in [cut.raw for cut in found.cuts]
    assert [cut.raw for cut in found.cuts] == sorted((cut.raw for cut in found.cuts), reverse=True)


@given(scores)
def test_the_first_calls_nothing_and_the_last_calls_all(rows):
    positive, _, found = swept(rows)

    assert (found.cuts[0].hits, found.cuts[0].false_alarms) == (0, 0)
    assert (found.cuts[-1].hits, found.cuts[-1].false_alarms) == (positive.sum(), (~positive).sum())


@pytest.mark.parametrize("ratio", [0.05, 1.0, 5.0, 20.0, 300.0])
def test_of_many_rows_with_a_rare_class_the_cheapest_threshold_is_still_there(ratio):
    random = np.random.default_rng(6)
    positive = random.random(30_000) < 0.02
    raw = random.standard_normal(30_000) + 3 * positive
    costs = Costs(ratio, 1.0, "")
    found = thresholds.sweep("yes", positive, raw, np.asarray)

    best = thresholds.standing(found, thresholds.by_cost(found, costs), costs)

    order = np.argsort(-raw)
    misses, alarms = positive.sum() - np.cumsum(positive[order]), np.cumsum(~positive[order])
    attainable = min(ratio * positive.sum(), (ratio * misses + alarms).min())
    assert len(found.cuts) < 1200
    assert best.cost == pytest.approx(attainable, rel=1e-12)


def test_of_many_rows_with_a_rare_class_a_wished_recall_is_met_exactly():
    random = np.random.default_rng(7)
    positive = random.random(30_000) < 0.01
    raw = random.standard_normal(30_000) + 3 * positive
    found = thresholds.sweep("yes", positive, raw, np.asarray)

    cut = thresholds.by_recall(found, 0.8)

    assert cut.hits == np.ceil(0.8 * positive.sum())


def test_many_rows_give_about_1000_cuts_that_draw_the_same_curve():
    random = np.random.default_rng(1)
    positive = random.random(20_000) < 0.3
    raw = random.standard_normal(20_000) + positive

    found = thresholds.sweep("yes", positive, raw, np.asarray)

    x, y = np.array(found.roc()).T
    assert len(found.cuts) <= 1100
    assert np.trapezoid(y, x) == pytest.approx(metrics.roc_auc_score(positive, raw), abs=1e-4)


def test_the_cheapest_threshold_is_the_cheapest_of_all_decisions():
    random = np.random.default_rng(2)
    positive = random.random(300) < 0.3
    raw = random.standard_normal(300) + positive
    found = thresholds.sweep("yes", positive, raw, np.asarray)

    best = thresholds.standing(found, thresholds.by_cost(found, COSTS), COSTS)

    tried = [310 * (positive & (raw < at)).sum() + 20 * (~positive & (raw >= at)).sum() for at in [*raw, np.inf]]
    assert best.cost == min(tried)
    assert best.value == pytest.approx((min(310 * positive.sum(), 20 * (~positive).sum()) - min(tried)) / 0.3)


@pytest.mark.parametrize("recall", [0.01, 0.5, 0.8, 1.0])
def test_a_wished_recall_is_reached_by_the_highest_threshold_that_does(recall):
    random = np.random.default_rng(3)
    positive = random.random(200) < 0.3
    raw = random.standard_normal(200) + positive
    found = thresholds.sweep("yes", positive, raw, np.asarray)

    cut = thresholds.by_recall(found, recall)

    assert cut.hits >= recall * positive.sum()
    assert all(other.hits < recall * positive.sum() for other in found.cuts if other.raw > cut.raw)


def test_standing_says_what_scikit_learn_says():
    random = np.random.default_rng(4)
    positive = random.random(200) < 0.3
    raw = random.standard_normal(200) + positive
    found = thresholds.sweep("yes", positive, raw, np.asarray, 0.5)

    stands = thresholds.standing(found, thresholds.at(found, 0.5), None)

    called = raw >= 0.5
    assert stands.precision == pytest.approx(metrics.precision_score(positive, called), rel=1e-12)
    assert stands.recall == pytest.approx(metrics.recall_score(positive, called), rel=1e-12)
    assert stands.f1 == pytest.approx(metrics.f1_score(positive, called), rel=1e-12)
    assert stands.accuracy == pytest.approx(metrics.accuracy_score(positive, called), rel=1e-12)
    assert (stands.cost, stands.value) == (None, None)


def test_what_has_no_rows_has_no_rate():
    found = thresholds.sweep("yes", np.array([False, False]), np.array([1.0, 2.0]), np.asarray)

    stands = thresholds.standing(found, found.cuts[0], None)

    assert (stands.precision, stands.recall) == (None, None)
