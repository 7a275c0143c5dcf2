"""The main job by command line, on real data: from a file to a package that scores."""

import csv
import json
import re
import zipfile

import pytest

from tests.journeys.conftest import TELCO

KEYS = {
    "task", "metric", "rows", "columns", "dataset_hash", "set_aside", "cv", "test", "model", "leaderboard", "artifact_bytes",
    "row_microseconds", "package", "project", "seconds",
}  # fmt: skip


def test_auto_prints_one_json_object_and_nothing_else(made):
    assert made.said.err == ""
    assert made.said.out.count("\n") == 1
    assert set(made.said.json) >= KEYS


def test_auto_tells_what_it_found(made):
    told = made.said.json

    assert (told["task"], told["metric"], told["rows"], told["columns"]) == ("binary", "roc_auc", 7043, 21)
    assert re.fullmatch("[0-9a-f]{64}", told["dataset_hash"])
    assert [one["column"] for one in told["set_aside"]] == ["customerID"]
    assert all(one["reason"] for one in told["set_aside"])
    assert {"roc_auc", "log_loss", "accuracy", "f1"} <= set(told["test"])
    assert told["test"]["roc_auc"] > 0.80
    assert len(told["cv"]["folds"]) == 5
    assert set(told["cv"]) == {"mean", "sd", "folds"}


def test_the_leaderboard_begins_with_the_best_and_keeps_the_baseline(made):
    board = made.said.json["leaderboard"]

    assert all(set(one) == {"name", "score", "seconds", "artifact_hash"} for one in board)
    scores = [one["score"] for one in board]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) == pytest.approx(0.5)
    assert made.said.json["model"] == board[0]["name"]
    assert made.said.json["cv"]["mean"] == board[0]["score"]


def test_the_package_is_the_winner(made):
    with zipfile.ZipFile(made.package) as package:
        manifest = json.loads(package.read("manifest.json"))

    models = {one["path"]: one["sha256"] for one in manifest["files"]}
    assert models["model.onnx"] == made.said.json["leaderboard"][0]["artifact_hash"]
    assert made.said.json["package"] == str(made.package)


@pytest.mark.parametrize("what", ["package", "project"])
def test_verify_holds(made, what):
    said = made.command("verify", getattr(made, what), "--json")

    assert (said.code, said.err) == (0, "")
    assert said.json["ok"] is True
    assert all(check["ok"] for check in said.json["checks"])


