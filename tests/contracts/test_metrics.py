"""Every metric: known answers by scikit-learn, its declared direction, and words instead of NaN."""

import json

import numpy as np
import pytest
from sklearn import metrics as known

from mlworkbench.base.errors import InputError
from mlworkbench.stages.evaluate import METRICS, Guess, Metric, measure
from mlworkbench.stages.evaluate.intervals import rows_of

CLASSES = {"binary": 2, "multiclass": 4}
CASES = [pytest.param(metric, task, id=f"{metric.name}-{task}") for metric in METRICS for task in sorted(metric.tasks)]

SAME = {
    "roc_auc": lambda y, s: known.roc_auc_score(y, s.probability[:, 1]),
    "roc_auc_ovr": lambda y, s: known.roc_auc_score(y, s.probability, multi_class="ovr"),
    "average_precision": lambda y, s: known.average_precision_score(y, s.probability[:, 1]),
    "log_loss": lambda y, s: known.log_loss(y, s.probability),
    "brier_score_loss": lambda y, s: known.brier_score_loss(y, s.probability[:, 1]),
    "accuracy": lambda y, s: known.accuracy_score(y, s.label),
    "balanced_accuracy": lambda y, s: known.balanced_accuracy_score(y, s.label),
    "f1": lambda y, s: known.f1_score(y, s.label),
    "f1_macro": lambda y, s: known.f1_score(y, s.label, average="macro"),
    "precision": lambda y, s: known.precision_score(y, s.label),
    "recall": lambda y, s: known.recall_score(y, s.label),
    "rmse": lambda y, s: known.root_mean_squared_error(y, s.value),
    "mae": lambda y, s: known.mean_absolute_error(y, s.value),
    "median_absolute_error": lambda y, s: known.median_absolute_error(y, s.value),
    "r2": lambda y, s: known.r2_score(y, s.value),
}


def guess(task: str, truth: np.ndarray, noise: float, seed: int = 1) -> Guess:
    """Scores that are as far from the truth as `noise` says."""
    chance = np.random.default_rng(seed)
    if task == "regression":
        value = truth + noise * chance.standard_normal(len(truth))
        return Guess(raw=value[:, None], value=value)
    raw = (np.eye(CLASSES[task])[truth] - 0.5) * 4 + noise * chance.standard_normal((len(truth), CLASSES[task]))
    probability = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
    if task == "binary":
        margin = np.log(probability[:, 1]) - np.log(probability[:, 0])
        return Guess(raw=margin[:, None], label=(margin > 0).astype(np.int64), probability=probability)
    return Guess(raw=raw, label=raw.argmax(axis=1), probability=probability)


def truth_of(task: str, rows: int = 400) -> np.ndarray:
    chance = np.random.default_rng(7)
    return chance.standard_normal(rows) * 10 if task == "regression" else chance.integers(0, CLASSES[task], rows)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_it_equals_the_library(metric: Metric, task: str) -> None:
    truth = truth_of(task)
    scores = guess(task, truth, 3.0)

    assert metric.compute(truth, scores) == pytest.approx(SAME[metric.name](truth, scores), rel=1e-12)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_better_predictions_move_it_in_its_direction(metric: Metric, task: str) -> None:
    truth = truth_of(task)

    good, middling, bad = (metric.compute(truth, guess(task, truth, noise)) for noise in (0.3, 4.0, 20.0))

    assert metric.better(good, middling) and metric.better(middling, bad)


@pytest.mark.parametrize(("metric", "task"), CASES)
@pytest.mark.parametrize("rows", [0, 1, 2])
def test_few_rows_give_a_finite_number_or_words(metric: Metric, task: str, rows: int) -> None:
    truth = np.zeros(rows, dtype=np.float64 if task == "regression" else np.int64)
    scores = guess(task, truth, 3.0)

    try:
        found = measure(task, truth, scores, [metric.name])
    except InputError as error:
        assert error.key == "evaluate.undefined"
    else:
        assert json.dumps(found, allow_nan=False)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_it_says_what_it_is_and_when_that_matters_in_both_languages(metric: Metric, task: str) -> None:
    assert all((metric.title.en, metric.title.ko, metric.help.en, metric.help.ko, metric.when.en, metric.when.ko))


@pytest.mark.parametrize(("metric", "task"), [case for case in CASES if case.values[0].drawn])
def test_samples_are_measured_as_if_their_rows_were_written_out(metric: Metric, task: str) -> None:
    truth = truth_of(task, 60)
    scores = guess(task, truth, 3.0)
    random = np.random.default_rng(5)
    weights = np.array([np.bincount(random.integers(0, 60, 60), minlength=60) for _ in range(30)], dtype=np.float64)

    found = metric.drawn(truth, scores, weights)

    rows = [np.repeat(np.arange(60), times.astype(int)) for times in weights]
    assert found == pytest.approx([metric.compute(truth[row], rows_of(scores, row)) for row in rows], rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_measuring_a_task_gives_all_its_metrics(task: str) -> None:
    truth = truth_of(task)

    assert tuple(measure(task, truth, guess(task, truth, 1.0))) == METRICS.names_for(task)


@pytest.mark.parametrize(("task", "lost"), [("binary", {"roc_auc", "average_precision"}), ("multiclass", {"roc_auc_ovr"})])
def test_what_has_no_meaning_is_left_out(task: str, lost: set[str]) -> None:
    truth = np.zeros(50, dtype=np.int64)

    assert set(METRICS.names_for(task)) - set(measure(task, truth, guess(task, truth, 1.0))) == lost
