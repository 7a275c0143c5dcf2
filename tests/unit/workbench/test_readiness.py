"""Whether there is enough to begin with is counted, not guessed."""

import pytest

from mlworkbench.base.words import LANGUAGES, set_language, tr
from tests.unit.workbench import asking
from tests.unit.workbench.asking import AUC


def facts(filled, draft):
    return {fact.name: fact for fact in filled.problem.ready(draft)}


@pytest.fixture
def filled(opened, runner):
    asking.with_data(opened, runner)
    return opened


def test_without_a_project_there_is_nothing_to_say(tmp_path, runner):
    from mlworkbench.workbench import Workbench

    assert Workbench(tmp_path / "other", runner).problem.ready(None) == ()


def test_before_there_is_data_only_the_charter_speaks(opened):
    assert list(facts(opened, None)) == ["decision", "criteria"]


def test_examples_of_the_rarest_class_are_held_against_the_columns(filled, runner):
    few = facts(filled, filled.problem.draft("left"))["examples"]
    assert (few.level, few.what.facts["rows"], few.what.facts["value"]) == ("warning", 30, "yes")
    assert (few.means.facts["enough"], few.means.facts["columns"]) == (3, 5)

    enough = facts(filled, filled.problem.draft("left", excluded=("age", "city", "note")))["examples"]
    assert (enough.level, enough.means.facts["columns"]) == ("good", 2)

    rows = facts(filled, filled.problem.draft("age"))["examples"]
    assert (rows.what.key, rows.what.facts["rows"], rows.means.facts["enough"]) == ("problem.ready_rows", 100, 10)


def test_a_kept_choice_counts_the_columns_of_its_recipe(filled, runner):
    asking.trained(filled, runner)

    assert facts(filled, filled.problem.draft("left"))["columns"].what.facts["columns"] == 1


def test_rows_without_a_target_and_rare_classes_are_told(opened, runner):
    asking.with_data(opened, runner, asking.profile(missing=20, rare=2))
    found = facts(opened, opened.problem.draft("left"))

    assert (found["missing"].level, found["missing"].what.facts["rows"]) == ("warning", 20)
    assert (found["share"].level, found["share"].what.facts["percent"]) == ("warning", "2.5")
    assert found["share"].means.facts["percent"] == "97.5"


def test_what_is_written_down_and_the_seal_are_told(filled, runner):
    before = facts(filled, None)
    assert (before["decision"].level, before["decision"].what.facts["fields"]) == ("warning", 4)
    assert (before["criteria"].level, before["holdout"].level) == ("warning", "good")

    model = asking.trained(filled, runner)
    filled.problem.write_charter(predicts="left", for_each="customer", so_that="calls", decided_by="a person", criteria=(AUC,))
    asking.look(filled, model)

    after = facts(filled, None)
    assert {name: after[name].level for name in ("decision", "criteria", "holdout")} == {
        "decision": "good", "criteria": "good", "holdout": "info",
    }  # fmt: skip

    filled.problem.write_charter(criteria=())
    late = facts(filled, None)["holdout"]
    assert (late.level, late.means.facts["changes"]) == ("warning", 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_has_words(filled, runner, language):
    set_language(language)

    for fact in filled.problem.ready(filled.problem.draft("left")):
        assert tr(fact.what.key, **fact.what.facts)
        assert tr(fact.means.key, **fact.means.facts)
