"""Packaging, scoring and verifying in real worker processes, stopped and killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.jobs import Job, Runner
from mlworkbench.scoring.package import open_package
from tests import tiny
from tests.integration.processes import is_there, until

ROWS = 400_000


@pytest.fixture
def jobs() -> Iterator[Runner]:
    jobs = Runner(threads=1)
    yield jobs
    jobs.close()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.packed(tmp_path_factory.mktemp("packed"))


def done(jobs: Runner, kind: str, spec: dict[str, Any], folder: Path) -> Job:
    return jobs.wait(jobs.start(kind, spec, folder / "work").id, 120)


def many_rows(folder: Path, rows: int) -> Path:
    path = folder / "many.csv"
    path.write_text("size,on,kind,when\n" + "1.5,1,x,2020-01-31\n,0,한글,\n" * (rows // 2), "utf-8")
    return path


def scoring_of_many(jobs: Runner, packed: Path, folder: Path) -> Job:
    """A long scoring job that has begun to write."""
    spec = {"package": str(packed), "file": str(many_rows(folder, ROWS)), "output": str(folder / "out.csv")}
    job = jobs.start("score", spec, folder / "work")

    def writes() -> bool:
        jobs.pump()
        return job.key == "package.scoring" and int(job.facts.get("rows", 0)) > 0

    until(writes, 60)
    return job


def test_a_package_is_built_verified_and_scored_with_in_workers(jobs: Runner, tmp_path: Path) -> None:
    built = done(jobs, "package", tiny.spec(tmp_path), tmp_path)
    assert built.result is not None
    package = built.folder / built.result["file"]

    verified = done(jobs, "verify", {"packages": [str(package)], "files": []}, tmp_path)
    rows = {"package": str(package), "file": str(many_rows(tmp_path, 1000)), "output": str(tmp_path / "out.parquet")}
    scored = done(jobs, "score", rows, tmp_path)

    assert open_package(package).identifier == built.result["identifier"]
    assert verified.result is not None and verified.result["ok"]
    assert scored.result is not None and scored.result["scored"] == 1000
    assert (tmp_path / "out.parquet").exists()


def test_a_refusal_travels_in_words(jobs: Runner, tmp_path: Path) -> None:
    (tmp_path / "bad.mlpkg").write_bytes(b"no package")

    job = done(jobs, "score", {"package": str(tmp_path / "bad.mlpkg"), "file": "x", "output": None}, tmp_path)

    assert isinstance(job.error, InputError) and job.error.key == "package.not_zip"


def test_a_scoring_that_is_stopped_leaves_no_output(jobs: Runner, packed: Path, tmp_path: Path) -> None:
    job = scoring_of_many(jobs, packed, tmp_path)

    jobs.cancel(job.id)
    jobs.wait(job.id, 30)

    assert job.state == "cancelled"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "work"]
    assert not list(job.folder.glob("scored*"))


def test_a_scoring_that_is_killed_leaves_nothing_beside_the_output(jobs: Runner, packed: Path, tmp_path: Path) -> None:
    job = scoring_of_many(jobs, packed, tmp_path)
    worker = next(process for process, busy in jobs._busy.items() if busy is job)._process

    os.kill(worker.pid, signal.SIGKILL)
    jobs.wait(job.id, 30)

    assert job.state == "failed" and not is_there(worker.pid)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.csv", "work"]


MEMORY = """
import resource, sys
from pathlib import Path
from mlworkbench.base.report import Silent
from mlworkbench.stages import package
spec = {"package": sys.argv[1], "file": sys.argv[2], "output": sys.argv[3]}
package.score(spec, Path(sys.argv[4]), Silent())
sys.stdout.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
"""


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_million_rows_are_scored_in_less_than_a_gigabyte(packed: Path, tmp_path: Path, suffix: str) -> None:
    import subprocess
    import sys

    file, output = many_rows(tmp_path, 1_000_000), tmp_path / f"out{suffix}"

    came = subprocess.run(
        [sys.executable, "-c", MEMORY, str(packed), str(file), str(output), str(tmp_path / "work")],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )

    assert int(came.stdout) < 1000
    assert came.stderr == ""
