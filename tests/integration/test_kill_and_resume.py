"""Killed at random moments, nothing finished is lost, and a resumed run ends as an undisturbed one does."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mlworkbench.base.records import Model
from mlworkbench.workbench import Workbench

ROOT = Path(__file__).parents[2]
TELCO = ROOT / "resources" / "samples" / "telco_churn.csv"
ROWS, TRIALS, BUDGET = 600, 4, 86_400  # a budget that never decides


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """Few rows of real data, so that a run takes seconds."""
    path = tmp_path_factory.mktemp("sample") / "churn.csv"
    with TELCO.open(encoding="utf-8") as file:
        path.write_text("".join(line for line, _ in zip(file, range(ROWS + 1), strict=False)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(sample, tmp_path_factory):
    """The leaderboard of a run nobody touched, and how long it took."""
    folder = tmp_path_factory.mktemp("undisturbed")
    began = time.monotonic()
    program = started(sample, folder)
    _, err = program.communicate(timeout=170)
    assert program.returncode == 0, err
    took = time.monotonic() - began
    return board_of(folder), took


def started(sample, folder):
    words = ["auto", sample, "--target", "Churn", "--project", folder / "project", "--json"]
    line = [sys.executable, "-m", "mlworkbench", *words, "--budget", BUDGET, "--max-trials", TRIALS]
    env = {**os.environ, "MLWORKBENCH_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([str(word) for word in line], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def opened(folder):
    bench = Workbench(folder / "home")
    bench.home.open(folder / "project")
    return bench


def board_of(folder):
    bench = opened(folder)
    try:
        return board(bench)
    finally:
        bench.close()


def board(bench):
    return [(model.number, model.trial, model.model_file, model.cv.mean) for model in bench.train.models()]


def children(pid):
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def moments(count, seed):
    """Parts of the time at which to kill; the first in every run, the others in the slow one."""
    drawn = [(number, random.Random(seed * 1000 + number).random()) for number in range(count)]
    return [*drawn[:1], *(pytest.param(*one, marks=pytest.mark.slow) for one in drawn[1:])]


def kill_program(program):
    program.kill()


def kill_workers(program):
    for child in children(program.pid):
        os.kill(child, signal.SIGKILL)


def disturb(sample, folder, share, took, kill):
    """Kill at this share of an undisturbed run's time; what was made up to then."""
    program = started(sample, folder)
    try:
        program.communicate(timeout=max(0.3, share * took))
    except subprocess.TimeoutExpired:
        kill(program)
        program.communicate(timeout=60)
    return program.returncode


def check_and_resume(folder, expected):
    if not (folder / "project" / "project.db").exists():
        return  # killed before there was a project
    bench = opened(folder)
    try:
        assert bench.damages() == ()
        before = board(bench)
        assert set(before) <= set(expected)
        left = bench.train.unfinished()
        if left is not None:
            bench.wait(bench.train.resume(left.id, BUDGET))
            assert bench.train.unfinished() is None
            assert board(bench) == expected
            assert len({model.trial for model in bench.project.find(Model)}) == bench.project.count(Model)
        assert bench.damages() == ()
        assert bench.project.strays() == ()
        assert [path for path in bench.project.work.iterdir() if path.is_dir()] == []
    finally:
        bench.close()


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("number", "share"), moments(2, seed=1))
def test_a_killed_program_loses_nothing_and_resumes_to_the_same_leaderboard(sample, undisturbed, tmp_path, number, share):
    expected, took = undisturbed

    disturb(sample, tmp_path, share, took, kill_program)

    check_and_resume(tmp_path, expected)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("number", "share"), moments(1, seed=2))
def test_a_killed_worker_loses_nothing_and_resumes_to_the_same_leaderboard(sample, undisturbed, tmp_path, number, share):
    expected, took = undisturbed

    code = disturb(sample, tmp_path, share, took, kill_workers)

    assert code in (0, 4)
    check_and_resume(tmp_path, expected)


@pytest.mark.slow
@pytest.mark.timeout(3000)
@pytest.mark.parametrize(("number", "share"), moments(20, seed=3))
def test_twenty_kills(sample, undisturbed, tmp_path, number, share):
    expected, took = undisturbed

    disturb(sample, tmp_path, share, took, kill_program if number % 2 else kill_workers)

    check_and_resume(tmp_path, expected)


@pytest.mark.timeout(300)
def test_the_same_command_again_goes_on_where_a_killed_one_was(sample, undisturbed, tmp_path):
    expected, took = undisturbed
    disturb(sample, tmp_path, 0.6, took, kill_program)

    program = started(sample, tmp_path)
    _, err = program.communicate(timeout=170)

    assert program.returncode == 0, err
    assert board_of(tmp_path) == expected
