"""The report as a verb: what it is made of, where it may be written, when it is refused."""

import json
from dataclasses import replace

import pytest

from mlworkbench.base import words
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Criterion, Model, Run
from mlworkbench.stages import govern
from mlworkbench.stages.govern.material import gathered
from mlworkbench.workbench import reporting
from tests.ui.pages import playing


@pytest.fixture
def trained(opened, runner, tmp_path):
    """Two models, the better one assessed, the hold-out opened for it."""
    playing.chosen(opened, runner, tmp_path)
    opened.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.6, why="<agreed>"),))
    playing.do(runner, opened.train.start(60.0, 1, max_trials=2))
    chosen = opened.evaluate.chosen()
    playing.do(runner, opened.evaluate.assess(chosen.id))
    playing.do(runner, opened.evaluate.open_holdout(chosen.id, "final check"))
    return opened


def wired(bench, language="en"):
    """The material as the worker gets it."""
    spec = json.loads(json.dumps(reporting.spec(bench, language)))
    return gathered(spec["records"], spec["files"])


def test_it_is_refused_without_a_project_and_without_anything_to_say(bench, opened, tmp_path):
    assert opened.govern.refuses_report().key == "govern.nothing_yet"
    with pytest.raises(InputError, match=r"govern\.nothing_yet"):
        opened.govern.report(tmp_path / "r.html", "en")

    opened.problem.write_charter(predicts="who leaves")
    assert opened.govern.refuses_report() is None
    opened.home.close()
    assert bench.govern.refuses_report().key == "home.no_project"


def test_only_one_is_written_at_a_time(opened, tmp_path):
    opened.problem.write_charter(predicts="who leaves")

    opened.govern.report(tmp_path / "r.html", "en")

    assert opened.govern.refuses_report().key == "govern.report_running"


def test_nothing_but_a_report_is_replaced(opened, tmp_path):
    opened.problem.write_charter(predicts="who leaves")
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "old.HTML").write_text("a report")

    with pytest.raises(InputError, match=r"govern\.place_taken"):
        opened.govern.report(tmp_path / "notes.txt", "en")
    with pytest.raises(InputError, match=r"govern\.bad_place"):
        opened.govern.report(tmp_path, "en")
    with pytest.raises(InputError, match=r"govern\.bad_place"):
        opened.govern.report(tmp_path / "no folder" / "r.html", "en")
    assert opened.govern.report(tmp_path / "old.HTML", "en").kind == "report"


def test_the_proposed_name_is_that_of_the_project_where_reports_are_kept(opened):
    assert opened.govern.proposed_report() == opened.home.out_folder() / "Churn-report.html"


def test_data_alone_makes_a_report(opened, runner, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))

    job = playing.do(runner, opened.govern.report(tmp_path / "r.html", "en"))

    assert job.state == "finished"
    assert "Not done yet: nothing has been trained." in (tmp_path / "r.html").read_text("utf-8")
    material = wired(opened)
    assert (material.records.model, material.records.problem, material.records.run) == (None, None, None)
    assert material.profile == opened.data.profile()


def test_before_training_the_planned_split_is_told(opened, runner, tmp_path):
    playing.chosen(opened, runner, tmp_path)
    opened.prepare.plan_split(0.25, True, 9)

    records = wired(opened).records

    assert (records.design.share, records.design.seed, records.design.folds) == (0.25, 9, 5)
    assert records.recipe == opened.prepare.current()
    assert [one.step.kind for one in records.steps] == [one.kind for one in records.recipe.steps]


def test_it_holds_the_records_of_the_model_under_judgement(trained):
    material = wired(trained)
    records, chosen = material.records, trained.evaluate.chosen()

    assert records.model == chosen
    assert records.run == trained.opened().get(Run, chosen.run)
    assert records.models == trained.train.models()
    assert records.evaluation == trained.evaluate.evaluation(chosen.id)
    assert records.assessment == trained.evaluate.assessment(chosen.id)
    assert material.holdout == trained.evaluate.judgement(records.evaluation)
    assert material.out_of_fold == trained.evaluate.judgement(records.assessment)
    assert [look.why for look in records.looks] == ["final check"]
    assert records.looked_at == {chosen.id: chosen}
    assert records.changed == ()
    assert records.made.who == records.run.who


def test_conditions_are_worded_in_the_language_of_the_report(trained):
    words.set_language("en")

    (korean,) = wired(trained, "ko").records.conditions
    (english,) = wired(trained).records.conditions

    assert (english.sentence, korean.sentence) == ("ROC AUC at least 0.6", "ROC AUC 0.6 이상")
    assert english.why == "<agreed>"
    assert english.met is True
    assert english.rows == trained.evaluate.evaluation(trained.evaluate.chosen().id).rows
    assert words.language() == "en"


def test_a_criterion_written_after_the_look_is_late_and_one_taken_away_is_named(trained):
    trained.problem.write_charter(criteria=(Criterion("f1", "at_least", 0.1),))

    records = wired(trained).records

    assert [one.after_look for one in records.conditions] == [True]
    assert records.removed == ("ROC AUC at least 0.6",)


def test_a_model_with_another_threshold_is_the_one_reported(trained, runner):
    chosen = trained.evaluate.chosen()

    playing.do(runner, trained.evaluate.set_threshold(chosen.id, chosen.threshold + 0.3))

    records = wired(trained).records
    assert records.model in trained.opened().find(Model, parent=chosen.id)
    assert chosen in records.models
    assert records.model not in records.models
    assert records.evaluation is None
    assert records.looked_at == {chosen.id: chosen}


def test_a_threshold_chosen_before_the_look_is_not_called_late_and_one_chosen_after_it_is(trained, runner):
    first = trained.evaluate.chosen()
    assert not wired(trained).records.threshold_late

    playing.do(runner, trained.evaluate.set_threshold(first.id, first.threshold + 0.3))

    assert trained.evaluate.chosen().parent == first.id
    assert trained.evaluate.threshold_late(trained.evaluate.chosen().id)
    assert not trained.evaluate.threshold_late(first.id)
    assert wired(trained).records.threshold_late


def test_what_became_another_since_the_run_is_named(trained, runner, tmp_path):
    steps = list(trained.prepare.current().steps)
    trained.prepare.write(steps[:-1])
    assert wired(trained).records.changed == ("recipe",)

    trained.problem.choose("left", metric="f1")
    assert "problem" in wired(trained).records.changed

    playing.imported(trained, runner, playing.churn(tmp_path, rows=260, name="more.csv"))
    records = wired(trained).records
    assert "data" in records.changed
    assert records.dataset.number == 1
    assert [one.number for one in records.datasets] == [1, 2]


def test_the_same_records_give_the_same_report(trained):
    first, second = (wired(trained) for _ in range(2))
    made = first.records.made

    again = replace(second, records=replace(second.records, made=made))

    assert govern.report(first) == govern.report(again)
