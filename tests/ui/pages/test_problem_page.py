"""The Problem page: what is predicted, what it costs, when it is good enough. Everything is kept as it is written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from mlworkbench.base.records import Costs, Criterion, Limits
from mlworkbench.ui.pages.problem import ProblemPage
from tests.ui.pages import playing

AUC = Criterion("roc_auc", "at_least", 0.5, why="the list of last year")


def line(page, name):
    return page.findChild(QLineEdit, name)


def write(page, name, words):
    """Types and leaves the line."""
    field = line(page, name)
    field.setText(words)
    field.editingFinished.emit()
    QApplication.processEvents()


def choose(page, name, data):
    combo = page.findChild(QComboBox, name)
    assert combo.findData(data) >= 0, data
    combo.setCurrentIndex(combo.findData(data))


def label(page, name):
    return page.findChild(QLabel, name)


def main_button(page):
    shown = [button for button in page.findChildren(QPushButton) if button.property("look") == "primary" and button.isVisible()]
    assert len(shown) == 1
    return shown[0].objectName()


def touch(page, name):
    page.findChild(QToolButton, name).click()
    QApplication.processEvents()


def states(page):
    return [shown.text() for shown in page.findChildren(QLabel, "criterion_state")]


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


# Words and costs -------------------------------------------------------------------------------------------------------


def test_each_field_of_the_decision_is_kept_when_it_is_left(trained, shown, qtbot):
    page = shown(ProblemPage)

    for name in ("predicts", "for_each", "so_that", "decided_by"):
        qtbot.keyClicks(line(page, name), f"{name}  said")
        qtbot.keyClick(line(page, name), Qt.Key.Key_Return)

    charter = trained.problem.charter()
    assert (charter.number, charter.predicts, charter.decided_by) == (4, "predicts said", "decided_by said")
    assert line(page, "for_each").text() == "for_each said"


def test_leaving_a_field_as_it_was_writes_no_version(trained, shown):
    trained.problem.write_charter(predicts="left")
    page = shown(ProblemPage)

    write(page, "predicts", "left")
    write(page, "predicts", " left ")

    assert trained.problem.charter().number == 1
    assert line(page, "predicts").text() == "left"


def test_what_is_being_typed_stays_when_another_field_is_kept(trained, shown):
    page = shown(ProblemPage)
    line(page, "so_that").setText("half a sen")

    write(page, "predicts", "left")

    assert line(page, "so_that").text() == "half a sen"


def test_escape_goes_back_to_what_is_kept(trained, shown):
    trained.problem.write_charter(predicts="left")
    page = shown(ProblemPage)
    line(page, "predicts").setText("oops")

    QTest.keyClick(line(page, "predicts"), Qt.Key.Key_Escape)

    assert line(page, "predicts").text() == "left"


def test_a_text_that_is_too_long_is_refused_below_its_field_and_not_lost(trained, shown):
    page = shown(ProblemPage)

    write(page, "predicts", "x" * 501)

    assert label(page, "predicts_error").isVisible()
    assert "We predict" in label(page, "predicts_error").text()
    assert line(page, "predicts").property("bad")
    assert trained.problem.charter() is None
    write(page, "predicts", "short")
    assert not label(page, "predicts_error").isVisible()


def test_costs_are_kept_once_both_are_there(trained, shown):
    page = shown(ProblemPage)

    write(page, "miss", "1,310.5")
    assert trained.problem.charter() is None
    assert "A false alarm" in label(page, "costs_follow").text()
    trained.problem.write_charter(predicts="left")
    assert line(page, "miss").text() == "1,310.5"
    write(page, "false_alarm", "20")
    write(page, "currency", "USD")

    assert trained.problem.charter().costs == Costs(1310.5, 20.0, "USD")
    for name in ("miss", "false_alarm", "currency"):
        write(page, name, "")
    assert trained.problem.charter().costs is None


@pytest.mark.parametrize(
    ("name", "words", "told"), [("miss", "a lot", "a lot"), ("miss", "-3", "-3"), ("currency", "x" * 13, "13")]
)
def test_a_cost_that_cannot_be_is_refused_below_its_field(trained, shown, name, words, told):
    trained.problem.write_charter(costs=Costs(310.0, 20.0, "USD"))
    page = shown(ProblemPage)

    write(page, name, words)

    assert told in label(page, f"{name}_error").text()
    assert line(page, name).text() == words
    assert trained.problem.charter().costs == Costs(310.0, 20.0, "USD")


def test_costs_are_asked_for_two_classes_alone(trained, shown):
    page = shown(ProblemPage)
    assert page.findChild(QWidget, "costs_card").isVisible()

    choose(page, "target", "age")

    assert not page.findChild(QWidget, "costs_card").isVisible()


@pytest.mark.parametrize(
    ("costs", "told"), [(Costs(10.0, 40.0), "80"), (Costs(0.0, 5.0), "No model is needed"), (Costs(20.0, 20.0), "50")]
)
def test_what_follows_from_the_costs_is_said(trained, shown, costs, told):
    trained.problem.write_charter(costs=costs)

    assert told in label(shown(ProblemPage), "costs_follow").text()


# Criteria --------------------------------------------------------------------------------------------------------------


def test_a_criterion_is_added_and_held_against_the_model(trained, shown, press):
    page = shown(ProblemPage)
    assert label(page, "criteria_empty").isVisible()

    press(page, "add_criterion")
    assert not page.findChild(QPushButton, "add_criterion").isEnabled()
    choose(page, "criterion_metric", "log_loss")
    assert page.findChild(QComboBox, "criterion_comparison").currentData() == "at_most"
    line(page, "criterion_value").setText("0.69")
    line(page, "criterion_why").setText("a coin")
    press(page, "keep_criterion")

    assert trained.problem.charter().criteria == (Criterion("log_loss", "at_most", 0.69, why="a coin"),)
    assert not page.findChild(QWidget, "criterion_form").isVisible()
    assert states(page) == ["met"]


def test_a_criterion_on_a_group_names_a_column_and_one_of_its_values(trained, shown, press):
    page = shown(ProblemPage)

    press(page, "add_criterion")
    assert not page.findChild(QComboBox, "criterion_group").isVisible()
    choose(page, "criterion_metric", "recall")
    choose(page, "criterion_column", "plan")
    groups = page.findChild(QComboBox, "criterion_group")
    assert groups.isVisible()
    groups.setCurrentText("Gold")
    line(page, "criterion_value").setText("0.7")
    press(page, "keep_criterion")

    assert trained.problem.charter().criteria == (Criterion("recall", "at_least", 0.7, "plan", "Gold"),)
    assert "plan = Gold" in label(page, "criterion_rows").text()


def test_a_criterion_is_changed_in_place_and_removed(trained, shown, press):
    trained.problem.write_charter(criteria=(AUC, Criterion("f1", "at_least", 0.3)))
    page = shown(ProblemPage)

    touch(page, "change_0")
    assert line(page, "criterion_value").text() == "0.5"
    assert line(page, "criterion_why").text() == AUC.why
    line(page, "criterion_value").setText("0.9")
    press(page, "keep_criterion")
    assert [one.value for one in trained.problem.charter().criteria] == [0.9, 0.3]

    touch(page, "remove_0")
    assert trained.problem.charter().criteria == (Criterion("f1", "at_least", 0.3),)


def test_a_value_that_is_no_number_and_a_criterion_twice_are_refused_in_the_form(trained, shown, press):
    trained.problem.write_charter(criteria=(AUC,))
    page = shown(ProblemPage)
    press(page, "add_criterion")

    line(page, "criterion_value").setText("high")
    press(page, "keep_criterion")
    assert "high" in label(page, "criterion_error").text()
    line(page, "criterion_value").setText("0.5")
    press(page, "keep_criterion")

    assert "stands there already" in label(page, "criterion_error").text()
    assert trained.problem.charter().criteria == (AUC,)


def test_thinking_better_of_it_keeps_nothing(trained, shown, press):
    page = shown(ProblemPage)
    press(page, "add_criterion")

    press(page, "leave_criterion")

    assert not page.findChild(QWidget, "criterion_form").isVisible()
    assert trained.problem.charter() is None


def test_what_models_reach_can_be_taken_as_a_beginning(trained, shown, press):
    page = shown(ProblemPage)
    press(page, "add_criterion")

    press(page, "propose_baseline")
    floor = line(page, "criterion_value").text()
    press(page, "propose_chosen")

    assert float(line(page, "criterion_value").text()) > float(floor)


def test_without_a_model_there_is_nothing_to_begin_from(project, shown, press):
    project("data")
    page = shown(ProblemPage)

    press(page, "add_criterion")

    assert page.findChild(QPushButton, "propose_chosen") is None


def test_enter_keeps_the_criterion(trained, shown, press, qtbot):
    page = shown(ProblemPage)
    press(page, "add_criterion")

    qtbot.keyClicks(line(page, "criterion_value"), "0.8")
    qtbot.keyClick(line(page, "criterion_value"), Qt.Key.Key_Return)

    assert trained.problem.charter().criteria[0].value == 0.8


def test_what_stands_in_the_form_outlives_news(trained, shown, press):
    page = shown(ProblemPage)
    press(page, "add_criterion")
    line(page, "criterion_value").setText("0.77")
    choose(page, "criterion_column", "plan")

    trained.problem.write_charter(predicts="left", criteria=(AUC,))
    QApplication.processEvents()

    assert line(page, "criterion_value").text() == "0.77"
    assert page.findChild(QComboBox, "criterion_column").currentData() == "plan"


def test_a_criterion_asked_after_the_hold_out_was_opened_is_marked(trained, runner, shown):
    trained.problem.write_charter(criteria=(Criterion("f1", "at_least", 0.2),))
    playing.do(runner, trained.evaluate.open_holdout(trained.train.winner().id, "final"))
    trained.problem.write_charter(criteria=(AUC,))

    page = shown(ProblemPage)

    assert len(page.findChildren(QLabel, "late")) == 2
    assert page.findChild(QWidget, "removed_check").isVisible()


# Limits ----------------------------------------------------------------------------------------------------------------


def test_limits_are_kept_in_milliseconds_and_megabytes(trained, shown):
    page = shown(ProblemPage)

    write(page, "row_microseconds", "0.5")
    write(page, "model_bytes", "2")
    page.findChild(QCheckBox, "explainable").click()

    assert trained.problem.charter().limits == Limits(500.0, 2_000_000, True)
    write(page, "row_microseconds", "")
    assert trained.problem.charter().limits == Limits(None, 2_000_000, True)


def test_a_limit_that_cannot_be_is_refused_below_its_field_while_the_others_are_kept(trained, shown):
    page = shown(ProblemPage)

    write(page, "row_microseconds", "soon")
    page.findChild(QCheckBox, "explainable").click()

    assert "soon" in label(page, "row_microseconds_error").text()
    assert line(page, "row_microseconds").text() == "soon"
    assert trained.problem.charter().limits == Limits(explainable=True)
    write(page, "model_bytes", "-1")
    assert "-1" in label(page, "model_bytes_error").text()


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
