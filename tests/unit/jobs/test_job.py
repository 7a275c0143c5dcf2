"""What is known of a job from what its worker said."""

from pathlib import Path

import pytest

from mlworkbench.base import clock
from mlworkbench.base.errors import Cancelled, JobError
from mlworkbench.jobs.job import Job
from mlworkbench.jobs.messages import Message, failed


@pytest.fixture
def time(monkeypatch):
    class Time:
        now = 100.0

    monkeypatch.setattr(clock, "seconds", lambda: Time.now)
    return Time


@pytest.fixture
def job():
    return Job("j1", "train", Path("/work/j1"), {}, {}, clock.now())


def at(time, job, now, fraction):
    time.now = now
    job.apply(Message("progress", fraction=fraction, key="train.fold", facts={"fold": 1}))


def test_progress_is_the_last_heard(job):
    job.apply(Message("progress", fraction=0.5, key="train.fold", facts={"fold": 3}))

    assert (job.state, job.fraction, job.key, job.facts) == ("running", 0.5, "train.fold", {"fold": 3})


def test_the_end_is_kept(job):
    job.apply(Message("result", facts={"rows": 3}))

    assert (job.state, job.fraction, job.result, job.error) == ("finished", 1.0, {"rows": 3}, None)
    assert job.ended is not None


def test_failing_and_stopping_have_errors(job):
    job.apply(failed(JobError("job.died", code=1, signal=None)))
    assert (job.state, type(job.error)) == ("failed", JobError)

    job.apply(Message("cancelled"))
    assert (job.state, type(job.error)) == ("cancelled", Cancelled)


def test_the_estimate_follows_the_pace(job, time):
    assert job.eta() is None
    at(time, job, 100, 0.0)
    assert job.eta() is None

    at(time, job, 110, 0.25)
    assert job.eta() == pytest.approx(30)

    time.now = 115
    assert job.eta() == pytest.approx(25)


def test_the_estimate_counts_from_where_a_resumed_job_began(job, time):
    at(time, job, 100, 0.5)
    at(time, job, 110, 0.75)

    assert job.eta() == pytest.approx(10)


def test_no_estimate_from_too_little_nor_after_the_end(job, time):
    at(time, job, 100, 0.0)
    at(time, job, 101, 0.01)
    assert job.eta() is None

    at(time, job, 110, 0.5)
    job.apply(Message("cancelled"))
    assert job.eta() is None


def test_a_pause_has_no_estimate_and_does_not_count_for_what_follows(job, time):
    at(time, job, 100, 0.0)
    at(time, job, 110, 0.25)
    job.wished("pause")
    assert job.eta() is None

    time.now = 1000
    job.wished("go_on")
    assert job.eta() is None

    at(time, job, 1000, 0.25)
    at(time, job, 1010, 0.5)
    assert job.eta() == pytest.approx(20)


def test_the_estimate_never_falls_below_nothing(job, time):
    at(time, job, 100, 0.0)
    at(time, job, 110, 0.5)
    time.now = 1000

    assert job.eta() == 0
