"""The command `problem`: shows and sets what is predicted and what success means."""

import json
import shutil

import pytest

from mlworkbench.workbench import Workbench
from tests.journeys.conftest import Command, stored

CHARTER = {
    "predicts": "left = yes",
    "criteria": [
        {"metric": "roc_auc", "comparison": "at_least", "value": 0.8, "why": "last year's list"},
        {"metric": "recall", "comparison": "at_least", "value": 0.5, "column": "plan", "group": "가족 요금제"},
    ],
    "costs": {"miss": 310, "false_alarm": 20, "currency": "USD"},
    "limits": {"row_microseconds": 1000, "explainable": True},
}


def churn(folder):
    lines = [
        f"{20 + number % 50},{('Basic', '가족 요금제')[number % 2]},{('no', 'yes')[number % 3 == 0]}" for number in range(120)
    ]
    path = folder / "churn.csv"
    path.write_text("age,plan,left\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A command, and a project with data in which it has chosen the target; wrong choices leave it as it is."""
    home = tmp_path_factory.mktemp("bare")
    command, project = Command(home), home / "churn"
    bench = Workbench(home / "other")
    bench.home.create(project, "Churn")
    bench.close()
    assert command("import", project, churn(home)).code == 0
    assert command("problem", project, "--json").json["problem"] is None
    assert command("problem", project, "--target", "left").code == 0
    return command, project


def test_it_shows_sets_and_checks(command, tmp_path):
    project = tmp_path / "churn"
    made = command("auto", churn(tmp_path), "--target", "left", "--project", project, "--max-trials", 1, "--json")
    assert made.code == 0, made.err
    file = tmp_path / "charter.json"
    file.write_text(json.dumps(CHARTER), "utf-8")

    set_ = command("problem", project, "--metric", "recall", "--positive", "no", "--file", file, "--json")

    assert set_.code == 0, set_.err
    told = set_.json
    assert (told["problem"]["metric"], told["problem"]["positive"]) == ("recall", "no")
    assert told["version"]["number"] == 1
    assert [one["met"] for one in told["checks"]] == [False, None, True, True]
    assert told["checks"][0]["asked"] == "ROC AUC at least 0.8"
    assert told["checks"][0]["after_look"] is True  # auto has opened the hold-out
    assert told["checks"][1]["reason"]["key"] == "problem.group_not_measured"

    (tmp_path / "again.json").write_text(set_.out, "utf-8")
    again = command("problem", project, "--file", tmp_path / "again.json", "--json").json
    assert again["version"]["number"] == 1
    assert again["charter"] == told["charter"]

    shown = command("problem", project, "--lang", "ko")
    assert shown.code == 0
    assert "left = no" in shown.out
    assert "ROC AUC 0.8 이상" in shown.out
    assert "310" in shown.out


@pytest.mark.parametrize(
    ("words", "content", "key"),
    [
        (["--metric", "rmse"], None, "problem.metric_not_for_task"),
        (["--positive", "maybe"], None, "problem.no_such_class"),
        (["--target", "nothing"], None, "problem.no_such_column"),
        (["--task", "guess"], None, "cli.bad_value"),
        (["--falls", "plan"], None, "problem.bound_no_number"),
        (["--rises", "age", "--falls", "age"], None, "problem.bound_twice"),
        (["--max-memory-mb", "much"], None, "problem.not_a_number"),
        ([], "{", "problem.not_json"),
        ([], "[" * 100_000, "problem.not_json"),
        ([], '{"costs": ' + "9" * 5000 + "}", "problem.not_json"),
        ([], '\ufeff{"predict": "x"}', "problem.no_such_field"),  # a mark before the first letter, as editors on Windows write
        ([], '{"predict": "x"}', "problem.no_such_field"),
        (
            ["--metric", "recall"],
            '{"criteria": [{"metric": "auc", "comparison": "at_least", "value": 1}]}',
            "problem.no_such_metric",
        ),
        ([], '{"costs": {"miss": -1, "false_alarm": 2}}', "problem.below_zero"),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_written(bare, tmp_path, words, content, key):
    command, project = bare
    if content is not None:
        (tmp_path / "charter.json").write_text(content, "utf-8")
        words = [*words, "--file", tmp_path / "charter.json"]
    before = stored(project)

    said = command("problem", project, *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)
    assert stored(project) == before


def test_columns_are_bound_shown_turned_round_and_set_free(bare, tmp_path):
    command, project = bare[0], tmp_path / "bound"
    shutil.copytree(bare[1], project)

    def limits(*words):
        told = command("problem", project, *words, "--json")
        assert told.code == 0, told.err
        return told.json["charter"]["limits"]

    bound = limits("--rises", "age", "--together", "age,plan", "--max-memory-mb", "64")
    assert (bound["monotone"], bound["interactions"], bound["memory_bytes"]) == ([["age", 1]], [["age", "plan"]], 64_000_000)
    shown = command("problem", project).out
    assert "May only rise with: age" in shown
    assert "May act together: age, plan" in shown
    assert limits("--falls", "age")["monotone"] == [["age", -1]]
    assert limits("--rises", "")["monotone"] == [["age", -1]]

    free = limits("--falls", "", "--together", "", "--max-memory-mb", "")
    assert (free["monotone"], free["interactions"], free["memory_bytes"]) == ([], [], None)
