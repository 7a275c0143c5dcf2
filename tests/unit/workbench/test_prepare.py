"""The recipe as a person changes it: each change a version, columns by their names, nothing lost when data changes."""

from dataclasses import replace

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Recipe, Step
from mlworkbench.workbench import recipes, states
from tests.ui.pages import playing

KINDS = ["keep", "one_hot", "missing", "scale"]


def kinds(bench):
    return [view.step.kind for view in bench.prepare.steps()]


def columns(bench, at):
    return bench.prepare.current().steps[at].columns


def newer(bench, runner, folder, change):
    """A newer dataset version, whose lines are those of the first put through `change`, and the same target."""
    lines = (folder / "churn.csv").read_text("utf-8").splitlines()
    path = folder / "newer.csv"
    path.write_text("\n".join(change(line.split(","), number) for number, line in enumerate(lines)) + "\n", "utf-8")
    playing.imported(bench, runner, path)
    return bench.problem.choose("left")


def without_plan(cells, number):
    return ",".join(cells[:4] + cells[5:])


def with_region(cells, number):
    return ",".join([*cells, "region" if number == 0 else ("north", "south", "가")[number % 3]])


def test_the_first_recipe_is_the_suggestion_and_says_what_each_step_gets(churn):
    recipe = churn.prepare.current()

    assert (recipe.number, recipe.suggested) == (1, True)
    assert kinds(churn) == KINDS
    keep, one_hot, missing, _ = churn.prepare.steps()
    assert (keep.fixed, one_hot.fixed) == (True, False)
    assert keep.columns == recipe.inputs == ("age", "income", "married", "plan")
    assert one_hot.columns == ("plan",)
    assert missing.columns[:3] == ("age", "income", "married")
    assert churn.prepare.parked() == ()
    assert churn.prepare.refuses() is None
    assert churn.prepare.warnings() == ()


def test_each_change_is_a_version_of_its_own_made_by_a_person(churn):
    churn.prepare.change(1, params={"most": 5})
    churn.prepare.add("scale", ("age",), {"bound": 4}, ("tree",))
    churn.prepare.remove(2)

    made = churn.prepare.versions()
    assert [one.number for one in made] == [1, 2, 3, 4]
    assert [one.suggested for one in made] == [True, False, False, False]
    assert len({one.recipe_hash for one in made}) == 4
    assert made[1].steps[1].params == made[0].steps[1].params | {"most": 5}
    assert made[2].steps[-1] == Step("scale", ("age",), {"how": "standard", "bound": 4.0}, ("tree",))
    assert kinds(churn) == ["keep", "one_hot", "scale", "scale"]


def test_a_change_that_changes_nothing_makes_no_version(churn):
    before = churn.prepare.current()

    assert churn.prepare.change(1, params={"most": 50}) == before
    assert churn.prepare.change(0, columns=("plan", "married", "income", "age")) == before
    assert churn.prepare.change(2, families=("linear",)) == before
    assert churn.prepare.move(1, 1) == before
    assert churn.prepare.suggest_again() == before
    assert churn.prepare.restore(before.id) == before
    assert len(churn.prepare.versions()) == 1


def test_steps_move_and_the_one_that_chooses_columns_stays_first(churn):
    churn.prepare.move(3, 1)

    assert kinds(churn) == ["keep", "scale", "one_hot", "missing"]
    for at, to in ((0, 2), (2, 0)):
        with pytest.raises(InputError, match="prepare.keep_first"):
            churn.prepare.move(at, to)
    with pytest.raises(InputError, match="prepare.keep_first"):
        churn.prepare.remove(0)
    assert churn.prepare.refuses_remove(0).key == "prepare.keep_first"
    assert churn.prepare.refuses_remove(1) is None


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        (("nothing_like_it",), "plugins.no_such_part"),
        (("keep", ("age",)), "prepare.keep_once"),
        (("scale", ("height",)), "prepare.no_such_column"),
        (("scale", ("left",)), "prepare.target_kept"),
        (("scale", ("age", "age")), "prepare.column_twice"),
        (("scale", (), {"bound": 0.5}), "params.out_of_range"),
        (("scale", (), {"bounds": 2}), "params.unknown"),
        (("scale", (), {}, ("forests",)), "prepare.no_such_family"),
        (("scale", (), {"bound": 20.0}, ("linear",)), "prepare.duplicate"),
        (("scale", (), {}, (), 9), "prepare.no_such_place"),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_the_recipe_as_it_was(churn, asked, key):
    with pytest.raises(InputError) as refused:
        churn.prepare.add(*asked)

    assert refused.value.key == key
    assert len(churn.prepare.versions()) == 1


