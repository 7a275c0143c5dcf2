"""A configuration that would take too long is made smaller before it begins, and says so itself."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from mlworkbench.base import params
from mlworkbench.base.errors import InputError
from mlworkbench.stages.train import ALGORITHMS, pacing
from mlworkbench.stages.train.pacing import Pace
from mlworkbench.stages.train.part import Shape
from mlworkbench.stages.train.trial import Configuration
from tests.contracts.trained import material_of


def first(name: str) -> Configuration:
    shared, algorithm = material_of("binary"), ALGORITHMS[name]
    return Configuration(1, algorithm, next(iter(algorithm.portfolio(shared.shape(algorithm.family)))))


@pytest.fixture
def every_size(monkeypatch):
    """Even small tables are worth timing, and a round takes as long as the test says."""
    monkeypatch.setattr(pacing, "WORTH_TIMING", 0)
    monkeypatch.setattr(pacing, "LEAST_ROWS", 100)

    def slow(pace: Pace, a_round: float) -> Pace:
        pace._rounds |= dict.fromkeys(("lightgbm", "xgboost"), a_round)
        return pace

    return slow


def test_on_small_tables_nothing_is_made_smaller():
    one = first("lightgbm")

    assert Pace(1.0, 2).sized(one, material_of("binary")) is one


def test_quick_rounds_leave_a_configuration_as_it_is(every_size):
    one = first("lightgbm")

    assert every_size(Pace(60.0, 2), 1e-5).sized(one, material_of("binary")) is one


@pytest.mark.parametrize("name", ["lightgbm", "xgboost"])
def test_slow_rounds_are_made_fewer_and_learn_faster(every_size, name):
    one = first(name)
    rounds, rate = int(one.params["rounds"]), float(one.params["rate"])
    likely = min(rounds, pacing.USUAL_ROUNDS)
    fits = 0.3 * 60.0 * 2 / (0.6 * likely * material_of("binary").folds)

    found = every_size(Pace(60.0, 2), 2 * fits).sized(one, material_of("binary"))

    assert int(found.params["rounds"]) == pytest.approx(likely / 2, rel=0.02)
    assert float(found.params["rate"]) == pytest.approx(rate * 2, rel=0.02)
    assert (found.folds, found.share) == (None, 1.0)
    assert params.check(one.algorithm.params, found.params) == found.params


def test_slower_ones_fit_fewer_folds_and_then_fewer_rows(every_size):
    one, paces = first("lightgbm"), [every_size(Pace(60.0, 2), a_round) for a_round in (0.5, 2.0, 20.0)]

    found = [pace.sized(one, material_of("binary")) for pace in paces]

    folds = [sized.folds or material_of("binary").folds for sized in found]
    assert folds == sorted(folds, reverse=True)
    assert folds[-1] == 1
    assert found[-1].share < 1.0
    assert all(float(sized.params["rate"]) <= 0.3 for sized in found)


def test_what_cannot_be_fitted_is_left_as_it_is_and_says_so_when_it_is_tried(monkeypatch):
    def fit(lesson, chosen):
        raise InputError("train.no_direction_of_classes")

    monkeypatch.setattr(pacing, "WORTH_TIMING", 0)
    one = first("lightgbm")
    unable = replace(one, algorithm=replace(one.algorithm, fit=fit))

    assert Pace(60.0, 2).sized(unable, material_of("binary")) is unable


def test_many_columns_are_worth_timing_however_few_rows_there_are():
    one, pace = first("lightgbm"), Pace(60.0, 2)
    pace._rounds["lightgbm"] = 0.1
    wide = SimpleNamespace(shape=lambda family: Shape(320, 3000, 4), task="multiclass", folds=5, target=range(320))

    assert int(pace.sized(one, wide).params["rounds"]) < int(one.params["rounds"])


def test_other_models_are_given_fewer_rows(every_size, monkeypatch):
    monkeypatch.setattr(pacing, "CELLS_A_SECOND", 100)

    found = Pace(10.0, 2).sized(first("logistic"), material_of("binary"))

    assert 0 < found.share < 1.0


def test_what_was_timed_foretells_what_comes():
    pace, one = Pace(60.0, 2), first("lightgbm")
    assert pace.foretold(one) == 0.0

    pace.learn(one, taken=10.0)

    assert pace.foretold(one) == pytest.approx(5.0)
    assert pace.foretold(first("xgboost")) == 0.0
