"""A recipe that a person changed, previewed and trained with by real workers: what was edited is what ships."""

import pytest

from mlworkbench.base.records import Run, Split
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing

TRIALS = 4  # the floor, and each kind of algorithm once


@pytest.fixture
def bench(tmp_path):
    bench = Workbench(tmp_path / "home")
    bench.home.create(tmp_path / "project", "Churn")
    bench.wait(bench.data.add(playing.churn(tmp_path, rows=160)))
    bench.problem.choose("left")
    yield bench
    bench.close()


def trained(bench, trials=TRIALS):
    bench.wait(bench.train.start(120.0, 1, max_trials=trials))
    return bench.train.models()


def inputs(bench, model):
    file = bench.project.file(model.model_file)
    return {one.name for one in Scorer(file.read_bytes()).interface.inputs}


def test_an_edited_recipe_is_previewed_and_trained_for_both_families(bench):
    suggested = trained(bench, 1)
    bench.prepare.change(0, columns=("income", "plan"))
    bench.prepare.change(1, families=("linear",))
    bench.prepare.add("ordinal", ("plan",), {}, ("tree",), at=2)

    bench.wait(bench.prepare.start_preview())
    shown = bench.prepare.load_preview(bench.prepare.preview())
    models = trained(bench)

    assert shown.effect(2, "tree").cells == shown.sampled
    assert shown.effect(2, "linear") is None
    assert {model.algorithm for model in models} >= {"baseline", "logistic"}
    assert {model.algorithm for model in models} & {"lightgbm", "xgboost"}
    assert bench.train.failures(models[0].run) == ()
    assert all(inputs(bench, model) == {"income", "plan"} for model in models)
    run = bench.project.get(Run, models[0].run)
    assert run.recipe == bench.prepare.current().id
    floor = next(model for model in models if model.number == 0)
    assert floor.trial != suggested[0].trial


def test_the_split_that_was_planned_is_the_one_that_is_drawn(bench):
    bench.prepare.plan_split(0.3, False, 11)
    bench.wait(bench.prepare.start_preview())
    counts = bench.prepare.split_counts()

    trained(bench, 1)

    split = bench.project.last(Split)
    assert (split.share, split.stratified, split.seed) == (0.3, False, 11)
    assert (split.train_rows, split.test_rows) == (counts.train, counts.sealed) == (112, 48)


@pytest.mark.slow
def test_a_parked_step_is_passed_over_in_training_as_it_is_shown(bench):
    bench.prepare.change(0, columns=("age", "income", "married"))
    assert [view.at for view in bench.prepare.parked()] == [1]
    with_it = trained(bench, 2)
    bench.prepare.remove(1)

    without = trained(bench, 2)

    assert [model.cv for model in with_it] == [model.cv for model in without]
    assert {model.trial for model in with_it}.isdisjoint({model.trial for model in without})


def test_a_preview_is_stopped_in_the_middle_and_leaves_nothing(bench):
    job = bench.prepare.start_preview()
    bench.cancel(job.id)
    while job.state == "running":
        bench.pump()

    assert job.state in ("cancelled", "finished")
    assert (bench.prepare.preview() is None) == (job.state == "cancelled")
