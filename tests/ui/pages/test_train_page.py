"""The Train page: budget and seed, the run, the leaderboard, the sealed hold-out."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QSpinBox, QWidget

from mlworkbench.base.errors import JobError
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui.pages.train import TrainPage
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.leaderboard import Leaderboard
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
    press(page, "go_to_data")

    assert page.went == [("data",)]


def test_ready_it_offers_to_start(look, project, shown):
    project("data")

    page = shown(TrainPage)

    assert mains(page) == ["start"]
    assert page.findChild(QPushButton, "start").isEnabled()
    assert not page.findChild(Leaderboard).isVisible()
    assert page.findChild(QWidget, "step_1").isVisible()


def test_full_it_shows_leaderboard_chart_hold_out_and_how_to_repeat_it(look, project, shown, qtbot):
    project("trained")

    page = shown(TrainPage)

    assert mains(page) == ["next"]
    assert page.findChild(Leaderboard).model().rowCount() == 2
    assert page.findChild(QWidget, "open_holdout").isEnabled()
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


def test_stop_cancels_and_what_is_finished_can_be_packaged_or_continued(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")
    job = say_models(bench, runner, [0.7, 0.9])

    press(page, "stop")
    assert runner.cancelled == [job.id]
    runner.say(job, Message("cancelled"))
    QApplication.processEvents()

    assert mains(page) == ["next"]
    assert page.findChild(QPushButton, "go_on").isVisible()
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
    say_models(bench, runner, [0.7, 0.8, 0.9])

    assert len(bench.train.runs()) == 2
    runs = page.findChild(QComboBox, "runs")
    assert runs.isVisible()
    assert page.findChild(Leaderboard).model().rowCount() == 3
    runs.setCurrentIndex(runs.findData(first.id))
    assert page.findChild(Leaderboard).model().rowCount() == 2


def test_a_new_run_without_models_does_not_hide_the_models_there_are(project, runner, shown, press):
    bench = project("trained")
    page = shown(TrainPage)
    press(page, "start_again")

    runner.say(playing.newest(bench, "train"), Message("cancelled"))
    QApplication.processEvents()

    assert page.findChild(Leaderboard).model().rowCount() == 2
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


def test_continue_goes_to_package(project, shown, press):
    project("trained")
    page = shown(TrainPage)

    press(page, "next")

    assert page.went == [("package",)]


def test_another_target_chosen_since_is_told_and_start_is_offered(project, shown):
    bench = project("trained")
    bench.problem.choose("age")

    page = shown(TrainPage)

    assert page.findChild(QWidget, "older").isVisible()
    assert mains(page) == ["start"]


def test_the_hold_out_is_opened_with_a_reason_and_shows_what_was_seen(project, runner, shown, press, answers):
    bench = project("trained")
    page = shown(TrainPage)
    answers.text = "final check"
    assert text(page, "holdout_pill") == "sealed"

    press(page, "open_holdout")
    assert not page.findChild(QPushButton, "open_holdout").isEnabled()
    playing.do(runner, playing.newest(bench, "evaluate"))
    QApplication.processEvents()

    assert "final check" in text(page, "holdout_looks")
    assert text(page, "holdout_pill") == "opened once"
    assert text(page, "holdout_figure").startswith("ROC AUC")
    assert page.findChild(QLabel, "test_accuracy") is not None


def test_thinking_better_of_it_leaves_the_hold_out_sealed(project, shown, press, answers):
    bench = project("trained")
    page = shown(TrainPage)
    answers.text = None

    press(page, "open_holdout")

    assert bench.evaluate.looks(bench.train.current().split) == ()


def test_while_training_the_hold_out_cannot_be_opened_and_the_button_says_why(project, runner, shown, press):
    bench = project("data")
    page = shown(TrainPage)
    press(page, "start")

    say_models(bench, runner, [0.7])

    button = page.findChild(QPushButton, "open_holdout")
    assert not button.isEnabled()
    assert "in progress" in button.toolTip()


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
    assert mains(page) == ["start"]


def test_it_fits_into_the_smallest_window(look, project, shown):
    project("trained")

    page = shown(TrainPage)
    page.resize(888, 608)

    assert (page.width(), page.height()) == (888, 608)
    assert page.minimumSizeHint().width() <= 888