def test_a_package_with_one_altered_byte_is_refused_in_words(made, tmp_path):
    altered = bytearray(made.package.read_bytes())
    altered[len(altered) // 2] ^= 1
    (tmp_path / "altered.mlpkg").write_bytes(altered)

    said = made.command("verify", tmp_path / "altered.mlpkg")

    assert said.code in (2, 3)
    assert "Traceback" not in said.err


def test_an_altered_file_in_the_project_is_found(made, tmp_path):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(made.project, copy)
    model = copy / "files" / made.said.json["leaderboard"][0]["artifact_hash"]
    content = bytearray(model.read_bytes())
    content[100] ^= 1
    model.write_bytes(content)

    said = made.command("verify", copy, "--json")

    assert said.code == 3
    assert said.json["ok"] is False


def test_scoring_keeps_columns_and_order_and_adds_predictions(made, tmp_path):
    out = tmp_path / "scored.csv"

    said = made.command("score", made.package, TELCO, "-o", out, "--json")

    assert (said.code, said.err) == (0, "")
    assert (said.json["rows"], said.json["scored"], said.json["refused_rows"]) == (7043, 7043, 0)
    with TELCO.open(encoding="utf-8") as file, out.open(encoding="utf-8-sig") as scored:
        before, after = list(csv.DictReader(file)), list(csv.DictReader(scored))
    names = list(before[0])
    assert list(after[0]) == [*names, "prediction", "probability_No", "probability_Yes"]
    assert [row["customerID"] for row in after] == [row["customerID"] for row in before]
    assert {row["prediction"] for row in after} == {"No", "Yes"}
    for row in after[:100]:
        assert float(row["probability_No"]) + float(row["probability_Yes"]) == pytest.approx(1)


def test_a_preview_is_shown_where_no_file_is_named(made):
    said = made.command("score", made.package, TELCO)

    assert said.code == 0
    assert "prediction" in said.out
    assert "7,043" in said.out


def test_show_tells_what_a_package_is(made):
    said = made.command("show", made.package, "--json")

    assert said.json["manifest"]["target"] == "Churn"
    assert made.command("show", made.package).out.count("tenure") >= 1


def test_show_tells_what_a_project_holds(made):
    told = made.command("show", made.project, "--json").json

    assert told["problem"]["target"] == "Churn"
    assert [run["state"] for run in told["runs"]] == ["finished"]
    assert told["runs"][0]["leaderboard"] == made.said.json["leaderboard"]
    assert told["stages"]["package"] == "done"
    assert "Churn" in made.command("show", made.project).out


@pytest.mark.parametrize("what", ["file", "project"])
def test_profile_tells_columns_and_findings(made, what):
    said = made.command("profile", TELCO if what == "file" else made.project, "--json")

    assert said.code == 0
    told = said.json
    columns = {one["name"]: one for one in told["columns"]}
    assert told["rows"] == 7043
    assert len(columns) == 21
    assert columns["TotalCharges"]["type"] == "number"
    assert columns["TotalCharges"]["missing"] == 11
    assert columns["tenure"]["maximum"] == 72
    assert columns["Contract"]["distinct"] == 3
    assert "id" in [one["kind"] for one in told["findings"]]
    assert all(one["rows"] for one in told["findings"] if one["kind"] == "duplicates")


def test_profile_for_people_is_a_table(made):
    said = made.command("profile", TELCO)

    assert "TotalCharges" in said.out
    assert "7,043" in said.out


def test_import_adds_a_version(made):
    said = made.command("import", made.project, TELCO, "--json")

    assert said.code == 0
    assert said.json["number"] >= 2
    assert said.json["dataset_hash"] == made.said.json["dataset_hash"]


def test_a_hold_out_file_tests_and_never_trains(command, tmp_path):
    head, *rows = TELCO.read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "train.csv").write_text(head + "".join(rows[:700]), "utf-8")
    (tmp_path / "test.csv").write_text(head + "".join(rows[700:1000]), "utf-8")
    words = ("--target", "Churn", "--holdout", tmp_path / "test.csv", "--budget", 30, "--max-trials", 2, "--json")

    said = command("auto", tmp_path / "train.csv", "--project", tmp_path / "project", *words)

    assert said.code == 0, said.err
    assert (said.json["rows"], said.json["test_rows"]) == (1000, 300)
    assert command("verify", tmp_path / "project").code == 0


def test_a_hold_out_file_of_other_columns_is_refused_by_name(command, tmp_path):
    (tmp_path / "train.csv").write_text("age,left\n" + "".join(f"{age},{age % 2}\n" for age in range(50)))
    (tmp_path / "test.csv").write_text("age,gone\n1,0\n")

    said = command("auto", tmp_path / "train.csv", "--target", "left", "--holdout", tmp_path / "test.csv", "--json")

    assert (said.code, said.error["key"]) == (2, "data.holdout_columns")
    assert (said.error["facts"]["lacking"], said.error["facts"]["foreign"]) == ("left", "gone")


def test_the_demo_goes_the_whole_way_and_says_how_to_go_on(command, tmp_path):
    said = command("demo", "--out", tmp_path / "demo", "--budget", 8)

    assert said.code == 0, said.err
    assert f"mlworkbench {tmp_path / 'demo'}" in said.out
    assert len(list((tmp_path / "demo").glob("*.mlpkg"))) == 1
    assert len((tmp_path / "demo" / "telco_churn-scored.csv").read_text("utf-8-sig").splitlines()) == 7044
