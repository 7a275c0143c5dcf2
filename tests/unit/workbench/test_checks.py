"""Criteria and limits against a model: where the figure comes from, whether it is met, and whether it was asked in time."""

from dataclasses import replace

import pytest

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Criterion, Limits
from mlworkbench.base.words import LANGUAGES, set_language, tr
from mlworkbench.workbench import checks, tellings
from tests.unit.workbench import asking
from tests.unit.workbench.asking import AUC, MISSES


@pytest.fixture
def filled(opened, runner):
    asking.with_data(opened, runner)
    return opened


@pytest.fixture
def model(filled, runner):
    return asking.trained(filled, runner)


def one(filled, **changes):
    filled.problem.write_charter(**changes)
    return filled.problem.checks()[0]


def test_without_a_charter_nothing_is_checked(filled, model):
    assert filled.problem.checks() == ()


def test_before_there_is_a_model_nothing_is_known_and_it_says_so(filled):
    filled.problem.write_charter(criteria=(AUC,), limits=Limits(1000.0, 100, True))

    found = filled.problem.checks()

    assert [check.met for check in found] == [None] * 4
    assert {check.reason.key for check in found} == {"train.nothing_trained"}
    assert [check.limit for check in found] == [None, *checks.LIMITS]


@pytest.mark.parametrize(
    ("criterion", "met"),
    [
        (Criterion("roc_auc", "at_least", 0.6), True),
        (Criterion("roc_auc", "at_least", 0.61), False),
        (Criterion("roc_auc", "at_most", 0.6), True),
        (Criterion("roc_auc", "at_most", 0.59), False),
    ],
)
def test_a_model_that_nobody_judged_is_held_to_its_out_of_fold_metrics(filled, model, criterion, met):
    check = one(filled, criteria=(criterion,))

    assert (check.value, check.met, check.basis, check.rows, check.interval) == (0.6, met, "out_of_fold", 80, None)
    assert check.bound == criterion.value


def test_an_assessment_says_more_and_the_hold_out_says_most(filled, model, tmp_path):
    asking.assessed(filled, model, tmp_path, {"roc_auc": 0.79}, {"roc_auc": (0.75, 0.83)})
    check = one(filled, criteria=(AUC,))
    assert (check.value, check.interval, check.met, check.basis, check.rows) == (0.79, (0.75, 0.83), False, "out_of_fold", 80)

    asking.evaluated(filled, model, tmp_path, {"roc_auc": 0.81}, {"roc_auc": (0.7, 0.9)})

    check = filled.problem.checks()[0]
    assert (check.value, check.interval, check.met, check.basis, check.rows) == (0.81, (0.7, 0.9), True, "holdout", 20)


def test_a_hold_out_opened_before_intervals_were_kept_has_none(filled, model, tmp_path):
    asking.evaluated(filled, model, tmp_path, {"roc_auc": 0.81})

    assert one(filled, criteria=(AUC,)).interval is None


def test_a_group_is_measured_on_its_own_rows(filled, model, tmp_path):
    asking.assessed(filled, model, tmp_path, {"recall": 0.9}, groups=(asking.gold(24, recall=0.65),))

    check = one(filled, criteria=(MISSES,))

    assert (check.value, check.met, check.rows) == (0.65, False, 24)
    assert check.interval == pytest.approx((0.55, 0.75))


def test_a_group_asked_for_after_the_hold_out_was_opened_is_known_of_the_training_rows(filled, model, tmp_path):
    asking.evaluated(filled, model, tmp_path, {"recall": 0.9})
    assert one(filled, criteria=(MISSES,)).reason.key == "problem.group_not_measured"

    asking.assessed(filled, model, tmp_path, {"recall": 0.9}, groups=(asking.gold(24, recall=0.75),))

    check = filled.problem.checks()[0]
    assert (check.value, check.basis, check.after_look) == (0.75, "out_of_fold", True)


