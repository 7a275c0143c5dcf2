"""Jobs with real workers: what they tell, how they fail, how they are stopped."""

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from mlworkbench.base.errors import Cancelled, InputError, JobError, ProjectError, WorkbenchError
from mlworkbench.base.registry import Registry
from mlworkbench.base.words import told
from mlworkbench.jobs import TASKS, Runner, Task, runner
from mlworkbench.jobs.leftovers import leftovers
from mlworkbench.store import disk
from tests.integration import jobs_work
from tests.integration.processes import is_there, until

FUNCTIONS = tuple(name for name, found in vars(jobs_work).items() if getattr(found, "__module__", "") == jobs_work.__name__)


@pytest.fixture
def jobs(monkeypatch):
    tasks = (Task(name, jobs_work.__name__, name) for name in FUNCTIONS)
    monkeypatch.setattr(runner, "TASKS", Registry("job", *TASKS, *tasks))
    jobs = Runner(threads=1)
    yield jobs
    jobs.close()


@pytest.fixture
def heard(jobs):
    messages = []
    jobs.on(lambda job, message: messages.append(message))
    return messages


def ended(jobs, folder, kind, **spec):
    return jobs.wait(jobs.start(kind, spec, folder / "work").id, 60)


def reached(jobs, job):
    """Pump until it has reported; its process."""

    def reported():
        jobs.pump()
        return job.facts.get("pid")

    return until(reported)


def warmed(worker):
    """Wait until it has imported all it should, and waits for its line."""
    until(lambda: "xgboost" in Path(f"/proc/{worker._process.pid}/maps").read_text() and idle(worker), 60)


def idle(worker):
    before = cpu(worker)
    time.sleep(0.3)
    return cpu(worker) == before


def cpu(worker):
    return Path(f"/proc/{worker._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]


def test_a_job_tells_its_progress_its_pieces_and_its_result_in_order(jobs, heard, tmp_path):
    job = ended(jobs, tmp_path, "steady", pieces=3)

    lasting = [(message.word, message.kind, dict(message.facts).get("number")) for message in heard if message.word != "progress"]
    assert lasting == [("made", "piece", 0), ("made", "piece", 1), ("made", "piece", 2), ("result", "", None)]
    assert (job.state, job.fraction, job.error) == ("finished", 1.0, None)
    assert job.result["files"] == {"last": "piece2.txt"}
    assert heard[-1].files == {"last": job.folder / "piece2.txt"}
    assert job.ended >= job.started


def test_pieces_are_complete_sealed_and_written_down_before_they_are_told(jobs, tmp_path):
    seen = []

    def look(job, message):
        if message.word == "made":
            lines = (job.folder / "made.jsonl").read_bytes().splitlines()
            path = message.files["text"]
            seen.append((len(lines) > message.facts["number"], disk.sealed(path) is not None, path.read_text()))

    jobs.on(look)
    ended(jobs, tmp_path, "steady", pieces=3)

    assert seen == [(True, True, f"content {number}") for number in range(3)]


def test_what_was_asked_is_written_down(jobs, tmp_path):
    job = jobs.start("plain", {"column": "나이", "budget": 0.1 + 0.2}, tmp_path / "work", {"run": "u1"})

    written = json.loads((job.folder / "job.json").read_text("utf-8"))

    assert job.folder == tmp_path / "work" / job.id
    assert (written["kind"], written["spec"], written["context"]) == ("plain", job.spec, {"run": "u1"})
    assert jobs.wait(job.id, 60).result == {"spec": job.spec, "out": str(job.folder)}


def test_several_jobs_run_side_by_side(jobs, tmp_path):
    gate = tmp_path / "gate"
    started = [jobs.start("steady", {"pieces": 1, "gate": str(gate)}, tmp_path / "work") for _ in range(3)]
    pids = {reached(jobs, job) for job in started}
    assert len(pids) == 3

    (tmp_path / "gate0").touch()

    assert [jobs.wait(job.id, 60).state for job in reversed(started)] == ["finished"] * 3
    assert list(jobs.jobs.values()) == started


@pytest.mark.parametrize(("kind", "error"), [("input", InputError), ("project", ProjectError), ("job", JobError)])
def test_errors_travel_with_key_and_facts(jobs, tmp_path, kind, error):
    job = ended(jobs, tmp_path, "refusing", error=kind)

    assert job.state == "failed"
    assert type(job.error) is error
    assert (job.error.key, job.error.facts) == ("test.refused", {"column": "나이", "row": 3, "share": 0.5, "nothing": None})


@pytest.mark.parametrize("kind", ["broken", "not_json", "missing_file", "made_twice", "elsewhere", "exiting"])
def test_anything_else_is_our_bug_with_its_trace_in_the_log(jobs, tmp_path, kind):
    job = ended(jobs, tmp_path, kind)

    assert job.state == "failed"
    assert type(job.error) is WorkbenchError
    assert job.error.key == "job.bug"
    assert job.error.exit_code == 1
    assert "Traceback" in job.log.read_text()


@pytest.mark.parametrize(
    ("kind", "key"), [("hungry", "job.no_memory"), ("without_room", "job.disk_full"), ("without_log", "job.disk_full")]
)
def test_want_of_memory_and_room_have_words(jobs, tmp_path, kind, key):
    job = ended(jobs, tmp_path, kind)

    assert type(job.error) is JobError
    assert job.error.key == key
    assert told(job.error)


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("aborting", {"code": -signal.SIGABRT, "signal": "SIGABRT"}),
        ("killed", {"code": -signal.SIGKILL, "signal": "SIGKILL"}),
        ("leaving", {"code": 3, "signal": None}),
    ],
)
def test_a_death_has_words(jobs, heard, tmp_path, kind, facts):
    job = ended(jobs, tmp_path, kind)

    assert job.state == "failed"
    assert (job.error.key, job.error.facts) == ("job.died", facts)
    assert heard[-1].word == "failed"
    assert told(job.error)


