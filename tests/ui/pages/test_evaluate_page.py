"""The Evaluate page: it judges by itself, shows figures with intervals and pictures by task, and can be found one's way on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QProgressBar, QPushButton, QTableWidget, QWidget

from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Criterion, Model
from mlworkbench.base.words import number, tr
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui import theme
from mlworkbench.ui.pages.evaluate import EvaluatePage
from tests.ui.pages import playing
from tests.ui.pages.judging import COSTS, chart, finish, mains, settled, slider, text


def test_without_a_model_it_says_what_will_be_here_and_leads_to_train(look, project, shown, press):
    project("data")
    page = shown(EvaluatePage)

    assert mains(page) == []
    assert page.findChild(QWidget, "empty").isVisible()
    press(page, "go_to_train")

    assert page.went == [("train",)]


def test_it_judges_the_model_by_itself_and_shows_how_far_that_is(project, runner, shown):
    bench = project("trained")

    page = shown(EvaluatePage)

    job = bench.running("assess")
    assert job.context["model"] == bench.train.winner().id
    assert page.findChild(QWidget, "assessing").isVisible()
    assert text(page, "figure_roc_auc") == number(bench.train.winner().oof_metrics["roc_auc"])
    runner.say(job, Message("progress", fraction=0.5, key="evaluate.measuring", facts={"rows": 192}))
    settled()
    assert page.findChild(QWidget, "assessing").findChild(QProgressBar, "busy_bar").value() == 500
    playing.do(runner, job)
    settled()
    assert not page.findChild(QWidget, "judging").isVisible()
    assert chart(page, "roc").isVisible()


def test_while_something_else_runs_it_waits_and_begins_when_that_is_done(project, runner, shown):
    bench = project("trained")
    training = bench.train.start(60.0, 2)

    page = shown(EvaluatePage)
    assert bench.running("assess") is None
    assert page.findChild(QWidget, "judging_waits").isVisible()
    runner.say(training, Message("cancelled"))
    settled()

    assert bench.running("assess") is not None


def test_a_failure_is_told_and_nothing_starts_again_by_itself(project, runner, shown, press, answers):
    bench = project("trained")
    page = shown(EvaluatePage)
    runner.say(bench.running("assess"), failed(JobError("job.no_memory")))
    settled()

    page.refresh()
    assert bench.running("assess") is None
    assert "memory" in text(page, "judging_wrong")
    press(page, "judging_log")
    press(page, "try_again")

    assert bench.running("assess") is not None
    assert page.findChild(QWidget, "assessing").isVisible()
    finish(bench, runner, "assess")
    assert not page.findChild(QWidget, "judging").isVisible()


def test_a_stop_is_told_and_can_be_taken_back(project, runner, shown, press):
    bench = project("trained")
    page = shown(EvaluatePage)

    press(page.findChild(QWidget, "assessing"), "busy_cancel")
    job = bench.running("assess")
    assert runner.cancelled == [job.id]
    runner.say(job, Message("cancelled"))
    settled()

    assert "stopped" in text(page, "judging_wrong")
    assert page.findChild(QPushButton, "try_again").isVisible()


def test_another_target_chosen_since_is_told(project, shown):
    bench = project("trained")
    bench.problem.choose("age")

    page = shown(EvaluatePage)

    assert page.findChild(QWidget, "older").isVisible()


def test_two_classes_have_figures_pictures_threshold_criteria_and_verdict(look, judged, qtbot):
    page = judged(criteria=(Criterion("roc_auc", "at_least", 0.6),), costs=COSTS)

    assert mains(page) == ["open_holdout"]
    for name in ("roc_auc", "recall", "precision", "calibration_error", "value"):
        assert page.findChild(QLabel, f"figure_{name}").isVisible()
    for name in ("roc", "calibration", "score_distribution", "threshold_value"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    for name in ("threshold_card", "criteria_card", "metrics_card", "verdict_card"):
        assert page.findChild(QWidget, name).isVisible()
    assert text(page, "criterion_state") == tr("problem.met")


def test_more_classes_have_curves_of_each_and_a_large_confusion_matrix(look, other, runner, shown, qtbot):
    bench = other("classes")
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")

    for name in ("roc", "calibration", "score_distribution", "confusion"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    classes = page.findChild(QComboBox, "curve_class")
    assert [classes.itemText(place) for place in range(1, classes.count())] == ["Basic", "Gold", "가족 요금제"]
    assert {row[0] for row in chart(page, "roc").picture.rows} == {"Basic", "Gold", "가족 요금제"}
    classes.setCurrentIndex(3)
    assert len(chart(page, "roc").picture.header) == len(chart(page, "precision_recall").picture.header) == 3
    assert not page.findChild(QWidget, "threshold_card").isVisible()


def test_numbers_have_predicted_against_actual_and_residuals(look, other, runner, shown, qtbot):
    bench = other("numbers")
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")

    for name in ("predicted_actual", "residuals"):
        qtbot.waitUntil(lambda name=name: chart(page, name).drawn)
    for name in ("rmse", "mae", "r2", "median_absolute_error"):
        assert page.findChild(QLabel, f"figure_{name}").isVisible()
    assert not page.findChild(QWidget, "threshold_card").isVisible()


def test_figures_are_those_of_the_record_and_each_can_be_asked_how(judged, bench):
    page = judged()
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    low, high = record.intervals["roc_auc"]

    assert text(page, "figure_roc_auc") == number(record.metrics["roc_auc"])
    assert text(page, "figure_recall") == number(record.metrics["recall"])
    how = page.findChild(QWidget, "how_roc_auc").accessibleDescription()
    for said in (number(low), number(high), record.id, f"{record.rows:,}", "resamples"):
        assert said in how.replace("\n", " ")


def test_all_metrics_stand_in_a_table_with_their_intervals(judged, bench):
    page = judged()
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    table = page.findChild(QTableWidget, "metrics")

    assert table.rowCount() == len(record.metrics)
    assert table.columnCount() == 3
    assert table.item(0, 1).text() == number(record.metrics["roc_auc"])
    assert f"{record.rows:,}" in table.horizontalHeaderItem(1).text()


def test_pictures_can_be_switched_and_have_their_menu(judged, press, qtbot):
    page = judged()

    press(page, "curves_views_precision_recall")
    assert chart(page, "precision_recall").isVisible()
    assert not chart(page, "roc").isVisible()
    press(page, "scores_views_confusion")
    qtbot.waitUntil(lambda: chart(page, "confusion").drawn)

    assert chart(page, "confusion").picture.rows[0][0] == "no"
    names = [action.objectName() for action in chart(page, "confusion").menu().actions()]
    assert {"copy_picture", "save_png", "save_svg", "save_csv"} <= set(names)


def test_every_candidate_can_be_chosen(judged, bench):
    page = judged()
    models = page.findChild(QComboBox, "model")

    assert [models.itemData(place) for place in range(models.count())] == [one.id for one in bench.evaluate.candidates()]
    models.setCurrentIndex(1)
    models.activated.emit(1)
    settled()

    assert bench.running("assess").context["model"] == bench.evaluate.candidates()[1].id


def test_a_model_that_is_named_from_elsewhere_is_shown(judged, bench):
    page = judged()
    second = bench.train.models()[1]

    page.show_model(second.id)

    assert page.findChild(QComboBox, "model").currentData() == second.id
    assert bench.running("assess").context["model"] == second.id


def test_what_was_chosen_and_not_kept_survives_a_new_language(judged, bench, shown, press):
    page = judged()
    slider(page).setValue(5)
    held = page.keep()

    again = shown(EvaluatePage)
    again.take_back(held)

    assert slider(again).value() == 5
    assert again.findChild(QLabel, "threshold_state").property("level") == "warning"


def test_every_control_has_a_name_for_a_screen_reader(judged):
    page = judged(costs=COSTS)

    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def test_tab_goes_through_the_page_from_top_to_bottom(judged):
    page = judged(costs=COSTS)
    first = at = page.findChild(QPushButton, "reject")
    chain = []
    while not chain or at is not first:
        if at.isVisible() and at.isEnabled() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(at.objectName())
        at = at.nextInFocusChain()

    wanted = ("reject", "open_holdout", "model", "how_roc_auc", "roc", "threshold", "least_cost", "metrics")
    order = [chain.index(name) for name in wanted]
    assert order == sorted(order), chain


@pytest.mark.parametrize("name", ["trained", "classes", "numbers"])
def test_it_fits_into_the_smallest_window(name, project, other, runner, shown):
    bench = project(name) if name == "trained" else other(name)
    page = shown(EvaluatePage)
    finish(bench, runner, "assess")
    page.resize(888, 608)

    assert (page.width(), page.height()) == (888, 608)
    assert page.minimumSizeHint().width() <= 888


@pytest.mark.parametrize("language", ["en", "ko"])
def test_at_twice_the_text_size_nothing_needs_more_width_than_the_smallest_window_has(language, judged, shown, qapp):
    from mlworkbench.base import words

    judged(costs=COSTS)
    words.set_language(language)
    theme.apply(qapp, "light", 200)

    page = shown(EvaluatePage)
    page.resize(888, 608)

    assert page.minimumSizeHint().width() <= 888


def test_a_damaged_judgement_is_said_and_the_figures_stay(judged, bench, shown):
    judged(criteria=(Criterion("recall", "at_least", 0.1, "plan", "Gold"),))
    record = bench.evaluate.assessment(bench.evaluate.chosen().id)
    bench.opened().file(record.judgement_file).write_bytes(b"{}")
    bench.evaluate._judgements.clear()

    page = shown(EvaluatePage)

    assert text(page, "figure_roc_auc") == number(record.metrics["roc_auc"])
    assert page.findChild(QWidget, "no_pictures").isVisible()
    assert text(page, "criterion_state") == "not measured"
    assert bench.stages()


def test_a_model_of_an_older_run_can_be_shown(judged, bench, runner):
    page = judged()
    first = bench.train.winner()
    playing.do(runner, bench.train.start(60.0, 5, max_trials=1))
    settled()

    page.show_model(first.id)

    models = page.findChild(QComboBox, "model")
    assert models.currentData() == first.id
    assert bench.opened().get(Model, first.id).run != bench.train.current().id
