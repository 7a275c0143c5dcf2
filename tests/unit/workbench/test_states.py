"""Where each stage stands is worked out from the records."""

from mlworkbench.base.records import STAGES
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message
from mlworkbench.workbench import states
from tests.unit.workbench import pieces


def shown(bench):
    return {one.stage: one.state for one in bench.stages()}


def test_without_a_project_everything_is_locked_with_a_reason(bench):
    assert {one.state for one in bench.stages()} == {"locked"}
    assert {one.reason.key for one in bench.stages()} == {"home.no_project"}


def test_every_stage_has_a_place_in_the_order_of_the_house(bench):
    found = [one.stage for one in bench.stages()]

    assert set(found) <= set(STAGES)


def test_an_empty_project_waits_for_data(opened):
    assert shown(opened)["data"] == "todo"
    assert states.furthest(opened.stages()).stage == "data"


def test_data_without_a_target_waits_for_the_problem(opened, runner, tmp_path):
    (tmp_path / "churn.csv").write_text("age,left\n1,no\n")
    job = opened.data.add(tmp_path / "churn.csv")
    runner.say(job, pieces.imported(job.folder))

    assert shown(opened)["data"] == "done"
    assert shown(opened)["problem"] == "todo"
    assert shown(opened)["train"] == "locked"


def test_a_killed_run_needs_a_look(ready, runner):
    job = ready.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    assert shown(ready)["train"] == "todo" or shown(ready)["train"] == "locked"

    runner.say(job, Message("failed", kind="job", key="job.died"))

    train = next(one for one in ready.stages() if one.stage == "train")
    assert train.state == "attention"
    assert "1" in tr(train.reason.key, **train.reason.facts)


def test_after_training_the_hold_out_and_the_package_wait(ready, runner):
    train(ready, runner)

    assert shown(ready) | {"evaluate": "todo", "package": "todo", "train": "done"} == shown(ready)


def test_newer_data_makes_the_problem_out_of_date(ready, runner, tmp_path):
    train(ready, runner)
    (tmp_path / "more.csv").write_text("age,left\n1,no\n")
    job = ready.data.add(tmp_path / "more.csv")
    runner.say(job, pieces.imported(job.folder, rows=200))

    assert shown(ready)["problem"] == "attention"


def test_another_problem_makes_the_run_out_of_date(ready, runner):
    train(ready, runner)
    other = pieces.problem(ready.data.current().id, target="age")
    with ready.project.transaction():
        ready.project.add(other)
        ready.project.add(pieces.recipe(other.id))

    assert shown(ready)["train"] == "attention"


def train(bench, runner):
    job = bench.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    runner.say(job, Message("result", facts={"winner": "trial-0"}))