def test_a_crash_in_c_leaves_its_trace_and_its_pieces(jobs, heard, tmp_path):
    job = ended(jobs, tmp_path, "aborting")

    assert "Fatal Python error: Aborted" in job.log.read_text()
    assert [message.word for message in heard if message.word == "made"] == ["made", "made"]


def test_a_worker_killed_in_the_middle_keeps_what_it_made(jobs, heard, tmp_path):
    job = jobs.start("steady", {"pieces": 9, "gate": str(tmp_path / "gate")}, tmp_path / "work")
    (tmp_path / "gate0").touch()
    until(lambda: jobs.pump() or sum(message.word == "made" for message in heard) == 2)

    os.kill(job.facts["pid"], signal.SIGKILL)
    jobs.wait(job.id, 30)

    assert job.error.key == "job.died"
    ((_, messages),) = leftovers(tmp_path / "work")
    assert [message.facts["number"] for message in messages] == [0, 1]
    assert [message.files["text"].read_text() for message in messages] == ["content 0", "content 1"]


def test_chatter_goes_to_the_log_and_the_wire_stays_whole(jobs, heard, tmp_path):
    job = ended(jobs, tmp_path, "chatty")

    assert job.state == "finished"
    assert job.result == {"heard": "", "raw": ""}
    assert {message.word for message in heard} == {"progress", "result"}
    log = job.log.read_text()
    assert (log.count('"from": "C"'), log.count("straight to one"), log.count("straight to two")) == (50, 50, 50)
    assert log.count("cancelled") == 50


def test_cancel_stops_a_job_that_reports(jobs, heard, tmp_path):
    job = jobs.start("endless", {}, tmp_path / "work")
    pid = reached(jobs, job)

    jobs.cancel(job.id)
    jobs.wait(job.id, 4)

    assert job.state == "cancelled"
    assert isinstance(job.error, Cancelled)
    assert [message.word for message in heard if message.word != "progress"] == ["cancelled"]
    until(lambda: not is_there(pid))


def test_cancel_is_heard_through_a_library_that_swallows_it(jobs, tmp_path):
    job = jobs.start("stubborn", {}, tmp_path / "work")
    reached(jobs, job)

    jobs.cancel(job.id)

    assert jobs.wait(job.id, 4).state == "cancelled"


@pytest.mark.parametrize("kind", ["deaf", pytest.param("holding", marks=pytest.mark.slow)])
def test_a_deaf_job_is_killed_after_five_seconds(jobs, heard, tmp_path, kind):
    job = jobs.start(kind, {}, tmp_path / "work")
    pid = reached(jobs, job)
    start = time.monotonic()

    jobs.cancel(job.id)
    jobs.cancel(job.id)
    jobs.wait(job.id, 20)

    assert 4 < time.monotonic() - start < 9
    assert job.state == "cancelled"
    assert heard[-1].word == "cancelled"
    until(lambda: not is_there(pid))


