"""The charter: every change is a version, what cannot be is refused by name, JSON says the same."""

import json
import math
from dataclasses import replace

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Charter, Costs, Criterion, Limits, Run
from mlworkbench.base.words import tr
from mlworkbench.workbench import charters
from tests.unit.workbench import asking
from tests.unit.workbench.asking import AUC, MISSES

WHOLE = {
    "predicts": "left = yes, within 30 days",
    "for_each": "customer",
    "so_that": "retention calls",
    "decided_by": "a person",
    "criteria": (AUC, MISSES),
    "costs": Costs(310.0, 20.0, "USD"),
    "limits": Limits(1000.0, 5_000_000, True, 64_000_000, (("age", 1),), (("plan", "city"),)),
}


@pytest.fixture
def filled(opened, runner):
    asking.with_data(opened, runner)
    return opened


def test_without_a_project_there_is_no_charter(tmp_path, runner):
    from mlworkbench.workbench import Workbench

    filled = Workbench(tmp_path / "other", runner)

    assert filled.problem.charter() is None
    assert filled.problem.charters() == ()


def test_every_change_is_a_new_version_that_keeps_the_rest(filled):
    first = filled.problem.write_charter(predicts="left = yes")
    second = filled.problem.write_charter(for_each="customer", costs=Costs(310.0, 20.0, "USD"))

    assert [one.number for one in filled.problem.charters()] == [1, 2]
    assert (second.predicts, second.for_each, second.costs) == ("left = yes", "customer", Costs(310.0, 20.0, "USD"))
    assert first.who and filled.problem.charter() == second
    assert charters.changed(first, second) == ("for_each", "costs")
    assert charters.changed(None, first) == ("predicts",)


def test_the_same_again_gives_the_current_one(filled):
    first = filled.problem.write_charter(**WHOLE)

    again = filled.problem.write_charter(predicts="  left = yes,  within 30 days ", criteria=(AUC, MISSES))

    assert again == first
    assert filled.project.count(Charter) == 1


def test_a_charter_can_be_written_before_there_is_data(opened):
    written = opened.problem.write_charter(predicts="left = yes", criteria=(AUC,))

    assert written.criteria == (AUC,)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"predicts": 3}, "problem.not_words"),
        ({"predicts": "x" * 501}, "problem.too_long"),
        ({"criteria": (Criterion("auc", "at_least", 0.8),)}, "problem.no_such_metric"),
        ({"criteria": (Criterion("roc_auc", "over", 0.8),)}, "problem.no_such_comparison"),
        ({"criteria": (Criterion("roc_auc", "at_least", math.nan),)}, "problem.not_a_number"),
        ({"criteria": (Criterion("roc_auc", "at_least", True),)}, "problem.not_a_number"),
        ({"criteria": (Criterion("roc_auc", "at_least", "high"),)}, "problem.not_a_number"),
        ({"criteria": (Criterion("roc_auc", "at_least", 10**400),)}, "problem.not_a_number"),
        ({"criteria": (Criterion("roc_auc", "at_least", 0.8, "plan"),)}, "problem.half_a_group"),
        ({"criteria": (Criterion("roc_auc", "at_least", 0.8, "plans", "Gold"),)}, "problem.no_such_column"),
        ({"criteria": (Criterion("roc_auc", "at_least", 0.8, "plan", "Silver"),)}, "problem.no_such_group"),
        ({"criteria": (Criterion("roc_auc", "at_least", 0.8, "begun", "2026-01-01"),)}, "problem.no_groups"),
        ({"criteria": (AUC, Criterion("roc_auc", "at_least", 0.8, why="again"))}, "problem.criterion_twice"),
        ({"costs": Costs(-1.0, 20.0)}, "problem.below_zero"),
        ({"costs": Costs(310.0, math.inf)}, "problem.not_a_number"),
        ({"costs": Costs(0.0, 0.0)}, "problem.no_cost"),
        ({"costs": Costs(1.0, 1.0, "pieces of silver")}, "problem.too_long"),
        ({"limits": Limits(row_microseconds=-1.0)}, "problem.not_above_zero"),
        ({"limits": Limits(model_bytes=0)}, "problem.not_above_zero"),
        ({"limits": Limits(explainable="yes")}, "problem.not_yes_or_no"),
        ({"limits": Limits(memory_bytes=0.2)}, "problem.not_above_zero"),
        ({"limits": Limits(monotone=(("age", 2),))}, "problem.bound_direction"),
        ({"limits": Limits(monotone=(("age", True),))}, "problem.bound_direction"),
        ({"limits": Limits(monotone=(("age", 1), ("age", -1)))}, "problem.bound_twice"),
        ({"limits": Limits(monotone=(("height", 1),))}, "problem.bound_unknown"),
        ({"limits": Limits(monotone=(("plan", 1),))}, "problem.bound_no_number"),
        ({"limits": Limits(monotone=(("begun", 1),))}, "problem.bound_no_number"),
        ({"limits": Limits(interactions=(("age",),))}, "problem.group_small"),
        ({"limits": Limits(interactions=(("age", "age"),))}, "problem.bound_twice"),
        ({"limits": Limits(interactions=(("age", "height"),))}, "problem.bound_unknown"),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_written(filled, changes, key):
    with pytest.raises(InputError) as refused:
        filled.problem.write_charter(**changes)

    assert refused.value.key == key
    assert tr(key, **refused.value.facts)
    assert filled.problem.charter() is None


