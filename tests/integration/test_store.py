"""The store against real processes, kills, full disks and missing rights."""

import hashlib
import os
import random
import shutil
import tempfile
import time
from pathlib import Path

import pytest

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Dataset
from mlworkbench.base.report import Silent
from mlworkbench.store import Project
from tests.integration.processes import kill, program, said
from tests.unit.store import made

START = """
import os, sys
from pathlib import Path
from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Dataset, Problem
from mlworkbench.store import Project
from tests.unit.store import made
place = Path(sys.argv[1])
"""

OPEN = """
try:
    project = Project.open(place)
    print("open")
    sys.stdin.read()
except ProjectError as error:
    print(error.key)
"""

WRITE = """
project = Project.open(place)
print("open")
number = project.count(Dataset)
source = project.work / "source"
while True:
    number += 1
    source.write_bytes(b"%d" % number * 200_000)
    with project.transaction():
        project.add(made.dataset(f"d{number}", number, file=project.keep(source)))
        project.add(made.problem(f"q{number}", f"d{number}"))
    print(number)
"""


@pytest.fixture
def folder(tmp_path):
    Project.create(tmp_path / "project", "x").close()
    return tmp_path / "project"


def test_a_second_process_is_refused_until_the_first_has_gone(folder):
    with program(START + OPEN, folder) as first:
        assert said(first) == "open"
        with program(START + OPEN, folder) as second:
            assert said(second) == "store.locked"
        with pytest.raises(ProjectError) as refused:
            Project.open(folder)
        assert refused.value.facts["who"]

        kill(first)

    Project.open(folder).close()


def test_children_do_not_hold_the_lock(folder):
    """A worker that outlives its program for a moment must not keep others from opening the project."""
    child = 'import subprocess; print(subprocess.Popen(["sleep", "60"], stdout=subprocess.DEVNULL).pid)'
    with program(START + f"project = Project.open(place)\n{child}\nsys.stdin.read()", folder) as first:
        sleeper = int(said(first))
        kill(first)
    try:
        Project.open(folder).close()
    finally:
        os.kill(sleeper, 9)


@pytest.mark.parametrize("seed", range(4))
def test_a_kill_while_writing_loses_nothing_that_was_committed(folder, seed):
    committed = 0
    with program(START + WRITE, folder) as writer:
        assert said(writer) == "open"
        for _ in range(random.Random(seed).randrange(1, 12)):
            committed = int(said(writer))
        time.sleep(random.Random(seed + 100).random() * 0.03)  # anywhere in the next round
        kill(writer)
        committed = int((writer.stdout.read().decode().split() or [committed])[-1])  # what it said while we slept

    with Project.open(folder) as project:
        assert project.check(Silent()) == ()
        names = [found.id for found in project.find(Dataset)]
        assert names == [f"d{number}" for number in range(1, len(names) + 1)]
        assert committed <= len(names) <= committed + 1
        for path in (folder / "files").iterdir():
            whole = hashlib.sha256(path.read_bytes()).hexdigest() == path.name
            assert whole or path in project.strays()
        project.remove_strays()
        assert project.check(Silent()) == ()


FULL = """
import subprocess
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(place)], check=True)
project = Project.create(place / "project", "x")
def told(work):
    try:
        work()
        print("nothing")
    except ProjectError as error:
        print(error.key)
def fill():
    for number in range(10_000):
        project.add(made.dataset(f"d{number}", number))
def fill_at_once():
    with project.transaction():
        for number in range(10_000, 20_000):
            project.add(made.dataset(f"d{number}", number))
told(fill)
count = project.count(Dataset)
told(fill_at_once)
big = Path(sys.argv[2])
big.write_bytes(b"x" * 800_000)
told(lambda: project.keep(big))
print(count > 0 and count == project.count(Dataset), list((place / "project" / "files").iterdir()))
project.close()
told(lambda: Project.create(place / "other", "x"))
project = Project.open(place / "project")
print(count == project.count(Dataset), list(project.pragma("integrity_check")))
"""


def test_a_full_disk_is_told_and_harms_nothing(tool, tmp_path):
    apart = [tool("unshare"), "-m"] if os.geteuid() == 0 else [tool("unshare"), "-rm"]
    (tmp_path / "disk").mkdir()

    with program(START + FULL, tmp_path / "disk", tmp_path / "big", apart=apart) as filler:
        told = [said(filler) for _ in range(6)]

    assert told == ["store.full", "store.full", "store.full", "True []", "store.full", "True [('ok',)]"]


NOBODY = """
from tests.integration.processes import as_nobody
as_nobody()
for work in (Project.open, lambda place: Project.create(place / "inside", "x")):
    try:
        work(place)
    except ProjectError as error:
        print(error.key)
"""


@pytest.fixture
def anywhere():
    """A folder that every account can reach."""
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_folder_without_the_right_to_write_is_refused_with_words(anywhere):
    with Project.create(anywhere / "project", "x") as project:
        project.add(made.dataset())
    for path in (*(anywhere / "project").rglob("*"), anywhere / "project"):
        path.chmod(0o555 if path.is_dir() else 0o444)

    with program(START + NOBODY, anywhere / "project") as reader:
        assert [said(reader), said(reader)] == ["store.not_writable", "store.not_writable"]


def test_making_and_opening_takes_no_time(tmp_path):
    code = """
import time
start = time.perf_counter()
Project.create(place, "x").close()
Project.open(place).close()
print(time.perf_counter() - start)
"""
    taken = []
    for number in range(3):
        with program(START + code, tmp_path / f"project{number}") as started:
            taken.append(float(said(started)))

    assert min(taken) < 0.3
