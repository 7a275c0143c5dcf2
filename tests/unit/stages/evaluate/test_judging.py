"""A judgement holds what the library would say of the same rows, and comes back from its file as it was."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from mlworkbench.base.errors import ProjectError
from mlworkbench.stages.evaluate import judgement, measure
from mlworkbench.stages.evaluate.judging import PAIRS, Subject, calibration, judge, residual_histogram
from tests.unit.stages.evaluate.test_intervals import drawn

CLASSES = {"binary": ("no", "yes"), "multiclass": ("a", "b", "나"), "regression": ()}


def subject(task, rows=400, seed=1):
    truth, scores = drawn(task, rows, np.random.default_rng(seed))
    binary = task == "binary"
    chance = (lambda raw: 1 / (1 + np.exp(-1.2 * raw))) if binary else None
    return Subject("holdout", task, CLASSES[task], truth, scores, 0.0 if binary else None, chance)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_it_comes_back_from_its_file_as_it_was(task, tmp_path):
    judged = subject(task)
    groups = [("region", "서울", np.arange(400) % 2 == 0), ("region", "nowhere", np.zeros(400, dtype=bool))]

    made = judge(judged, groups)
    judgement.write(made, tmp_path / "judgement.json")

    assert judgement.read(tmp_path / "judgement.json") == made
    assert made.metrics == measure(task, judged.truth, judged.scores)
    assert made.group("region", "서울").rows == 200
    assert made.group("region", "nowhere").metrics == {}
    assert made.group("region", "부산") is None


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_the_confusion_matrix_is_scikit_learns(task):
    judged = subject(task)

    made = judge(judged)

    assert np.array(made.confusion).tolist() == metrics.confusion_matrix(judged.truth, judged.scores.label).tolist()
    assert np.array(made.confusion).sum(axis=1).tolist() == list(made.counts)
    assert sum(map(sum, made.scores.counts)) == made.rows


def test_the_shipped_threshold_is_among_the_cuts_and_agrees_with_the_matrix():
    made = judge(subject("binary"))

    cut = next(cut for cut in made.sweeps[0].cuts if cut.raw == 0.0)

    assert (cut.hits, cut.false_alarms) == (made.confusion[1][1], made.confusion[0][1])
    assert cut.probability == 0.5


def test_curves_have_the_area_that_is_told():
    made = judge(subject("binary"))

    x, y = np.array(made.sweeps[0].roc()).T

    assert np.trapezoid(y, x) == pytest.approx(made.metrics["roc_auc"], rel=1e-12)


def test_each_class_has_a_sweep_against_the_rest():
    judged = subject("multiclass", 300)

    made = judge(judged)

    for place, one in enumerate(made.sweeps):
        x, y = np.array(one.roc()).T
        area = metrics.roc_auc_score(judged.truth == place, judged.scores.probability[:, place])
        assert one.name == CLASSES["multiclass"][place]
        assert np.trapezoid(y, x) == pytest.approx(area, rel=1e-12)


def test_calibration_bins_are_scikit_learns_quantile_bins():
    judged = subject("binary", 1000)
    chance, came = judged.scores.probability[:, 1], judged.truth == 1

    bins = calibration(chance, came)

    observed, predicted = calibration_curve(came, chance, n_bins=10, strategy="quantile")
    assert [one.observed for one in bins] == pytest.approx(observed, abs=0.02)
    assert [one.predicted for one in bins] == pytest.approx(predicted, abs=0.02)
    assert sum(one.rows for one in bins) == 1000
    assert all(one.low <= one.observed <= one.high for one in bins)


def test_rows_of_one_probability_stay_in_one_bin():
    bins = calibration(np.full(50, 0.25), np.arange(50) % 4 == 0)

    assert len(bins) == 1
    assert (bins[0].predicted, bins[0].rows) == (0.25, 50)


def test_pairs_are_real_rows_and_bounded():
    judged = subject("regression", 5000)

    made = judge(judged)

    real = set(zip(judged.truth.tolist(), judged.scores.value.tolist(), strict=True))
    assert len(made.pairs) == PAIRS
    assert set(made.pairs) <= real


def test_far_residuals_are_counted_in_the_outermost_bars():
    histogram = residual_histogram(np.append(np.random.default_rng(1).standard_normal(1000), [1e9, -1e9]))

    assert histogram.edges[-1] < 10
    assert sum(histogram.counts[0]) == 1002


def test_equal_residuals_are_one_bar():
    assert max(residual_histogram(np.zeros(10)).counts[0]) == 10


def test_a_file_that_is_no_judgement_is_said_in_words(tmp_path):
    (tmp_path / "judgement.json").write_text("{}")

    with pytest.raises(ProjectError, match=r"store\.file_damaged"):
        judgement.read(tmp_path / "judgement.json")
