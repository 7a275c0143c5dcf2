"""Ended jobs are recorded once, with how they ended and their log, whoever saw the end."""

import json
import os

import pytest

from mlworkbench.base import clock
from mlworkbench.base.errors import InputError, ProjectError
from mlworkbench.base.records import JobEnd, Reason
from mlworkbench.jobs.messages import Message, encode, failed
from mlworkbench.workbench import Workbench, endings
from tests.unit.workbench import pieces
from tests.unit.workbench.conftest import PlayedRunner


def ends(bench):
    return bench.opened().find(JobEnd)


def test_a_finished_job_is_recorded_with_its_log(opened, runner):
    job = opened.start("import", {}, {"record": clock.new_name(), "parent": None})
    job.log.write_text("a warning of a library\n", "utf-8")

    runner.say(job, pieces.imported(job.folder))

    (ended,) = opened.govern.ended()
    assert (ended.id, ended.kind, ended.state, ended.reason) == (job.id, "import", "finished", None)
    assert ended.started == job.started
    assert ended.seconds == pytest.approx((job.ended - job.started).total_seconds())
    assert opened.govern.log(ended) == "a warning of a library\n"
    assert opened.govern.log_of(job) == "a warning of a library\n"
    assert not job.folder.exists()


def test_a_failed_job_says_why(opened, runner):
    job = opened.start("import", {})

    runner.say(job, failed(InputError("data.no_file", file="gone.csv")))

    (ended,) = ends(opened)
    assert (ended.state, ended.reason) == ("failed", Reason("data.no_file", {"file": "gone.csv"}))
    assert ended.log_file is None
    assert opened.govern.log(ended) == ""


def test_a_cancelled_job_is_recorded_as_cancelled(opened, runner):
    job = opened.start("import", {})

    runner.say(job, Message("cancelled"))

    assert [one.state for one in ends(opened)] == ["cancelled"]


def test_progress_is_no_end(opened, runner):
    job = opened.start("import", {})

    runner.say(job, Message("progress", key="data.checking", fraction=0.5, facts={"file": "a.csv"}))

    assert ends(opened) == ()


def test_the_newest_is_first(opened, runner):
    for kind in ("import", "verify"):
        runner.say(opened.start(kind, {}), Message("cancelled"))

    assert [one.kind for one in opened.govern.ended()] == ["verify", "import"]


def test_without_a_project_nothing_is_remembered(bench, runner):
    job = bench.start("verify", {"packages": [], "files": []}, loose=True)

    runner.say(job, Message("cancelled"))

    assert bench.govern.ended() == ()


def test_a_job_whose_piece_could_not_be_filed_failed_though_it_ended_well(opened, runner, monkeypatch):
    job = opened.start("import", {}, {"record": clock.new_name(), "parent": None})

    def full(path):
        raise ProjectError("store.full", folder="here")

    with monkeypatch.context() as patched:
        patched.setattr(opened.project, "keep", full)
        runner.say(job, pieces.imported(job.folder))

    (ended,) = ends(opened)
    assert (ended.state, ended.reason) == ("failed", Reason("store.full", {"folder": "here"}))
    assert job.folder.exists()


def test_an_end_that_cannot_be_filed_is_told_and_its_folder_stays(opened, runner, monkeypatch):
    told = []
    opened.bus.listen(told.append)
    job = opened.start("import", {})

    def full(record):
        raise ProjectError("store.full", folder="here")

    monkeypatch.setattr(opened.project, "add", full)
    runner.say(job, Message("cancelled"))

    assert "store.full" in [event.key for event in told if hasattr(event, "key")]
    assert job.folder.exists()


def test_of_a_very_long_log_the_end_is_kept(opened, runner, monkeypatch):
    monkeypatch.setattr(endings, "MOST_LOG", 10)
    job = opened.start("import", {})
    job.log.write_bytes(b"0123456789abcdefghij")

    runner.say(job, Message("cancelled"))

    assert opened.govern.log(ends(opened)[0]) == "abcdefghij"


# What a program that died left behind --------------------------------------------------------------------------------------


def left(bench, tmp_path, *messages, log="", started="2026-11-22T10:00:00+00:00"):
    """The folder of a job whose program was killed, as it lies in the project; the project is closed."""
    folder = bench.opened().work / "jobleft"
    folder.mkdir(parents=True)
    context = {"project": bench.opened().id, "who": "tester", "record": clock.new_name(), "parent": None}
    told = {"id": "jobleft", "kind": "import", "spec": {}, "context": context, "started": started}
    (folder / "job.json").write_text(json.dumps(told), "utf-8")
    (folder / "alive").touch()
    if messages:
        (folder / "made.jsonl").write_bytes(b"".join(encode(message, folder) for message in messages))
    if log:
        (folder / "log.txt").write_text(log, "utf-8")
    place = bench.opened().folder
    bench.home.close()
    return place


def opened_again(place, tmp_path):
    bench = Workbench(tmp_path / "another user", PlayedRunner())
    bench.home.open(place)
    return bench


def test_a_job_that_died_with_its_program_failed_and_says_so(opened, tmp_path):
    place = left(opened, tmp_path, log="half a line")
    os.utime(place / "work" / "jobleft" / "log.txt", (1795341660, 1795341660))
    os.utime(place / "work" / "jobleft" / "job.json", (1795341600, 1795341600))

    again = opened_again(place, tmp_path)

    (ended,) = again.govern.ended()
    assert (ended.id, ended.state, ended.reason) == ("jobleft", "failed", Reason("job.program_ended"))
    assert ended.seconds == pytest.approx(1795341660 - ended.started.timestamp())
    assert again.govern.log(ended) == "half a line"
    again.close()


def test_a_job_that_had_said_why_it_failed_failed_for_that(opened, tmp_path):
    place = left(opened, tmp_path, failed(InputError("data.no_file", file="a.csv")))

    again = opened_again(place, tmp_path)

    (ended,) = again.govern.ended()
    assert (ended.state, ended.reason) == ("failed", Reason("data.no_file", {"file": "a.csv"}))
    again.close()


def test_a_job_that_had_given_its_result_finished(opened, tmp_path):
    place = left(opened, tmp_path)
    done = pieces.imported(place / "work" / "jobleft")
    told = {"files": {name: path.name for name, path in done.files.items()}, **done.facts}
    line = json.dumps({"word": "result", "facts": told})
    (place / "work" / "jobleft" / "made.jsonl").write_text(line + "\n", "utf-8")

    again = opened_again(place, tmp_path)

    assert [(one.state, one.reason) for one in again.govern.ended()] == [("finished", None)]
    assert again.data.current().rows == 100
    again.close()


def test_no_job_is_recorded_twice(opened, tmp_path):
    folder = opened.opened().work / "jobleft"
    place = left(opened, tmp_path, failed(InputError("data.no_file", file="a.csv")))
    again = opened_again(place, tmp_path)
    again.home.close()
    folder.mkdir()
    (folder / "job.json").write_text(
        json.dumps(
            {"id": "jobleft", "kind": "import", "spec": {}, "context": {"who": "t"}, "started": "2026-11-22T10:00:00+00:00"}
        ),
        "utf-8",
    )
    (folder / "alive").touch()

    again.home.open(place)

    assert len(again.govern.ended()) == 1
    again.close()
