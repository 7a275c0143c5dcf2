"""The Data page: rows, columns, findings, and one line about what is predicted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.records import Criterion
from mlworkbench.jobs.messages import failed
from mlworkbench.ui import ask
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.drop import DropZone
from mlworkbench.ui.widgets.rows_table import RowsTable
from tests.ui.pages import playing


def words_of(page):
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_empty_it_offers_one_main_button_and_a_place_to_drop(look, opened, shown):
    page = shown(DataPage)

    assert page.findChild(QPushButton, "add_file").isVisible()
    assert page.findChild(DropZone).isVisible()
    assert not page.findChild(QPushButton, "to_problem").isVisible()
    assert not page.findChild(QPushButton, "to_prepare").isVisible()
    assert not page.findChild(QPushButton, "criteria_pill").isVisible()
    assert not page.findChild(RowsTable).isVisible()


def test_full_it_shows_rows_findings_and_origin(look, project, shown):
    project("data")

    page = shown(DataPage)

    assert page.findChild(RowsTable).model.total == 240
    assert page.findChild(QWidget, "finding_id").isVisible()
    assert "churn.csv" in words_of(page)
    assert "left = yes" in page.findChild(QLabel, "target_statement").text()
    assert "39.2" in page.findChild(QLabel, "target_statement").text()
    assert page.findChild(QPushButton, "to_prepare").isVisible()


def test_add_a_file_looks_at_it_and_one_press_imports_it(opened, runner, shown, press, answers, tmp_path):
    answers.files = (playing.churn(tmp_path),)
    page = shown(DataPage)

    press(page, "add_file")
    playing.do(runner, playing.newest(opened, "look"))
    QApplication.processEvents()
    press(page, "import_go")

    assert page.findChild(QWidget, "busy").isVisible()
    assert not page.findChild(QWidget, "import_panel").isVisible()
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


def test_a_dropped_file_is_looked_at_and_not_yet_imported(opened, shown, tmp_path):
    page = shown(DataPage)

    page.findChild(DropZone).take([playing.churn(tmp_path)])

    assert [job.kind for job in opened.jobs()] == ["look"]
    assert page.findChild(QWidget, "import_panel").isVisible()
    assert opened.data.current() is None


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


def test_without_a_target_the_main_button_leads_to_the_problem(look, opened, runner, shown, press, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    page = shown(DataPage)

    assert not page.findChild(QPushButton, "to_prepare").isVisible()
    press(page, "to_problem")

    assert page.went == [("problem",)]
    assert page.findChild(RowsTable).header.headings[5].state == "used"


def test_with_a_target_it_leads_to_prepare_and_the_target_is_marked(project, shown, press):
    project("data")
    page = shown(DataPage)

    press(page, "to_prepare")

    assert page.went == [("prepare",)]
    assert [heading.name for heading in page.findChild(RowsTable).header.headings if heading.state == "target"] == ["left"]


def test_the_line_about_the_target_leads_to_where_it_is_chosen(project, shown, press):
    bench = project("data")
    page = shown(DataPage)

    press(page, "go_to_problem")
    assert page.went == [("problem",)]

    bench.problem.choose("age")
    assert "age" in page.findChild(QLabel, "target_statement").text()


def test_a_target_of_an_older_version_must_be_looked_at_again(look, project, runner, shown, tmp_path):
    bench = project("data")
    page = shown(DataPage)

    playing.imported(bench, runner, playing.churn(tmp_path, 250, "newer.csv"))
    QApplication.processEvents()

    assert page.findChild(QPushButton, "to_problem").isVisible()
    assert not page.findChild(QPushButton, "to_prepare").isVisible()
    assert "left" in page.findChild(QLabel, "target_statement").text()


def test_the_pill_says_how_many_criteria_are_met_and_leads_to_them(project, shown, press):
    bench = project("trained")
    page = shown(DataPage)
    pill = page.findChild(QPushButton, "criteria_pill")
    assert pill.text() == "No success criteria yet"

    bench.problem.write_charter(criteria=(Criterion("roc_auc", "at_least", 0.5), Criterion("roc_auc", "at_least", 1.0)))
    QApplication.processEvents()

    assert pill.text() == "1 of 2 criteria met"
    press(page, "criteria_pill")
    assert page.went == [("problem",)]


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


def test_every_control_has_a_name_for_a_screen_reader(project, shown):
    project("data")
    page = shown(DataPage)

    nameless = [
        widget.objectName()
        for widget in page.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.accessibleName()
    ]

    assert not [name for name in nameless if not name.startswith("qt_")]


def menu_of_files(page):
    page._origin._offer(page._origin._menu, page.bench.data.current())
    return {action.objectName(): action for action in page._origin._menu.actions() if action.objectName()}


def test_contract_dictionary_and_profile_are_written_from_the_window(project, shown, monkeypatch, tmp_path):
    project("data")
    page = shown(DataPage)
    offered = menu_of_files(page)
    monkeypatch.setattr(ask, "save_file", lambda title, proposed, patterns: tmp_path / proposed.name)

    for name in ("save_contract", "save_profile", "save_dictionary"):
        offered[name].trigger()

    assert "save_rejects" not in offered
    assert sorted(path.suffix for path in tmp_path.iterdir() if "churn" in path.name and path.is_file()) >= [
        ".csv",
        ".html",
        ".json",
    ]


def test_a_dictionary_read_in_the_window_is_in_the_cards_of_the_columns(project, shown, monkeypatch, tmp_path):
    bench = project("data")
    page = shown(DataPage)
    (tmp_path / "columns.csv").write_text("column,unit,description\nincome,EUR,a month\n", "utf-8")
    monkeypatch.setattr(ask, "open_file", lambda title, patterns: tmp_path / "columns.csv")

    menu_of_files(page)["read_dictionary"].trigger()

    assert (bench.data.entries()["income"].unit, bench.data.entries()["income"].description) == ("EUR", "a month")


def test_rows_set_aside_are_counted_and_can_be_saved(opened, runner, shown, monkeypatch, tmp_path):
    ragged = tmp_path / "ragged.csv"
    ragged.write_text("a,b\n1,2\n3\n4,5\n", "utf-8")
    playing.do(runner, opened.data.add(ragged, bad_rows="set_aside"))
    page = shown(DataPage)
    monkeypatch.setattr(ask, "save_file", lambda title, proposed, patterns: tmp_path / "aside.csv")

    menu_of_files(page)["save_rejects"].trigger()

    assert page.findChild(QLabel, "origin_rejected").text() == "1"
    assert (tmp_path / "aside.csv").is_file()


def test_all_files_of_a_version_are_named(opened, runner, shown, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.csv").write_text("a,b\n1,2\n4,5\n", "utf-8")
    playing.do(runner, opened.data.add(tmp_path / "one.csv", more=[tmp_path / "two.csv"]))

    page = shown(DataPage)

    assert page.findChild(QLabel, "origin_file").text().startswith("one.csv")
    assert page.findChild(QLabel, "origin_other").text().startswith("two.csv")


def test_the_column_looked_at_outlives_a_change_of_language(project, shown):
    project("data")
    first = shown(DataPage)
    first.show_column("income")

    second = shown(DataPage)
    second.take_back(first.keep())

    assert second.findChild(QWidget, "column_card").isVisible()
    assert second.findChild(QLabel, "column_name").text() == "income"
