"""The Problem page: what is predicted, its main button, and that nothing typed is ever lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QPushButton, QWidget

from mlworkbench.base.records import Costs, Criterion, Limits
from mlworkbench.ui.pages.problem import ProblemPage
from tests.ui.pages import playing
from tests.ui.pages.hands import choose, label, line, main_button, states, write

AUC = Criterion("roc_auc", "at_least", 0.5, why="the list of last year")


@pytest.fixture
def trained(project):
    return project("trained")


# The main button -------------------------------------------------------------------------------------------------------


def test_without_data_it_takes_the_decision_and_leads_to_data(look, opened, shown, press):
    page = shown(ProblemPage)

    assert main_button(page) == "to_data"
    assert label(page, "target_later").isVisible()
    assert not page.findChild(QComboBox, "target").isVisible()
    write(page, "predicts", "left = yes")
    assert opened.problem.charter().predicts == "left = yes"
    press(page, "to_data")
    assert page.went == [("data",)]


def test_the_best_guess_is_kept_by_the_main_button_which_then_leads_on(opened, runner, shown, press, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    page = shown(ProblemPage)
    assert main_button(page) == "keep_choice"

    press(page, "keep_choice")

    problem = opened.problem.current()
    assert (problem.target, problem.task, problem.metric, problem.positive) == ("left", "binary", "roc_auc", "yes")
    assert opened.prepare.current() is not None
    assert main_button(page) == "to_prepare"
    assert "left = yes" in label(page, "subtitle").text()
    press(page, "to_prepare")
    assert page.went == [("prepare",)]


def test_full_it_shows_what_was_written_what_it_means_and_how_the_model_stands(look, trained, shown):
    trained.problem.write_charter(
        predicts="left = yes", criteria=(AUC,), costs=Costs(310.0, 20.0, "USD"), limits=Limits(1000.0, 5_000_000, True)
    )

    page = shown(ProblemPage)

    assert line(page, "predicts").text() == "left = yes"
    assert (line(page, "miss").text(), line(page, "currency").text()) == ("310", "USD")
    assert (line(page, "row_microseconds").text(), line(page, "model_bytes").text()) == ("1", "5")
    assert page.findChild(QCheckBox, "explainable").isChecked()
    assert "94" in label(page, "meaning").text()
    assert "15.5" in label(page, "costs_follow").text()
    assert "6.06" in label(page, "costs_follow").text()
    assert len(states(page)) == 4
    assert page.findChild(QWidget, "ready_examples").isVisible()
    assert page.findChild(QWidget, "charter_1").isVisible()
    assert "µs" in label(page, "limits_now").text()
    assert main_button(page) == "to_prepare"


# Target ----------------------------------------------------------------------------------------------------------------


def test_target_task_class_and_metric_are_what_is_recorded(trained, shown, press):
    page = shown(ProblemPage)

    choose(page, "positive", "no")
    choose(page, "metric", "recall")
    assert main_button(page) == "keep_choice"
    assert "146" in label(page, "meaning").text()
    press(page, "keep_choice")
    problem = trained.problem.current()
    assert (problem.target, problem.metric, problem.positive, problem.classes) == ("left", "recall", "no", ("yes", "no"))

    choose(page, "target", "age")
    assert not page.findChild(QComboBox, "positive").isVisible()
    choose(page, "metric", "mae")
    press(page, "keep_choice")
    problem = trained.problem.current()
    assert (problem.target, problem.task, problem.metric, problem.positive) == ("age", "regression", "mae", None)


def test_going_back_to_what_is_recorded_leaves_nothing_to_keep(trained, shown):
    page = shown(ProblemPage)

    choose(page, "positive", "no")
    choose(page, "positive", "yes")

    assert main_button(page) == "to_prepare"


def test_a_task_that_does_not_go_with_the_target_is_refused_beside_the_field(project, shown):
    project("data")
    page = shown(ProblemPage)

    choose(page, "task", "regression")

    button = page.findChild(QPushButton, "keep_choice")
    assert not button.isEnabled()
    assert "does not hold numbers" in button.toolTip()
    assert label(page, "target_error").text() == button.toolTip()
    assert not page.findChild(QComboBox, "metric").isEnabled()


def test_columns_that_cannot_be_predicted_stand_in_the_list_with_their_reason(project, shown):
    project("data")

    targets = shown(ProblemPage).findChild(QComboBox, "target")

    place = targets.findData("customer")
    assert not targets.model().item(place).isEnabled()
    assert "different value in every row" in targets.itemData(place, Qt.ItemDataRole.ToolTipRole)


def test_columns_left_out_before_stay_left_out(project, shown, press):
    bench = project("data")
    bench.problem.choose("left", excluded=("plan", "age"))
    page = shown(ProblemPage)

    choose(page, "target", "age")
    press(page, "keep_choice")

    assert bench.problem.current().excluded == ("plan",)


def test_data_without_any_possible_target_says_so(opened, runner, shown, tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text("id,kind\n" + "".join(f"{number},same\n" for number in range(50)), "utf-8")
    playing.imported(opened, runner, path)

    button = shown(ProblemPage).findChild(QPushButton, "keep_choice")

    assert not button.isEnabled()
    assert "No column of this data can be predicted" in button.toolTip()


def test_newer_data_asks_for_the_choice_again_and_proposes_the_same(trained, runner, shown, press, tmp_path):
    page = shown(ProblemPage)
    playing.imported(trained, runner, playing.churn(tmp_path, 250, "newer.csv"))
    QApplication.processEvents()
    assert main_button(page) == "keep_choice"

    press(page, "keep_choice")

    assert trained.problem.current().dataset == trained.data.current().id
    assert main_button(page) == "to_prepare"


def test_a_choice_that_is_not_kept_outlives_other_news_but_not_a_choice_made_elsewhere(trained, shown):
    page = shown(ProblemPage)
    choose(page, "metric", "recall")

    trained.problem.write_charter(predicts="something")
    assert page.findChild(QComboBox, "metric").currentData() == "recall"

    trained.problem.choose("age")
    assert page.findChild(QComboBox, "target").currentData() == "age"
    assert main_button(page) == "to_prepare"


def test_a_target_chosen_elsewhere_while_it_is_shown_appears(opened, runner, shown, tmp_path):
    page = shown(ProblemPage)
    job = opened.data.add(playing.churn(tmp_path), target="age", excluded=("plan",))

    playing.do(runner, job)
    QApplication.processEvents()

    assert page.findChild(QComboBox, "target").currentData() == "age"


# What outlives a new look ----------------------------------------------------------------------------------------------


def test_nothing_typed_or_chosen_is_lost_when_the_page_is_built_anew(look, trained, shown, press):
    page = shown(ProblemPage)
    choose(page, "metric", "recall")
    line(page, "so_that").setText("half a sentence")
    write(page, "miss", "a lot")
    press(page, "add_criterion")
    line(page, "criterion_value").setText("0.77")
    line(page, "criterion_why").setText("because")

    kept = page.keep()
    anew = shown(ProblemPage)
    anew.take_back(kept)
    QApplication.processEvents()

    assert anew.findChild(QComboBox, "metric").currentData() == "recall"
    assert main_button(anew) == "keep_choice"
    assert line(anew, "so_that").text() == "half a sentence"
    assert line(anew, "miss").text() == "a lot"
    assert label(anew, "miss_error").isVisible()
    assert (line(anew, "criterion_value").text(), line(anew, "criterion_why").text()) == ("0.77", "because")


@pytest.mark.parametrize("leave", ["prepare", "close_project", "quit"])
def test_what_is_being_typed_is_kept_when_the_page_the_project_or_the_program_is_left(shell, trained, qtbot, leave):
    folder = trained.project.folder
    shell.activateWindow()
    shell.go("problem")
    page = shell.page("problem")
    line(page, "so_that").setFocus()
    qtbot.waitUntil(line(page, "so_that").hasFocus)
    qtbot.keyClicks(line(page, "so_that"), "calls")

    shell.go(leave)
    trained.home.open(folder)

    assert trained.problem.charter().so_that == "calls"


@pytest.mark.parametrize("change", [{"language": "ko"}, {"theme": "dark"}, {"text_size": 150}])
def test_what_is_being_typed_is_there_after_a_new_look(shell, trained, qtbot, change):
    shell.go("problem")
    choose(shell.page("problem"), "metric", "recall")
    line(shell.page("problem"), "so_that").setText("half a sen")
    shell.page("problem").findChild(QPushButton, "add_criterion").click()
    line(shell.page("problem"), "criterion_value").setText("0.7x")

    shell.dress(**change)
    QApplication.processEvents()

    page = shell.page("problem")
    assert line(page, "so_that").text() == "half a sen"
    assert line(page, "criterion_value").text() == "0.7x"
    assert page.findChild(QComboBox, "metric").currentData() == "recall"


def test_a_page_on_which_nothing_waits_gives_nothing_back(trained, shown):
    page = shown(ProblemPage)

    page.take_back(page.keep())
    page.take_back(None)

    assert main_button(page) == "to_prepare"
    assert trained.problem.charter() is None


def test_all_versions_are_listed_and_the_older_ones_on_request(trained, shown, press):
    for number in range(6):
        trained.problem.write_charter(predicts=f"version {number}")
    page = shown(ProblemPage)
    assert page.findChild(QWidget, "charter_6") is not None
    assert page.findChild(QWidget, "charter_1") is None

    press(page, "all_versions")

    assert page.findChild(QWidget, "charter_1") is not None


def test_every_control_has_a_name_for_a_screen_reader(trained, shown, press):
    trained.problem.write_charter(criteria=(AUC,))
    page = shown(ProblemPage)
    press(page, "add_criterion")
    choose(page, "criterion_column", "plan")

    nameless = [
        (type(widget).__name__, widget.objectName())
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [one for one in nameless if not one[1].startswith("qt_")]
