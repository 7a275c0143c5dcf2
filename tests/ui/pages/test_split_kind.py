"""How rows are validated, chosen on the Prepare page."""

import pytest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QWidget

from mlworkbench.ui.pages.prepare import PreparePage
from tests.ui.pages import playing
from tests.ui.pages.preparing import pick, text, type_into


@pytest.fixture
def bench(project):
    return project("data")


def take(page, name, data):
    pick(page.findChild(QComboBox, name), data)


def seen(page):
    names = ("cv_folds", "cv_repeats", "cv_inner", "cv_gap", "split_group", "split_time", "stratified")
    kinds = {"split_group": QComboBox, "split_time": QComboBox, "stratified": QCheckBox}
    return {name for name in names if page.findChild(kinds.get(name, QLineEdit), name).isVisible()}


@pytest.mark.parametrize(
    ("kind", "fields", "cv"),
    [
        ("repeated", {"cv_folds", "cv_repeats", "stratified"}, "repeated:5x3"),
        ("loo", {"stratified"}, "loo"),
        ("nested", {"cv_folds", "cv_inner", "stratified"}, "nested:5x3"),
        ("group", {"cv_folds", "split_group", "stratified"}, "stratified_group:5"),
        ("time", {"cv_folds", "cv_gap", "split_time"}, "time:5"),
    ],
)
def test_each_kind_asks_for_what_belongs_to_it(bench, shown, kind, fields, cv):
    page = shown(PreparePage)
    assert seen(page) == {"cv_folds", "stratified"}

    take(page, "split_kind", kind)

    assert (seen(page), bench.prepare.plan().cv) == (fields, cv)
    assert not page.findChild(QLabel, "split_kind_error").isVisible()


def test_the_form_shows_the_plan_and_changes_it(bench, shown):
    bench.prepare.plan_split(0.2, True, 1, cv="repeated:4x6")
    page = shown(PreparePage)
    assert page.findChild(QComboBox, "split_kind").currentData() == "repeated"
    assert page.findChild(QLineEdit, "cv_repeats").text() == "6"
    assert "24" in text(page, "split_folds")

    type_into(page, "cv_folds", "7")
    page.findChild(QCheckBox, "stratified").click()
    QApplication.processEvents()

    plan = bench.prepare.plan()
    assert (plan.cv, plan.stratified) == ("repeated:7x6", False)


def test_leaving_one_out_tells_its_cost_first(bench, shown):
    page = shown(PreparePage)

    take(page, "split_kind", "loo")

    assert "192" in text(page, "split_folds")
    assert "38" in text(page, "split_folds")


def test_what_cannot_be_is_told_where_it_was_asked(bench, shown):
    page = shown(PreparePage)

    type_into(page, "cv_folds", "99")
    assert bench.prepare.plan().cv == ""
    assert page.findChild(QLabel, "cv_folds_error").isVisible()
    type_into(page, "cv_folds", "4.5")
    assert "4.5" in text(page, "cv_folds_error")
    type_into(page, "cv_folds", "5")
    take(page, "split_kind", "group")
    take(page, "split_group", "plan")
    assert page.findChild(QLabel, "split_kind_error").isVisible()
    assert bench.prepare.plan().group != "plan"


def test_the_column_of_groups_is_left_out_with_its_reason(bench, runner, shown):
    page = shown(PreparePage)

    take(page, "split_kind", "group")
    take(page, "split_group", "age")

    assert "age" not in bench.prepare.current().inputs
    words = [label.text() for label in page.findChild(QWidget, "notes_card").findChildren(QLabel)]
    assert any(one.startswith("age:") and "belong together" in one for one in words)


def test_exact_rows_of_groups_come_with_the_preview(bench, runner, shown):
    bench.prepare.plan_split(0.2, True, 1, cv="group:4", group="age")
    playing.do(runner, bench.prepare.start_preview())

    page = shown(PreparePage)

    words = [label.text() for label in page.findChild(QWidget, "split_counts").findChildren(QLabel)]
    counts = bench.prepare.split_counts()
    assert str(counts.train) in words
    assert counts.folds == 4
