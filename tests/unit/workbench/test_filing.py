"""What jobs make becomes records: at once, whole, and never twice."""

import json
import os
from dataclasses import replace

import pytest

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Dataset, Failure, Limits, Model, RunEnd, Split
from mlworkbench.jobs.messages import Message, encode
from mlworkbench.workbench import Workbench, tellings
from tests.unit.workbench import pieces


def test_an_import_becomes_a_numbered_version_with_its_parent(opened, runner, tmp_path):
    (tmp_path / "churn.csv").write_text("age,left\n1,no\n")
    for _ in range(2):
        job = opened.data.add(tmp_path / "churn.csv")
        runner.say(job, pieces.imported(job.folder))

    first, second = opened.data.versions()

    assert (first.number, first.parent, second.number, second.parent) == (1, None, 2, first.id)
    assert opened.data.path(second).read_bytes() == b"data"
    assert opened.data.current() == second


def test_the_same_word_twice_is_filed_once(ready, runner):
    job = ready.train.start()
    said = [pieces.split(job.folder), pieces.model(job.folder, 0, 0.5), pieces.failure(1)]
    for message in (*said, *said):
        runner.say(job, message)

    kept = ready.project

    assert (kept.count(Split), kept.count(Model), kept.count(Failure)) == (1, 1, 1)
    assert kept.file(kept.last(Model).model_file).read_bytes() == b"trial-0"


def test_a_model_is_on_the_leaderboard_at_once_best_first(ready, runner):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    for number, score in enumerate((0.5, 0.8, 0.7, 0.8)):
        runner.say(job, pieces.model(job.folder, number, score))

        assert len(ready.train.models()) == number + 1

    assert [model.number for model in ready.train.models()] == [1, 3, 2, 0]


def test_a_finished_run_names_the_winner_of_the_job(ready, runner):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    for number, score in enumerate((0.5, 0.8)):
        runner.say(job, pieces.model(job.folder, number, score))
    runner.say(job, Message("result", facts={"winner": "trial-0", "state": "finished"}))

    assert ready.train.end(ready.train.current().id).state == "finished"
    assert ready.train.winner().trial == "trial-0"
    assert ready.train.unfinished() is None


def test_a_stopped_run_keeps_its_best_and_can_go_on(ready, runner):
    job = ready.train.start(max_trials=3)
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    runner.say(job, Message("cancelled"))
    run = ready.train.current()

    assert ready.train.end(run.id).state == "stopped"
    assert ready.train.winner().number == 0
    assert ready.train.refuses_resume(run.id) is None
    again = ready.train.resume(run.id)
    assert [one["trial"] for one in again.spec["done"]] == ["trial-0"]
    assert again.spec["split"] == str(ready.project.file(ready.project.last(Split).rows_file))
    assert again.spec["max_trials"] == 3


def test_a_cancelled_run_keeps_the_best_within_its_limits(ready, runner):
    ready.problem.write_charter(limits=Limits(model_bytes=100))
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    for number, (score, size) in enumerate(((0.6, 90), (0.9, 200), (0.7, 100))):
        told = pieces.model(job.folder, number, score)
        runner.say(job, replace(told, facts=told.facts | {"model_bytes": size}))

    assert ready.train.winner().number == 2
    runner.say(job, Message("cancelled"))

    assert ready.train.winner().number == 2
    assert ready.project.get(Model, ready.train.end(ready.train.current().id).winner).number == 2


def test_the_end_of_a_run_that_goes_on_holds_no_more(ready, runner):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    runner.say(job, Message("cancelled"))
    run = ready.train.current()
    assert ready.train.unfinished() is None

    again = ready.train.resume(run.id)
    assert ready.train.end(run.id) is None
    assert tellings.project(ready)["runs"][0]["state"] == "unfinished"
    runner.say(again, pieces.model(again.folder, 1, 0.9))
    assert ready.train.winner().number == 1
    again.state = "failed"  # killed: nobody hears of an end

    assert ready.train.end(run.id) is None
    assert ready.train.winner().number == 1
    assert ready.train.unfinished() == run
    assert tellings.project(ready)["runs"][0]["state"] == "unfinished"
    last = ready.train.resume(run.id)
    runner.say(last, Message("result", facts={"winner": "trial-0", "state": "finished"}))

    assert ready.train.end(run.id).state == "finished"
    assert ready.train.winner().number == 0


def test_a_run_is_bound_to_every_library_its_bytes_hang_on(ready):
    ready.train.start()

    assert {"numpy", "scipy", "scikit-learn", "xgboost-cpu", "onnx", "onnxruntime", "pyarrow"} <= set(
        ready.train.current().versions
    )


