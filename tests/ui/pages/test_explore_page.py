"""The Explore page: useful at once, every button does what it says, and what was chosen survives a new look."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QToolButton, QWidget

from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message
from mlworkbench.ui.pages.explore import ExplorePage
from mlworkbench.ui.widgets.chart import Chart
from mlworkbench.ui.widgets.picture_choice import PictureChoice
from mlworkbench.ui.widgets.segments import Segments
from tests.ui.pages import playing


def finish(bench, runner):
    """Works off what was asked."""
    for job in [one for one in runner.jobs.values() if one.kind == "explore" and one.state == "running"]:
        playing.do(runner, job)
    QApplication.processEvents()


@pytest.fixture
def page(project, shown, runner):
    """The page of the churn project, whose first picture is there."""
    bench = project("data")
    made = shown(ExplorePage)
    finish(bench, runner)
    return made


def asked(page):
    return page.bench.explore.explorations()[-1].asked


def look_at(page, runner, name):
    """A picture of the rows of pictures."""
    (page.findChild(QPushButton, f"pictures_{name}") or page.findChild(QPushButton, f"more_pictures_{name}")).click()
    finish(page.bench, runner)


def texts(page, name):
    return page.findChild(QLabel, name).text()


def test_without_data_it_says_what_will_be_here_and_leads_to_data(look, opened, shown, press):
    page = shown(ExplorePage)

    press(page, "to_data")

    assert page.went == [("data",)]
    assert not page.findChild(Chart, "explored_chart").isVisible()


def test_at_once_it_ranks_the_columns_by_their_relation_to_the_target(look, page):
    listed = page.findChild(QListWidget, "column_list")
    names = [listed.item(place).text() for place in range(listed.count())]

    assert asked(page)["picture"] == "relations"
    assert names[0] == "left"
    assert names.index("age") < names.index("customer")
    assert page.findChild(Chart, "explored_chart").isVisible()
    assert tr("explore.whole", rows=240) in texts(page, "explored_basis")


def test_without_a_target_it_shows_how_a_column_is_spread_and_leads_to_problem(opened, shown, runner, press, tmp_path):
    playing.imported(opened, runner, playing.churn(tmp_path))
    page = shown(ExplorePage)
    finish(opened, runner)

    press(page, "to_problem")

    assert asked(page)["picture"] == "distribution"
    assert page.went == [("problem",)]


def test_a_column_of_the_list_shows_its_distribution_by_target(page, runner):
    listed = page.findChild(QListWidget, "column_list")
    item = next(listed.item(place) for place in range(listed.count()) if listed.item(place).text() == "age")

    listed.itemClicked.emit(item)
    finish(page.bench, runner)

    assert (asked(page)["picture"], asked(page)["column"], asked(page)["by"]) == ("distribution", "age", "left")
    assert page.findChild(PictureChoice, "picture_choice").current == "distribution"


@pytest.mark.parametrize("name", ["distribution", "pair", "groups", "correlations", "missing", "outliers", "pivot"])
def test_every_picture_is_one_click_away(name, page, runner):
    look_at(page, runner, name)

    assert asked(page)["picture"] == name
    assert page.findChild(Chart, "explored_chart").picture is not None
    assert page.findChild(Chart, "explored_chart").isVisible()


def test_a_picture_that_needs_a_date_says_so_where_there_is_none(page, runner):
    look_at(page, runner, "missing")
    assert page.findChild(QWidget, "explored_menu").isVisible()

    look_at(page, runner, "time")

    assert not page.findChild(Chart, "explored_chart").isVisible()
    assert tr("explore.lacks_date") in texts(page, "explored_words")
    assert not page.findChild(QWidget, "explored_menu").isVisible()  # it would copy the picture before
    assert page.findChild(Segments, "explored_views") is None


def test_what_concerns_no_row_is_not_told(page, runner):
    look_at(page, runner, "distribution")

    said = " ".join(label.text() for label in page._side.findChildren(QLabel))
    assert tr("explore.how_exact") in said
    assert ": 0 " not in said


def test_another_choice_asks_again_and_the_same_is_answered_at_once(page, runner):
    look_at(page, runner, "distribution")
    by = page.findChild(QComboBox, "explore_by")
    before = len(page.bench.explore.explorations())

    by.setCurrentIndex(by.findData("plan"))
    finish(page.bench, runner)
    by.setCurrentIndex(by.findData("left"))

    assert len(page.bench.explore.explorations()) == before + 1
    assert not [one for one in runner.jobs.values() if one.kind == "explore" and one.state == "running"]
    assert page.findChild(Chart, "explored_chart").isVisible()


def test_views_are_chosen_beside_the_title(page, runner):
    look_at(page, runner, "missing")
    first = page.findChild(Chart, "explored_chart").picture

    page.findChild(QPushButton, "explored_views_patterns").click()

    assert page.findChild(Chart, "explored_chart").picture is not first
    assert page.keep()[3] == "patterns"


def test_slow_pictures_show_progress_and_can_be_cancelled(project, shown, runner, press):
    bench = project("data")
    page = shown(ExplorePage)
    job = playing.newest(bench, "explore")
    runner.say(job, Message("progress", key="explore.counting", fraction=0.4, facts={"column": "age"}))
    page._wait.stop()
    page.job_moved(job.id)

    press(page, "busy_cancel")
    runner.say(job, Message("cancelled"))
    QApplication.processEvents()

    assert runner.cancelled == [job.id]
    assert texts(page, "explored_words") == tr("explore.stopped")


def test_a_picture_goes_into_the_report_with_a_note_and_out_again(page, press):
    page.findChild(QLineEdit, "pin_note").setText("Age decides")
    press(page, "pin")

    ((pin, _),) = page.bench.explore.pins()
    assert pin.note == "Age decides"
    assert page.findChild(QLabel, "pinned").isVisible()

    press(page, "unpin")

    assert page.bench.explore.pins() == ()
    assert not page.findChild(QLabel, "pinned").isVisible()


def test_pictures_in_the_report_can_be_opened_and_taken_out_in_the_list(page, runner, press):
    press(page, "pin")
    ((_, pinned),) = page.bench.explore.pins()
    look_at(page, runner, "missing")

    press(page, f"open_pin_{pinned.id}")
    assert page.findChild(PictureChoice, "picture_choice").current == "relations"

    out = [one for one in page.findChildren(QToolButton) if one.accessibleName().startswith(tr("explore.unpin_named", title=""))]
    out[0].click()
    assert page.bench.explore.pins() == ()


def test_rows_far_out_lead_to_the_table(opened, shown, runner, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text("a,b\n" + "".join(f"{row % 10},x\n" for row in range(50)) + "9999,y\n", "utf-8")
    playing.imported(opened, runner, path)
    page = shown(ExplorePage)
    look_at(page, runner, "outliers")

    rows = page.findChild(QListWidget, "stray_rows")
    rows.itemClicked.emit(rows.item(0))

    assert page.went == [("row", 51)]


def test_typing_narrows_the_list_of_columns(page, qtbot):
    qtbot.keyClicks(page.findChild(QLineEdit, "column_line"), "inc")

    listed = page.findChild(QListWidget, "column_list")
    assert [listed.item(at).text() for at in range(listed.count()) if not listed.item(at).isHidden()] == ["income"]


def test_what_was_looked_at_survives_a_new_look(page, shown, runner):
    look_at(page, runner, "groups")
    page.findChild(QLineEdit, "pin_note").setText("typed")
    kept = page.keep()

    other = shown(ExplorePage)
    finish(page.bench, runner)
    other.take_back(kept)

    assert other.findChild(PictureChoice, "picture_choice").current == "groups"
    assert other.findChild(QLineEdit, "pin_note").text() == "typed"


def test_new_data_is_looked_at_anew(page, runner, tmp_path):
    playing.imported(page.bench, runner, playing.churn(tmp_path, rows=90, name="more.csv"))
    finish(page.bench, runner)

    assert tr("explore.whole", rows=90) in texts(page, "explored_basis")


def test_a_damaged_file_is_told_and_nothing_can_be_pinned(page, runner):
    shown = page.bench.explore.explorations()[-1]
    page.bench.explore._answers.clear()
    path = page.bench.project.file(shown.numbers_file)
    path.chmod(0o600)
    path.write_text("{", "utf-8")
    page._shown = None

    page.refresh()

    assert not page.findChild(QPushButton, "pin").isVisible()
    assert page.findChild(QLabel, "explored_words").isVisible()


def test_the_keyboard_opens_a_column(page, runner, qtbot):
    listed = page.findChild(QListWidget, "column_list")
    listed.setFocus()
    listed.setCurrentRow(1)

    qtbot.keyClick(listed, Qt.Key.Key_Return)
    finish(page.bench, runner)

    assert asked(page)["picture"] == "distribution"
