"""What a configuration's out-of-fold scores say of it."""

from dataclasses import replace

import numpy as np
import pytest

from mlworkbench.base import params
from mlworkbench.scoring.scorer import Scores
from mlworkbench.scoring.wire import Array
from mlworkbench.stages import prepare
from mlworkbench.stages.train import ALGORITHMS
from mlworkbench.stages.train.material import Material
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


def test_of_a_share_of_the_rows_recipe_and_model_learn_alone_and_it_can_be_made_again(monkeypatch) -> None:
    shared, kind = material("regression", columns=table(600)), ALGORITHMS["ridge"]
    part, one = replace(shared, _prepared={}, _locks={}), Configuration(1, kind, params.check(kind.params, {}), share=0.5)

    found = try_out(part, one, rmse)
    monkeypatch.setattr("mlworkbench.stages.train.material.MOST_PART_BYTES", 0)
    again = try_out(replace(shared, _prepared={}, _locks={}), one, rmse)

    assert (found.model, found.fold_hashes) == (again.model, again.fold_hashes)
    assert len(part.lesson(kind.family, 0, share=0.5).features) == round(len(part.rows(0)) / 2) == len(part.rows(0, 0.5))
    assert set(part.rows(0, 0.5)) < set(part.rows(0))
    left_out = replace(shared, _prepared={}, _locks={}, columns=_changed(shared, part.rows(0, 0.5)))
    assert try_out(left_out, replace(one, folds=1), rmse).fold_hashes == found.fold_hashes[:1]


def _changed(shared: Material, kept: Array) -> dict[str, Array]:
    """Numbers ten times as large in rows that the first fold fits, but for those kept."""
    changed = {}
    for name, cells in shared.columns.items():
        changed[name] = cells.copy()
        if cells.dtype == np.float64:
            changed[name][np.setdiff1d(shared.rows(0), kept)] *= 10
    return changed


def test_of_large_tables_features_are_counted_on_a_part(monkeypatch) -> None:
    shared = material("regression", columns=table(600))
    whole = replace(shared, _prepared={}, _locks={}).shape("linear")
    monkeypatch.setattr("mlworkbench.stages.train.material.MOST_SHAPED", 300)
    part = replace(shared, _prepared={}, _locks={})

    assert part.shape("linear") == whole
    assert ("linear", 0, 1.0) not in part._prepared
