"""The sealed hold-out and the verdict on the Evaluate page."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget

from mlworkbench.base import clock
from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Criterion, Evaluation, Look
from mlworkbench.base.words import number, tr
from mlworkbench.jobs.messages import failed
from tests.ui.pages import playing
from tests.ui.pages.judging import COSTS, chart, finish, mains, settled, slider, text


def test_sealed_rows_say_how_many_they_are_and_what_opening_means(look, judged, bench, press):
    page = judged()

    press(page, "basis_holdout")

    assert f"{bench.evaluate.split(bench.evaluate.chosen().id).test_rows:,}" in text(page, "sealed_rows")
    assert text(page, "sealed_pill") == tr("evaluate.never_opened")
    assert not page.findChild(QWidget, "figures").isVisible()
    assert not page.findChild(QWidget, "judged").isVisible()
    press(page, "basis_out_of_fold")
    assert page.findChild(QWidget, "judged").isVisible()


def test_the_hold_out_is_opened_with_a_reason_and_shows_its_own_figures(judged, bench, runner, press, told):
    page = judged(criteria=(Criterion("roc_auc", "at_least", 0.6),), costs=COSTS)
    told.answer = "final check"

    press(page, "open_holdout")
    assert not page.findChild(QPushButton, "open_holdout").isEnabled()
    assert page.findChild(QWidget, "opening").isVisible()
    finish(bench, runner, "evaluate")

    evaluation = bench.evaluate.evaluation(bench.evaluate.chosen().id)
    assert mains(page) == ["accept"]
    assert text(page, "figure_roc_auc") == number(evaluation.metrics["roc_auc"])
    assert evaluation.id in page.findChild(QWidget, "how_roc_auc").accessibleDescription()
    assert "final check" in " ".join(label.text() for label in page.findChild(QWidget, "history").findChildren(QLabel))
    table = page.findChild(QTableWidget, "metrics")
    assert table.columnCount() == 5
    assert table.item(0, 3).text() == number(evaluation.metrics["roc_auc"])
    assert f"{evaluation.rows:,}" in text(page, "subtitle")
    assert "never opened" in told[0][1]


def test_the_threshold_is_chosen_out_of_fold_also_when_the_hold_out_is_shown(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    training = bench.evaluate.split(bench.evaluate.chosen().id).train_rows
    drawn = chart(page, "roc").picture

    slider(page).setValue(slider(page).maximum())

    counts = sum(int(text(page, f"count_{name}").replace(",", "")) for name in ("hits", "misses", "false_alarms", "rejections"))
    assert counts == training
    assert drawn is chart(page, "roc").picture or drawn.rows == chart(page, "roc").picture.rows
    assert "opened" in text(page, "threshold_late")


def test_a_second_look_warns_and_proposes_no_reason(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    second = bench.train.models()[1]

    page.show_model(second.id)
    finish(bench, runner, "assess")
    press(page, "basis_holdout")
    assert text(page, "sealed_pill") == tr("evaluate.opened_times", count=1)
    assert "because it is good" in text(page, "sealed_looks")
    press(page, "open_holdout")

    _, before, proposed = told[-1]
    assert "Warning" in before and "because it is good" in before
    assert proposed == ""
    assert len(bench.evaluate.looks(bench.evaluate.split(second.id).id)) == 2


def test_thinking_better_of_it_leaves_the_hold_out_sealed(judged, bench, press, told):
    page = judged()
    told.answer = None

    press(page, "open_holdout")

    assert bench.evaluate.looks(bench.train.current().split) == ()
    assert mains(page) == ["open_holdout"]


def test_a_threshold_chosen_after_the_look_says_so(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")
    finish(bench, runner, "evaluate")
    press(page, "recall_at_least")
    press(page, "use_threshold")
    finish(bench, runner, "threshold")
    finish(bench, runner, "assess")

    assert "after the hold-out was first opened" in text(page, "threshold_late")


def test_a_look_from_before_pictures_were_kept_shows_its_metrics(judged, bench):
    page = judged()
    model = bench.evaluate.chosen()
    split = bench.evaluate.split(model.id)
    look = Look("l1", split.id, model.id, 1, "long ago", "tester", clock.now())
    old = Evaluation("e1", model.id, look.id, split.test_rows, {"roc_auc": 0.8125, "accuracy": 0.75}, 0.1, "tester", clock.now())

    with bench.project.transaction():
        bench.project.add(look)
        bench.project.add(old)
    settled()

    assert text(page, "figure_roc_auc") == "0.8125"
    assert page.findChild(QWidget, "no_pictures").isVisible()
    assert not page.findChild(QWidget, "judged").isVisible()
    assert mains(page) == ["accept"]


def test_an_opening_that_failed_is_told(judged, bench, runner, press, told):
    page = judged()
    press(page, "open_holdout")

    runner.say(playing.newest(bench, "evaluate"), failed(JobError("job.no_memory")))
    settled()

    assert "memory" in text(page, "trouble_words")
    assert page.findChild(QPushButton, "open_holdout").isEnabled()


def test_accepting_asks_why_gives_a_version_and_leads_on(look, looked, bench, press, told):
    page = looked()
    told.answer = "better than the list of last year"

    press(page, "accept")
    settled()

    verdict = bench.evaluate.verdict(bench.evaluate.chosen().id)
    assert (verdict.accepted, verdict.version, verdict.why) == (True, 1, told.answer)
    assert text(page, "verdict_pill") == tr("evaluate.accepted_as", version=1)
    assert text(page, "verdict_why") == told.answer
    assert mains(page) == ["next"]
    press(page, "next")
    assert page.went == [("package",)]


def test_accepting_tells_which_criteria_are_not_met(looked, press, told):
    page = looked(criteria=(Criterion("roc_auc", "at_least", 0.5), Criterion("log_loss", "at_most", 1e-6)))

    press(page, "accept")

    before = told[-1][1]
    assert "Log loss" in before and "ROC AUC" not in before


def test_without_a_reason_nothing_is_accepted(looked, bench, press, told):
    page = looked()
    told.answer = None

    press(page, "accept")

    assert bench.evaluate.verdicts() == ()
    assert mains(page) == ["accept"]


def test_a_model_can_be_rejected_and_then_the_button_says_it_was(look, judged, bench, press, told):
    page = judged()

    press(page, "reject")
    settled()

    assert text(page, "verdict_pill") == tr("evaluate.rejected")
    button = page.findChild(QPushButton, "reject")
    assert not button.isEnabled()
    assert button.toolTip() == tr("evaluate.rejected_already")


def test_a_long_history_is_shown_whole_on_request(looked, bench, press):
    page = looked()
    model = bench.evaluate.chosen()
    for turn in range(4):
        bench.evaluate.reject(model.id, f"no {turn}")
        if turn < 3:
            bench.evaluate.accept(model.id, f"yes {turn}")
    settled()
    assert len(page.findChildren(QLabel, "event")) == 6

    press(page, "more_history")

    assert len(page.findChildren(QLabel, "event")) == 8


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_report_is_written_in_the_language_that_is_asked_for(language, judged, bench, runner, answers, tmp_path):
    page = judged()
    answers.saved = tmp_path / "report"
    button = page.findChild(QPushButton, "report")

    button.menu().findChild(QAction, f"report_{language}").trigger()
    settled()
    assert not button.isEnabled() and button.toolTip()
    finish(bench, runner, "report")

    written = (tmp_path / "report.html").read_text("utf-8")
    assert number(bench.evaluate.assessment(bench.evaluate.chosen().id).metrics["roc_auc"]) in written
    assert f'lang="{language}"' in written
    assert button.isEnabled()


def test_thinking_better_of_a_report_writes_none(judged, bench, answers):
    page = judged()
    answers.saved = None

    page.findChild(QPushButton, "report").menu().findChild(QAction, "report_en").trigger()

    assert bench.running("report") is None
