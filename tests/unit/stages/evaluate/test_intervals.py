"""Intervals hold the truth as often as they say, and are silent where they would lie."""

import numpy as np
import pytest

from mlworkbench.stages.evaluate import Guess, measure
from mlworkbench.stages.evaluate.intervals import LEAST, MOST, intervals

ROWS, TRIALS = 500, 1000
TASKS = ("binary", "multiclass", "regression")


def drawn(task, rows, random):
    """Rows of a population in which the model is right now and then."""
    if task == "regression":
        truth = 3 * random.standard_normal(rows)
        value = truth + 1.5 * random.standard_normal(rows)
        return truth, Guess(value[:, None], value=value)
    if task == "multiclass":
        truth = random.choice(3, rows, p=[0.5, 0.3, 0.2])
        raw = 1.5 * np.eye(3)[truth] + random.standard_normal((rows, 3))
        powers = np.exp(raw)
        return truth, Guess(raw, raw.argmax(axis=1), powers / powers.sum(axis=1, keepdims=True))
    truth = (random.random(rows) < 0.3).astype(np.int64)
    margin = 1.4 * truth + random.standard_normal(rows) - 1.3
    chance = 1 / (1 + np.exp(-1.2 * margin))
    return truth, Guess(margin[:, None], (margin >= 0).astype(np.int64), np.column_stack([1 - chance, chance]))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("task", TASKS)
def test_of_a_thousand_95_percent_intervals_about_950_hold_the_truth(task):
    real = measure(task, *drawn(task, 1_000_000, np.random.default_rng(99)))

    held = dict.fromkeys(real, 0)
    for trial in range(TRIALS):
        truth, scores = drawn(task, ROWS, np.random.default_rng(trial))
        for name, (low, high) in intervals(truth, scores, measure(task, truth, scores)).intervals.items():
            held[name] += low <= real[name] <= high

    assert {name: count / TRIALS for name, count in held.items()} == {name: pytest.approx(0.95, abs=0.015) for name in real}


@pytest.mark.parametrize("task", TASKS)
def test_every_metric_has_an_interval_around_it_and_the_same_one_each_time(task):
    truth, scores = drawn(task, 300, np.random.default_rng(1))
    found = measure(task, truth, scores)

    one, other = intervals(truth, scores, found), intervals(truth, scores, found)

    assert one == other
    assert one.resamples == MOST
    assert set(one.intervals) == set(found)
    assert all(low < found[name] < high for name, (low, high) in one.intervals.items())


def test_four_times_the_rows_halve_the_interval():
    widths = []
    for rows in (500, 2000):
        truth, scores = drawn("binary", rows, np.random.default_rng(2))
        low, high = intervals(truth, scores, measure("binary", truth, scores, ["log_loss"])).intervals["log_loss"]
        widths.append(high - low)

    assert widths[1] / widths[0] == pytest.approx(0.5, abs=0.1)


def test_a_model_without_a_mistake_has_no_interval_for_its_accuracy():
    truth = np.arange(40) % 2
    scores = Guess((truth * 2.0 - 1)[:, None], truth, np.column_stack([1 - truth, truth]).astype(float))

    assert "accuracy" not in intervals(truth, scores, measure("binary", truth, scores)).intervals


def test_what_most_samples_do_not_hold_has_no_interval():
    truth = np.zeros(30, dtype=np.int64)
    truth[0] = 1  # a third of the samples have no positive row
    scores = Guess(np.linspace(1, 0, 30)[:, None], truth, np.column_stack([np.linspace(0, 1, 30), np.linspace(1, 0, 30)]))

    assert "roc_auc" not in intervals(truth, scores, measure("binary", truth, scores)).intervals


def test_large_data_draw_fewer_samples():
    truth, scores = drawn("binary", 500_000, np.random.default_rng(3))

    found = measure("binary", truth, scores, ["accuracy", "roc_auc"])

    made = intervals(truth, scores, found)

    low, high = made.intervals["accuracy"]
    assert made.resamples == LEAST
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(found["accuracy"] * (1 - found["accuracy"]) / 500_000), rel=0.25)


def test_one_row_has_none():
    assert intervals(np.array([1.0]), Guess(np.array([[1.0]]), value=np.array([1.0])), {"mae": 0.0}).intervals == {}
