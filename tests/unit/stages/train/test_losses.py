"""The losses of a search equal those of scikit-learn where it has them."""

import numpy as np
import pytest
from sklearn import metrics

from mlworkbench.stages.train.losses import loss_of

RANDOM = np.random.Generator(np.random.PCG64(0))
RAW = RANDOM.normal(size=(200, 1))
NUMBERS = RANDOM.normal(size=200)
COUNTS = RANDOM.poisson(2.0, 200).astype(np.float64)


def mean(task, loss, level, raw, target):
    return float(np.mean(loss_of(task, loss, level)(raw, target)))


def test_log_loss_of_two_classes_and_of_more():
    two, many = RANDOM.integers(0, 2, 200), RANDOM.integers(0, 4, 200)
    scores = RANDOM.normal(size=(200, 4))
    chances = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)

    assert mean("binary", "squared", 0.5, RAW, two) == pytest.approx(metrics.log_loss(two, 1 / (1 + np.exp(-RAW[:, 0]))))
    assert mean("multiclass", "squared", 0.5, scores, many) == pytest.approx(metrics.log_loss(many, chances))


def test_losses_of_numbers():
    value = RAW[:, 0]

    assert mean("regression", "squared", 0.5, RAW, NUMBERS) == pytest.approx(metrics.mean_squared_error(NUMBERS, value))
    assert mean("regression", "absolute", 0.5, RAW, NUMBERS) == pytest.approx(metrics.mean_absolute_error(NUMBERS, value))
    assert mean("regression", "quantile", 0.9, RAW, NUMBERS) == pytest.approx(
        metrics.mean_pinball_loss(NUMBERS, value, alpha=0.9)
    )


@pytest.mark.parametrize(("loss", "level", "power"), [("poisson", 0.5, 1.0), ("tweedie", 1.5, 1.5)])
def test_deviances_differ_from_the_librarys_by_what_no_model_can_change(loss, level, power):
    other = RAW + RANDOM.normal(size=(200, 1)) * 0.2

    ours = mean("regression", loss, level, RAW, COUNTS) - mean("regression", loss, level, other, COUNTS)
    told = [metrics.mean_tweedie_deviance(COUNTS, np.exp(raw[:, 0]), power=power) for raw in (RAW, other)]

    assert 2 * ours == pytest.approx(told[0] - told[1])


def test_huge_scores_stay_numbers():
    huge = np.full((3, 1), 5000.0)

    for task, loss in (("binary", "squared"), ("regression", "poisson"), ("regression", "tweedie")):
        assert np.isfinite(loss_of(task, loss, 1.5)(huge, np.array([0, 1, 1]))).all()
