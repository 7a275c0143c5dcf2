"""Calibration and threshold: chosen on out-of-fold scores, and only where they help."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss

from mlworkbench.base.errors import InputError
from mlworkbench.stages.train import deciding
from mlworkbench.stages.train.assembling import AS_IT_IS, Link


def binary(rows: int = 4000, stretch: float = 1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.Generator(np.random.PCG64(seed))
    margin = random.normal(size=rows) * 1.5 - 1
    target = (random.random(rows) < 1 / (1 + np.exp(-margin))).astype(np.int64)
    return margin.reshape(-1, 1) * stretch, target, np.arange(rows) % 5


def test_a_calibrated_model_is_left_as_it_is() -> None:
    found = deciding.calibration(*binary())

    assert found.whole == AS_IT_IS
    assert set(found.without.values()) == {AS_IT_IS}


@pytest.mark.parametrize("stretch", [0.2, 4.0])
def test_a_stretched_margin_is_brought_back(stretch: float) -> None:
    raw, target, fold = binary(stretch=stretch)

    found = deciding.calibration(raw, target, fold)
    link = found.whole

    assert link.slope == pytest.approx(1 / stretch, rel=0.1)
    assert all(one.slope == pytest.approx(1 / stretch, rel=0.2) for one in found.without.values())
    assert deciding.loss(raw, target, link) < deciding.loss(raw, target, AS_IT_IS)


def test_a_temperature_is_found_for_many_classes() -> None:
    random = np.random.Generator(np.random.PCG64(1))
    true = random.normal(size=(4000, 4))
    chances = deciding.probabilities(true, AS_IT_IS)
    target = np.array([random.choice(4, p=chance) for chance in chances])

    link = deciding.calibration(true * 3, target, np.arange(4000) % 5).whole

    assert link.slope == pytest.approx(1 / 3, rel=0.1)
    assert link.shift == 0


def test_noise_is_not_calibrated_into_a_reversed_model() -> None:
    random = np.random.Generator(np.random.PCG64(2))
    raw, target = random.normal(size=(300, 1)), random.integers(0, 2, 300)

    assert deciding.calibration(raw, target, np.arange(300) % 5).whole.slope > 0


def test_the_loss_is_scikit_learns() -> None:
    raw, target, _ = binary(300)
    link = Link(0.7, 0.1)

    assert deciding.loss(raw, target, link) == pytest.approx(log_loss(target, deciding.probabilities(raw, link)), abs=1e-12)


@pytest.mark.parametrize(
    ("metric", "judge"),
    [("f1", f1_score), ("roc_auc", f1_score), ("accuracy", accuracy_score), ("balanced_accuracy", balanced_accuracy_score)],
)
def test_the_threshold_has_the_largest_value_of_all_cuts(metric: str, judge: Callable[..., float]) -> None:
    raw, target, _ = binary(500)

    found = deciding.threshold(raw, target, metric)

    best = max(judge(target, raw[:, 0] >= cut) for cut in raw[:, 0])
    assert judge(target, raw[:, 0] >= found) == pytest.approx(best)
    assert found not in raw[:, 0]


def test_without_a_useful_cut_the_threshold_is_even_odds() -> None:
    assert deciding.threshold(np.zeros((50, 1)), np.arange(50) % 2, "f1") == 0.0


def bent(rows: int = 6000, seed: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A margin whose truth no sigmoid fits: two plateaus."""
    random = np.random.Generator(np.random.PCG64(seed))
    margin = random.normal(size=rows)
    chance = np.where(margin < -0.5, 0.05, np.where(margin < 1.0, 0.4, 0.55))
    return margin.reshape(-1, 1), (random.random(rows) < chance).astype(np.int64), np.arange(rows) % 5


def test_steps_are_used_where_no_sigmoid_fits() -> None:
    raw, target, fold = bent()

    found = deciding.calibration(raw, target, fold).whole
    chances = deciding.probabilities(raw, found)[:, 1]

    assert found.steps
    assert deciding.loss(raw, target, found) < 0.99 * deciding.loss(raw, target, calibrated(raw, target, fold, "sigmoid"))
    assert abs(chances[raw[:, 0] < -1].mean() - 0.05) < 0.02
    assert (np.diff(chances[np.argsort(raw[:, 0])]) >= 0).all()
    assert ((chances > 0) & (chances < 1)).all()


def test_steps_are_isotonic_regressions() -> None:
    raw, target, fold = bent(800)
    weights = np.random.Generator(np.random.PCG64(9)).uniform(0.5, 1.5, 800)
    lowest, highest = raw.min() - 1, raw.max() + 1
    scores, truth, counts = [*raw[:, 0], lowest, highest], [*target, 1, 0], [*weights, 1, 1]

    link = deciding.calibration(raw, target, fold, weights, "isotonic").whole

    expected = IsotonicRegression().fit(scores, truth, sample_weight=counts).predict(raw[:, 0])
    assert deciding.probabilities(raw, link)[:, 1] == pytest.approx(expected, abs=1e-9)
    assert not {start for start, _ in link.steps[1:]} & set(raw[:, 0])


