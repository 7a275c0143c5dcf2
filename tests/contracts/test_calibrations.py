"""Every calibration on every task that has it: the file computes what the records say, and decides on the raw score alone."""

import numpy as np
import pytest

from mlworkbench.base.records import TaskName
from mlworkbench.scoring.operators import check_model
from mlworkbench.scoring.scorer import Scorer, Scores
from mlworkbench.stages.package import adversarial
from mlworkbench.stages.train import calibrating, deciding
from mlworkbench.stages.train.assembling import Link, assemble, with_threshold
from mlworkbench.stages.train.material import WHOLE
from tests.contracts.trained import Trained, trained

CASES = [
    *((name, "binary", how) for name in ("baseline", "logistic", "scorecard", "xgboost") for how in calibrating.OF_MARGIN),
    *((name, "multiclass", how) for name in ("baseline", "logistic", "xgboost") for how in calibrating.OF_CLASSES),
]

every = pytest.mark.parametrize(("name", "task", "how"), CASES)


def linked(name: str, task: TaskName, how: str) -> tuple[Trained, Link, bytes]:
    """A model whose raw scores, stretched, stand for those of rows it had not seen."""
    one = trained(name, task)
    lesson, graph = one.material.lesson(one.algorithm.family, WHOLE), one.material.prepared(one.algorithm.family, WHOLE).graph
    raw = Scorer(one.model).score(one.material.columns).raw * 3
    link = deciding.calibration(raw, one.material.target, np.arange(len(raw)) % 5, how=how).whole
    return one, link, assemble(graph, one.algorithm.convert(one.estimator, lesson), one.material.interface, link)


def hard(model: bytes) -> Scores:
    return Scorer(model).score(adversarial.rows(model, 3000, seed=21))


@every
def test_the_file_computes_the_probabilities_of_its_link(name: str, task: TaskName, how: str) -> None:
    one, link, model = linked(name, task, how)

    scores = hard(model)

    check_model(model)
    assert scores.probability is not None
    assert np.allclose(scores.probability.sum(axis=1), 1.0, rtol=0, atol=1e-12)
    assert ((scores.probability >= 0) & (scores.probability <= 1)).all()
    assert np.allclose(scores.probability, deciding.probabilities(scores.raw, link), rtol=0, atol=1e-12)
    if link.steps:
        assert (scores.probability == deciding.probabilities(scores.raw, link)).all()
    if how != "none" and name != "baseline":
        assert link != Link()


@every
def test_calibration_keeps_raw_scores_classes_and_their_order(name: str, task: TaskName, how: str) -> None:
    one, _, model = linked(name, task, how)
    rows = adversarial.rows(model, 3000, seed=22)

    scores, plain = Scorer(model).score(rows), Scorer(one.model).score(rows)

    assert scores.probability is not None and scores.label is not None
    assert (scores.raw == plain.raw).all() and (scores.label == plain.label).all()
    if task == "binary":
        assert (np.diff(scores.probability[np.argsort(scores.raw[:, 0], kind="stable"), 1]) >= -1e-15).all()
    else:
        own = scores.probability[np.arange(len(scores.label)), scores.label]
        assert (own >= scores.probability.max(axis=1) - 1e-12).all()


@pytest.mark.parametrize("how", calibrating.OF_MARGIN)
def test_another_threshold_keeps_the_calibration(how: str) -> None:
    _, _, model = linked("logistic", "binary", how)
    moved = with_threshold(model, 0.75)
    rows = adversarial.rows(model, 500, seed=23)

    before, after = Scorer(model).score(rows), Scorer(moved).score(rows)

    assert (before.probability == after.probability).all()
    assert (after.label == (after.raw[:, 0] >= 0.75)).all()
