"""The command `auto` in a project that is there already: what was chosen in it stays unless something else is asked."""

import json

import pytest

from mlworkbench.workbench import Workbench
from tests.journeys.conftest import Command
from tests.journeys.test_prepare_command import STEPS, churn


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A command, its file, and a project in which everything was chosen by hand: metric, class, column, recipe, split."""
    home = tmp_path_factory.mktemp("odd")
    command, project, file = Command(home), home / "odd", churn(home)
    first = command("auto", file, "--target", "left", "--project", project, "--exclude", "calls", "--max-trials", 1, "--json")
    assert first.code == 0, first.err
    told = first.json
    assert (told["metric"], told["seed"], told["test_rows"]) == ("roc_auc", 1, 24)
    assert command("problem", project, "--metric", "f1", "--positive", "no").code == 0
    (home / "recipe.json").write_text(json.dumps({"steps": STEPS}), "utf-8")
    split = ("--share", 0.3, "--no-stratified", "--seed", 7)
    prepared = command("prepare", project, "--file", home / "recipe.json", *split)
    assert prepared.code == 0, prepared.err
    return command, file, project


def again(odd, *words):
    command, file, project = odd
    said = command("auto", file, "--target", "left", "--project", project, "--max-trials", 1, *words, "--json")
    assert said.code == 0, said.err
    return said.json


def chosen(odd):
    command, _, project = odd
    problem, prepare = command("problem", project, "--json").json, command("prepare", project, "--json").json
    return problem["problem"], prepare


def test_what_was_chosen_by_hand_is_kept_and_used(odd):
    before = chosen(odd)

    told = again(odd)

    assert (told["metric"], told["positive"], told["test_rows"]) == ("f1", "no", 36)
    problem, prepare = chosen(odd)
    assert (problem, prepare["recipe"], prepare["number"]) == (before[0], before[1]["recipe"], before[1]["number"])
    assert problem["excluded"] == ["calls"]
    split = prepare["split"]
    assert (split["share"], split["stratified"], split["seed"]) == (0.3, False, 7)


@pytest.mark.slow
def test_what_is_asked_takes_the_place_of_that_alone(odd):
    told = again(odd, "--metric", "recall", "--holdout", 0.25, "--exclude", "calls,age")

    assert (told["metric"], told["positive"], told["test_rows"]) == ("recall", "no", 30)
    problem, prepare = chosen(odd)
    assert problem["excluded"] == ["calls", "age"]
    assert (prepare["split"]["stratified"], prepare["split"]["seed"]) == (False, 7)
    assert [step["kind"] for step in prepare["recipe"]["steps"]] == [step["kind"] for step in STEPS]


@pytest.mark.slow
def test_a_choice_that_newer_data_does_not_allow_is_dropped(odd):
    """The other file has no column `calls`, and three classes."""
    command, file, project = odd
    other = file.with_name("other.csv")
    lines = [f"{20 + number % 50},{'ABC'[number % 3]},{('no', 'yes', 'later')[number % 3]}" for number in range(120)]
    other.write_text("age,plan,left\n" + "\n".join(lines) + "\n", "utf-8")

    said = command("auto", other, "--target", "left", "--project", project, "--max-trials", 1, "--json")

    assert said.code == 0, said.err
    assert (said.json["task"], said.json["positive"]) == ("multiclass", None)


def test_the_help_tells_the_usual_values(odd):
    told = odd[0]("auto", "--help").out

    assert "0.2" in told
    assert "default: (1)" in told


def test_what_is_asked_of_a_run_is_recorded_with_it(command, tmp_path):
    project, file = tmp_path / "churn", churn(tmp_path)
    words = ("--preset", "fast", "--max-row-us", 900, "--max-mb", 2, "--max-trials", 1)
    rows = ("--cv", "group:3", "--group", "age", "--weights", "calls")

    said = command("auto", file, "--target", "left", "--project", project, *words, *rows, "--budget", 20, "--json")

    assert said.code == 0, said.err
    assert said.json["preset"] == "fast"
    assert len(said.json["cv"]["folds"]) == 3
    bench = Workbench(tmp_path / "other")
    bench.home.open(project)
    (run,) = bench.train.runs()
    assert (run.cv, run.group, run.limits.row_microseconds, run.limits.model_bytes) == ("group:3", "age", 900, 2_000_000)
    assert bench.problem.current().weights == "calls"
    assert bench.prepare.current().inputs == ("plan",)  # what names the groups or weighs rows is no input
    bench.close()


@pytest.mark.parametrize(
    ("words", "key"),
    ((("--cv", "folds:5"), "prepare.bad_cv"), (("--max-mb", "0"), "train.bad_limit")),
)
def test_what_cannot_be_asked_is_refused_before_anything_is_made(command, tmp_path, words, key):
    said = command("auto", churn(tmp_path), "--target", "left", "--project", tmp_path / "none", *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)
    assert not (tmp_path / "none").exists()
