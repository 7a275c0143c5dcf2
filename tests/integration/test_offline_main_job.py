"""The main job and the window ask for no network: not without interfaces, and not where every call is seen."""

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.closing import linux

pytestmark = linux

CALLS = "trace=%network,io_uring_setup,execve"
OUR_MARK = "0x6d6c"
COMMAND = (sys.executable, "-m", "mlworkbench")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small file with numbers, categories and two classes."""
    chance = random.Random(1)
    file = tmp_path / "작은 파일.csv"
    rows = [(chance.gauss(0, 1), chance.choice(["서울", "부산", "대구"]), chance.random()) for _ in range(80)]
    lines = [f"{one:.3f},{city},{two:.3f},{'yes' if one + two > 0.5 else 'no'}" for one, city, two in rows]
    file.write_text("\n".join(("one,city,two,answer", *lines)) + "\n", "utf-8")
    return file


@pytest.fixture
def auto(table: Path, tmp_path: Path, own_home: Path) -> list[str]:
    """The arguments of a main job that tries each algorithm once; threads that wait for each other are slow to trace."""
    (own_home / "settings.json").write_text('{"threads": 1}')
    project, package = tmp_path / "project", tmp_path / "model.mlpkg"
    target = ("--target", "answer", "--project", str(project), "--out", str(package))
    return [*COMMAND, "auto", str(table), *target, "--budget", "120", "--max-trials", "9", "--json"]


def run(command: list[str], **environment: str) -> str:
    """What it says on stdout. Thread counts are the program's own."""
    clean = {name: value for name, value in os.environ.items() if name not in ("OMP_NUM_THREADS", "ORT_DISABLE_TELEMETRY")}
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, check=False, env={**clean, **environment})
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def traced(strace: str, folder: Path, command: list[str], **environment: str) -> tuple[str, list[Path]]:
    """What it says, and one file a process or thread, with every call that has to do with networks."""
    folder.mkdir()
    following = [strace, "-ff", "-qq", "-e", CALLS, "-e", "signal=none", "-o", str(folder / "trace")]
    said = run([*following, *command], **environment)
    return said, sorted(folder.iterdir())


def asked(files: list[Path]) -> list[str]:
    """Calls that make, or could make, something else than a UNIX socket; refused ones are calls too."""
    lines = [line for file in files for line in file.read_text("utf-8", "replace").splitlines()]
    makers = [line for line in lines if re.match(r"(socket|socketpair|io_uring_setup)\(", line)]
    others = [line for line in makers if not re.match(rf"socket(pair)?\((AF_UNIX|{OUR_MARK})", line)]
    return others + [line for line in lines if "AF_INET" in line]


def not_closed(files: list[Path]) -> list[str]:
    """Python processes of ours in which the filter was not seen to hold."""
    texts = {file.name: file.read_text("utf-8", "replace") for file in files}
    pythons = {name: text for name, text in texts.items() if re.search(r'execve\("[^"]*python.*\) = 0', text)}
    assert pythons
    return [name for name, text in pythons.items() if not re.search(rf"socket\({OUR_MARK}.*EUCLEAN", text)]


@pytest.mark.slow
def test_the_main_job_runs_where_there_are_no_interfaces(tool, auto):
    apart = [tool("unshare"), "-n"] if os.geteuid() == 0 else [tool("unshare"), "-rn"]

    answer = json.loads(run([*apart, *auto, "--max-trials", "2"]))

    assert answer["task"] == "binary"
    assert Path(answer["package"]).is_file()


def test_training_verifying_and_scoring_nothing_asks_for_the_network(tool, auto, table, tmp_path):
    said, files = traced(tool("strace"), tmp_path / "auto", auto)

    assert asked(files) == []
    assert not_closed(files) == []
    assert len(files) > 5  # workers and their threads were seen too
    answer = json.loads(said)
    names = " ".join(one["name"] for one in answer["leaderboard"])
    assert all(algorithm in names for algorithm in ("baseline", "lightgbm", "logistic", "xgboost")), names

    score = ["score", answer["package"], str(table), "-o", str(tmp_path / "out.csv")]
    for command in (score, ["verify", answer["package"]]):
        _, files = traced(tool("strace"), tmp_path / command[0], [*COMMAND, *command])
        assert asked(files) == []
        assert not_closed(files) == []


def test_the_window_opens_without_asking_for_the_network(tool, tmp_path):
    said, files = traced(
        tool("strace"), tmp_path / "window", [*COMMAND], QT_QPA_PLATFORM="offscreen", MLWORKBENCH_EXIT_AFTER_PAINT="1"
    )

    assert float(said) > 0  # seconds to the first paint
    assert asked(files) == []
    first = min(files, key=lambda file: int(file.suffix[1:]))
    assert not_closed(files) == [first.name]  # the broker, which stands in front and only waits


def test_the_trace_would_show_a_library_that_asks(tool, tmp_path):
    """The tests above see what is refused, in a child as well."""
    code = "import os, socket, sys; from mlworkbench.base import closed; closed.close_network()\n"
    attempt = "try:\n    socket.socket(socket.AF_INET)\nexcept PermissionError:\n    pass\n"
    child = f"import socket\n{attempt}"
    _, files = traced(
        tool("strace"),
        tmp_path / "plant",
        [sys.executable, "-c", code + f"os.spawnv(os.P_WAIT, sys.executable, ['p', '-c', {child!r}])"],
    )

    assert len(asked(files)) > 0


def test_every_process_of_ours_keeps_the_libraries_quiet():
    """What a worker's environment is, told by the worker's own front door."""
    code = """
import os
from mlworkbench.jobs import child, worker
child.work = lambda warm, is_open: print(os.environ["ORT_DISABLE_TELEMETRY"])
worker.main()
"""
    assert run([sys.executable, "-c", code]).strip() == "1"
