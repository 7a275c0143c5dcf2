"""Every algorithm on every task it claims: same bytes, same answers, nothing learnt where there is nothing to learn."""

import itertools
from typing import Any

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import TaskName
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.scoring.wire import Array
from mlworkbench.stages.evaluate import measure
from mlworkbench.stages.package import adversarial
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.material import WHOLE
from mlworkbench.stages.train.part import Shape
from mlworkbench.stages.train.tails import Trees
from mlworkbench.stages.train.trial import Configuration, fitted, try_out
from tests.contracts.trained import (
    CASES,
    Trained,
    features_of,
    loss_of,
    material,
    plain_trees,
    small,
    sums_of,
    table,
    trained,
    truth,
)

ADVERSARIAL = 20_000
BATCHES = (1, 7, 40, 100, 500, 6000)

every = pytest.mark.parametrize(("name", "task"), CASES)


@pytest.fixture
def one(name: str, task: TaskName) -> Trained:
    return trained(name, task)


def cut(columns: dict[str, Array], start: int, count: int) -> dict[str, Array]:
    return {name: cells[start : start + count] for name, cells in columns.items()}


def is_trees(one: Trained) -> bool:
    """Whether the raw score is a sum of leaves and nothing else."""
    lesson = one.material.lesson(one.algorithm.family, WHOLE)
    return isinstance(one.algorithm.convert(one.estimator, lesson), Trees)


def agree(one: Trained, predicted: Any, expected: Any) -> bool:
    """Classes are the same, and so are numbers that trees add up; other numbers to nine digits."""
    if one.task == "regression" and not is_trees(one):
        return np.allclose(predicted, expected, rtol=1e-9, atol=1e-9)
    return bool(np.all(predicted == expected))


@every
def test_it_learns_something_its_baseline_does_not(one: Trained) -> None:
    floor, scores = Scorer(trained("baseline", one.task).model), Scorer(one.model).score(one.material.columns)

    found = measure(one.task, one.material.target, scores)
    least = measure(one.task, one.material.target, floor.score(one.material.columns))

    if one.algorithm.name == "baseline":
        assert found == least
    elif one.task == "regression":
        assert found["rmse"] < 0.8 * least["rmse"]
    else:
        assert found["log_loss"] < 0.8 * least["log_loss"]


@every
def test_the_same_configuration_gives_the_same_bytes(one: Trained) -> None:
    fresh = material(one.task, loss=one.material.loss)

    again = fitted(fresh, one.configuration, WHOLE, fresh.interface)

    assert again == one.model


@every
def test_the_artifact_equals_the_estimator_on_adversarial_rows(one: Trained) -> None:
    rows = adversarial.rows(one.model, ADVERSARIAL, seed=7)
    lesson = one.material.lesson(one.algorithm.family, WHOLE)
    expected = one.algorithm.raw(one.estimator, lesson, features_of(one, rows))

    found = Scorer(one.model).score(rows)

    if one.algorithm.exact:
        assert (np.abs(found.raw - expected) <= 1e-9 * np.maximum(1, np.abs(expected))).all()
    else:
        reach = np.ptp(one.material.target) if one.task == "regression" else max(1.0, float(np.ptp(expected)))
        assert np.abs(found.raw - expected).max() <= 1e-5 * reach
    if one.task == "binary":
        near = np.abs(expected[:, 0]) <= 1e-6 if one.algorithm.exact else np.abs(expected[:, 0]) <= 1e-5
        assert (found.label[~near] == (expected[~near, 0] >= 0)).all()
        assert near.mean() < 0.01
    if one.task == "multiclass":
        ordered = np.sort(expected, axis=1)
        near = ordered[:, -1] - ordered[:, -2] <= 2e-5
        assert (found.label[~near] == expected[~near].argmax(axis=1)).all()


@every
def test_threads_and_batches_do_not_change_an_answer(one: Trained) -> None:
    rows = adversarial.rows(one.model, 6000, seed=8)
    whole = Scorer(one.model).score(rows)

    for threads, batch in itertools.product((1, 2), BATCHES):
        scorer, count = Scorer(one.model, threads), 600 if batch == 1 else 6000
        parts = [scorer.score(cut(rows, start, batch)) for start in range(0, count, batch)]
        raw = np.concatenate([part.raw for part in parts])[:count]
        if is_trees(one):
            assert (raw == whole.raw[:count]).all(), (threads, batch)
        else:
            assert (np.abs(raw - whole.raw[:count]) <= 1e-9 * np.maximum(1, np.abs(whole.raw[:count]))).all()
        assert agree(one, np.concatenate([part.prediction for part in parts])[:count], whole.prediction[:count])


