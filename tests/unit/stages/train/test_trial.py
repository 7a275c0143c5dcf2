"""What a configuration's out-of-fold scores say of it."""

from dataclasses import replace

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import prepare
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.trial import Configuration, Outcome, try_out
from tests.contracts.trained import material, table


def rmse(task: str, target: Array, scores: Scores) -> dict[str, float]:
    return {"rmse": float(np.sqrt(np.mean((scores.value - target) ** 2)))}


def tried(cv: str) -> Outcome:
    shared, kind = material("regression", columns=table(600)), ALGORITHMS["decision_tree"]
    drawn = prepare.draw(None, np.ones(600, bool), 0.0, None, 5, 1, validation=prepare.Validation.parse(cv))
    own = replace(shared, drawn=drawn, _prepared={}, _locks={})
    return try_out(own, Configuration(1, kind, params.check(kind.params, {})), rmse)


def test_drawing_folds_again_makes_a_model_no_better_than_it_is() -> None:
    once, again = tried("kfold:3"), tried("repeated:3x3")

    assert again.folds[:3] == once.folds
    assert np.array_equal(again.oof, once.oof)
    assert len(set(again.folds)) == 9
    assert np.mean(again.folds) == pytest.approx(np.mean(once.folds), rel=0.03)
