"""When the program dies: its workers go too, and what they had made is found."""

import json
import os
import shutil
import subprocess
import time

import pytest

from mlworkbench.jobs import worker
from mlworkbench.jobs.leftovers import leftovers
from mlworkbench.jobs.worker import environment
from mlworkbench.store.lock import Lock
from tests.integration.processes import ended, is_there, kill, program, said, until

PROGRAM = """
import sys
from pathlib import Path
from mlworkbench.base.registry import Registry
from mlworkbench.jobs import Runner, Task, runner
from tests.integration import jobs_work
kind, work, gate = sys.argv[1:]
runner.TASKS = Registry("job", Task(kind, jobs_work.__name__, kind))
jobs = Runner(1)
jobs.on(lambda job, message: print(message.word, job.facts.get("pid")))
if kind == "endless":
    jobs.warm()
    print("warm", jobs._spares[0]._process.pid)
job = jobs.start(kind, {"pieces": 3, "gate": gate}, Path(work), {"run": "u1"})
jobs.wait(job.id)
"""


def heard(started, word):
    """The process told in the next message of this kind."""
    return until(lambda: [found for found in [said(started).split()] if found[0] == word])[0][1]


@pytest.mark.parametrize("kind", ["endless", "deaf", "holding"])
def test_workers_vanish_with_a_killed_program(tmp_path, kind):
    with program(PROGRAM, kind, tmp_path / "work", tmp_path / "gate") as started:
        pids = [int(heard(started, "warm"))] if kind == "endless" else []
        pids.append(int(heard(started, "progress")))
        assert all(is_there(pid) for pid in pids)

        kill(started)

        until(lambda: not any(is_there(pid) for pid in pids), 10)


def test_what_a_killed_program_had_not_filed_is_found_again_and_again(tmp_path):
    (tmp_path / "gate0").touch()
    with program(PROGRAM, "steady", tmp_path / "work", tmp_path / "gate") as started:
        heard(started, "made")
        heard(started, "made")
        kill(started)

    for _ in range(2):
        ((job, messages),) = leftovers(tmp_path / "work")
        assert (job["kind"], job["context"], job["spec"]["pieces"]) == ("steady", {"run": "u1"}, 3)
        assert [(message.word, message.kind, message.facts["number"]) for message in messages] == [
            ("made", "piece", 0),
            ("made", "piece", 1),
        ]
        assert [message.files["text"].read_text() for message in messages] == ["content 0", "content 1"]


@pytest.fixture
def raw_worker():
    """A worker nobody looks after, as on a system that does not end children with their parent."""
    started = []

    def start(*options):
        process = subprocess.Popen(
            [*worker.command(), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(1),
        )
        started.append(process)
        return process

    yield start
    for process in started:
        ended(process)


def given(process, folder, kind):
    folder.mkdir(parents=True)
    job = {"kind": kind, "module": "tests.integration.jobs_work", "function": kind, "spec": {}, "context": {}, "started": "1"}
    (folder / "job.json").write_text(json.dumps(job))
    process.stdin.write(json.dumps({"folder": str(folder)}).encode() + b"\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


@pytest.mark.parametrize("options", [(), ("--warm",)])
def test_an_idle_worker_ends_with_its_input(raw_worker, options):
    process = raw_worker(*options)

    process.stdin.close()

    assert process.wait(30) == 0


def test_a_deaf_worker_ends_itself_five_seconds_after_its_input(raw_worker, tmp_path):
    process = raw_worker()
    given(process, tmp_path / "job", "deaf")
    start = time.monotonic()

    process.stdin.close()

    assert process.wait(30) == 75
    assert 4 < time.monotonic() - start < 10


def test_a_worker_whose_listener_is_gone_still_writes_down_what_it_makes(raw_worker, tmp_path):
    process = raw_worker()
    given(process, tmp_path / "work" / "job", "fast_then_made")
    process.stdout.close()

    until(lambda: process.poll() is not None)

    ((_, messages),) = leftovers(tmp_path / "work")
    assert [message.word for message in messages] == ["made", "result"]


def folder_of(work, name, started, lines=b""):
    folder = work / name
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(json.dumps({"id": name, "kind": "train", "context": {}, "started": started}))
    (folder / "made.jsonl").write_bytes(lines)
    return folder


def test_leftovers_come_oldest_first_and_end_where_a_line_is_torn(tmp_path):
    whole = b'{"word": "made", "kind": "model", "files": {"model": "m.onnx"}, "facts": {"number": 1}}\n'
    folder_of(tmp_path, "b", "2026-11-22T10:00:00+00:00", whole + b'{"word": "made", "ki')
    folder_of(tmp_path, "a", "2026-11-22T11:00:00+00:00", whole + whole)
    folder_of(tmp_path, ".new-c", "2026-11-22T09:00:00+00:00", whole)
    (tmp_path / "source.csv").write_text("x")

    found = list(leftovers(tmp_path))

    assert [(job["id"], len(messages)) for job, messages in found] == [("b", 1), ("a", 2)]
    assert found[0][1][0].files == {"model": tmp_path / "b" / "m.onnx"}
    assert found[0][0]["folder"] == str(tmp_path / "b")


def test_a_message_that_names_a_file_outside_its_folder_is_not_believed(tmp_path):
    for name, path in (("a", "../../secret"), ("b", "/etc/passwd"), ("c", "")):
        line = json.dumps({"word": "made", "kind": "model", "files": {"model": path}}).encode() + b"\n"
        folder_of(tmp_path, name, name, line)

    assert [messages for _, messages in leftovers(tmp_path)] == [(), (), ()]


def test_a_job_that_still_runs_is_passed_over(tmp_path):
    lock = Lock(folder_of(tmp_path, "a", "1") / "alive")
    folder_of(tmp_path, "b", "2")

    assert [job["id"] for job, _ in leftovers(tmp_path, patience=0.1)] == ["b"]

    lock.release()
    assert [job["id"] for job, _ in leftovers(tmp_path)] == ["a", "b"]


@pytest.mark.slow
def test_a_worker_that_survives_its_program_for_a_moment_is_waited_for(tmp_path, raw_worker):
    process = raw_worker()
    given(process, tmp_path / "job", "deaf")

    process.stdin.close()
    ((job, _),) = leftovers(tmp_path)

    assert job["kind"] == "deaf"
    assert process.wait(5) == 75


def test_a_folder_that_another_program_clears_meanwhile_is_no_leftover(tmp_path):
    for name in ("a", "b"):
        folder_of(tmp_path, name, name)
    found = leftovers(tmp_path)

    next(found)
    shutil.rmtree(tmp_path / "b")

    assert list(found) == []


def test_there_is_nothing_where_there_was_no_job(tmp_path):
    assert list(leftovers(tmp_path)) == []
    assert list(leftovers(tmp_path / "nothing")) == []


def test_ctrl_c_in_a_terminal_does_not_reach_the_worker(tmp_path):
    """The program is told; it decides about its workers."""
    with program(
        PROGRAM, "steady", tmp_path / "work", tmp_path / "gate", start_new_session=True, stderr=subprocess.DEVNULL
    ) as started:
        pid = int(heard(started, "progress"))
        assert os.getsid(pid) != os.getsid(started.pid)