def test_a_recipe_that_keeps_no_column_is_refused(churn):
    with pytest.raises(InputError, match="prepare.keep_none"):
        churn.prepare.change(0, columns=())


def test_a_column_that_is_left_out_is_set_aside_by_choice_and_parks_what_hung_on_it(churn):
    churn.prepare.change(0, columns=("age", "income", "married"))

    recipe = churn.prepare.current()
    assert recipe.inputs == ("age", "income", "married")
    assert {one.column: one.reason.key for one in recipe.set_aside}["plan"] == "prepare.excluded"
    assert [view.at for view in churn.prepare.parked()] == [1]
    assert churn.prepare.parked()[0].parked.key == "prepare.parked_left_out"
    assert churn.prepare.new_columns() == ()
    state = next(one for one in churn.stages() if one.stage == "prepare")
    assert (state.state, state.reason.key) == ("attention", "prepare.steps_parked")


def test_texts_that_no_step_encodes_and_gaps_that_none_fills_are_told(churn):
    churn.prepare.remove(2)
    churn.prepare.remove(1)

    told = {one.key: one.facts for one in churn.prepare.warnings()}
    assert told["prepare.unseen"]["columns"] == "plan"
    assert told["prepare.gaps_linear"]["columns"] == "age, income, married"


def test_texts_that_only_one_family_sees_are_told_for_the_other(churn):
    churn.prepare.change(1, families=("tree",))

    assert [(one.key, one.facts["columns"]) for one in churn.prepare.warnings()] == [("prepare.unseen_linear", "plan")]


def test_a_family_without_any_feature_cannot_be_trained(churn):
    churn.prepare.change(0, columns=("plan",))
    assert churn.prepare.refuses() is None

    churn.prepare.change(1, families=("tree",))

    assert churn.prepare.refuses().key == "prepare.nothing_for_linear"
    with pytest.raises(InputError, match="prepare.nothing_for_linear"):
        churn.prepare.start_preview()


def test_an_older_version_comes_back_as_the_newest(churn):
    first = churn.prepare.current()
    churn.prepare.remove(3)

    back = churn.prepare.restore(first.id)

    assert (back.number, back.suggested, back.recipe_hash) == (3, True, first.recipe_hash)
    assert kinds(churn) == KINDS


def test_suggesting_again_undoes_what_a_person_changed(churn):
    first = churn.prepare.current()
    churn.prepare.remove(3)
    churn.prepare.change(0, columns=("age", "plan"))

    again = churn.prepare.suggest_again()

    assert (again.number, again.suggested) == (4, True)
    assert (again.steps, again.inputs) == (first.steps, first.inputs)


def test_newer_data_gets_a_new_suggestion_where_nobody_changed_the_old_one(churn, runner, tmp_path):
    newer(churn, runner, tmp_path, with_region)

    recipe = churn.prepare.current()
    assert (recipe.number, recipe.suggested) == (1, True)
    assert "region" in recipe.inputs
    assert churn.prepare.new_columns() == ()


def test_newer_data_without_a_column_parks_the_steps_of_it_and_loses_nothing(churn, runner, tmp_path):
    churn.prepare.change(1, params={"most": 2})

    newer(churn, runner, tmp_path, without_plan)

    recipe = churn.prepare.current()
    assert (recipe.number, recipe.suggested) == (1, False)
    assert recipe.inputs == ("age", "income", "married")
    keep, one_hot, _, _ = churn.prepare.steps()
    assert [(one.column, one.reason.key) for one in keep.missed] == [("plan", "prepare.missed_gone")]
    assert (one_hot.parked.key, one_hot.step.params["most"]) == ("prepare.parked_gone", 2)
    churn.prepare.change(3, params={"bound": 9})  # other steps go on being changed
    assert columns(churn, 1) == ("plan",)


def test_a_column_that_comes_back_is_used_again(churn, runner, tmp_path):
    churn.prepare.change(1, params={"most": 2})
    newer(churn, runner, tmp_path, without_plan)

    newer(churn, runner, tmp_path, lambda cells, number: ",".join(cells))

    assert churn.prepare.parked() == ()
    assert churn.prepare.current().inputs == ("age", "income", "married", "plan")


