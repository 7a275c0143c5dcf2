"""The real command in a process of its own, and one finished main job that the journeys share."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from mlworkbench.workbench import Workbench

ROOT = Path(__file__).parents[2]
TELCO = ROOT / "resources" / "samples" / "telco_churn.csv"


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        return json.loads(self.err)["error"]


class Command:
    """Runs mlworkbench as a user would, with a home of its own."""

    def __init__(self, home: Path):
        self.home = home

    def __call__(self, *words, timeout=120) -> Said:
        ended = subprocess.run(
            self.line(*words), env=self.environment(), capture_output=True, text=True, timeout=timeout, cwd=self.home
        )
        return Said(ended.returncode, ended.stdout, ended.stderr)

    def start(self, *words) -> subprocess.Popen:
        return subprocess.Popen(
            self.line(*words),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.home,
        )

    def line(self, *words):
        return [sys.executable, "-m", "mlworkbench", *map(str, words)]

    def environment(self):
        return {**os.environ, "MLWORKBENCH_HOME": str(self.home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}


@pytest.fixture
def command(tmp_path) -> Command:
    home = tmp_path / "user"
    home.mkdir()
    return Command(home)


def stored(project: Path, *tables: str) -> list[str]:
    """All that the project's database holds, or some of its tables, as text."""
    with contextlib.closing(sqlite3.connect(f"{(project / 'project.db').as_uri()}?mode=ro", uri=True)) as database:
        lines = list(database.iterdump())
    heads = tuple(f'INSERT INTO "{table}"' for table in tables)
    return [line for line in lines if line.startswith(heads)] if tables else lines


@dataclass(frozen=True)
class Made:
    """A finished `auto --json` on the churn sample."""

    said: Said
    command: Command
    project: Path
    package: Path


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Made:
    home = tmp_path_factory.mktemp("made")
    command = Command(home)
    project, package = home / "churn", home / "churn.mlpkg"
    words = ("--target", "Churn", "--project", project, "--out", package, "--budget", 30, "--max-trials", 4, "--json")
    said = command("auto", TELCO, *words)
    assert said.code == 0, said.err
    return Made(said, command, project, package)


def churn(folder: Path) -> Path:
    lines = [
        f"{20 + number % 50},{('Basic', '가족 요금제')[number % 2]},{('no', 'yes')[(number * 7 % 50 < 20) != (number % 6 == 0)]}"
        for number in range(300)
    ]
    path = folder / "churn.csv"
    path.write_text("age,plan,left\n" + "\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A command, and a project with two models whose hold-out nobody has opened."""
    home = tmp_path_factory.mktemp("trained")
    bench = Workbench(home / "other")
    bench.home.create(home / "churn", "Churn")
    bench.wait(bench.data.add(churn(home)))
    bench.problem.choose("left")
    bench.wait(bench.train.start(30.0, 1, max_trials=2))
    bench.close()
    return Command(home), home / "churn"


@pytest.fixture
def own(trained, tmp_path):
    """The same, as a copy that may be changed."""
    command, project = trained
    shutil.copytree(project, tmp_path / "churn")
    return command, tmp_path / "churn"