@every
def test_large_blocks_spread_over_threads_are_the_same(one: Trained) -> None:
    rows = {name: np.resize(cells, 10_000) for name, cells in one.material.columns.items()}

    alone, spread = Scorer(one.model, 1).score(rows), Scorer(one.model, 2).score(rows)

    assert (alone.raw == spread.raw).all()


@every
def test_one_row_alone_is_the_same_as_in_a_batch(one: Trained) -> None:
    rows = adversarial.rows(one.model, 200, seed=9)
    scorer = Scorer(one.model)
    whole = scorer.score(rows)

    for row in range(200):
        single = scorer.score_row({name: cells[row] for name, cells in rows.items()})
        assert agree(one, single.prediction, whole.prediction[row])
        assert np.allclose(single.raw, whole.raw[row], rtol=1e-9, atol=0)
        if whole.probability is not None:
            assert np.allclose(list(single.probability.values()), whole.probability[row], rtol=0, atol=1e-6)


@pytest.mark.parametrize(("name", "task"), [case for case in CASES if ALGORITHMS[case[0]].family == "tree"])
@pytest.mark.parametrize("backwards", [False, True])
def test_a_plain_loop_over_the_trees_gives_bit_equal_sums(one: Trained, backwards: bool) -> None:
    rows = adversarial.rows(one.model, 400, seed=10)
    found = features_of(one, rows)

    for trees in plain_trees(one.model):
        found = trees.raw(found, backwards)

    assert found.tobytes() == sums_of(one, rows).tobytes()


@every
def test_probabilities_are_probabilities_and_the_label_is_decided_on_the_raw_score(one: Trained) -> None:
    scores = Scorer(one.model).score(adversarial.rows(one.model, 2000, seed=11))

    if scores.probability is None:
        assert np.isfinite(scores.value).all()
        return
    assert np.allclose(scores.probability.sum(axis=1), 1.0)
    assert ((scores.probability >= 0) & (scores.probability <= 1)).all()
    decided = scores.raw[:, 0] >= 0 if one.task == "binary" else scores.raw.argmax(axis=1)
    assert (scores.label == decided).all()


@every
def test_it_uses_allowed_operators_only(one: Trained) -> None:
    check_model(one.model)


@every
def test_the_portfolio_holds_valid_parameters_and_never_changes(name: str, task: TaskName) -> None:
    algorithm = ALGORITHMS[name]
    for shape in (Shape(100, 5, 2), Shape(100_000, 300, 30), Shape(5000, 20, 0)):
        first = list(itertools.islice(algorithm.portfolio(shape), 40))
        assert first == list(itertools.islice(algorithm.portfolio(shape), 40))
        for chosen in first:
            assert params.check(algorithm.params, chosen) == chosen


@pytest.mark.parametrize(("name", "task"), [case for case in CASES if case[1] != "multiclass"])
def test_a_shuffled_target_scores_chance(name: str, task: TaskName) -> None:
    columns = table(900, seed=5)
    target = np.random.Generator(np.random.PCG64(6)).permutation(truth(task, columns))
    algorithm = ALGORITHMS[name]
    shuffled = material(task, target, columns, loss=loss_of(algorithm))
    one = Configuration(1, algorithm, small(algorithm, shuffled.shape(algorithm.family)))

    found = try_out(shuffled, one, measure).oof_metrics

    if task == "binary":
        assert abs(found["roc_auc"] - 0.5) < 0.07
    else:
        assert found["r2"] < 0.05


@pytest.mark.parametrize(("name", "task"), [case for case in CASES if case[1] == "multiclass"])
def test_a_fold_without_one_of_the_classes_still_scores_all(name: str, task: TaskName) -> None:
    columns = table(400, seed=12)
    target = truth(task, columns) % 2
    target[7] = 2
    lonely = material(task, target, columns)
    algorithm = ALGORITHMS[name]
    one = Configuration(1, algorithm, small(algorithm, lonely.shape(algorithm.family)))

    for fold in range(lonely.folds):
        scores = Scorer(fitted(lonely, one, fold, lonely.interface)).score(columns)
        assert scores.probability.shape == (400, 4)
        assert (scores.label < 3).all()


@every
def test_a_missing_column_is_named(one: Trained) -> None:
    columns = dict(one.material.columns)
    del columns["place"]

    with pytest.raises(InputError) as caught:
        Scorer(one.model).score(columns)

    assert caught.value.key == "scoring.no_column"
    assert caught.value.facts["column"] == "place"