def calibrated(raw: np.ndarray, target: np.ndarray, fold: np.ndarray, how: str) -> Link:
    return deciding.calibration(raw, target, fold, how=how).whole


@pytest.mark.parametrize("how", ["auto", "none", "sigmoid", "temperature", "isotonic"])
def test_rows_without_a_score_and_without_weight_do_not_count(how: str) -> None:
    raw, target, fold = bent(1200)
    random = np.random.Generator(np.random.PCG64(3))
    gone, weights = random.random(1200) < 0.3, np.ones(1200)
    there = ~gone
    weights[gone] = 0.0
    holes = np.where(gone[:, None], np.nan, raw)
    expected = deciding.calibration(raw[there], target[there], fold[there], how=how)

    for found in (deciding.calibration(holes, target, fold, how=how), deciding.calibration(raw, target, fold, weights, how)):
        assert found.whole.slope == pytest.approx(expected.whole.slope, rel=1e-4)
        assert found.whole.shift == pytest.approx(expected.whole.shift, abs=1e-4)
        assert np.array(found.whole.steps) == pytest.approx(np.array(expected.whole.steps))
    assert deciding.threshold(holes, target, "f1") == deciding.threshold(raw[there], target[there], "f1")
    assert deciding.loss(holes, target, AS_IT_IS) == pytest.approx(deciding.loss(raw, target, AS_IT_IS, weights))


def test_a_fold_that_was_never_scored_has_a_link_too() -> None:
    raw, target, fold = bent(1000)
    raw[fold == 0] = np.nan

    found = deciding.calibration(raw, target, fold, how="isotonic")

    assert set(found.without) == set(range(5))
    assert found.without[0].steps == found.whole.steps


def test_no_score_at_all_and_a_single_class_leave_the_model_as_it_is() -> None:
    nothing = np.full((30, 1), np.nan)

    assert deciding.calibration(nothing, np.arange(30) % 2, np.arange(30) % 3).whole == AS_IT_IS
    assert (
        deciding.calibration(np.zeros((30, 1)), np.zeros(30, dtype=np.int64), np.arange(30) % 3, how="isotonic").whole == AS_IT_IS
    )
    assert deciding.threshold(nothing, np.arange(30) % 2, "f1") == 0.0


def test_two_equal_scores_share_a_step() -> None:
    raw, target, fold = bent(600)
    raw = np.round(raw, 1)

    link = calibrated(raw, target, fold, "isotonic")

    assert len(link.steps) <= len(np.unique(raw))


@pytest.mark.parametrize("how", ["sigmoid", "isotonic", "unheard"])
def test_a_kind_that_many_classes_do_not_have_is_refused(how: str) -> None:
    with pytest.raises(InputError) as caught:
        deciding.calibration(np.zeros((9, 3)), np.arange(9) % 3, np.arange(9) % 3, how=how)

    assert caught.value.key == "train.no_calibration"
    assert caught.value.facts["choices"] == "auto, none, temperature"


def test_a_weight_moves_the_threshold_as_a_repeated_row_does() -> None:
    raw, target, _ = binary(300)
    counts = np.random.Generator(np.random.PCG64(4)).integers(0, 4, 300)

    found = deciding.threshold(raw, target, "f1", counts.astype(np.float64))

    again = deciding.threshold(np.repeat(raw, counts, axis=0), np.repeat(target, counts), "f1")
    best = [f1_score(target, raw[:, 0] >= cut, sample_weight=counts) for cut in (found, again)]
    assert best[0] == pytest.approx(best[1])


@pytest.mark.parametrize("scale", [0.01, 1.0, 1e6])
def test_the_sigmoid_is_scikit_learns_logistic_regression(scale: float) -> None:
    raw, target, fold = binary(800, stretch=scale)
    weights = np.random.Generator(np.random.PCG64(7)).uniform(0.1, 2.0, 800)
    expected = LogisticRegression(C=1e6, tol=1e-8).fit(raw / scale, target, sample_weight=weights)

    found = deciding.calibration(raw, target, fold, weights, "sigmoid").whole

    assert found.slope * scale == pytest.approx(expected.coef_[0, 0], rel=1e-5)
    assert found.shift == pytest.approx(expected.intercept_[0], rel=1e-4, abs=1e-5)


def test_a_margin_that_parts_the_classes_gets_a_finite_link() -> None:
    raw = np.linspace(-1, 1, 50).reshape(-1, 1)
    target = (raw[:, 0] > 0).astype(np.int64)

    up, down = (calibrated(margin, target, np.arange(50) % 5, "sigmoid") for margin in (raw, -raw))

    assert np.isfinite(up.slope) and up.slope > 10
    assert down == AS_IT_IS


def test_steps_keep_the_log_odds_of_the_sigmoid_beside_them() -> None:
    raw, target, fold = bent()

    found, smooth = (calibrated(raw, target, fold, how) for how in ("isotonic", "sigmoid"))

    assert (found.slope, found.shift) == (smooth.slope, smooth.shift)
