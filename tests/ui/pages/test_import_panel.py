"""The import panel of the Data page: guesses, questions, what cannot be read, several files, contracts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTreeWidget, QWidget

from mlworkbench.base import words
from mlworkbench.jobs.messages import Message
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.import_panel import ImportPanel
from mlworkbench.ui.widgets.plain_table import PlainTable
from tests.ui.pages import playing

DATES = "id,amount,when\n" + "".join(f"{at},{at}.5,0{at % 9 + 1}/0{at * 2 % 9 + 1}/2026\n" for at in range(1, 40))


@pytest.fixture
def looked(opened, runner, shown, tmp_path):
    """`looked("a,b\\n1,2\\n")` is the page after a file of this content was dropped and looked at."""

    def look(*contents, names=("first.csv", "second.csv", "third.csv"), mode="replace"):
        paths = []
        for name, content in zip(names, contents, strict=False):
            path = tmp_path / name
            path.write_text(content, "utf-8")
            paths.append(path)
        page = shown(DataPage)
        page.look_at(tuple(paths), mode)
        settle(opened, runner)
        return page

    return look


def settle(bench, runner):
    """Works off the looks that were asked for, and those that were stopped."""
    for _ in range(4):
        for job in [one for one in runner.jobs.values() if one.state == "running" and one.kind == "look"]:
            if job.id in runner.cancelled:
                runner.say(job, Message("cancelled"))
            else:
                playing.do(runner, job)
        QApplication.processEvents()


def words_of(page):
    return " | ".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def test_a_file_that_needs_no_hand_is_one_press_from_being_imported(look, looked, opened, runner, press):
    page = looked("name,size\na,1\nb,2\n")

    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))
    QApplication.processEvents()

    assert opened.data.current().rows == 2
    assert not page.findChild(QWidget, "import_panel").isVisible()


def test_guesses_are_shown_as_such_and_the_rows_as_imported_or_as_written(looked, press):
    page = looked("name;size\na;1,5\nb;2,25\n")
    table = page.findChild(PlainTable, "import_rows")

    assert page.findChild(QLineEdit, "reading_delimiter").text() == ";"
    assert "guessed" in words_of(page)
    assert [table.item(at, 1).text() for at in range(2)] == ["1.50", "2.25"]  # as the table of the version shows them
    press(page, "preview_view_raw")
    assert table.item(0, 1).text() == "1,5"
    assert table.item(1, 1).text() == "2,25"


def test_a_question_must_be_answered_before_the_import(looked, opened, runner, press):
    page = looked(DATES)
    button = page.findChild(QPushButton, "import_go")

    assert not button.isEnabled()
    assert "question" in button.toolTip()
    press(page, "answer_month_first")
    settle(opened, runner)

    assert button.isEnabled()
    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))
    assert opened.data.current().columns[2].date_format == "MM/DD/YYYY"


def test_one_look_at_a_time_the_newest_choice_wins(looked, opened, runner):
    page = looked("name,size\na,1\nb,2\n")
    panel = page.findChild(ImportPanel)

    panel._choose("missing", "a")
    panel._choose("missing", "b")

    running = [one for one in runner.jobs.values() if one.kind == "look" and one.state == "running"]
    assert len(running) == 1
    settle(opened, runner)
    assert playing.newest(opened, "look").spec["choices"] == {"missing": "b"}
    assert page.findChild(PlainTable, "import_rows").item(1, 0).text() == words.tr("package.missing_value")


def test_what_cannot_be_read_shows_the_piece_and_a_step_that_helps(look, looked, opened, runner, press):
    page = looked("a,b,c\n1,2,3\n4,5\n6,7,8\n")

    assert page.findChild(QPlainTextEdit, "raw_piece").toPlainText() == "4,5"
    assert not page.findChild(QPushButton, "import_go").isEnabled()
    press(page, "step_bad_rows_set_aside")
    settle(opened, runner)
    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))

    dataset = opened.data.current()
    assert (dataset.rows, dataset.rejected_rows) == (2, 1)
    assert b"4,5" in opened.opened().file(dataset.rejects_file).read_bytes()


def test_a_column_is_left_out_and_another_gets_its_type(looked, opened, runner, press):
    page = looked("id,size,note\n1,2,x\n2,3,y\n")
    tree = page.findChild(QTreeWidget, "import_column_list")
    kind = page.findChild(QComboBox, "column_type")

    kind.setCurrentIndex(kind.findData("text"))
    settle(opened, runner)
    tree.topLevelItem(2).setCheckState(0, Qt.CheckState.Unchecked)
    settle(opened, runner)
    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))

    assert [(one.name, one.type) for one in opened.data.current().columns] == [("id", "text"), ("size", "number")]


def test_cells_that_are_not_of_the_type_chosen_offer_what_may_help(looked, opened, runner, press):
    page = looked("id,size\na,2\nb,none here\nc,4\n")
    page.findChild(ImportPanel)._choose_columns("size", {"type": "number"})
    settle(opened, runner)

    assert "none here" in page.findChild(QLabel, "import_wrong").text()
    assert not page.findChild(QPushButton, "import_go").isEnabled()
    press(page, "step_column_missing_none here")
    settle(opened, runner)

    assert page.findChild(QPushButton, "import_go").isEnabled()


def test_a_file_with_the_columns_of_an_earlier_one_can_be_read_just_like_it(looked, opened, runner, press, tmp_path):
    first = tmp_path / "before.csv"
    first.write_text("id,size\n1,2.5\n2,3\n", "utf-8")
    playing.do(runner, opened.data.add(first, columns={"id": {"type": "text"}}))
    page = looked("id,size\n3,4\n4,5\n")

    press(page, "use_contract")
    settle(opened, runner)
    press(page, "import_go")
    job = playing.newest(opened, "import")
    playing.do(runner, job)

    assert job.spec["contract"]["columns"][0]["type"] == "text"
    assert opened.data.current().number == 2
    assert opened.data.current().columns[0].type == "text"


def test_files_that_differ_are_told_before_they_are_put_together(looked):
    page = looked("a,b\n1,2\n", "a,c\n1,2\n")

    assert "second.csv has other columns" in words_of(page)
    assert "1 more files" in words_of(page)


def test_cancel_leaves_everything_as_it_was(looked, opened, press):
    page = looked("a,b\n1,2\n")

    press(page, "import_cancel")

    assert opened.data.current() is None
    assert page.findChild(QPushButton, "add_file").isVisible()


def test_what_was_chosen_is_there_again_when_the_page_is_built_anew(looked, opened, runner, shown):
    page = looked("a,b\n1,2\n")
    page.findChild(ImportPanel)._choose("missing", "9")
    settle(opened, runner)

    again = shown(DataPage)
    again.take_back(page.keep())

    assert again.findChild(QWidget, "import_panel").isVisible()
    assert again.findChild(QLineEdit, "reading_missing").text() == "9"


def test_a_failed_import_leaves_the_panel_open_and_says_why(looked, opened, runner, press, tmp_path):
    page = looked("a,b\n1,2\n")
    (tmp_path / "first.csv").write_text("a,b\n1,2\n3\n", "utf-8")

    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))
    QApplication.processEvents()

    assert page.findChild(QWidget, "import_panel").isVisible()
    assert "first.csv" in page.findChild(QLabel, "import_wrong").text()


def test_rows_are_appended_after_it_was_counted(looked, opened, runner, press, tmp_path):
    before = tmp_path / "before.csv"
    before.write_text("id,size\n1,2\n2,3\n", "utf-8")
    playing.do(runner, opened.data.add(before))
    page = looked("id,size,note\n3,4,x\n", mode="append")
    button = page.findChild(QPushButton, "import_go")
    assert not button.isEnabled()

    playing.do(runner, playing.newest(opened, "try_change"))
    QApplication.processEvents()
    assert "note" in page.findChild(QLabel, "combine_words").text()
    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "change"))
    QApplication.processEvents()

    assert opened.data.current().rows == 3
    assert not page.findChild(QWidget, "import_panel").isVisible()


def test_columns_are_joined_by_the_key_that_is_proposed(looked, opened, runner, press, tmp_path):
    before = tmp_path / "before.csv"
    before.write_text("id,size\n" + "".join(f"K{at},{at}.5\n" for at in range(30)), "utf-8")
    playing.do(runner, opened.data.add(before))
    page = looked("id,region\n" + "".join(f"K{at},r{at % 3}\n" for at in range(25)), mode="join")

    playing.do(runner, playing.newest(opened, "try_change"))
    QApplication.processEvents()
    assert page.findChild(QComboBox, "join_keys").currentText() == "id"
    assert "25" in page.findChild(QLabel, "combine_words").text()
    how = page.findChild(QComboBox, "join_how")
    how.setCurrentIndex(how.findData("inner"))
    playing.do(runner, playing.newest(opened, "try_change"))
    QApplication.processEvents()
    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "change"))

    assert opened.data.current().rows == 25
    assert [one.name for one in opened.data.current().columns] == ["id", "size", "region"]


def test_several_files_become_one_version(looked, opened, runner, press):
    page = looked("a,b\n1,2\n3,4\n", "a,b\n5,6\n")

    press(page, "import_go")
    playing.do(runner, playing.newest(opened, "import"))

    assert opened.data.current().rows == 3


def test_what_was_begun_in_another_project_is_left(looked, opened, tmp_path):
    page = looked("a,b\n1,2\n")

    opened.home.create(tmp_path / "other", "Other")
    QApplication.processEvents()

    assert not page.findChild(QWidget, "import_panel").isVisible()


def test_rows_of_the_file_before_are_gone_while_another_is_looked_at_and_where_it_cannot_be(looked, opened, runner, tmp_path):
    page = looked("name,size\na,1\nb,2\n")
    table = page.findChild(PlainTable, "import_rows")
    assert table.rowCount() == 2

    page.look_at((tmp_path / "gone.csv",))
    assert table.rowCount() == 0
    settle(opened, runner)

    assert table.rowCount() == 0


def test_no_sign_is_called_so_in_the_users_language_and_can_be_asked_for(looked, opened, runner):
    words.set_language("ko")
    page = looked("name,size\na,1\nb,2\n")
    comment = page.findChild(QLineEdit, "reading_comment")
    assert comment.text() == "없음"

    comment.editingFinished.emit()
    assert not [job for job in runner.jobs.values() if job.kind == "look" and job.state == "running"]
    comment.setText("#")
    comment.editingFinished.emit()
    settle(opened, runner)
    comment.setText("없음")
    comment.editingFinished.emit()
    settle(opened, runner)

    [asked] = [job.spec["choices"] for job in list(runner.jobs.values())[-1:]]
    assert asked["comment"] == "none"


def test_a_file_in_an_archive_is_asked_for_only_where_there_is_an_archive(looked):
    page = looked("name,size\na,1\nb,2\n")

    assert page.findChild(QLineEdit, "reading_member") is None


def test_what_is_worth_knowing_is_never_squeezed(looked, qtbot):
    page = looked("a;b;c;d;e\n" + "".join(f"{at},5;?;-;n/a;{at}\n" if at % 3 else f"{at};1;2;3;4\n" for at in range(60)))
    page.resize(880, 560)
    QApplication.processEvents()

    notes = page.findChild(QWidget, "import_notes").findChildren(QLabel)
    assert notes
    assert all(one.height() >= one.heightForWidth(one.width()) for one in notes)


def test_while_a_file_is_looked_at_the_head_stays_at_the_top(opened, runner, shown, tmp_path):
    (tmp_path / "first.csv").write_text("a,b\n1,2\n", "utf-8")
    page = shown(DataPage)
    page.resize(1000, 700)

    page.look_at((tmp_path / "first.csv",))
    QApplication.processEvents()

    progress = page.findChild(QWidget, "look_progress")
    assert progress.isVisible()
    assert progress.mapTo(page, progress.rect().topLeft()).y() < 200


def test_an_import_that_was_stopped_is_no_trouble(looked, opened, runner, press):
    page = looked("name,size\na,1\nb,2\n")
    press(page, "import_go")
    job = playing.newest(opened, "import")

    opened.cancel(job.id)
    runner.say(job, Message("cancelled"))
    QApplication.processEvents()

    assert page.findChild(QWidget, "import_rows").isVisible()
    assert page.findChild(QWidget, "import_problem") is None
