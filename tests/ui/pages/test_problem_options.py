"""Losses, ordered classes and weights, chosen on the Problem page."""

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QListWidget, QPushButton, QWidget

from mlworkbench.ui.pages.problem import ProblemPage
from tests.ui.pages.hands import choose, label, main_button
from tests.ui.pages.preparing import pick


@pytest.fixture
def bench(project):
    return project("data")


def items(page):
    listed = page.findChild(QListWidget, "class_order")
    return [listed.item(place).text() for place in range(listed.count())]


def test_a_loss_brings_its_metric_and_is_kept(bench, shown, press):
    page = shown(ProblemPage)
    choose(page, "target", "income")
    assert page.findChild(QComboBox, "loss").isVisible()
    assert not page.findChild(QLineEdit, "loss_level").isVisible()

    pick(page.findChild(QComboBox, "loss"), "quantile")

    level = page.findChild(QLineEdit, "loss_level")
    assert (level.isVisible(), level.text()) == (True, "0.9")
    assert page.findChild(QComboBox, "metric").currentData() == "mean_pinball_loss:0.9"
    press(page, "keep_choice")
    problem = bench.problem.current()
    assert (problem.target, problem.loss, problem.metric) == ("income", "quantile:0.9", "mean_pinball_loss:0.9")
    assert main_button(page) == "to_prepare"


def test_a_level_that_cannot_be_is_told_and_not_kept(bench, shown):
    page = shown(ProblemPage)
    choose(page, "target", "income")
    pick(page.findChild(QComboBox, "loss"), "quantile")

    level = page.findChild(QLineEdit, "loss_level")
    level.selectAll()
    level.insert("1.5")
    level.setModified(True)
    level.editingFinished.emit()
    QApplication.processEvents()

    assert "1.5" in label(page, "target_error").text()
    assert not page.findChild(QPushButton, "keep_choice").isEnabled()


def test_classes_are_put_in_order(bench, shown, press):
    page = shown(ProblemPage)
    choose(page, "target", "plan")
    assert not page.findChild(QWidget, "ordering").isVisible()

    page.findChild(QCheckBox, "ordered").click()
    QApplication.processEvents()
    before = items(page)
    page.findChild(QListWidget, "class_order").setCurrentRow(0)
    press(page, "class_down")

    assert items(page) == [before[1], before[0], before[2]]
    assert page.findChild(QComboBox, "metric").currentData() == "quadratic_weighted_kappa"
    press(page, "keep_choice")
    problem = bench.problem.current()
    assert (list(problem.classes), problem.ordered) == ([before[1], before[0], before[2]], True)
    again = shown(ProblemPage)
    assert items(again) == list(problem.classes)
    assert main_button(again) == "to_prepare"


def test_weights_are_kept_and_are_no_input(bench, shown, press):
    page = shown(ProblemPage)

    pick(page.findChild(QComboBox, "weights"), "age")
    press(page, "keep_choice")

    assert bench.problem.current().weights == "age"
    assert "age" not in bench.prepare.current().inputs
    pick(page.findChild(QComboBox, "weights"), "")
    press(page, "keep_choice")
    assert bench.problem.current().weights is None
    assert "age" in bench.prepare.current().inputs


def test_another_task_forgets_what_was_asked_of_the_old_one(bench, shown):
    page = shown(ProblemPage)
    choose(page, "target", "income")
    pick(page.findChild(QComboBox, "loss"), "poisson")

    choose(page, "target", "left")

    assert not page.findChild(QComboBox, "loss").isVisible()
    assert page.findChild(QComboBox, "metric").currentData() == "roc_auc"
