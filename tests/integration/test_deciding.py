"""From a trained model to an accepted one with a threshold of its own: every number comes from the file that ships."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from sklearn import metrics

from mlworkbench.base import clock
from mlworkbench.base.digest import digest
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Costs, Criterion, Model
from mlworkbench.scoring.scorer import Scorer
from mlworkbench.stages import data
from mlworkbench.stages.train import deciding
from mlworkbench.stages.train.assembling import Link, assembled
from mlworkbench.stages.train.joining import piece_of
from mlworkbench.workbench import Workbench
from tests.ui.pages import playing
from tests.unit.workbench.conftest import PlayedRunner


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A trained project, made once."""
    folder = tmp_path_factory.mktemp("deciding")
    runner = PlayedRunner()
    bench = Workbench(folder / "home", runner)
    bench.home.create(folder / "project", "Churn")
    playing.trained(bench, runner, folder, trials=2)
    bench.close()
    return folder / "project"


@pytest.fixture
def runner():
    return PlayedRunner()


@pytest.fixture
def bench(made, runner, tmp_path):
    shutil.copytree(made, tmp_path / "project")
    bench = Workbench(tmp_path / "home", runner)
    bench.home.open(tmp_path / "project")
    yield bench
    bench.close()


def assessed(bench, runner, model):
    playing.do(runner, bench.evaluate.assess(model.id))
    return bench.evaluate.judgement(bench.evaluate.assessment(model.id))


def oof_rows(bench, model):
    """Truth and raw scores of the training rows, read apart from the stage."""
    project, split = bench.project, bench.evaluate.split(model.id)
    from pyarrow import parquet

    fold = parquet.read_table(project.file(split.rows_file))["fold"].to_numpy()
    left = data.column_values(bench.data.path(bench.data.current()), ("left",))["left"][fold >= 0]
    return left == "yes", np.load(project.file(model.oof_file))[:, 0]


def test_the_model_under_judgement_is_the_winner_until_something_else_is_chosen(bench):
    assert bench.evaluate.chosen() == bench.train.winner()
    assert bench.evaluate.candidates() == bench.train.models()


def test_the_figures_of_an_assessment_are_scikit_learns_on_the_out_of_fold_scores(bench, runner):
    model = bench.evaluate.chosen()

    judged = assessed(bench, runner, model)

    truth, raw = oof_rows(bench, model)
    record = bench.evaluate.assessment(model.id)
    assert record.metrics["roc_auc"] == pytest.approx(metrics.roc_auc_score(truth, raw), rel=1e-12)
    assert record.metrics["f1"] == pytest.approx(metrics.f1_score(truth, raw >= model.threshold), rel=1e-12)
    assert record.metrics == model.oof_metrics == judged.metrics
    assert record.intervals == judged.intervals
    assert np.array(judged.confusion).tolist() == metrics.confusion_matrix(truth, raw >= model.threshold).tolist()


def test_the_probability_told_at_a_threshold_is_the_one_the_artifact_gives(bench, runner):
    model = bench.evaluate.chosen()
    judged = assessed(bench, runner, model)
    scorer = Scorer(bench.project.file(model.model_file).read_bytes())

    scores = scorer.score(
        data.column_values(bench.data.path(bench.data.current()), [one.name for one in scorer.interface.inputs])
    )
    link = Link(model.slope, model.shift, model.steps_curve)

    assert scores.probability == pytest.approx(deciding.probabilities(scores.raw, link), abs=1e-12)
    cut = bench.evaluate.shipped(judged)
    told = bench.evaluate.threshold_probability(model)
    assert cut.probability == pytest.approx(told, abs=1e-12)
    assert told == pytest.approx(deciding.probabilities(np.array([[model.threshold]]), link)[0, 1], abs=1e-12)


