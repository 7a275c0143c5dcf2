"""Calibration and threshold: chosen on out-of-fold scores, and only where they help."""

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss

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
