"""Changing the data in the window: tried on real rows, made with a reason, seen in the history, and taken back."""

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit, QPushButton, QWidget

from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.history_panel import TwoBars
from tests.ui.pages import playing


@pytest.fixture
def page(opened, runner, tmp_path, shown):
    playing.chosen(opened, runner, tmp_path)
    return shown(DataPage)


def done(runner, page, kind):
    job = playing.do(runner, playing.newest(page.bench, kind))
    QApplication.processEvents()
    return job


def test_a_column_is_tried_and_added(page, press, runner):
    press(page, "derive")
    page._deriving._form.take({"name": "rich", "formula": "income / age"})
    page._deriving._why.setText("money by year")
    press(page, "derive_try")
    done(runner, page, "try_change")

    assert "240" in page.findChild(QLabel, "derive_effect").text()
    assert page.findChild(QWidget, "derive_after").columnCount() == 8
    press(page, "derive_add")
    done(runner, page, "change")

    made = page.bench.data.current()
    assert (made.number, made.change.why) == (2, "money by year")
    assert page.findChild(QWidget, "full").isVisible()
    assert not page._deriving.isVisible()


def test_a_bad_formula_is_told_beside_the_form_and_changes_nothing(page, press, runner):
    press(page, "derive")
    page._deriving._form.take({"name": "rich", "formula": "incme / age"})
    press(page, "derive_add")
    done(runner, page, "change")

    assert "incme" in page.findChild(QLabel, "derive_error").text()
    assert page._deriving.isVisible()
    assert len(page.bench.data.versions()) == 1


def test_every_kind_has_a_form_that_opens(page, press):
    press(page, "derive")
    combo = page.findChild(QComboBox, "derive_kind")
    for place in range(combo.count()):
        combo.setCurrentIndex(place)
        page._deriving._show_kind()
        QApplication.processEvents()
        assert page._deriving._form.params() is not None

    assert combo.count() >= 16


def test_only_columns_that_can_be_changed_so_are_offered(page, press):
    press(page, "derive")
    form, kinds = page._deriving._form, {one.name: one for one in page.bench.data.change_kinds()}

    def offered(kind, field):
        form.show_kind(kinds[kind], page.bench.data.current().columns, ())
        combo = form.findChild(QComboBox, field)
        return [combo.itemText(at) for at in range(combo.count())]

    types = {one.name: one.type for one in page.bench.data.current().columns}
    assert offered("clip", "change_column") == [name for name, kind in types.items() if kind == "number"]
    assert offered("group", "aggregate_column") == [name for name, kind in types.items() if kind in ("number", "flag")]
    assert offered("date_part", "change_column") == []
    assert "dates" in form.findChild(QLabel, "no_column_column").text()


def test_an_example_names_a_column_that_is_there_and_fits_its_field(page, press):
    press(page, "derive")
    form, kinds = page._deriving._form, {one.name: one for one in page.bench.data.change_kinds()}
    columns, number = (
        page.bench.data.current().columns,
        next(one.name for one in page.bench.data.current().columns if one.type == "number"),
    )

    for kind, field, told in (("expression", "change_formula", "/ 2"), ("keep_rows", "change_where", "> 0")):
        form.show_kind(kinds[kind], columns, ("if",))
        assert form.findChild(QPlainTextEdit, field).placeholderText() == f"{number} {told}"


def test_one_version_alone_has_nothing_to_compare_with(page, press):
    press(page, "history")

    assert not page.findChild(QPushButton, "history_compare").isEnabled()
    assert "one version" in page.findChild(QLabel, "history_said").text()


def test_versions_are_compared_looked_at_and_gone_back_to(page, press, runner, answers):
    playing.do(runner, page.bench.data.change("clip", {"column": "age", "high": 40}, why="nobody is older"))
    press(page, "history")
    press(page, "history_compare")
    done(runner, page, "compare")

    assert page.findChild(TwoBars) is not None
    assert any("nobody is older" in label.text() for label in page._past.findChildren(QLabel))
    press(page, "look_1")
    assert page._past._rows_card.isVisible()
    assert not page.findChild(QPushButton, "back_2").isEnabled()
    press(page, "back_1")

    assert page.bench.data.current().change.kind == "go_back"
    press(page, "history_close")
    assert page.findChild(QWidget, "full").isVisible()


def test_the_history_names_the_file_that_was_brought_in_and_the_version_looked_at(page, press, runner, tmp_path):
    more = playing.churn(tmp_path, 40, "more.csv")
    playing.do(runner, page.bench.data.change("append", {"path": str(more)}))

    press(page, "history")
    press(page, "look_1")

    said = [label.text() for label in page.findChild(QWidget, "history_2").findChildren(QLabel)]
    assert "more.csv" in said
    assert page.findChild(QLabel, "history_whose").text() == "Rows of version 1"


def test_what_a_column_means_is_written_in_its_card(page):
    page.show_column("age")
    page._column._unit.setText("years")
    page._column._unit.offer()

    assert page.bench.data.entries()["age"].unit == "years"
    assert next(one for one in page._headings(page.bench.data.profile()) if one.name == "age").note.endswith("years")


def test_what_was_typed_outlives_a_change_of_language(page, press, shown):
    press(page, "derive")
    page._deriving._form.take({"name": "rich", "formula": "income / age"})

    again = shown(DataPage)
    again.take_back(page.keep())

    assert again._deriving.isVisible()
    assert again._deriving._form.params() == {"name": "rich", "formula": "income / age"}
