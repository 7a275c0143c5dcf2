"""How rows are planned to be split, and previews of the recipe on training rows."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Split, SplitPlan
from tests.ui.pages import playing


def test_the_way_rows_are_split_is_planned_and_kept_for_the_next_problem(churn):
    usual = churn.prepare.plan()
    assert (usual.share, usual.stratified, usual.seed, usual.holdout_rows) == (0.2, True, 1, 0)

    churn.prepare.plan_split(0.3, False, 7)
    churn.prepare.plan_split(0.3, False, 7)
    churn.problem.choose("plan")

    plan = churn.prepare.plan()
    assert (plan.share, plan.stratified, plan.seed) == (0.3, False, 7)
    assert churn.project.count(SplitPlan) == 1


@pytest.mark.parametrize(("share", "seed", "key"), [(0.6, 1, "train.bad_share"), (0.2, -1, "train.bad_seed")])
def test_a_split_that_cannot_be_drawn_is_refused(churn, share, seed, key):
    with pytest.raises(InputError, match=key):
        churn.prepare.plan_split(share, True, seed)


def test_the_counts_of_a_plan_are_those_of_the_split_that_training_draws(churn, runner):
    churn.prepare.plan_split(0.3, True, 7)
    planned = churn.prepare.split_counts()

    playing.do(runner, churn.train.start(60.0, 1, max_trials=1))

    split = churn.project.last(Split)
    assert (split.train_rows, split.test_rows, split.unused_rows) == (planned.train, planned.sealed, planned.unused)
    assert (split.share, split.stratified, split.seed) == (0.3, True, 7)


def test_a_plan_that_would_mix_rows_that_were_seen_is_warned_of(churn, runner):
    playing.do(runner, churn.train.start(60.0, 1, max_trials=1))
    assert churn.prepare.split_warning() is None
    playing.do(runner, churn.evaluate.open_holdout(churn.train.winner().id, "to see"))
    assert churn.prepare.split_warning() is None

    churn.prepare.plan_split(0.2, True, 2)

    assert (churn.prepare.split_warning().key, churn.prepare.split_warning().facts) == ("prepare.would_mix", {"looks": 1})


def test_a_preview_tells_what_each_step_did_and_is_found_again_for_an_equal_recipe(churn, runner):
    assert churn.prepare.preview() is None

    playing.do(runner, churn.prepare.start_preview())

    shown = churn.prepare.load_preview(churn.prepare.preview())
    assert (shown.rows, shown.sampled, shown.key) == (192, 192, "customer")
    assert shown.effect(0, "tree").before == 6
    first = churn.prepare.current()
    churn.prepare.remove(3)
    assert churn.prepare.preview() is None
    churn.prepare.restore(first.id)
    assert churn.prepare.preview() is not None
    churn.prepare.plan_split(0.3, True, 1)
    assert churn.prepare.preview() is None


def test_a_preview_of_an_older_recipe_is_stopped_for_the_new_one(churn, runner):
    old = churn.prepare.start_preview()
    churn.prepare.remove(3)

    new = churn.prepare.start_preview()

    assert runner.cancelled == [old.id]
    assert new.context["recipe"] == churn.prepare.current().id


def test_without_stratifying_only_the_preview_knows_the_rows_of_a_class(churn, runner):
    churn.prepare.plan_split(0.2, False, 1)
    assert {one.train for one in churn.prepare.split_counts().classes} == {None}

    playing.do(runner, churn.prepare.start_preview())

    counts = churn.prepare.split_counts()
    assert sum(one.train for one in counts.classes) == counts.train == 192


def test_a_damaged_preview_is_told_as_damage(churn, runner):
    playing.do(runner, churn.prepare.start_preview())
    preview = churn.prepare.preview()
    churn.project.file(preview.preview_file).chmod(0o644)
    churn.project.file(preview.preview_file).write_text("{}")
    churn.prepare._previews.clear()

    with pytest.raises(Exception, match="store.file_damaged"):
        churn.prepare.load_preview(preview)
