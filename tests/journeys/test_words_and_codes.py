"""What goes wrong is said in words, with the exit code of who can mend it."""

import json
import re
import signal
import time

import pytest

from mlworkbench.workbench import Workbench
from tests.journeys.conftest import TELCO


def wait_until(condition, seconds=60):
    """The condition's first true value."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came true")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (["auto", "nothing.csv", "--target", "y"], "data.no_file"),
        (["auto", str(TELCO), "--target", "Chrun"], "problem.no_such_column"),
        (["auto", str(TELCO), "--target", "Churn", "--exclude", "nothing"], "problem.no_such_column"),
        (["auto", str(TELCO), "--target", "Churn", "--holdout", "nowhere.csv"], "cli.bad_holdout"),
        (["auto", str(TELCO), "--target", "Churn", "--holdout", "0.9"], "train.bad_share"),
        (["auto", str(TELCO), "--target", "Churn", "--budget", "-1"], "train.bad_budget"),
        (["auto", str(TELCO), "--target", "Churn", "--out", "no/such/folder/x.mlpkg"], "package.bad_place"),
        (["auto", str(TELCO)], "cli.missing"),
        (["auto", str(TELCO), "--target", "Churn", "--colour", "red"], "cli.no_such_option"),
        (["auto", str(TELCO), "--target", "Churn", "--task", "guess"], "cli.bad_value"),
        (["auto", str(TELCO), "--target", "Churn", "--seed", "one"], "cli.bad_value"),
        (["verify", "nothing.mlpkg"], "data.no_file"),
        (["profile", "nothing.csv"], "data.no_file"),
        (["wonder"], "cli.no_such_command"),
    ],
)
def test_a_wrong_choice_is_exit_two_in_words(command, words, key):
    said = command(*words, "--json")

    assert said.code == 2
    assert said.out == ""
    assert said.error["key"] == key
    assert said.error["message"]
    assert set(said.error) == {"key", "message", "facts"}


def test_for_people_it_is_one_sentence_without_a_traceback(command):
    said = command("auto", "nothing.csv", "--target", "y")

    assert (said.code, said.out) == (2, "")
    assert said.err.count("\n") == 1
    assert "nothing.csv" in said.err


def test_a_metric_of_another_task_is_refused(command):
    said = command("auto", TELCO, "--target", "Churn", "--metric", "rmse", "--json")

    assert said.code == 2
    assert "rmse" in said.error["message"]


def test_a_ragged_file_is_refused_with_its_line_and_nothing_is_imported(command, tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b,y\n" + "1,2,0\n" * 30 + "1,2\n" + "1,2,1\n" * 30)

    said = command("auto", ragged, "--target", "y", "--project", tmp_path / "project", "--json")

    assert said.code == 2
    assert "32" in json.dumps(said.error["facts"])
    assert command("show", tmp_path / "project", "--json").json["datasets"] == []


def test_a_folder_that_is_no_project_is_exit_three(command, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("mine")

    assert command("show", tmp_path / "folder").code == 3
    said = command("auto", TELCO, "--target", "Churn", "--project", tmp_path / "folder", "--json")
    assert (said.code, said.error["key"]) == (3, "store.not_empty")


def test_a_project_open_elsewhere_is_exit_three(command, tmp_path):
    bench = Workbench(tmp_path / "other")
    bench.home.create(tmp_path / "project", "Mine")
    try:
        said = command("show", tmp_path / "project", "--json")
    finally:
        bench.close()

    assert (said.code, said.error["key"]) == (3, "store.locked")


def test_words_come_in_korean_too(command):
    said = command("--lang", "ko", "verify", "nothing.mlpkg")

    assert said.code == 2
    assert re.search("[가-힣]", said.err)
    assert re.search("[가-힣]", command("auto", "--help", "--lang", "ko").out)


def test_help_and_version_are_there(command):
    assert re.fullmatch(r"mlworkbench \d+\.\d+\.\d+\n", command("--version").out)
    told = command("--help")
    assert told.code == 0
    assert {"auto", "demo", "import", "profile", "score", "verify", "show", "selftest"} <= set(told.out.split())


def test_control_c_stops_keeps_what_was_made_and_is_130(command, tmp_path):
    project = tmp_path / "project"
    running = command.start("auto", TELCO, "--target", "Churn", "--project", project, "--budget", 60)
    wait_until(lambda: begun_training(project))

    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)

    assert running.returncode == 130
    assert "Traceback" not in err
    told = command("show", project, "--json").json
    assert [run["state"] for run in told["runs"]] == ["stopped"]
    assert command("verify", project).code == 0


def begun_training(project):
    try:
        return any(b'"model"' in path.read_bytes() for path in project.glob("work/*/made.jsonl"))
    except FileNotFoundError:  # a job that was filed while we looked
        return False


@pytest.mark.slow
def test_a_second_control_c_ends_at_once_and_harms_nothing(command, tmp_path):
    project = tmp_path / "project"
    running = command.start("auto", TELCO, "--target", "Churn", "--project", project, "--budget", 60)
    wait_until(lambda: begun_training(project))

    running.send_signal(signal.SIGINT)
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=30)

    assert running.returncode == 130
    assert command("verify", project).code == 0
    assert command("show", project, "--json").json["runs"][0]["leaderboard"]