def test_another_threshold_is_another_file_that_differs_in_nothing_else(bench, runner):
    model = bench.evaluate.chosen()
    judged = assessed(bench, runner, model)
    cut = bench.evaluate.by_recall(judged, 1.0)

    playing.do(runner, bench.evaluate.set_threshold(model.id, cut.raw))

    variant = bench.evaluate.chosen()
    before, after = (Scorer(bench.project.file(one.model_file).read_bytes()) for one in (model, variant))
    rows = data.column_values(bench.data.path(bench.data.current()), [one.name for one in after.interface.inputs])
    old, new = before.score(rows), after.score(rows)
    assert (variant.parent, variant.threshold, after.interface.threshold) == (model.id, cut.raw, cut.raw)
    assert variant.model_file != model.model_file
    assert np.array_equal(old.raw, new.raw) and np.array_equal(old.probability, new.probability)
    assert np.array_equal(new.label, (new.raw[:, 0] >= cut.raw).astype(int))
    truth, raw = oof_rows(bench, model)
    assert variant.oof_metrics["recall"] == pytest.approx(metrics.recall_score(truth, raw >= cut.raw), rel=1e-12)
    assert variant.cv == model.cv  # ROC AUC does not hang on the threshold
    assert bench.train.models() == (model, *(one for one in bench.train.models() if one.id != model.id))
    assert variant in bench.evaluate.candidates()
    assert bench.train.unfinished() is None
    assert bench.damages() == ()


def stepped(bench, folder):
    """The model as it would be, had its calibration found steps."""
    model = bench.evaluate.chosen()
    raw = oof_rows(bench, model)[1]
    starts = np.quantile(raw, [0.0, 0.3, 0.6, 0.9])
    link = Link(1.5, 0.1, tuple(zip(starts.tolist(), [0.125, 0.25, 0.5, 0.75], strict=True)))
    shipped = bench.project.file(model.model_file).read_bytes()
    made = assembled((piece_of(shipped),), (1.0,), Scorer(shipped).interface, link)
    (folder / "model.onnx").write_bytes(made)
    facts = {"model_file": bench.project.keep(folder / "model.onnx"), "trial": digest(made), "steps_curve": link.steps}
    bench.project.add(replace(model, id=clock.new_name(), slope=link.slope, shift=link.shift, **facts))
    return bench.project.last(Model, trial=facts["trial"])


def test_a_probability_that_climbs_in_steps_is_judged_so_and_stays_with_another_threshold(bench, runner, tmp_path):
    model = stepped(bench, tmp_path)
    judged = assessed(bench, runner, model)
    cut = bench.evaluate.by_recall(judged, 1.0)

    playing.do(runner, bench.evaluate.set_threshold(model.id, cut.raw))

    variant = bench.evaluate.variants(model.id)[0]
    link = Link(variant.slope, variant.shift, variant.steps_curve)
    before, after = (Scorer(bench.project.file(one.model_file).read_bytes()) for one in (model, variant))
    rows = data.column_values(bench.data.path(bench.data.current()), [one.name for one in after.interface.inputs])
    old, new = before.score(rows), after.score(rows)
    assert variant.steps_curve == model.steps_curve != ()
    assert np.array_equal(old.probability, new.probability)
    assert np.array_equal(new.probability, deciding.probabilities(new.raw, link))
    assert bench.evaluate.threshold_probability(variant) == deciding.probabilities(np.array([[cut.raw]]), link)[0, 1]
    truth, raw = oof_rows(bench, model)
    chances = deciding.probabilities(raw.reshape(-1, 1), link)[:, 1]
    assert judged.metrics["log_loss"] == pytest.approx(metrics.log_loss(truth, chances))
    assert {one.probability for one in judged.sweeps[0].cuts} <= {0.125, 0.25, 0.5, 0.75}


def test_a_threshold_that_a_model_has_already_makes_no_second_one(bench):
    model = bench.evaluate.chosen()

    with pytest.raises(InputError, match=r"evaluate\.same_threshold"):
        bench.evaluate.set_threshold(model.id, model.threshold)

    assert bench.evaluate.variants(model.id) == ()


def test_the_cheapest_threshold_follows_the_costs_of_the_charter(bench, runner):
    model = bench.evaluate.chosen()
    judged = assessed(bench, runner, model)
    assert bench.evaluate.by_cost(judged) is None

    bench.problem.write_charter(costs=Costs(1000.0, 1.0, "USD"))
    eager = bench.evaluate.by_cost(judged)
    bench.problem.write_charter(costs=Costs(1.0, 1000.0, "USD"))
    wary = bench.evaluate.by_cost(judged)

    assert eager.raw < wary.raw
    assert bench.evaluate.standing(judged, wary).cost is not None