def test_a_group_that_was_not_measured_or_is_empty_says_so(filled, model, tmp_path):
    assert one(filled, criteria=(MISSES,)).reason.key == "problem.group_not_measured"

    asking.assessed(filled, model, tmp_path, {"recall": 0.9})
    assert filled.problem.checks()[0].reason.key == "problem.group_not_measured"

    asking.assessed(filled, model, tmp_path, {"recall": 0.9}, groups=(asking.gold(0),))
    assert filled.problem.checks()[0].reason.key == "problem.group_empty"

    asking.assessed(filled, model, tmp_path, {"recall": 0.9}, groups=(asking.gold(1),))
    assert filled.problem.checks()[0].reason.key == "problem.not_defined"


@pytest.mark.parametrize(
    ("metric", "key"),
    [("rmse", "problem.metric_other_task"), ("f1", "problem.not_defined")],
)
def test_what_cannot_be_measured_is_not_met_nor_missed_and_says_why(filled, model, metric, key):
    check = one(filled, criteria=(Criterion(metric, "at_least", 0.5),))

    assert (check.met, check.value, check.reason.key) == (None, None, key)
    for language in LANGUAGES:
        set_language(language)
        assert tr(check.reason.key, **check.reason.facts)


def test_limits_are_read_off_the_model(filled, model):
    filled.problem.write_charter(limits=Limits(9.0, 7, True))

    time, size, readable = filled.problem.checks()

    assert (time.value, time.met, time.basis) == (10.0, False, "model")
    assert (size.value, size.met) == (7.0, True)
    assert (readable.met, readable.value) == (True, None)


def test_a_model_of_trees_cannot_be_read_off(filled, runner):
    asking.trained(filled, runner, algorithm="xgboost")

    assert one(filled, limits=Limits(explainable=True)).met is False


def test_a_model_of_a_plug_in_that_is_gone_is_not_judged(filled, runner):
    asking.trained(filled, runner, algorithm="theirs")

    assert one(filled, limits=Limits(explainable=True)).reason.key == "problem.algorithm_gone"


def test_another_model_can_be_checked_and_one_that_is_not_there_is_refused(filled, model):
    filled.problem.write_charter(criteria=(AUC,))

    assert filled.problem.checks(model.id) == filled.problem.checks()
    with pytest.raises(ProjectError):
        filled.problem.checks("nothing")


def test_models_give_figures_to_begin_from_out_of_fold_alone(filled, model, tmp_path):
    assert [(one.name, one.value) for one in filled.problem.proposals(AUC)] == [("chosen", 0.6)]

    asking.evaluated(filled, model, tmp_path, {"roc_auc": 0.99})

    assert [one.value for one in filled.problem.proposals(AUC)] == [0.6]
    assert filled.problem.proposals(MISSES) == ()


def test_without_a_model_there_is_no_figure_to_begin_from(filled):
    assert filled.problem.proposals(AUC) == ()


# In time ---------------------------------------------------------------------------------------------------------------


def test_a_criterion_is_asked_since_the_first_version_that_held_it_without_a_break(filled, model):
    first = filled.problem.write_charter(criteria=(AUC,))
    filled.problem.write_charter(predicts="left")
    filled.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.8, why="another reason"),))
    assert filled.problem.checks()[0].since == first.when

    filled.problem.write_charter(criteria=())
    again = filled.problem.write_charter(criteria=(AUC,))

    assert filled.problem.checks()[0].since == again.when


def test_a_criterion_written_before_the_hold_out_was_opened_is_not_marked(filled, model):
    filled.problem.write_charter(criteria=(AUC,))
    asking.look(filled, model)
    filled.problem.write_charter(predicts="left")

    assert not filled.problem.checks()[0].after_look
    assert filled.problem.removed_after_look() == ()


def test_a_criterion_changed_after_the_hold_out_was_opened_is_marked_and_the_old_one_is_not_forgotten(filled, model):
    filled.problem.write_charter(criteria=(AUC, Criterion("f1", "at_least", 0.5)), limits=Limits(model_bytes=100))
    asking.look(filled, model)
    softer = Criterion("roc_auc", "at_least", 0.55)
    filled.problem.write_charter(criteria=(softer, Criterion("f1", "at_least", 0.5)), limits=Limits(model_bytes=200))

    assert [check.after_look for check in filled.problem.checks()] == [True, False, True]
    assert filled.problem.removed_after_look() == (checks.Asked(AUC, None), checks.Asked(None, "model_bytes", 100.0))


