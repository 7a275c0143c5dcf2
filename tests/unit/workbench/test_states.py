"""Where each stage stands is worked out from the records."""

from dataclasses import replace

from mlworkbench.base.records import STAGES, Criterion, Step
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
        steps = (Step("keep", ("left",)), Step("one_hot", ("left",)))
        ready.project.add(replace(pieces.recipe(other.id), steps=steps, inputs=("left",)))

    assert shown(ready)["train"] == "attention"


def reason(bench, stage):
    return next(one.reason for one in bench.stages() if one.stage == stage)


def opened_for(bench, runner, model_id):
    """The hold-out was opened for this model, and its accuracy there was 0.7."""
    job = bench.evaluate.open_holdout(model_id, "final check")
    files = {"judgement": pieces.written(job.folder, "judgement.json", b"{}")}
    facts = {"rows": 20, "metrics": {"roc_auc": 0.7}, "intervals": {"roc_auc": [0.6, 0.8]}, "seconds": 0.1}
    runner.say(job, Message("result", files=files, facts=facts))


def test_an_opened_hold_out_waits_for_a_verdict(ready, runner):
    train(ready, runner)
    opened_for(ready, runner, ready.evaluate.chosen().id)

    assert shown(ready)["evaluate"] == "attention"
    assert reason(ready, "evaluate").key == "evaluate.not_decided"


def test_an_accepted_model_is_done_whatever_it_does_not_meet(ready, runner):
    train(ready, runner)
    ready.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.9),))
    opened_for(ready, runner, ready.evaluate.chosen().id)
    assert reason(ready, "evaluate").key == "evaluate.not_met"

    ready.evaluate.accept(ready.evaluate.chosen().id, "the best there is")

    assert shown(ready)["evaluate"] == "done"


def test_a_criterion_written_after_the_acceptance_needs_a_look_if_it_is_not_met(ready, runner):
    train(ready, runner)
    opened_for(ready, runner, ready.evaluate.chosen().id)
    ready.evaluate.accept(ready.evaluate.chosen().id, "good enough")
    assert shown(ready)["evaluate"] == "done"

    ready.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.65),))
    assert shown(ready)["evaluate"] == "done"
    ready.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.9),))

    assert shown(ready)["evaluate"] == "attention"
    assert reason(ready, "evaluate").facts == {"count": 1}


def test_a_rejected_model_needs_a_look_also_when_its_hold_out_is_sealed(ready, runner):
    train(ready, runner)

    ready.evaluate.reject(ready.evaluate.chosen().id, "too slow for the line")

    assert reason(ready, "evaluate").key == "evaluate.was_rejected"


def train(bench, runner):
    job = bench.train.start()
    runner.say(job, pieces.split(job.folder))
    runner.say(job, pieces.model(job.folder, 0, 0.6))
    runner.say(job, Message("result", facts={"winner": "trial-0"}))