def test_cancelling_what_has_ended_changes_nothing(jobs, tmp_path):
    job = ended(jobs, tmp_path, "plain")

    jobs.cancel(job.id)
    jobs.pump()

    assert job.state == "finished"


def test_progress_is_paced_but_the_first_and_the_last_are_told(jobs, heard, tmp_path):
    job = ended(jobs, tmp_path, "fast", count=1000)

    progress = [message for message in heard if message.word == "progress"]
    assert len(progress) <= 100  # of a thousand, however busy the machine is
    assert progress[0].facts["number"] == 0
    assert (progress[-1].fraction, progress[-1].key, job.key) == (1.0, "test.done", "test.done")
    assert [message.fraction for message in progress] == sorted(message.fraction for message in progress)


def test_what_was_held_back_is_told_though_the_job_falls_silent(jobs, tmp_path):
    job = jobs.start("silent_after", {"gate": str(tmp_path / "gate")}, tmp_path / "work")

    until(lambda: jobs.pump() or job.key == "test.second")

    assert job.state == "running"
    (tmp_path / "gate0").touch()
    assert jobs.wait(job.id, 30).state == "finished"


def test_a_worker_is_closed_counted_and_apart(jobs, tmp_path):
    found = ended(jobs, tmp_path, "surroundings").result

    environment = found["environment"]
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"):
        assert environment[name] == "1"
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"
    assert environment["PYTHONHASHSEED"] == "0"
    assert found["network"] == ("enforced" if sys.platform == "linux" else "hooked")
    assert found["loaded"] == []
    assert "" not in found["path"]
    assert found["session"]


def test_a_warm_worker_has_the_libraries_is_used_once_and_replaced(jobs, tmp_path):
    jobs.warm()
    spare = jobs._spares[0]
    warmed(spare)

    found = ended(jobs, tmp_path, "surroundings").result

    assert found["loaded"] == ["numpy", "duckdb", "onnxruntime", "sklearn.ensemble", "xgboost"]
    assert len(jobs._spares) == 1
    assert jobs._spares[0] is not spare


def test_a_job_does_not_wait_for_libraries_it_may_not_need(jobs, tmp_path):
    jobs.warm()

    assert "xgboost" not in ended(jobs, tmp_path, "surroundings").result["loaded"]


def test_another_number_of_threads_holds_from_the_next_job_on_warm_workers_included(jobs, tmp_path):
    jobs.warm()
    spare = jobs._spares[0]

    jobs.use(2)

    assert ended(jobs, tmp_path, "surroundings").result["environment"]["OMP_NUM_THREADS"] == "2"
    until(lambda: not is_there(spare._process.pid))


def test_a_spare_that_died_is_no_loss(jobs, tmp_path):
    jobs.warm()
    jobs._spares[0].kill()
    jobs._spares[0]._process.wait()

    assert ended(jobs, tmp_path, "plain").state == "finished"


def test_closing_leaves_no_process(jobs, tmp_path):
    jobs.warm()
    spare = jobs._spares[0]._process.pid
    job = jobs.start("endless", {}, tmp_path / "work")
    pid = reached(jobs, job)

    jobs.close()

    assert job.state == "cancelled"
    until(lambda: not is_there(pid) and not is_there(spare))
    assert jobs._alive == set()


def test_what_a_listener_raises_comes_out_of_pump_and_the_rest_is_still_told(jobs, tmp_path):
    told = []

    def listen(job, message):
        told.append(message.word)
        if message.word == "made":
            raise ProjectError("store.full", folder="x")

    jobs.on(listen)
    job = jobs.start("steady", {"pieces": 1}, tmp_path / "work")
    with pytest.raises(ProjectError):
        jobs.wait(job.id, 30)

    assert jobs.wait(job.id, 30).state == "finished"
    assert told[-2:] == ["made", "result"]


def test_waiting_has_an_end(jobs, tmp_path):
    job = jobs.start("endless", {}, tmp_path / "work")

    with pytest.raises(TimeoutError):
        jobs.wait(job.id, 0.2)


def test_where_no_folder_can_be_made_the_job_is_refused_with_words(jobs, tmp_path):
    (tmp_path / "work").write_text("a file")

    with pytest.raises(JobError) as refused:
        jobs.start("plain", {}, tmp_path / "work")

    assert refused.value.key == "job.not_started"
    assert jobs.jobs == {}
    assert told(refused.value)


def test_an_unknown_kind_is_refused(jobs, tmp_path):
    with pytest.raises(InputError):
        jobs.start("nothing", {}, tmp_path / "work")