def test_a_second_run_of_the_same_problem_and_plan_uses_the_same_split(ready, runner):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    runner.say(job, Message("result", facts={"winner": "trial-0"}))

    again = ready.train.start()
    runner.say(again, Message("cancelled"))
    reseeded = ready.train.start(seed=2)
    runner.say(reseeded, Message("cancelled"))
    other = ready.train.start(seed=2, holdout=0.2)

    assert again.spec["split"] == str(ready.project.file(ready.project.last(Split).rows_file))
    assert reseeded.spec["split"] == again.spec["split"]
    assert other.spec["split"] is None


def test_the_folder_of_a_job_goes_when_all_is_filed_however_it_ended(ready, runner):
    for ending in (Message("cancelled"), Message("failed", kind="job", key="job.disk_full")):
        job = ready.train.start()
        runner.say(job, pieces.split(job.folder))

        runner.say(job, ending)

        assert not job.folder.exists()


def test_a_piece_that_cannot_be_filed_stops_its_job_and_is_told(ready, runner, monkeypatch):
    told = []
    ready.bus.listen(told.append)
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))

    def full(path):
        raise ProjectError("store.full", folder="here")

    monkeypatch.setattr(ready.project, "keep", full)
    runner.say(job, pieces.model(job.folder, 0, 0.6))

    assert runner.cancelled == [job.id]
    assert "store.full" in [getattr(event, "key", None) for event in told]
    with pytest.raises(ProjectError, match="store.full"):
        ready.wait(job)
    assert job.folder.exists()


def test_what_a_dead_program_had_not_filed_is_filed_at_the_next_opening_once(ready, runner, tmp_path):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    said = [pieces.split(job.folder), pieces.model(job.folder, 0, 0.6), pieces.model(job.folder, 1, 0.7)]
    left_behind(job, said)
    job.state = "failed"  # the program dies here: nobody hears any more
    folder = ready.project.folder
    ready.home.close()

    for _ in range(2):
        again = Workbench(tmp_path / "user", runner)
        again.home.open(folder)
        models, run = again.train.models(), again.train.unfinished()
        again.home.close()

    assert [model.number for model in models] == [1, 0]
    assert run is not None
    assert not job.folder.exists()


def test_a_message_torn_by_a_kill_is_left_out(ready, runner, tmp_path):
    job = ready.train.start()
    left_behind(job, [pieces.split(job.folder), pieces.model(job.folder, 0, 0.6)], torn=10)
    job.state = "failed"
    folder = ready.project.folder
    ready.home.close()

    ready.home.open(folder)

    assert ready.project.count(Split) == 1
    assert ready.project.count(Model) == 0


def left_behind(job, said, torn=0):
    """The job's folder as a killed program leaves it."""
    told = {"kind": job.kind, "spec": dict(job.spec), "context": dict(job.context), "started": job.started.isoformat()}
    (job.folder / "job.json").write_text(json.dumps(told))
    lines = b"".join(encode(message, job.folder) for message in said)
    (job.folder / "made.jsonl").write_bytes(lines[: len(lines) - torn])


def test_closing_a_project_stops_its_jobs_and_files_their_end(ready, runner):
    ready.train.start()
    project = ready.project.folder

    ready.home.close()
    ready.home.open(project)

    assert [end.state for end in ready.project.find(RunEnd)] == ["stopped"]


def test_a_failed_import_leaves_no_version(opened, runner, tmp_path):
    (tmp_path / "churn.csv").write_text("age\n")
    job = opened.data.add(tmp_path / "churn.csv")

    runner.say(job, Message("failed", kind="input", key="data.no_data"))

    assert opened.project.count(Dataset) == 0


def test_a_job_that_was_never_whole_is_cleared_away(ready, tmp_path):
    folder = ready.project.folder
    ready.home.close()
    (folder / "work" / ".new-1").mkdir()
    (folder / "work" / ".new-1" / "job.json").write_text('{"kind": "tr', "utf-8")

    ready.home.open(folder)

    assert not list((folder / "work").glob(".new-*"))


def test_closing_clears_what_programs_long_gone_never_began(bench):
    gone, fresh = bench.place / "work" / ".new-1", bench.place / "work" / ".new-2"
    for folder in (gone, fresh):
        folder.mkdir(parents=True)
    os.utime(gone, (0, 0))

    bench.close()

    assert not gone.exists()
    assert fresh.exists()