def test_a_group_that_a_criterion_names_must_be_assessed_once(bench, runner):
    model = bench.evaluate.chosen()
    assessed(bench, runner, model)
    assert not bench.evaluate.lacks(model.id)

    bench.problem.write_charter(criteria=(Criterion("recall", "at_least", 0.5, "plan", "Gold"),))
    lacking = bench.evaluate.lacks(model.id)
    judged = assessed(bench, runner, model)

    assert lacking
    assert not bench.evaluate.lacks(model.id)
    assert 0 < judged.group("plan", "Gold").rows < judged.rows


def test_a_model_is_accepted_after_its_hold_out_was_opened_and_gets_versions_in_order(bench, runner):
    model = bench.evaluate.chosen()
    sealed = bench.evaluate.refuses_accept(model.id)
    playing.do(runner, bench.evaluate.open_holdout(model.id, "final"))

    first = bench.evaluate.accept(model.id, "good enough")
    again = bench.evaluate.refuses_accept(model.id)
    bench.evaluate.reject(model.id, "found a mistake")
    second = bench.evaluate.accept(model.id, "it was none")

    assert sealed.key == "evaluate.still_sealed"
    assert again.key == "evaluate.accepted_already"
    assert (first.version, second.version) == (1, 2)
    assert first.evaluation == bench.evaluate.evaluation(model.id).id
    assert bench.evaluate.chosen() == model


def test_without_a_reason_nothing_is_decided(bench, runner):
    model = bench.evaluate.chosen()
    playing.do(runner, bench.evaluate.open_holdout(model.id, "final"))

    with pytest.raises(InputError, match=r"evaluate\.no_reason"):
        bench.evaluate.accept(model.id, "  ")

    assert bench.evaluate.verdicts() == ()


def test_an_accepted_model_stays_chosen_when_another_threshold_is_tried(bench, runner):
    model = bench.evaluate.chosen()
    judged = assessed(bench, runner, model)
    playing.do(runner, bench.evaluate.open_holdout(model.id, "final"))
    bench.evaluate.accept(model.id, "good enough")

    playing.do(runner, bench.evaluate.set_threshold(model.id, bench.evaluate.by_recall(judged, 1.0).raw))

    assert bench.evaluate.chosen() == model


def test_the_package_of_a_model_with_another_threshold_decides_by_it(bench, runner, tmp_path):
    model = bench.evaluate.chosen()
    cut = bench.evaluate.by_recall(assessed(bench, runner, model), 1.0)
    playing.do(runner, bench.evaluate.set_threshold(model.id, cut.raw))

    playing.do(runner, bench.package.build(bench.evaluate.chosen().id, tmp_path / "churn.mlpkg"))

    assert bench.package.open(tmp_path / "churn.mlpkg").manifest.threshold == cut.raw


def test_a_judgement_whose_file_is_lost_is_made_again(bench, runner):
    model = bench.evaluate.chosen()
    assessed(bench, runner, model)
    bench.project.file(bench.evaluate.assessment(model.id).judgement_file).unlink()
    bench.evaluate._judgements.clear()
    lost = bench.evaluate.lacks(model.id)

    assessed(bench, runner, model)

    assert lost
    assert not bench.evaluate.lacks(model.id)


def test_a_preview_whose_file_is_damaged_is_made_again(bench, runner):
    playing.do(runner, bench.prepare.start_preview())
    made = bench.prepare.preview()
    bench.project.file(made.preview_file).write_text("{")
    bench.prepare._previews.clear()

    assert bench.prepare.preview() is None
    assert bench.prepare.split_counts() is not None


def test_a_cost_beyond_all_money_is_refused(bench):
    with pytest.raises(InputError, match=r"problem\.cost_too_large"):
        bench.problem.write_charter(costs=Costs(1e308, 1.0, "USD"))
