"""The Train page: budget and seed, the run, the leaderboard, criteria and limits held against the models."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox, QTableWidget, QWidget

from mlworkbench.base.errors import JobError
from mlworkbench.base.records import Criterion, Limits
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui.pages.train import TrainPage
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.leaderboard import MARK, Leaderboard
from mlworkbench.ui.widgets.parts import Elided
from tests.ui.pages import playing
from tests.unit.workbench import pieces

MAINS = ("start", "stop", "resume", "next")


def mains(page):
    """The main buttons to be seen: there is one."""
    return [name for name in MAINS if page.findChild(QPushButton, name).isVisible()]


def text(page, name):
    return page.findChild(QLabel, name).text()


def say_models(bench, runner, scores):
    """The newest training job draws its split and finishes models of these scores."""
    job = playing.newest(bench, "train")
    runner.say(job, pieces.split(job.folder))
    for number, score in enumerate(scores):
        runner.say(job, pieces.model(job.folder, number, score))
    QApplication.processEvents()
    return job


def test_without_a_problem_it_names_what_is_missing_and_links_there(look, opened, shown, press):
    page = shown(TrainPage)

    assert mains(page) == []
    press(page, "to_problem")

    assert page.went == [("problem",)]


def test_ready_it_offers_to_start(look, project, shown):
    project("data")

    page = shown(TrainPage)

    assert mains(page) == ["start"]
    assert page.findChild(QPushButton, "start").isEnabled()
    assert not page.findChild(Leaderboard).isVisible()
    assert page.findChild(QWidget, "step_1").isVisible()


def test_full_it_shows_leaderboard_chart_criteria_and_how_to_repeat_it(look, project, shown, qtbot):
    bench = project("trained")

    page = shown(TrainPage)

    assert mains(page) == ["next"]
    assert page.findChild(Leaderboard).model().rowCount() == len(bench.train.models())
    assert page.findChild(QWidget, "criteria_card").isVisible()
    assert page.findChild(QWidget, "repeat_card").isVisible()
    qtbot.waitUntil(lambda: page.findChild(Chart, "best_score").drawn)


def test_start_trains_with_the_budget_and_the_seed_that_were_chosen(project, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    budget = page.findChild(QComboBox, "budget")
    budget.setCurrentIndex(budget.findData(15))
    page.findChild(QSpinBox, "seed").setValue(7)

    press(page, "start")

    run = bench.train.current()
    assert (run.budget, run.seed) == (15.0, 7)
    assert mains(page) == ["stop"]
    assert not budget.isEnabled()
    assert "in progress" in budget.toolTip()


def test_models_appear_while_the_run_goes_on(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")

    say_models(bench, runner, [0.7, 0.9])

    table = page.findChild(Leaderboard)
    assert [place.model.cv.mean for place in table.standings.places] == [0.9, 0.7]
    assert text(page, "pace").startswith("models: 2")
    assert page.findChild(Chart, "best_score").picture.rows[-1][1] == 0.9
    assert mains(page) == ["stop"]


def test_stop_lets_the_run_come_to_its_end_with_what_it_has(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")
    job = say_models(bench, runner, [0.7, 0.9])

    press(page, "stop")

    assert (job.wish, runner.cancelled) == ("end", [])
    assert text(page, "run_state") == tr("train.state_ending")
    assert not page.findChild(QPushButton, "stop").isEnabled()
    runner.say(job, Message("result", facts={"winner": "trial-1", "state": "finished"}))
    QApplication.processEvents()
    assert mains(page) == ["next"]
    assert text(page, "run_state") == tr("train.state_finished")


def test_pause_holds_the_run_and_go_on_lets_it_go_on(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")
    job = say_models(bench, runner, [0.7])
    assert text(page, "run_state") == tr("train.state_running")

    press(page, "pause")

    assert job.wish == "pause"
    assert text(page, "run_state") == tr("train.state_paused")
    assert not page.findChild(QPushButton, "pause").isVisible()
    press(page, "go_on")
    assert job.wish == "go_on"
    assert text(page, "run_state") == tr("train.state_running")


def test_a_cancelled_run_can_be_judged_or_continued(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")
    job = say_models(bench, runner, [0.7, 0.9])

    runner.say(job, Message("cancelled"))
    QApplication.processEvents()

    assert mains(page) == ["next"]
    assert text(page, "run_state") == tr("train.state_stopped")
    assert page.findChild(QPushButton, "continue_run").isVisible()
    assert page.findChild(Leaderboard).model().rowCount() == 2


def test_a_run_that_died_is_continued_by_the_main_button(project, runner, shown, press):
    bench = project("data")
    bench.train.start(60.0, 1)
    job = say_models(bench, runner, [0.7])
    runner.say(job, failed(JobError("job.died", code=1, signal=9)))

    page = shown(TrainPage)

    assert mains(page) == ["resume"]
    assert page.findChild(QWidget, "trouble").isVisible()
    press(page, "resume")
    assert bench.running("train") is not None
    assert len(bench.train.runs()) == 1


def test_start_again_begins_another_run_and_the_first_stays_to_be_looked_at(project, runner, shown, press):
    bench = project("trained")
    first = bench.train.current()
    page = shown(TrainPage)

    press(page, "start_again")
    say_models(bench, runner, [0.6, 0.7, 0.8, 0.9])

    assert len(bench.train.runs()) == 2
    runs = page.findChild(QComboBox, "runs")
    assert runs.isVisible()
    assert page.findChild(Leaderboard).model().rowCount() == 4
    runs.setCurrentIndex(runs.findData(first.id))
    assert page.findChild(Leaderboard).model().rowCount() == len(bench.train.models(first.id)) < 4


def test_a_new_run_without_models_does_not_hide_the_models_there_are(project, runner, shown, press):
    bench = project("trained")
    page = shown(TrainPage)
    press(page, "start_again")

    runner.say(playing.newest(bench, "train"), Message("cancelled"))
    QApplication.processEvents()

    assert page.findChild(Leaderboard).model().rowCount() == len(bench.train.models()) > 1
    assert mains(page) == ["next"]


def test_failures_are_listed_with_cause_and_remedy(project, runner, shown):
    bench = project("data")
    bench.train.start(60.0, 1)
    job = say_models(bench, runner, [0.7])
    runner.say(job, pieces.failure(3))

    page = shown(TrainPage)

    row = page.findChild(QWidget, "failure_3")
    told = " ".join(label.text() for label in row.findChildren(QLabel))
    assert "XGBoost · trial 3" in told
    assert "Not enough memory" in told


def test_failures_for_one_reason_are_told_once_with_their_number(project, runner, shown):
    bench = project("data")
    bench.train.start(60.0, 1)
    job = say_models(bench, runner, [0.7])
    for number in range(3, 7):
        runner.say(job, pieces.failure(number))

    page = shown(TrainPage)

    told = " ".join(label.text() for label in page.findChild(QWidget, "failure_3").findChildren(QLabel))
    assert "XGBoost · 4 trials" in told
    assert page.findChild(QWidget, "failure_4") is None
    assert text(page, "failures_pill") == tr("train.failures_count", count=4)
    assert text(page, "poor_why") == tr("train.only_floor_failed")


def test_what_was_given_up_is_told_by_algorithm_and_is_no_failure(project, runner, shown):
    bench = project("data")
    bench.train.start(60.0, 1)
    job = say_models(bench, runner, [0.7])
    for number, percent, algorithm in ((3, "12", "xgboost"), (4, "1250", "xgboost"), (5, "31", "lightgbm")):
        runner.say(job, pieces.given_up(number, percent, algorithm))

    page = shown(TrainPage)

    table = page.findChild(QTableWidget, "given_up")
    cells = [[table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())]
    assert cells == [["XGBoost", "2", "12 % – 1,250 %"], ["LightGBM", "1", "31 %"]]
    assert text(page, "given_up_pill") == tr("train.given_up_count", count=3)
    assert not page.findChild(QLabel, "failures_pill").isVisible()
    assert text(page, "poor_why") == tr("train.only_floor")


def test_continue_goes_to_evaluate(project, shown, press):
    project("trained")
    page = shown(TrainPage)

    press(page, "next")

    assert page.went == [("evaluate",)]


@pytest.mark.parametrize("way", ["double click", "enter"])
def test_a_model_of_the_leaderboard_is_judged_by_double_click_or_enter(way, project, shown, qtbot):
    bench = project("trained")
    page = shown(TrainPage)
    table = page.findChild(Leaderboard)
    second = bench.train.models()[1]

    table.selectRow(1)
    if way == "enter":
        table.setFocus()
        qtbot.keyClick(table, Qt.Key.Key_Return)
    else:
        place = table.visualRect(table.model().index(1, 1)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert page.went == [("evaluate", second.id)]


def test_another_target_chosen_since_is_told_and_start_is_offered(project, shown):
    bench = project("trained")
    bench.problem.choose("age")

    page = shown(TrainPage)

    assert page.findChild(QWidget, "older").isVisible()
    assert mains(page) == ["start"]


def test_criteria_are_held_against_the_best_model_while_the_run_goes_on(project, runner, shown, press):
    bench = project("data")
    bench.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.8),))
    page = shown(TrainPage)
    assert text(page, "criterion_state") == "not measured"

    press(page, "start")
    say_models(bench, runner, [0.7])
    assert text(page, "criterion_state") == "not met"
    say_models(bench, runner, [0.7, 0.9])

    assert text(page, "criterion_state") == "met"


def test_limits_are_held_against_every_model_and_the_floor_stays_the_floor(look, project, shown):
    bench = project("trained")
    sizes = [model.model_bytes for model in bench.train.models() if model.algorithm != "baseline"]
    bench.problem.write_charter(limits=Limits(model_bytes=min(sizes) - 1))

    page = shown(TrainPage)

    table = page.findChild(Leaderboard).model()
    levels = [table.data(table.index(row, MARK), Qt.ItemDataRole.UserRole).level for row in range(table.rowCount())]
    assert levels == ["warning"] * len(sizes) + ["plain"]
    assert table.headerData(MARK, Qt.Orientation.Horizontal) == tr("train.limits")


def test_without_limits_there_is_no_column_for_them(project, shown):
    project("trained")

    page = shown(TrainPage)

    assert page.findChild(Leaderboard).model().headerData(MARK, Qt.Orientation.Horizontal) == ""


def test_what_the_run_depends_on_can_be_read_in_whole(project, shown):
    bench = project("trained")

    page = shown(TrainPage)

    assert bench.data.current().data_file in page.findChild(QLabel, "repeat_data").toolTip()
    assert bench.prepare.current().recipe_hash in page.findChild(QLabel, "repeat_recipe").toolTip()
    assert "onnxruntime" in text(page, "repeat_versions")


def test_every_control_has_a_name_for_a_screen_reader(project, shown):
    project("trained")
    page = shown(TrainPage)

    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def test_a_run_that_only_finished_the_baseline_says_so_and_offers_to_start(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")
    job = playing.newest(bench, "train")
    runner.say(job, pieces.split(job.folder))
    made = pieces.model(job.folder, 0, 0.5)
    made.facts["algorithm"] = "baseline"
    runner.say(job, made)

    runner.say(job, Message("result", facts={"winner": "trial-0", "state": "finished"}))
    QApplication.processEvents()

    assert page.findChild(QWidget, "poor").isVisible()
    assert text(page, "poor_why") == tr("train.only_floor")
    assert mains(page) == ["start"]


def test_it_fits_into_the_smallest_window(look, project, shown):
    project("trained")

    page = shown(TrainPage)
    page.resize(888, 608)

    assert (page.width(), page.height()) == (888, 608)
    assert page.minimumSizeHint().width() <= 888


def test_the_head_says_how_models_are_validated(project, shown):
    bench = project("data")
    page = shown(TrainPage)
    assert tr("train.by_even", folds=5) in page.findChild(Elided, "subtitle").text()

    bench.prepare.plan_split(0.2, True, 1, cv="nested:4x3")

    assert tr("train.by_nested", folds=4, times=3) in page.findChild(Elided, "subtitle").text()


def test_where_validation_was_nested_it_tells_what_the_search_itself_was_worth(project, runner, shown, press):
    bench = project("data")
    bench.prepare.plan_split(0.2, True, 1, cv="nested:2x2")
    page = shown(TrainPage)
    press(page, "start")
    job = say_models(bench, runner, [0.7, 0.9])
    assert not page.findChild(QLabel, "nested_score").isVisible()

    runner.say(job, Message("result", facts={"winner": "trial-1", "state": "finished", "nested": [0.7, 0.8], "seconds": 58.0}))
    QApplication.processEvents()

    told = page.findChild(QLabel, "nested_score")
    assert told.isVisible()
    assert all(figure in told.text() for figure in ("ROC AUC", "0.7500", "0.0707", "0.7000 · 0.8000"))
    assert "58 s" in text(page, "pace")