def test_new_columns_are_told_and_added_in_one_go_with_the_step_they_need(churn, runner, tmp_path):
    churn.prepare.change(1, params={"most": 2})
    newer(churn, runner, tmp_path, with_region)
    assert churn.prepare.new_columns() == ("region",)
    assert "region" not in churn.prepare.current().inputs

    churn.prepare.add_columns(("region",))

    assert churn.prepare.current().inputs == ("age", "income", "married", "plan", "region")
    assert columns(churn, 1) == ("plan", "region")
    assert churn.prepare.new_columns() == ()
    assert churn.prepare.warnings() == ()


def test_a_new_column_brings_its_step_where_the_recipe_has_none_like_it(churn, runner, tmp_path):
    churn.prepare.remove(1)
    churn.prepare.change(0, columns=("age", "income"))
    newer(churn, runner, tmp_path, with_region)

    churn.prepare.add_columns(("region",))

    assert kinds(churn) == KINDS
    assert columns(churn, 1) == ("region",)


def test_another_target_parks_the_steps_that_name_it_and_frees_the_old_one(churn):
    churn.prepare.change(1, params={"most": 2})

    churn.problem.choose("plan")

    assert churn.prepare.steps()[1].parked.key == "prepare.parked_target"
    assert churn.prepare.current().inputs == ("age", "income", "married")
    assert churn.prepare.new_columns() == ("left",)


def test_columns_excluded_with_the_problem_leave_the_recipe(churn):
    churn.prepare.change(1, params={"most": 2})

    churn.problem.choose("left", excluded=("income",))

    assert churn.prepare.current().inputs == ("age", "married", "plan")
    assert churn.prepare.new_columns() == ()


def test_a_version_of_another_problem_is_not_restored(churn):
    first = churn.prepare.current()
    churn.problem.choose("plan")

    with pytest.raises(InputError, match="prepare.other_problem"):
        churn.prepare.restore(first.id)


def test_offers_say_why_a_step_would_not_get_a_column(churn):
    offers = {one.column: one.why for one in churn.prepare.offers(1)}

    assert offers["plan"] is None
    assert offers["age"].key == "prepare.missed_is_number"
    assert offers["customer"].key == "prepare.missed_left_out"
    assert "left" not in offers
    assert {one.column: one.why for one in churn.prepare.offers(0)}["customer"].key == "data.aside_id"


def test_a_step_whose_plug_in_is_gone_is_shown_and_keeps_training_from_starting(churn):
    recipe = churn.prepare.current()
    strange = replace(recipe, id="strange", steps=(*recipe.steps, Step("from_a_plug_in", ("age",))), number=2)
    with churn.project.transaction():
        churn.project.add(strange)

    assert churn.prepare.steps()[-1].parked.key == "prepare.parked_unknown"
    assert churn.prepare.refuses().key == "prepare.unknown_kind"
    churn.prepare.remove(4)
    assert churn.prepare.refuses() is None


def test_without_a_problem_there_is_no_recipe_and_the_reason_is_told(opened):
    assert opened.prepare.current() is None
    assert opened.prepare.steps() == opened.prepare.versions() == ()
    assert opened.prepare.refuses().key == "problem.no_target"
    assert {one.state for one in opened.stages() if one.stage == "prepare"} == {"locked"}


def test_every_recipe_names_its_problem(churn):
    churn.prepare.remove(3)

    assert {one.problem for one in churn.project.find(Recipe)} == {churn.problem.current().id}
    assert states.furthest(churn.stages()).stage == "train"


def test_a_run_of_a_recipe_that_cannot_be_trained_is_refused_with_its_reason(churn):
    churn.prepare.change(0, columns=("plan",))
    churn.prepare.change(1, families=("tree",))

    assert churn.train.refuses().key == "prepare.nothing_for_linear"
    with pytest.raises(InputError, match="prepare.nothing_for_linear"):
        churn.train.start()
    assert churn.train.runs() == ()


def test_words_of_texts_count_among_the_features_to_come(churn):
    profile = churn.data.profile()
    before = recipes.width(churn.prepare.current(), profile)

    churn.prepare.add("tfidf_words", ("plan",), {"most": 500})

    assert recipes.width(churn.prepare.current(), profile) == before + 500
