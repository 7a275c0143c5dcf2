"""Changes as verbs: a version of its own each, the problem and recipe follow, the dictionary lasts, and the way back is open."""

from pathlib import Path

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Entry
from mlworkbench.store import hash_key
from tests.ui.pages import playing


def test_a_change_makes_a_version_with_its_parent_and_reason(churn, runner):
    first = churn.data.current()

    made = playing.changed(churn, runner, "set_missing", {"column": "age", "low": 25}, name="young", why="too young", finding="k")

    assert (made.number, made.parent, made.origin) == (2, first.id, first.origin)
    assert (made.change.kind, made.change.name, made.change.why, made.change.finding) == (
        "set_missing",
        "young",
        "too young",
        "k",
    )
    assert made.change.effect["cells_changed"] == made.change.effect["cells_emptied"] > 0
    assert churn.data.history() == (made, first)


def test_the_problem_follows_as_long_as_its_target_does(churn, runner):
    before = churn.problem.current()

    kept = playing.changed(churn, runner, "expression", {"name": "young", "formula": "age < 30"})
    assert churn.problem.current().dataset == kept.id
    assert (churn.problem.current().target, churn.problem.current().classes) == (before.target, before.classes)
    assert "young" in churn.prepare.current().inputs

    gone = playing.changed(churn, runner, "drop_columns", {"columns": ["left"]})
    assert churn.problem.current().dataset == kept.id
    assert {one.stage: one.state for one in churn.stages()}["problem"] == "attention"
    assert gone.number == 3


def test_a_recipe_of_ones_own_follows_new_names(churn, runner):
    churn.prepare.change(0, columns=["age", "plan"])

    playing.changed(churn, runner, "rename", {"columns": {"age": "나이", "left": "gone"}})

    assert churn.problem.current().target == "gone"
    assert churn.prepare.current().inputs == ("나이", "plan")
    assert not churn.prepare.parked()


def test_going_back_is_a_version_of_its_own(churn, runner):
    first = churn.data.current()
    playing.changed(churn, runner, "drop_rows", {"rows": [1, 2, 3]})

    back = churn.data.go_back(first.id, why="after all")

    assert (back.number, back.rows, back.data_file) == (3, first.rows, first.data_file)
    assert (back.change.kind, back.change.params, back.change.effect) == ("go_back", {"version": 1}, {"rows_added": 3})
    assert churn.problem.current().dataset == back.id
    assert churn.data.refuses_go_back(first.id).key == "data.is_current"


def test_a_bad_change_leaves_everything_as_it_was(churn, runner):
    before = churn.data.versions()

    with pytest.raises(InputError):
        churn.data.change("nonsense", {})
    job = playing.do(runner, churn.data.change("drop_columns", {"columns": ["nope"]}))

    assert job.error.key == "data.no_such_column"
    assert churn.data.versions() == before


def test_two_versions_are_compared(churn, runner):
    first = churn.data.current()
    second = playing.changed(churn, runner, "clip", {"column": "age", "high": 40})

    told = playing.do(runner, churn.data.compare(first.id, second.id)).result

    states = {one["name"]: one["state"] for one in told["columns"]}
    assert states.pop("age") == "values"
    assert set(states.values()) == {"same"}
    age = next(one for one in told["columns"] if one["name"] == "age")
    assert [sum(side) for side in age["bars"]] == [240, 240]
    assert told["only_before"] == told["only_after"] == second.change.effect["cells_changed"]


def test_a_model_leads_back_to_its_file(churn, runner):
    playing.changed(churn, runner, "expression", {"name": "twice", "formula": "age * 2"})
    playing.do(runner, churn.train.start(60.0, 1, max_trials=1))  # the baseline

    found = churn.data.lineage(churn.train.models()[0].id)

    assert [one.number for one in found.versions] == [2, 1]
    assert found.origins[0].sha256 == churn.data.versions()[0].origin.sha256


def test_a_models_interface_has_the_base_columns_and_it_scores_them(churn, runner):
    from mlworkbench.scoring.scorer import Scorer

    playing.changed(churn, runner, "expression", {"name": "wealth", "formula": "income / (age - 10)"})
    churn.prepare.change(0, columns=["wealth"])
    job = playing.do(runner, churn.train.start(60.0, 1, max_trials=2))
    assert job.error is None

    model = next(one for one in churn.train.models() if one.algorithm != "baseline")
    scorer = Scorer(churn.project.file(model.model_file).read_bytes())

    assert [one.name for one in scorer.interface.inputs] == ["age", "income"]


def test_the_key_of_hashes_is_the_projects_own(churn, runner):
    made = playing.changed(churn, runner, "hash_columns", {"columns": ["customer"]})
    key = hash_key(churn.project.folder)

    assert key.parent == churn.project.folder
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() == hash_key(churn.project.folder).read_bytes()
    secret = key.read_bytes()
    assert all(secret not in path.read_bytes() for path in churn.project.folder.rglob("*") if path.is_file() and path != key)
    assert made.change.params == {"columns": ["customer"]}


def test_the_dictionary_lasts_and_follows_new_names(churn, runner, tmp_path):
    churn.data.write_entries([Entry("age", "number", "years", "at the start"), Entry("plan", description="=tariff")])
    playing.changed(churn, runner, "rename", {"columns": {"age": "나이"}})
    path = tmp_path / "dictionary.csv"

    assert churn.data.export_dictionary(path) == 6

    assert churn.data.entries()["나이"].unit == "years"
    assert ",'=tariff\n" in path.read_text("utf-8-sig")
    before = churn.data.entries()
    assert churn.data.import_dictionary(path) == 6
    assert churn.data.entries()["plan"] == Entry("plan", "category", "", "=tariff")
    assert churn.data.entries()["나이"] == before["나이"]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("name,unit\na,b\n", "data.dictionary_header"),
        ("column,unit\na\n", "data.dictionary_line"),
        ("column,meaning\na,wrong\n", "data.no_such_meaning"),
        ("column,unit\n,b\n", "data.dictionary_no_column"),
        ("column,unit\na," + "x" * 100 + "\n", "data.entry_too_long"),
        ("", "data.dictionary_header"),
    ],
)
def test_a_bad_dictionary_is_refused_whole(churn, tmp_path: Path, content, key):
    path = tmp_path / "bad.csv"
    path.write_text(content, "utf-8")

    with pytest.raises(InputError) as refused:
        churn.data.import_dictionary(path)

    assert refused.value.key == key
    assert churn.data.entries() == {}


def test_a_change_that_names_no_column_makes_no_version(churn, runner):
    job = playing.do(runner, churn.data.change("drop_columns", {}))

    assert job.error is not None
    assert job.error.key == "data.no_column_named"
    assert len(churn.data.versions()) == 1


def test_the_way_back_gives_the_problem_its_old_names_again(churn, runner):
    first, target = churn.data.current(), churn.problem.current().target
    playing.changed(churn, runner, "rename", {"columns": {target: "Left", "age": "years"}})
    playing.changed(churn, runner, "drop_columns", {"columns": ["Left"]})
    assert churn.problem.current().target == "Left"

    back = churn.data.go_back(first.id)
    again = churn.problem.current()
    forth = churn.data.go_back(churn.data.versions()[1].id)

    assert (again.target, again.dataset) == (target, back.id)
    assert (churn.problem.current().target, churn.problem.current().dataset) == ("Left", forth.id)
