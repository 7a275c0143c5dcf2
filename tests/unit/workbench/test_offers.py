"""What a run may be made of, told before training."""

import pytest

from mlworkbench.base.records import Limits
from mlworkbench.stages.train import ALGORITHMS


def offered(bench, preset="balanced"):
    return {one.name: one for one in bench.train.algorithms(preset)}


def test_before_there_is_a_problem_nothing_is_offered(opened):
    assert opened.train.algorithms() == ()


def test_all_algorithms_for_the_task_are_offered_but_the_floor(churn):
    wanted = [one.name for one in ALGORITHMS if "binary" in one.tasks and one.name != "baseline"]

    assert list(offered(churn)) == wanted


def test_what_a_model_would_need_is_told_and_held_against_the_limits(churn):
    trees = offered(churn)["xgboost"]
    assert trees.need.bytes > 0
    assert trees.kept is None

    churn.problem.write_charter(limits=Limits(model_bytes=trees.need.bytes - 1))
    found = offered(churn)

    assert found["xgboost"].kept is False
    assert found["logistic"].kept is True


@pytest.mark.parametrize("by", ["preset", "limit"])
def test_where_reasons_are_wanted_others_are_refused_with_a_reason(by, churn):
    if by == "limit":
        churn.problem.write_charter(limits=Limits(explainable=True))
    found = offered(churn, "explainable" if by == "preset" else "balanced")

    assert found["explainable_boosting"].refusal is None
    assert found["xgboost"].refusal.key == "train.must_explain"
    assert found["xgboost"].need is None
    assert not found["xgboost"].by_itself


def test_weights_of_rows_refuse_those_that_cannot_weigh_them(churn):
    churn.problem.choose("left", weights="age")
    found = offered(churn)

    refused = {name for name, one in found.items() if one.refusal is not None}
    assert refused == {name for name in found if not ALGORITHMS[name].weighs}
    assert {found[name].refusal.key for name in refused} == {"train.no_weights"}


def test_a_loss_refuses_those_that_cannot_minimise_it(churn):
    churn.problem.choose("age", loss="quantile:0.9")
    found = offered(churn)

    assert found["ridge"].refusal.key == "train.no_loss"
    assert found["quantile"].refusal is None


def test_the_fast_preset_tries_the_quick_ones_by_itself(churn):
    found = offered(churn, "fast")

    assert found["lightgbm"].by_itself
    assert not found["mlp"].by_itself
    assert found["mlp"].refusal is None