def test_a_limit_switched_off_after_the_hold_out_was_opened_is_not_forgotten(filled, model):
    filled.problem.write_charter(limits=Limits(1000.0, 100, True))
    asking.look(filled, model)
    filled.problem.write_charter(limits=Limits(1000.0))

    removed = filled.problem.removed_after_look()

    assert [one.limit for one in removed] == ["model_bytes", "explainable"]
    assert [checks.sentence(one) for one in removed] == ["Size at most 100 B", "Reasons can be read off the model"]
    assert [check.after_look for check in filled.problem.checks()] == [False]
    told = tellings.success(filled)["removed_after_look"]
    assert [(one["asked"], one["criterion"], one["bound"]) for one in told] == [
        ("Size at most 100 B", None, 100.0),
        ("Reasons can be read off the model", None, 1.0),
    ]


def test_newer_data_has_a_hold_out_that_nobody_has_seen(filled, model, runner):
    asking.look(filled, model)
    assert one(filled, criteria=(AUC,)).after_look

    asking.with_data(filled, runner, asking.profile(missing=1), b"newer")

    assert checks.first_look(filled) is None


def test_the_same_rows_imported_again_have_been_seen(filled, model, runner):
    asking.look(filled, model)

    asking.with_data(filled, runner)

    assert checks.first_look(filled) is not None


def test_a_criterion_fitted_to_a_model_of_older_data_is_marked(filled, model, runner):
    asking.look(filled, model)
    asking.with_data(filled, runner, content=b"newer")

    assert one(filled, criteria=(AUC,)).after_look


# Words -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_asked_and_what_was_found_can_be_said(filled, model, tmp_path, language):
    set_language(language)
    asking.assessed(filled, model, tmp_path, {"roc_auc": 0.81, "recall": 0.5}, {"roc_auc": (0.75, 0.83)})
    filled.problem.write_charter(criteria=(AUC, MISSES), limits=Limits(1000.0, 5_000_000, True))

    asked = [checks.sentence(check) for check in filled.problem.checks()]
    found = [checks.figure(check) for check in filled.problem.checks()]

    assert "0.8" in asked[0]
    assert "plan = Gold" in asked[1]
    assert "1 ms" in asked[2]
    assert "5 MB" in asked[3]
    assert found == ["0.8100 (0.7500 – 0.8300)", "–", "10 µs", "7 B", "–"]


@pytest.mark.parametrize(
    ("value", "asked", "shown"),
    [(0.83996, 0.84, "0.83996"), (0.839999999, 0.84, "0.839999999"), (0.7, 0.84, "0.7000"), (0.84, 0.84, "0.8400")],
)
def test_a_figure_that_just_misses_is_not_rounded_to_what_was_asked(filled, model, tmp_path, value, asked, shown):
    asking.assessed(filled, model, tmp_path, {"roc_auc": value})

    check = one(filled, criteria=(Criterion("roc_auc", "at_least", asked),))

    assert checks.figure(check) == shown


@pytest.mark.parametrize(
    ("asked", "said", "shown"), [(9.9999, "9.9999 µs", "10 µs"), (10.0, "10 µs", "10 µs"), (2.5e6, "2.5 s", "10 µs")]
)
def test_a_time_limit_is_said_as_it_was_written(filled, model, asked, said, shown):
    filled.problem.write_charter(limits=Limits(asked))

    time = filled.problem.checks()[0]

    assert (checks.sentence(time), checks.figure(time), time.met) == (f"Time per row at most {said}", shown, asked >= 10.0)


def test_a_size_that_just_misses_is_shown_whole(filled, model):
    filled.problem.write_charter(limits=Limits(model_bytes=5_000_000))
    (check,) = filled.problem.checks()

    assert checks.sentence(check) == "Size at most 5 MB"
    assert checks.figure(replace(check, value=5_000_001.0, met=False)) == "5.000001 MB"
    assert checks.figure(replace(check, value=7_300_001.0, met=False)) == "7.3 MB"
