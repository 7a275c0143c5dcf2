"""An opened package: its card, its checks, one row by form, a whole file."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QProgressBar, QPushButton, QTableWidget, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.base.words import tr
from mlworkbench.jobs.messages import Message
from mlworkbench.scoring.manifest import Input
from mlworkbench.ui.pages.opened import OpenedPage
from mlworkbench.ui.widgets.row_form import Field, RowForm, cell_text, hint
from mlworkbench.ui.widgets.score_file import ScoreFile
from tests.ui.pages import playing

DAY = 86_400_000_000


@pytest.fixture
def package(made):
    return made / "churn.mlpkg"


@pytest.fixture
def page(shown, package):
    page = shown(OpenedPage)
    page.open(package)
    return page


def answer(page):
    return page.findChild(QLabel, "answer").text()


def test_without_a_package_it_says_what_will_be_here(shown, look):
    page = shown(OpenedPage)

    button = page.findChild(QPushButton, "primary")
    button.click()

    assert button.isVisible()
    assert page.went == [("open_package",)]


def test_the_card_names_target_model_data_and_scores(shown, package, look):
    page = shown(OpenedPage)
    page.open(package)

    told = [label.text() for label in page.findChild(QWidget, "model_card").findChildren(QLabel)]

    assert "left" in told
    assert tr("package.fact_rows", name="churn", rows=240) in told
    assert tr("package.fact_sealed") in told


def test_the_whole_card_can_be_read(page, press, answers):
    press(page, "read_card")

    assert answers.shown[0].startswith("# ")


def test_what_is_not_a_package_is_refused_and_the_page_stays(page, tmp_path):
    bad = tmp_path / "bad.mlpkg"
    bad.write_bytes(b"not a zip")

    with pytest.raises(InputError):
        page.open(bad)

    assert page.findChild(QWidget, "model_card") is not None


# Checks --------------------------------------------------------------------------------------------------------------------


def test_verifying_tells_each_check_and_the_verdict(page, press, bench, runner, qtbot):
    press(page, "verify")
    assert page.findChild(QLabel, "verdict").text() == tr("package.verifying")
    assert not page.findChild(QPushButton, "verify").isEnabled()

    playing.do(runner, playing.newest(bench, "verify"))

    assert page.findChild(QLabel, "verdict").text() == tr("package.holds")
    assert len(page.findChildren(QWidget, "check")) == 2


def test_a_check_that_fails_is_said_plainly(page, press, bench, runner):
    press(page, "verify")
    failed = {"name": "golden", "ok": False, "key": "package.check_golden_exact", "facts": {"file": "x", "rows": 2}}

    runner.say(playing.newest(bench, "verify"), Message("result", facts={"ok": False, "checks": [failed]}))

    verdict = page.findChild(QLabel, "verdict")
    assert (verdict.text(), verdict.property("level")) == (tr("package.fails"), "bad")


# One row -------------------------------------------------------------------------------------------------------------------


def test_the_first_example_row_is_predicted_as_the_package_says(page, bench, package, qtbot):
    golden = bench.package.open(package)

    qtbot.waitUntil(lambda: answer(page) != "–")

    expected = golden.manifest.classes[golden.golden[0].label]
    assert answer(page) == expected
    assert len(page.findChildren(QProgressBar)) >= len(golden.manifest.classes)


def test_a_changed_value_changes_the_prediction(page, qtbot):
    form = page.findChild(RowForm)
    age = page.findChild(QWidget, "field_age").findChild(QLineEdit)
    plan = page.findChild(QWidget, "field_plan").findChild(QComboBox)
    assert plan.itemDelegate().displayText(plan.itemText(0), plan.locale()) == tr("package.missing_value")

    age.setText("20")
    qtbot.waitUntil(lambda: answer(page) == "yes")
    age.setText("69")
    qtbot.waitUntil(lambda: answer(page) == "no")

    assert form.row()["age"] == "69"


def test_a_value_that_cannot_be_read_is_marked_at_its_field(page, qtbot):
    field = page.findChild(QWidget, "field_age")
    line = field.findChild(QLineEdit)

    line.setText("old")
    qtbot.waitUntil(lambda: line.property("bad") == "true")

    assert answer(page) == "–"
    assert any("old" in label.text() for label in field.findChildren(QLabel) if label.isVisible())

    line.setText("40")
    qtbot.waitUntil(lambda: line.property("bad") == "false")


def test_an_empty_field_counts_as_missing(page, qtbot):
    page.findChild(QWidget, "field_income").findChild(QLineEdit).clear()

    qtbot.waitUntil(lambda: answer(page) != "–")

    assert page.findChild(RowForm).row()["income"] == ""


def test_another_example_row_fills_the_form(page, press):
    before = page.findChild(RowForm).row()

    press(page, "another_row")

    assert page.findChild(RowForm).row() != before


@pytest.mark.parametrize(
    ("one", "value", "said"),
    [
        (Input("n", "number"), 3.0, "3"),
        (Input("n", "number"), 0.1, "0.1"),
        (Input("n", "number"), None, ""),
        (Input("c", "category"), "가족", "가족"),
        (Input("d", "date", date_format="DD.MM.YYYY"), 31 * DAY, "01.02.1970"),
        (Input("d", "date", date_format="YYYY-MM-DD"), DAY // 2, "1970-01-01 12:00:00"),
    ],
)
def test_a_value_is_written_as_a_person_would_type_it(one, value, said):
    assert cell_text(one, value) == said


@pytest.fixture
def choice(qtbot, look):
    field = Field(Input("plan", "category", categories=("basic", "pro")))
    qtbot.addWidget(field)
    return field


@pytest.mark.parametrize("value", ["basic", "pro", "gold", "", " padded ", "PRO", "-1"])
def test_a_category_stays_what_it_is_whether_listed_or_not(choice, value):
    """An example row may hold a category that the model card does not list; it must not be scored as missing."""
    choice.set_value(value)

    assert choice.value() == value


def test_a_missing_category_is_missing_and_says_so(choice):
    choice.set_value("gold")
    choice.set_value(None)

    assert choice.value() == ""
    assert choice.box.currentIndex() == 0
    assert choice.box.lineEdit().placeholderText() == tr("package.missing_value")


@pytest.mark.parametrize("typed", ["PRO max", "PRO", "gold"])
def test_any_category_can_be_typed_and_is_taken_as_typed(choice, qtbot, typed):
    line = choice.box.lineEdit()
    line.clear()
    with qtbot.waitSignal(choice.changed):
        qtbot.keyClicks(line, typed)
    qtbot.keyClick(line, Qt.Key.Key_Return)

    assert choice.value() == typed
    assert choice.box.count() == 3


def test_the_listed_categories_and_missing_can_be_chosen(choice, qtbot):
    choice.set_value("gold")

    with qtbot.waitSignal(choice.changed):
        choice.box.setCurrentIndex(2)
    assert choice.value() == "pro"
    choice.box.setCurrentIndex(0)
    assert choice.value() == ""


def test_a_category_named_like_the_missing_entry_is_no_missing_value(choice):
    choice.set_value(tr("package.missing_value"))

    assert choice.value() == tr("package.missing_value")


def test_a_field_hints_at_the_range_seen_in_training(look):
    number = Input("n", "number", unit="kg", minimum=1.0, maximum=2.5)
    date = Input("d", "date", minimum=0, maximum=DAY, date_format="YYYY-MM-DD")

    assert "2.5 kg" in hint(number)
    assert "1970-01-02" in hint(date)
    assert hint(Input("c", "category", categories=("a",))) == ""


# A whole file --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def rows(tmp_path):
    """40 rows, one of which cannot be read."""
    path = playing.churn(tmp_path, 40, "new.csv")
    lines = path.read_text("utf-8").splitlines()
    cells = lines[3].split(",")
    lines[3] = ",".join([cells[0], "very old", *cells[2:]])
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_file_is_scored_and_previewed_with_refusals_by_row_and_column(page, rows, bench, runner, answers, press):
    answers.file = rows
    press(page, "score_a_file")
    assert not page.findChild(QWidget, "score_drop").isEnabled()

    playing.do(runner, playing.newest(bench, "score"))

    preview, refused = page.findChild(QTableWidget, "preview"), page.findChild(QTableWidget, "refused")
    assert preview.rowCount() == 20
    assert preview.horizontalHeaderItem(0).text() == "prediction"
    assert preview.item(2, 0).text() == tr("package.refused_cell")
    assert [refused.item(0, at).text() for at in range(3)] == ["3", "age", "very old"]
    assert page.findChild(QLabel, "refused_rows").text() == tr("package.refused_rows", rows=1)
    assert page.findChild(QWidget, "score_drop").isEnabled()


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_all_rows_are_saved_where_the_user_says(page, rows, bench, runner, answers, press, tmp_path, name):
    page.findChild(ScoreFile).score(rows)
    playing.do(runner, playing.newest(bench, "score"))
    answers.saved = tmp_path / name

    press(page, "save_scored")
    playing.do(runner, playing.newest(bench, "score"))

    assert (tmp_path / name).is_file()
    assert page.findChild(QLabel, "scored_to").text() == tr("package.scored_to", path=str(tmp_path / name))


def test_a_file_without_the_columns_says_which_and_offers_another(page, bench, runner, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n3,4\n", "utf-8")

    page.findChild(ScoreFile).score(wrong)
    playing.do(runner, playing.newest(bench, "score"))

    assert page.findChild(QLabel, "score_wrong").isVisible()
    assert "age" in page.findChild(QLabel, "score_wrong").text()
    assert page.findChild(QWidget, "score_drop").isEnabled()


def test_a_file_that_is_gone_is_said_at_once(page, tmp_path):
    page.findChild(ScoreFile).score(tmp_path / "gone.csv")

    assert page.findChild(QLabel, "score_wrong").text() == tr("data.no_file", file=str(tmp_path / "gone.csv"))


def test_scoring_shows_how_far_it_is_and_can_be_cancelled(page, rows, bench, runner, qtbot):
    page.findChild(ScoreFile).score(rows)
    job = playing.newest(bench, "score")

    runner.say(job, Message("progress", key="store.checked", fraction=0.5))
    assert page.findChild(QProgressBar, "score_bar").value() == 500
    qtbot.mouseClick(page.findChild(QPushButton, "score_cancel"), Qt.MouseButton.LeftButton)
    runner.say(job, Message("cancelled"))

    assert runner.cancelled == [job.id]
    assert page.findChild(QLabel, "score_wrong").text() == tr("job.cancelled")


def test_what_was_scored_while_the_page_was_hidden_is_there_when_it_is_shown(page, rows, bench, runner):
    page.findChild(ScoreFile).score(rows)
    page.hide()
    playing.do(runner, playing.newest(bench, "score"))

    page.show()

    assert page.findChild(QTableWidget, "preview").rowCount() == 20


# In the window -------------------------------------------------------------------------------------------------------------


def test_a_dropped_package_is_opened_in_the_window(shell, package):
    shell.go("take", package)

    assert shell._current == "opened"


def test_the_package_stays_open_when_language_and_theme_change(shell, package):
    shell.go("open_package", package)

    shell.dress(language="ko", theme="dark")

    assert shell.page("opened").findChild(QWidget, "model_card") is not None


def test_what_was_typed_and_scored_stays_when_language_and_theme_change(shell, package, runner, tmp_path):
    shell.go("open_package", package)
    QApplication.processEvents()
    before = shell.page("opened")
    before.findChild(QWidget, "field_age").set_words("41")
    before._score_file.score(playing.churn(tmp_path))
    playing.do(runner, playing.newest(shell.bench, "score"))

    shell.dress(language="ko", theme="dark")

    page = shell.page("opened")
    assert page is not before
    assert page._form.row()["age"] == "41"
    assert page.findChild(QLabel, "scored_file").text() == "churn.csv"


def test_a_package_that_is_refused_leaves_the_page_where_it_was(shell, tmp_path):
    with pytest.raises(InputError):
        shell.go("open_package", tmp_path / "gone.mlpkg")

    assert shell._current == "home"
