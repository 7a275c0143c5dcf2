"""How rows are validated and what a problem asks besides its task, as verbs and on the command line."""

import json

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Problem, SplitPlan
from mlworkbench.stages.prepare import splitting
from tests.ui.pages import playing


def aside(bench):
    return {one.column: one.reason.key for one in bench.prepare.current().set_aside}


def test_a_kind_of_validation_is_planned_and_what_is_not_said_stays(churn):
    churn.prepare.plan_split(0.2, True, 1, cv="repeated:4x3")
    churn.prepare.plan_split(0.3, True, 2)

    plan = churn.prepare.plan()
    assert (plan.cv, plan.folds, plan.share, plan.seed) == ("repeated:4x3", 4, 0.3, 2)
    assert churn.prepare.split_counts().fits == 12


def test_the_usual_folds_are_planned_as_they_always_were(churn):
    plain = churn.prepare.plan_split(0.2, True, 1, cv="kfold:5")
    even = churn.prepare.plan_split(0.2, False, 1, cv="stratified:5")
    more = churn.prepare.plan_split(0.2, False, 1, cv="stratified:7")
    fewer = churn.prepare.plan_split(0.2, False, 1)

    assert [(one.cv, one.stratified) for one in (plain, even, more, fewer)] == [
        ("", False), ("", True), ("stratified:7", True), ("kfold:7", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ({"cv": "group:5"}, "prepare.no_group_column"),
        ({"cv": "time:5"}, "prepare.no_time_column"),
        ({"cv": "group:5", "group": "nowhere"}, "prepare.no_such_column"),
        ({"cv": "group:5", "group": "left"}, "prepare.split_by_target"),
        ({"cv": "group:9", "group": "plan"}, "prepare.too_few_groups"),
        ({"cv": "time:5", "time": "plan"}, "prepare.time_of_texts"),
        ({"cv": "five"}, "prepare.bad_cv"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(churn, asked, key):
    with pytest.raises(InputError) as caught:
        churn.prepare.plan_split(0.2, True, 1, **asked)

    assert caught.value.key == key
    assert churn.project.count(SplitPlan) == 0


def test_leaving_one_out_of_too_many_rows_is_refused_before_anything_is_drawn(churn, monkeypatch):
    monkeypatch.setattr(splitting, "MOST_ALONE", 150)

    with pytest.raises(InputError) as caught:
        churn.prepare.plan_split(0.2, True, 1, cv="loo")

    assert (caught.value.key, caught.value.facts["rows"]) == ("prepare.loo_too_many", 192)
    churn.prepare.plan_split(0.5, True, 1, cv="loo")
    assert (churn.prepare.split_counts().fits, churn.prepare.plan().folds) == (120, 0)


def test_data_without_the_column_of_a_plan_have_the_usual_folds(churn, runner):
    churn.prepare.plan_split(0.3, True, 1, cv="stratified_group:5", group="age")

    churn.problem.choose("age")

    plan = churn.prepare.plan()
    assert (plan.cv, plan.group, plan.folds, plan.share) == ("", None, 5, 0.3)
    warned = churn.prepare.split_warning()
    assert (warned.key, warned.facts) == ("prepare.plan_lost", {"cv": "stratified_group:5", "column": "age"})
    churn.prepare.plan_split(0.3, True, 1)
    assert churn.prepare.split_warning() is None


def test_the_column_of_groups_is_no_input_until_it_is_chosen_again(churn):
    inputs = churn.prepare.current().inputs
    column = next(name for name in inputs if churn.data.profile().column(name).distinct > 20)

    churn.prepare.plan_split(0.2, True, 1, cv="group:5", group=column)

    assert column not in churn.prepare.current().inputs
    assert aside(churn)[column] == "prepare.aside_group"
    assert churn.prepare.current().suggested
    churn.prepare.change(0, columns=inputs)
    assert column in churn.prepare.current().inputs
    churn.prepare.plan_split(0.3, True, 1)
    assert column in churn.prepare.current().inputs


def test_a_recipe_of_a_person_only_loses_the_column_of_groups(churn):
    churn.prepare.remove(len(churn.prepare.current().steps) - 1)
    before = churn.prepare.current()
    column = next(name for name in before.inputs if churn.data.profile().column(name).distinct > 20)

    churn.prepare.plan_split(0.2, True, 1, cv="group:5", group=column)

    after = churn.prepare.current()
    assert (set(before.inputs) - set(after.inputs), after.suggested) == ({column}, False)
    assert len(after.steps) == len(before.steps)
    churn.prepare.plan_split(0.2, True, 1, cv="kfold:5")
    assert column not in aside(churn)
    assert churn.prepare.new_columns() == (column,)


def test_a_preview_draws_by_the_groups_of_the_plan(churn, runner):
    column = next(name for name in churn.prepare.current().inputs if churn.data.profile().column(name).distinct > 20)
    churn.prepare.plan_split(0.2, True, 1, cv="group:4", group=column)
    assert churn.prepare.split_counts() is None

    playing.do(runner, churn.prepare.start_preview())

    counts = churn.prepare.split_counts()
    assert (counts.folds, counts.fits) == (4, 4)
    assert counts.train + counts.sealed == 240


def test_weights_are_no_input_and_no_step_can_have_them(churn):
    column = next(name for name in churn.prepare.current().inputs if churn.data.profile().column(name).type == "number")

    churn.problem.choose("left", weights=column)

    assert column not in churn.prepare.current().inputs
    assert aside(churn)[column] == "prepare.aside_weights"
    with pytest.raises(InputError, match=r"prepare\.weights_kept"):
        churn.prepare.change(0, columns=[*churn.prepare.current().inputs, column])


def test_the_same_options_give_the_same_problem_and_others_another(churn):
    number = next(name for name in churn.prepare.current().inputs if churn.data.profile().column(name).type == "number")
    first = churn.problem.choose(number, "regression", loss="quantile:0.9")

    again = churn.problem.choose(number, "regression", loss="quantile:0.90")
    other = churn.problem.choose(number, "regression", loss="absolute")

    assert again == first
    assert (first.metric, other.metric) == ("mean_pinball_loss:0.9", "mae")
    assert churn.project.count(Problem) == 3


def test_options_outlive_newer_data(churn, runner):
    churn.problem.choose("plan", ordered=True, order=("Gold", "Basic", "가족 요금제"))
    asked = churn.problem.current()
    assert asked.classes == ("Gold", "Basic", "가족 요금제")

    playing.changed(churn, runner, "drop_columns", {"columns": ["customer"]})

    now = churn.problem.current()
    assert now.dataset != asked.dataset
    assert (now.classes, now.ordered, now.metric) == (asked.classes, True, "quadratic_weighted_kappa")


def test_the_command_line_says_and_keeps_what_was_asked(churn, capsys):
    from mlworkbench.cli import main

    folder = str(churn.project.folder)
    number = next(name for name in churn.prepare.current().inputs if churn.data.profile().column(name).type == "number")
    churn.home.close()

    assert main(["problem", folder, "--target", number, "--task", "regression", "--loss", "tweedie:1.3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["problem"]
    assert (told["loss"], told["metric"]) == ("tweedie:1.3", "mean_tweedie_deviance:1.3")
    assert main(["problem", folder, "--metric", "mae", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["problem"]["loss"] == "tweedie:1.3"
    assert main(["prepare", folder, "--cv", "repeated:5x2", "--json"]) == 0
    split = json.loads(capsys.readouterr().out)["split"]
    assert (split["cv"], split["fits"]) == ("repeated:5x2", 10)
    assert main(["prepare", folder, "--cv", "time:5", "--time", "nowhere"]) == 2


def test_a_plan_goes_by_its_column_whatever_it_is_called(churn, runner):
    churn.prepare.plan_split(0.2, True, 1, cv="group:5", group="age")

    playing.changed(churn, runner, "rename", {"columns": {"age": "years"}})

    plan = churn.prepare.plan()
    assert (plan.cv, plan.group) == ("group:5", "years")
    assert churn.prepare.split_warning() is None
    assert aside(churn)["years"] == "prepare.aside_group"
