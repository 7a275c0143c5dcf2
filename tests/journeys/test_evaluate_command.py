"""The command `evaluate`: judges a model, chooses its threshold, opens the hold-out, decides."""

import json

import pytest

from mlworkbench.base.words import number
from mlworkbench.workbench import Workbench
from tests.journeys.conftest import Command, churn, stored

CRITERIA = {"criteria": [{"metric": "recall", "comparison": "at_least", "value": 0.9}]}
COSTS = {"costs": {"miss": 310, "false_alarm": 20, "currency": "USD"}}


def test_it_judges_what_was_never_judged_and_tells_the_records_figures(own):
    command, project = own

    said = command("evaluate", project, "--json")

    assert said.code == 0, said.err
    told = said.json
    assert list(told["basis"]) == ["out_of_fold"]
    basis = told["basis"]["out_of_fold"]
    assert basis["rows"] == 240 and told["holdout_rows"] == 60
    low, high = basis["intervals"]["roc_auc"]
    assert low < basis["metrics"]["roc_auc"] < high
    counts = told["threshold"]
    assert counts["hits"] + counts["misses"] + counts["false_alarms"] + counts["rejections"] == 240
    assert counts["recall"] == pytest.approx(basis["metrics"]["recall"], abs=1e-12)
    assert (told["looks"], told["verdict"], told["criteria"]) == ([], None, [])
    assert command("evaluate", project, "--json").json["basis"]["out_of_fold"]["record"] == basis["record"]


@pytest.mark.slow
def test_the_whole_way_from_threshold_to_verdict_and_the_report_says_the_same(own, tmp_path):
    command, project = own
    (tmp_path / "charter.json").write_text(json.dumps(CRITERIA | COSTS), "utf-8")
    assert command("problem", project, "--file", tmp_path / "charter.json").code == 0

    cheap = command("evaluate", project, "--least-cost", "--json").json
    found = command(
        "evaluate", project, "--recall", 0.95, "--open-holdout", "final check", "--accept", "better than before", "--json"
    )

    assert found.code == 0, found.err
    told = found.json
    assert cheap["model"]["parent"] == told["model"]["parent"] is not None
    assert told["threshold"]["recall"] >= 0.95
    assert told["model"]["threshold_probability"] == pytest.approx(told["threshold"]["probability"], rel=1e-9)
    assert told["basis"]["holdout"]["rows"] == 60
    assert [look["why"] for look in told["looks"]] == ["final check"]
    assert (told["verdict"]["accepted"], told["verdict"]["version"]) == (True, 1)
    assert told["criteria"][0]["basis"] == "holdout"
    shown = command("evaluate", project, "--lang", "ko")
    assert shown.code == 0
    assert "better than before" in shown.out and "승인됨, 버전 1" in shown.out
    assert number(told["basis"]["holdout"]["metrics"]["roc_auc"]) in shown.out
    assert command("report", project, "--out", tmp_path / "report.html").code == 0
    report = (tmp_path / "report.html").read_text("utf-8")
    assert number(told["basis"]["holdout"]["metrics"]["roc_auc"]) in report
    again = command("evaluate", project, "--recall", 0.95, "--json").json
    assert again["model"]["id"] == told["model"]["id"]


@pytest.mark.slow
def test_a_threshold_is_said_to_be_late_only_when_it_was_chosen_after_the_look(own):
    command, project = own

    before = command("evaluate", project, "--recall", 0.9, "--open-holdout", "final check", "--json").json
    after = command("evaluate", project, "--recall", 0.5, "--json").json

    assert (before["threshold_late"], after["threshold_late"]) == (False, True)
    assert before["model"]["id"] != after["model"]["id"]
    late, in_time = (command("evaluate", project, "--model", one["model"]["id"]).out for one in (after, before))
    assert "chosen when the hold-out had been opened" in late
    assert "chosen when the hold-out had been opened" not in in_time
    assert "looks so far: 1" in in_time


@pytest.mark.slow
def test_where_nothing_was_kept_back_it_says_so(tmp_path):
    bench = Workbench(tmp_path / "other")
    bench.home.create(tmp_path / "churn", "Churn")
    bench.wait(bench.data.add(churn(tmp_path)))
    bench.problem.choose("left")
    bench.wait(bench.train.start(30.0, 1, holdout=0.0, max_trials=1))
    bench.close()

    said = Command(tmp_path)("evaluate", tmp_path / "churn")

    assert said.code == 0, said.err
    assert "No rows were kept back for this model" in said.out
    assert "never opened" not in said.out


@pytest.mark.slow
def test_a_model_is_named_by_its_place_or_its_id_and_can_be_rejected(own):
    command, project = own

    second = command("evaluate", project, "--model", 2, "--json").json["model"]["id"]
    told = command("evaluate", project, "--model", second, "--reject", "no better than chance", "--json").json

    assert told["model"]["id"] == second
    assert told["verdict"]["accepted"] is False
    assert command("evaluate", project, "--json").json["model"]["id"] != second


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["--model", "9"], "cli.no_such_model"),
        (["--threshold", "0.4", "--recall", "0.8"], "cli.one_threshold"),
        (["--accept", "a", "--reject", "b"], "cli.accept_or_reject"),
        (["--threshold", "1.5"], "evaluate.bad_probability"),
        (["--recall", "0"], "evaluate.bad_recall"),
        (["--least-cost"], "evaluate.no_costs"),
        (["--accept", "why not"], "evaluate.still_sealed"),
        (["--open-holdout", " "], "evaluate.no_reason"),
        (["--reject", ""], "evaluate.no_reason"),
        (["--threshold", "half"], "cli.bad_value"),
    ],
)
def test_a_wrong_choice_is_named_and_nothing_is_decided(trained, words, key):
    command, project = trained
    decided = ("look", "verdict", "model", "evaluation", "charter")
    before = stored(project, *decided)

    said = command("evaluate", project, *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)
    assert stored(project, *decided) == before


def test_without_a_model_it_says_what_to_do(command, tmp_path):
    bench = Workbench(tmp_path / "other")
    bench.home.create(tmp_path / "empty", "Empty")
    bench.close()

    said = command("evaluate", tmp_path / "empty")

    assert said.code == 2
    assert "Start training" in said.err
