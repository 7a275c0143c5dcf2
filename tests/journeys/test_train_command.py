"""The commands of the train stage, as a user types them: train a run, and list, note, compare, replay and export its models."""

import csv
import json
import signal

import pytest

STEPS = [{"kind": "keep", "columns": ["age"]}, {"kind": "missing", "params": {"fill": "mean"}, "families": ["linear"]}]


def test_it_trains_with_a_recipe_and_within_what_is_asked(own, tmp_path):
    command, project = own
    (tmp_path / "recipe.json").write_text(json.dumps({"steps": STEPS}), "utf-8")
    words = ("--recipe", tmp_path / "recipe.json", "--algorithms", "logistic", "--max-trials", 2, "--preset", "fast")

    said = command("train", project, *words, "--budget", 20, "--max-mb", 1, "--json")

    assert said.code == 0, said.err
    told = said.json
    assert (told["number"], told["state"], told["preset"], told["failures"]) == (2, "finished", "fast", [])
    assert {row["algorithm"] for row in told["leaderboard"]} == {"baseline", "logistic"}
    assert told["winner"] in {row["id"] for row in told["leaderboard"]}
    assert command("prepare", project, "--json").json["recipe"]["steps"][0]["columns"] == ["age"]


@pytest.mark.parametrize(
    ("words", "key"),
    (
        (("--algorithms", "oracle"), "train.unknown_algorithm"),
        (("--resume", "7"), "cli.no_such_run"),
        (("--resume", "1", "--seed", "2"), "cli.resume_alone"),
    ),
)
def test_what_cannot_be_asked_is_refused_in_words(trained, words, key):
    command, project = trained

    said = command("train", project, *words, "--json")

    assert (said.code, said.error["key"]) == (2, key)


def test_the_leaderboard_is_sorted_searched_and_written(trained, tmp_path):
    command, project = trained

    plain = command("leaderboard", project)
    told = command("leaderboard", project, "--sort=-seconds", "--csv", tmp_path / "board.csv", "--json").json

    assert plain.code == 0 and "baseline" in plain.out
    assert told["count"] == told["of"] == len(told["rows"]) > 1
    seconds = [row["seconds"] for row in told["rows"]]
    assert seconds == sorted(seconds, reverse=True)
    with (tmp_path / "board.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [line["id"] for line in csv.DictReader(file)] == [row["id"] for row in told["rows"]]


def test_a_note_is_kept_and_found_again(own):
    command, project = own

    noted = command("note", project, 1, "--text", "기준 모델", "--tag", "keep", "--tag", "후보", "--json")
    found = command("leaderboard", project, "--tag", "후보", "--json").json

    assert noted.code == 0, noted.err
    assert [(one["text"], one["tags"]) for one in noted.json["notes"]] == [("기준 모델", ["keep", "후보"])]
    assert [(row["id"], row["note"]) for row in found["rows"]] == [(noted.json["model"], "기준 모델")]


def test_two_models_are_compared_by_folds_and_by_rows(trained):
    command, project = trained

    told = command("compare", project, 1, 3, "--rows", 3, "--json").json
    plain = command("compare", project, 1, 3, "--lang", "ko")

    assert told["sides"][1]["paired"]["folds"] == 5
    assert "algorithm" in told["differing"]
    (pair,) = told["rows"]["pairs"]
    assert pair["rows"] == 240  # the training rows: what is sealed is not looked at
    assert len(pair["listed"]) == min(3, pair["differ"]) > 0
    assert plain.code == 0 and "맥니마" in plain.out


def test_a_replay_prints_both_hashes_and_says_that_they_are_the_same(trained):
    command, project = trained

    said = command("replay", project, "--json")

    assert said.code == 0, said.err
    told = said.json
    assert told["same"] is True and told["other_versions"] is False
    assert len(told["models"]) > 1
    assert all(one["recorded"] == one["replayed"] and len(one["recorded"]) == 64 for one in told["models"])
    assert "identical" in told["message"]


@pytest.mark.slow
def test_a_replay_that_differs_says_so_and_is_no_success(own):
    import sqlite3

    command, project = own
    with sqlite3.connect(project / "project.db") as base:
        base.execute("update model set params = json_set(params, '$.rate', 0.29) where algorithm != 'baseline'")
    base.close()

    said = command("replay", project, "--json")

    assert said.code == 3
    assert {one["name"].split()[0]: one["same"] for one in said.json["models"]} == {"baseline": True, "lightgbm": False}
    assert "different" in said.json["message"]


def test_runs_are_exported_for_mlflow_with_their_models(trained, tmp_path):
    command, project = trained

    said = command("export-runs", project, tmp_path / "out", "--format", "mlflow", "--json")

    assert said.code == 0, said.err
    assert len(list((tmp_path / "out" / "mlruns").glob("*/*/artifacts/model.onnx"))) == said.json["models"] > 1


def test_a_learning_curve_is_told_in_words_and_kept(own):
    command, project = own

    said = command("learning-curve", project, "--json")

    assert said.code == 0, said.err
    told = said.json
    assert [round(one["rows"]) for one in told["points"]] == [20, 39, 78, 135, 192]
    assert told["outlook"]["rows"] == pytest.approx(384)
    assert told["outlook"]["low"] <= told["outlook"]["then"] <= told["outlook"]["high"]
    assert told["message"]


@pytest.mark.slow
@pytest.mark.parametrize(("times", "code"), ((1, 0), (2, 130)))
def test_ctrl_c_once_keeps_the_best_and_twice_cancels(own, times, code):
    command, project = own
    process = command.start("train", project, "--budget", 300, "--json")
    seen = _models(project)
    while _models(project) < seen + 2:
        assert process.poll() is None, process.stderr.read()

    process.send_signal(signal.SIGINT)
    if times == 2:
        assert process.stderr.readline()  # that it comes to an end
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == code, err
    board = command("leaderboard", project, "--json").json
    assert board["of"] >= 2  # what was finished is kept either way
    if times == 1:
        assert (json.loads(out)["state"], json.loads(out)["model"]) == ("finished", board["rows"][0]["name"])


def _models(project):
    import sqlite3
    from time import sleep

    sleep(0.3)
    with sqlite3.connect(f"file:{project / 'project.db'}?mode=ro", uri=True) as base:
        count = base.execute("select count(*) from model").fetchone()[0]
    base.close()
    return count
