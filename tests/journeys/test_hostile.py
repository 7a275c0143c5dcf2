"""Whatever is thrown at the command line, it answers in words: files, folders, streams and projects in bad shape."""

import json
import os
import random
import shutil
import sqlite3
import subprocess

import pytest

from tests.journeys.conftest import TELCO

CITIES = ("서울", "부산", "대구")


def table(path, rows=60, target=lambda one: "yes" if one > 0 else "no", header="one,city,answer", **written):
    chance = random.Random(1)
    lines = [header]
    for _ in range(rows):
        one = chance.gauss(0, 1)
        lines.append(f"{one:.3f},{chance.choice(CITIES)},{target(one)}")
    path.write_text("\n".join(lines) + "\n", **{"encoding": "utf-8", **written})
    return path


def told(said, code, key):
    """The one error, in words, with nothing on stdout and no traceback."""
    assert said.code == code, said.err
    assert said.out == ""
    assert said.error["key"] == key, said.err
    assert "Traceback" not in said.error["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("random.csv", random.Random(0).randbytes(4000)),
        ("false.parquet", b"PAR1" + bytes(300) + b"PAR1"),
        ("three.csv", b"a,answer\n1,x\n2,y\n3,x\n"),
        ("always.csv", b"a,answer\n" + b"1,x\n2,x\n" * 40),
        ("only the target.csv", b"answer\n" + b"x\ny\n" * 40),
    ],
)
def test_a_file_that_cannot_be_learnt_from_is_refused(command, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    said = command("auto", tmp_path / name, "--target", "answer", "--project", tmp_path / "project", "--json")

    told(said, 2, said.error["key"])


def test_the_file_with_the_data_is_never_overwritten_by_the_package(command, tmp_path):
    file = table(tmp_path / "data.csv")
    before = file.read_bytes()

    told(command("auto", file, "--target", "answer", "--out", file, "--json"), 2, "package.place_taken")

    assert file.read_bytes() == before


@pytest.mark.slow
def test_odd_names_of_columns_classes_and_files_go_all_the_way(command, tmp_path):
    file = table(
        tmp_path / '데이터, "하나" 😀.csv',
        target=lambda one: '"예, 😀"' if one > 0 else "{아니오}",
        header='"{하나}, ""1""",도시 😀,정답',
    )
    place = tmp_path / '새 프로젝트 "😀"'

    made = command("auto", file, "--target", "정답", "--project", place, "--budget", 20, "--max-trials", 2, "--json")
    scored = command("score", made.json["package"], file, "-o", tmp_path / "결과 😀.csv")

    assert (made.code, scored.code) == (0, 0), made.err + scored.err
    assert set(made.json["classes"]) == {"예, 😀", "{아니오}"}
    head = (tmp_path / "결과 😀.csv").read_text("utf-8-sig").partition("\n")[0]
    assert "probability_예, 😀" in head
    assert command("show", place).code == command("verify", place).code == 0


@pytest.mark.slow
def test_a_hold_out_of_one_class_has_no_auc_and_is_no_mistake(command, tmp_path):
    file, one = tmp_path / "infinite.csv", tmp_path / "one.csv"
    chance = random.Random(2)
    cells = [chance.choice(["inf", "-inf", "Infinity", "1.5", "NaN", "2"]) for _ in range(80)]
    file.write_text("a,b,answer\n" + "".join(f"{cell},{chance.random():.3f},{chance.choice('xy')}\n" for cell in cells))
    one.write_text("a,b,answer\n0.5,1e400,x\n")
    place = ("--project", tmp_path / "project", "--budget", 20, "--max-trials", 1)

    made = command("auto", file, "--target", "answer", "--holdout", one, *place)

    assert made.code == 0, made.err
    shown = command("profile", tmp_path / "project", "--json").json["columns"][0]
    assert (shown["type"], shown["maximum"]) == ("number", 2.0)


def test_closed_streams_do_no_harm(command, tmp_path):
    """A file opened in the place of a closed stream would be written into by whatever prints."""
    file = table(tmp_path / "data.csv")
    options = f"--target answer --project '{tmp_path}/project' --budget 20 --max-trials 1"
    line = " ".join(command.line("auto", f"'{file}'")) + f" {options} <&- >&- 2>&-"

    ended = subprocess.run(["/bin/sh", "-c", line], env=command.environment(), capture_output=True, timeout=120, cwd=tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert command("verify", tmp_path / "project").code == 0


def test_a_reader_that_leaves_early_is_no_mistake(command, tmp_path):
    file = table(tmp_path / "data.csv", header=",".join(f"{'x' * 200}{n}" for n in range(3)))
    started = command.start("profile", file)
    started.stdout.close()

    _, errors = started.communicate(timeout=60)

    assert (started.returncode, errors) == (0, "")


def test_a_terminal_without_hangul_still_gets_an_answer(command, tmp_path):
    file = table(tmp_path / "data.csv", header="하나,도시,정답")
    narrow = {**command.environment(), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    shown = subprocess.run(command.line("profile", file), env=narrow, capture_output=True, timeout=60)
    as_json = subprocess.run(command.line("profile", file, "--json"), env=narrow, capture_output=True, timeout=60)

    assert (shown.returncode, shown.stderr) == (0, b"")
    assert b"\\uc815\\ub2f5" in shown.stdout
    assert json.loads(as_json.stdout.decode("utf-8"))["columns"][2]["name"] == "정답"


@pytest.fixture
def project(made, tmp_path):
    """A copy of the finished project, to be harmed."""
    return shutil.copytree(made.project, tmp_path / "harmed")


def drop_a_table(project):
    with sqlite3.connect(project / "project.db") as database:
        database.execute("PRAGMA foreign_keys = off")
        database.execute("DROP TABLE model")
    database.close()


HARMS = {
    "empty": lambda project: (project / "project.db").write_bytes(b""),
    "random": lambda project: (project / "project.db").write_bytes(random.Random(0).randbytes(9000)),
    "cut": lambda project: os.truncate(project / "project.db", 6000),
    "without a table": drop_a_table,
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_a_damaged_database_is_exit_three(command, project, harm):
    harm(project)

    for word in ("show", "verify"):
        told(command(word, project, "--json"), 3, "store.damaged")


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b"\xff\xfe", b""])
def test_a_damaged_job_folder_locks_nobody_out(command, project, content):
    job = project / "work" / "0123456789abcdef"
    job.mkdir(parents=True)
    (job / "job.json").write_bytes(content)
    (job / "made.jsonl").write_bytes(b"\xff\n")

    assert command("show", project).code == 0


def test_a_missing_file_is_named_by_verify(command, project):
    file = next(path for path in (project / "files").rglob("*") if path.is_file())
    file.chmod(0o644)
    file.unlink()

    said = command("verify", project, "--json")

    assert said.code == 3
    assert any(file.name in check["detail"] for check in said.json["checks"] if not check["ok"])


def test_altered_files_are_neither_shown_nor_trained_on(command, project):
    """Each is altered by one byte, so that size and most of the content still fit."""
    for path in (path for path in (project / "files").iterdir() if path.is_file()):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0x80
        path.chmod(0o644)
        path.unlink()
        path.write_bytes(content)

    told(command("profile", project, "--json"), 3, "store.file_damaged")
    told(command("auto", TELCO, "--target", "Churn", "--project", project, "--json"), 3, "store.file_damaged")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["auto", "a.csv", "--target", "y", "--budget", "abc"], "숫자를 쓰십시오"),
        (["auto", "a.csv", "--target", "y", "--seed", "1.5"], "정수를 쓰십시오"),
        (["auto", "a.csv", "--target", "y", "--task", "guess"], "다음 중 하나"),
        (["wonder"], "그런 명령도"),
        (["verify", "a", "b"], "인수가 너무 많습니다: b"),
    ],
)
def test_complaints_about_the_words_are_in_the_users_language(command, words, said):
    found = command("--lang", "ko", *words)

    assert (found.code, found.out) == (2, "")
    assert said in found.err
    assert " is not " not in found.err


@pytest.mark.slow
def test_a_home_that_cannot_be_written_is_told_once_and_stops_nothing(command, tmp_path):
    file = table(tmp_path / "data.csv")
    (command.home / "settings.json").mkdir()  # in the place of the file

    made = command("auto", file, "--target", "answer", "--project", tmp_path / "project", "--budget", 20, "--max-trials", 1)

    assert made.code == 0, made.err
    assert made.err.count("settings could not be saved") == 1


def test_names_cannot_speak_to_the_terminal(command, tmp_path):
    """Neither escape sequences nor the marks of the library that draws our tables."""
    file = table(tmp_path / "[bold]data.csv", header="a\x1b[2J,[/red],[bold]answer")

    said = command("profile", file)

    assert said.code == 0, said.err
    assert "\x1b" not in said.out
    assert "[/red]" in said.out
    assert "[bold]answer" in said.out
