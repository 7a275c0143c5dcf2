"""The Data page: rows, columns, findings, and what is to be predicted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.jobs.messages import failed
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.rows_table import RowsTable
from mlworkbench.ui.widgets.target_card import ColumnPicker
from tests.ui.pages import playing


def words_of(page):
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def picker(page):
    return page.findChild(ColumnPicker)


def item(page, name):
    tree = picker(page)
    return next(tree.topLevelItem(at) for at in range(tree.topLevelItemCount()) if tree.topLevelItem(at).text(0) == name)


def choose(page, name, data):
    combo = page.findChild(QComboBox, name)
    combo.setCurrentIndex(combo.findData(data))


def test_empty_it_offers_one_main_button_and_a_place_to_drop(look, opened, shown):
    page = shown(DataPage)

    assert page.findChild(QPushButton, "add_file").isVisible()
    assert page.findChild(DropZone).isVisible()
    assert not page.findChild(QPushButton, "continue").isVisible()
    assert not page.findChild(RowsTable).isVisible()


def test_full_it_shows_rows_findings_and_origin(look, project, shown):
    project("data")

    page = shown(DataPage)

    assert page.findChild(RowsTable).model.total == 240
    assert page.findChild(QWidget, "finding_id").isVisible()
    assert "churn.csv" in words_of(page)
    assert page.findChild(QPushButton, "continue").isEnabled()


def test_add_a_file_imports_it_and_the_rows_appear(opened, runner, shown, press, answers, tmp_path):
    answers.file = playing.churn(tmp_path)
    page = shown(DataPage)

    press(page, "add_file")

    assert page.findChild(QWidget, "busy").isVisible()
    assert not page.findChild(QPushButton, "add_file").isEnabled()
    playing.do(runner, playing.newest(opened, "import"))
    QApplication.processEvents()
    assert page.findChild(RowsTable).model.total == 240
    assert not page.findChild(QWidget, "busy").isVisible()


def test_while_a_file_is_imported_another_cannot_be_added_and_the_button_says_why(project, shown, tmp_path):
    bench = project("data")
    bench.data.add(playing.churn(tmp_path))

    page = shown(DataPage)

    button = page.findChild(QPushButton, "add_version")
    assert not button.isEnabled()
    assert "imported" in button.toolTip()


def test_a_dropped_file_is_imported(opened, shown, tmp_path):
    page = shown(DataPage)

    page.findChild(DropZone).take([playing.churn(tmp_path)])

    assert opened.running("import") is not None


def test_cancel_stops_the_import(opened, runner, shown, press, tmp_path):
    job = opened.data.add(playing.churn(tmp_path))
    page = shown(DataPage)

    press(page, "busy_cancel")

    assert runner.cancelled == [job.id]


def test_a_file_that_cannot_be_read_is_told_until_the_message_is_closed(opened, runner, shown, qtbot, tmp_path):
    job = opened.data.add(playing.churn(tmp_path))
    page = shown(DataPage)

    runner.say(job, failed(InputError("data.no_rows", file="churn.csv", columns=6)))

    told = page.findChild(QWidget, "trouble")
    assert told.isVisible()
    assert "churn.csv has 6 columns but no rows" in words_of(page)
    qtbot.mouseClick(page.findChild(QWidget, "trouble_close"), Qt.MouseButton.LeftButton)
    assert not told.isVisible()


def test_the_best_guess_is_chosen_and_continue_records_it(opened, runner, shown, press, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    page = shown(DataPage)

    press(page, "continue")

    problem = opened.problem.current()
    assert (problem.target, problem.task, problem.metric, problem.positive) == ("left", "binary", "roc_auc", "yes")
    assert opened.prepare.current() is not None
    assert page.went == [("train",)]


def test_target_task_metric_and_columns_left_out_are_what_is_recorded(project, shown, press):
    bench = project("data")
    page = shown(DataPage)

    choose(page, "target", "age")
    choose(page, "metric", "mae")
    item(page, "plan").setCheckState(0, Qt.CheckState.Unchecked)
    press(page, "continue")

    problem = bench.problem.current()
    assert (problem.target, problem.task, problem.metric, problem.excluded) == ("age", "regression", "mae", ("plan",))


def test_what_was_chosen_is_shown_again(project, shown):
    bench = project("data")
    bench.problem.choose("left", metric="log_loss", excluded=("plan",))

    page = shown(DataPage)

    assert page.findChild(QComboBox, "metric").currentData() == "log_loss"
    assert picker(page).left_out() == ("plan",)
    assert page.findChild(QComboBox, "task").currentData() == "auto"


def test_a_task_that_does_not_go_with_the_target_is_refused_with_the_reason(project, shown):
    project("data")
    page = shown(DataPage)

    choose(page, "task", "regression")

    button = page.findChild(QPushButton, "continue")
    assert not button.isEnabled()
    assert "does not hold numbers" in button.toolTip()
    assert page.findChild(QLabel, "target_error").text() == button.toolTip()


def test_a_column_no_model_can_use_cannot_be_ticked(project, shown):
    project("data")

    page = shown(DataPage)

    locked = item(page, "customer")
    assert locked.data(0, Qt.ItemDataRole.CheckStateRole) is None
    assert "240" in locked.text(1)
    assert "customer" not in picker(page).used()


def test_the_target_is_not_among_the_columns_the_model_may_use(project, shown):
    project("data")

    page = shown(DataPage)

    assert item(page, "left").isHidden()
    assert "left" not in picker(page).used()
    assert "4 of 5" in page.findChild(QLabel, "used_count").text()


def test_a_finding_leaves_its_column_out_with_one_press(project, shown, press):
    project("data")
    page = shown(DataPage)
    finding = page.findChild(QWidget, "finding_missing")

    press(finding, "leave_out")

    assert picker(page).left_out() == ("income",)
    assert page.findChild(RowsTable).header.headings[2].state == "left_out"
    assert page.findChild(QWidget, "finding_missing").findChild(QPushButton, "leave_out") is None


def test_a_finding_shows_its_column(project, shown, press):
    project("data")
    page = shown(DataPage)

    press(page.findChild(QWidget, "finding_missing"), "look")

    assert page.findChild(QWidget, "column_card").isVisible()
    assert page.findChild(QLabel, "column_name").text() == "income"
    assert "20 (8.3" in words_of(page)


@pytest.mark.parametrize("name", ["customer", "age", "married", "plan"])
def test_a_column_is_looked_at_by_pressing_its_header(project, shown, qtbot, name):
    project("data")
    page = shown(DataPage)
    header = page.findChild(RowsTable).header
    place = [heading.name for heading in header.headings].index(name)

    header.sectionClicked.emit(place)

    assert page.findChild(QLabel, "column_name").text() == name
    qtbot.mouseClick(page.findChild(QWidget, "column_close"), Qt.MouseButton.LeftButton)
    assert not page.findChild(QWidget, "column_card").isVisible()


def test_a_new_version_is_shown_and_the_old_one_stays_listed(project, runner, shown, tmp_path):
    bench = project("data")
    page = shown(DataPage)

    playing.imported(bench, runner, playing.churn(tmp_path, 250, "newer.csv"))
    QApplication.processEvents()

    assert page.findChild(RowsTable).model.total == 250
    assert page.findChild(QWidget, "version_1") is not None
    assert page.findChild(QWidget, "version_2") is not None


def test_data_without_any_possible_target_says_so(opened, runner, shown, tmp_path):
    path = tmp_path / "ids.csv"
    path.write_text("id,kind\n" + "".join(f"{number},same\n" for number in range(50)), "utf-8")
    playing.imported(opened, runner, path)

    page = shown(DataPage)

    button = page.findChild(QPushButton, "continue")
    assert not button.isEnabled()
    assert "No column of this data can be predicted" in button.toolTip()


def test_every_control_has_a_name_for_a_screen_reader(project, shown):
    project("data")
    page = shown(DataPage)

    nameless = [
        widget.objectName()
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def test_a_target_chosen_elsewhere_while_it_is_shown_appears_with_its_excluded_columns(opened, runner, shown, tmp_path):
    page = shown(DataPage)
    job = opened.data.add(playing.churn(tmp_path), target="age", excluded=("plan",))

    playing.do(runner, job)
    QApplication.processEvents()

    assert page.findChild(QComboBox, "target").currentData() == "age"
    assert picker(page).left_out() == ("plan",)