def test_any_group_of_a_column_with_more_values_than_are_listed_may_be_named(filled):
    written = filled.problem.write_charter(criteria=(Criterion("recall", "at_least", 0.5, "city", "Busan"),))

    assert written.criteria[0].group == "Busan"
    assert [one.name for one in charters.grouping(filled.data.profile())] == ["plan", "city", "left"]


def test_a_group_needs_data(opened):
    with pytest.raises(InputError, match="problem.group_without_data"):
        opened.problem.write_charter(criteria=(MISSES,))


def test_a_criterion_whose_column_is_gone_from_newer_data_stays_and_the_rest_can_still_be_written(filled, runner):
    filled.problem.write_charter(criteria=(MISSES,))
    found = asking.profile()
    asking.with_data(filled, runner, type(found)(found.rows, tuple(one for one in found.columns if one.name != "plan")))

    written = filled.problem.write_charter(criteria=(MISSES, AUC), predicts="left")

    assert written.criteria == (MISSES, AUC)


def test_bound_columns_need_data(opened):
    with pytest.raises(InputError, match="problem.bound_without_data"):
        opened.problem.write_charter(limits=Limits(monotone=(("age", 1),)))


@pytest.mark.parametrize("limits", [Limits(monotone=(("left", 1),)), Limits(interactions=(("age", "left"),))])
def test_the_target_cannot_be_bound(filled, limits):
    filled.problem.choose("left")

    with pytest.raises(InputError, match="problem.bound_no_input") as refused:
        filled.problem.write_charter(limits=limits)

    assert refused.value.facts["column"] == "left"
    assert [one.name for one in filled.problem.bindable()] == ["age"]


def test_a_bound_column_that_is_gone_from_newer_data_stays_and_training_passes_over_it(filled, runner):
    bound = Limits(monotone=(("age", 1),), interactions=(("age", "plan"),))
    filled.problem.write_charter(limits=bound)
    assert filled.problem.limits() == bound
    assert filled.problem.passed_over() == ()
    found = asking.profile()
    asking.with_data(filled, runner, type(found)(found.rows, found.columns[1:]))

    written = filled.problem.write_charter(limits=replace(bound, explainable=True))

    assert written.limits.monotone == (("age", 1),)
    assert filled.problem.passed_over() == ("age",)
    assert filled.problem.limits() == Limits(explainable=True, interactions=(("age", "plan"),))


def test_a_run_is_held_to_what_binds_columns(filled, runner):
    bound = Limits(monotone=(("age", -1),), interactions=(("age", "plan"),))
    filled.problem.write_charter(limits=bound)

    model = asking.trained(filled, runner)

    assert filled.project.get(Run, model.run).limits == bound


def test_what_binds_columns_is_said_in_words():
    limits = Limits(memory_bytes=64_000_000, monotone=(("age", 1), ("debt", -1), ("size", 1)), interactions=(("age", "plan"),))

    told = charters.constraints(limits)

    assert len(told) == 4
    assert told[1].endswith("age, size")
    assert told[2].endswith("debt")
    assert charters.constraints(Limits(1.0, 1, True)) == ()


def test_json_gives_the_charter_back(filled):
    written = filled.problem.write_charter(**WHOLE)

    told = json.loads(json.dumps(charters.as_json(written)))

    assert charters.from_json(told) == charters.content(written)
    assert charters.from_json(charters.as_json(None)) == charters.content(None)


@pytest.mark.parametrize(
    ("found", "key", "field"),
    [
        ([], "problem.not_an_object", "{}"),
        ({"predict": "x"}, "problem.no_such_field", "predict"),
        ({"criteria": {}}, "problem.not_a_list", "criteria"),
        ({"criteria": ["roc_auc"]}, "problem.not_an_object", "criteria 1"),
        ({"criteria": [{"metric": "roc_auc", "comparison": "at_least"}]}, "problem.field_missing", "criteria 1: value"),
        ({"criteria": [{"metric": 1, "comparison": "at_least", "value": 1}]}, "problem.not_words", "criteria 1: metric"),
        ({"criteria": [{"metric": "f1", "bound": 1}]}, "problem.no_such_field", "criteria 1: bound"),
        ({"costs": {"miss": 1}}, "problem.field_missing", "costs: false_alarm"),
        ({"costs": 3}, "problem.not_an_object", "costs"),
        ({"limits": {"memory": 3}}, "problem.no_such_field", "limits: memory"),
        ({"limits": {"monotone": {"age": 1}}}, "problem.not_a_list", "limits: monotone"),
        ({"limits": {"monotone": ["age"]}}, "problem.form_of_monotone", "limits: monotone"),
        ({"limits": {"interactions": ["age"]}}, "problem.form_of_interactions", "limits: interactions"),
    ],
)
def test_a_bad_field_of_a_file_is_named(found, key, field):
    with pytest.raises(InputError) as refused:
        charters.from_json(found)

    assert (refused.value.key, refused.value.facts["field"]) == (key, field)
    assert tr(key, **refused.value.facts)
