"""The Problem page: decision, costs, criteria and limits are kept as they are written."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QPushButton, QWidget

from mlworkbench.base import words
from mlworkbench.base.records import Costs, Criterion, Limits
from mlworkbench.ui.pages.problem import ProblemPage
from mlworkbench.ui.shell import Shell
from mlworkbench.ui.widgets.columns_field import ColumnsField
from tests.ui import pseudo
from tests.ui.fitting import cut
from tests.ui.pages import playing
from tests.ui.pages.hands import choose, label, line, states, touch, write

AUC = Criterion("roc_auc", "at_least", 0.5, why="the list of last year")


@pytest.fixture
def trained(project):
    return project("trained")


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


def test_a_limit_changed_on_the_page_keeps_those_that_have_no_field_there(trained, shown):
    besides = Limits(memory_bytes=64_000_000, monotone=(("age", 1),), interactions=(("age", "plan"),))
    trained.problem.write_charter(limits=besides)
    page = shown(ProblemPage)

    page.findChild(QCheckBox, "explainable").click()

    assert trained.problem.charter().limits == replace(besides, explainable=True)
    assert "age, plan" in label(page, "limits_besides").text()


def ticked(field, *names):
    """The columns of a field chosen by hand in its list."""
    field.click()
    tree = field.popup.tree
    items = {tree.topLevelItem(place).text(0): tree.topLevelItem(place) for place in range(tree.topLevelItemCount())}
    for name, item in items.items():
        item.setCheckState(0, Qt.CheckState.Checked if name in names else Qt.CheckState.Unchecked)
    field.popup.findChild(QPushButton, "columns_apply").click()
    return set(items)


def test_columns_are_bound_turned_round_and_set_free(trained, shown):
    page = shown(ProblemPage)
    rises, falls = (page.findChild(ColumnsField, name) for name in ("rises", "falls"))

    offered = ticked(rises, "age")
    assert trained.problem.charter().limits == Limits(monotone=(("age", 1),))
    assert (rises.words(), falls.words()) == ("age", "no column")
    assert "plan" not in offered
    assert trained.problem.current().target not in offered

    ticked(falls, "age")
    assert trained.problem.charter().limits == Limits(monotone=(("age", -1),))
    assert (rises.words(), falls.words()) == ("no column", "age")

    ticked(falls)
    assert trained.problem.charter().limits == Limits()


# Room ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [100, 200])
@pytest.mark.parametrize("language", ["ko", "pseudo"])
def test_all_that_can_be_written_and_refused_fits_into_the_smallest_window(qtbot, monkeypatch, trained, runner, text, language):
    pseudo.speak(monkeypatch) if language == "pseudo" else words.set_language(language)
    trained.settings.change(language="en" if language == "pseudo" else language, text_size=text)
    trained.problem.write_charter(criteria=(AUC, Criterion("recall", "at_least", 0.5, "plan", "Gold", "policy 12.3")))
    playing.do(runner, trained.evaluate.open_holdout(trained.train.winner().id, "final"))
    trained.problem.write_charter(criteria=(Criterion("balanced_accuracy", "at_least", 0.5, "plan", "가족 요금제", "x" * 80),))
    shell = Shell(trained)
    qtbot.addWidget(shell, before_close_func=lambda one: one.live.close())
    shell.dress()
    shell.resize(1100, 700)
    shell.show()
    shell.go("problem")
    page = shell.page("problem")
    for name in ("predicts", "miss", "currency", "row_microseconds", "model_bytes"):
        write(page, name, "-" * 501)
    touch(page, "change_0")
    page.findChild(QPushButton, "keep_criterion").click()
    QTest.qWait(40)

    assert cut(page, labels=text == 100) == []


def test_tab_goes_through_the_criteria_and_the_form_as_they_stand_on_the_page(trained, shown, press):
    trained.problem.write_charter(criteria=(AUC, Criterion("f1", "at_least", 0.3)))
    page = shown(ProblemPage)
    press(page, "add_criterion")
    at, order = line(page, "currency"), []
    while at.objectName() != "row_microseconds":
        at = at.nextInFocusChain()
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.objectName():
            order.append(at.objectName())

    form = ["metric", "comparison", "value", "column", "why"]
    assert order[:-1] == [
        *("add_criterion", "change_0", "remove_0", "change_1", "remove_1"),
        *(f"criterion_{name}" for name in form),
        *("propose_chosen", "propose_baseline", "leave_criterion", "keep_criterion"),
    ]
