"""Every metric: known answers by scikit-learn, its declared direction, and words instead of NaN."""

import json

import numpy as np
import pytest
from sklearn import metrics as known

from mlworkbench.base.errors import InputError
from mlworkbench.stages.evaluate import METRICS, Guess, Metric, measure
from mlworkbench.stages.evaluate.intervals import rows_of
from mlworkbench.stages.evaluate.metrics import compute

CLASSES = {"binary": 2, "multiclass": 4}
LEVELLED = [METRICS["mean_pinball_loss:0.9"], METRICS["mean_tweedie_deviance:1.2"]]
CASES = [
    pytest.param(metric, task, id=f"{metric.name}-{task}") for metric in (*METRICS, *LEVELLED) for task in sorted(metric.tasks)
]
COUNTED = {"poisson", "tweedie"}

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
    "mean_pinball_loss": lambda y, s: known.mean_pinball_loss(y, s.value),
    "mean_pinball_loss:0.9": lambda y, s: known.mean_pinball_loss(y, s.value, alpha=0.9),
    "mean_poisson_deviance": lambda y, s: known.mean_poisson_deviance(y, s.value),
    "mean_tweedie_deviance": lambda y, s: known.mean_tweedie_deviance(y, s.value, power=1.5),
    "mean_tweedie_deviance:1.2": lambda y, s: known.mean_tweedie_deviance(y, s.value, power=1.2),
    "quadratic_weighted_kappa": lambda y, s: known.cohen_kappa_score(y, s.label, labels=range(4), weights="quadratic"),
    "mean_absolute_rank_error": lambda y, s: known.mean_absolute_error(y, s.label),
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


def case_of(metric: Metric, task: str, rows: int = 400, noise: float = 3.0) -> tuple[np.ndarray, Guess]:
    """Truth and scores the metric has a meaning for: counts and amounts are not negative, predictions of them are positive."""
    truth = truth_of(task, rows)
    if not metric.fits & COUNTED:
        return truth, guess(task, truth, noise)
    chance = np.random.default_rng(7)
    counts = chance.poisson(3.0, rows).astype(np.float64)
    value = (counts + 0.5) * np.exp(noise / 6 * chance.standard_normal(rows))
    return counts, Guess(raw=np.log(value)[:, None], value=value)


def truth_of(task: str, rows: int = 400) -> np.ndarray:
    chance = np.random.default_rng(7)
    return chance.standard_normal(rows) * 10 if task == "regression" else chance.integers(0, CLASSES[task], rows)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_it_equals_the_library(metric: Metric, task: str) -> None:
    truth, scores = case_of(metric, task)

    assert metric.compute(truth, scores) == pytest.approx(SAME[metric.name](truth, scores), rel=1e-12)


@pytest.mark.parametrize(("metric", "task"), CASES)
def test_better_predictions_move_it_in_its_direction(metric: Metric, task: str) -> None:
    good, middling, bad = (metric.compute(*case_of(metric, task, noise=noise)) for noise in (0.3, 4.0, 20.0))

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
    truth, scores = case_of(metric, task, 60)
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


@pytest.mark.parametrize(
    ("task", "loss", "ordered", "more"),
    [
        ("regression", "", False, ()),
        ("regression", "absolute", False, ()),
        ("regression", "quantile:0.9", False, ("mean_pinball_loss:0.9",)),
        ("regression", "poisson", False, ("mean_poisson_deviance",)),
        ("regression", "tweedie:1.2", False, ("mean_tweedie_deviance:1.2",)),
        ("multiclass", "", True, ("quadratic_weighted_kappa", "mean_absolute_rank_error")),
        ("binary", "", False, ()),
    ],
)
def test_a_problem_has_the_metrics_of_its_loss_at_its_level(task: str, loss: str, ordered: bool, more: tuple[str, ...]) -> None:
    assert METRICS.names_for(task, loss, ordered) == (*METRICS.names_for(task), *more)
    assert all(name in METRICS and METRICS[name].name == name for name in more)


@pytest.mark.parametrize(
    "name", ["rmse:0.5", "mean_pinball_loss:1", "mean_pinball_loss:0", "mean_tweedie_deviance:2", "mae:", ":0.5"]
)
def test_a_level_that_is_none_names_no_metric(name: str) -> None:
    assert name not in METRICS
    with pytest.raises(InputError):
        METRICS[name]


def test_what_is_asked_for_besides_is_measured_and_judged_like_the_rest() -> None:
    truth = truth_of("regression")
    scores = guess("regression", truth, 1.0)

    found = measure("regression", truth, scores, also=("mean_pinball_loss:0.9", "mean_poisson_deviance"))

    assert tuple(found) == (*METRICS.names_for("regression"), "mean_pinball_loss:0.9")
    assert found["mean_pinball_loss:0.9"] == known.mean_pinball_loss(truth, scores.value, alpha=0.9)


def test_known_answers_by_hand() -> None:
    numbers = Guess(raw=np.array([[3.0], [1.0]]), value=np.array([3.0, 1.0]))
    classes = Guess(raw=np.zeros((4, 3)), label=np.array([0, 1, 2, 0]))

    assert compute("mean_pinball_loss:0.9", np.array([1.0, 2.0]), numbers) == pytest.approx((0.1 * 2 + 0.9 * 1) / 2)
    assert compute("mean_poisson_deviance", np.array([0.0, 1.0]), numbers) == pytest.approx(3.0)
    assert compute("mean_absolute_rank_error", np.array([0, 1, 2, 2]), classes) == 0.5
    assert compute("quadratic_weighted_kappa", np.array([0, 1, 2, 2]), classes) == pytest.approx(1 - 4 / 6.5)
