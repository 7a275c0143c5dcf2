"""A database in the window: an explicit act that names the address, a table chosen and looked at, imported, and recorded."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QTableWidget, QWidget

from mlworkbench.base.errors import InputError
from mlworkbench.jobs.messages import Message, failed
from mlworkbench.ui.pages.data import DataPage
from mlworkbench.ui.widgets.segments import Segments
from tests.ui.pages import playing

PASSWORD = "gehe!m"
TABLES = [{"name": "public.customers", "kind": "table", "rows": 7043}, {"name": "public.few", "kind": "view", "rows": None}]
LISTED = {"server": "PostgreSQL 15.6", "encrypted": True, "tables": TABLES}
BEGUN = {
    "server": "PostgreSQL 15.6",
    "encrypted": True,
    "names": ["n", "at"],
    "kinds": ["whole", "date"],
    "rows": [[1, "2026-01-31"]],
}


@pytest.fixture
def page(opened, shown):
    return shown(DataPage)


def fill(page, **fields):
    for name, words in fields.items():
        line = page.findChild(QLineEdit, f"database_{name}")
        line.setText(words)
        line.textEdited.emit(words)
    QApplication.processEvents()


def answer(page, runner, told):
    job = playing.newest(page.bench, "look_database")
    runner.say(job, Message("result", facts={"told": told}))
    page.job_moved(job.id)
    QApplication.processEvents()
    return job


@pytest.fixture
def connected(page, press, runner):
    """The panel, connected and with the tables listed."""
    press(page, "connect")
    fill(page, host="db.lan", name="sales", user="anna", password=PASSWORD)
    press(page, "database_connect")
    answer(page, runner, LISTED)
    return page


def choose(page, runner, row):
    page.findChild(QTableWidget, "database_list").selectRow(row)
    return answer(page, runner, BEGUN)


def test_nothing_is_connected_to_before_the_button_that_names_the_address_is_pressed(page, press, runner):
    press(page, "connect")
    button = page.findChild(QPushButton, "database_connect")
    assert not button.isEnabled()

    fill(page, host="db.lan", port="5433", user="anna", password=PASSWORD)

    assert button.text() == "Connect to db.lan:5433"
    assert "db.lan:5433" in page.findChild(QLabel, "database_act").text()
    assert not page.bench.jobs()
    press(page, "database_connect")
    job = playing.newest(page.bench, "look_database")
    assert job.spec["address"] == "db.lan:5433"
    assert PASSWORD not in repr(job.spec) + repr(job.context)


def test_a_table_is_chosen_looked_at_and_imported(connected, press, runner):
    page = connected
    rows = page.findChild(QTableWidget, "database_list")
    assert [rows.item(at, 1).text() for at in range(2)] == ["7,043", "view"]
    assert not page.findChild(QPushButton, "database_import").isEnabled()

    looked = choose(page, runner, 0)

    assert looked.spec["table"] == "public.customers"
    assert page.findChild(QTableWidget, "database_rows").item(0, 1).text() == "2026-01-31"
    press(page, "database_import")
    job = playing.newest(page.bench, "import_database")
    assert (job.spec["table"], job.spec["url"]) == ("public.customers", "postgresql+pg8000://anna@db.lan:5432/sales")
    assert page._busy.isVisible()


def test_a_select_is_shown_before_it_can_be_imported(connected, press, runner):
    page = connected
    page.findChild(Segments, "database_way").chosen.emit("query")
    page.findChild(QPushButton, "database_way_query").click()
    page.findChild(QPlainTextEdit, "database_words").setPlainText("SELECT n FROM numbers")
    QApplication.processEvents()
    assert not page.findChild(QPushButton, "database_import").isEnabled()

    press(page, "database_ask")
    answer(page, runner, BEGUN)

    press(page, "database_import")
    assert playing.newest(page.bench, "import_database").spec["query"] == "SELECT n FROM numbers"


def test_another_address_is_another_connection(connected):
    fill(connected, host="other.lan")

    assert connected.findChild(QPushButton, "database_connect").text() == "Connect to other.lan:5432"
    assert not connected.findChild(QWidget, "database_what").isVisible()


def test_what_the_server_refused_is_told_beside_the_fields(page, press, runner):
    press(page, "connect")
    fill(page, host="db.lan", user="anna", password=PASSWORD)
    press(page, "database_connect")
    job = playing.newest(page.bench, "look_database")
    wrong = InputError("data.database_login", address="db.lan:5432", user="anna", reason="no", database="sales")
    runner.say(job, failed(wrong))
    page.job_moved(job.id)

    error = page.findChild(QLabel, "database_error")
    assert error.isVisible() and "did not let anna in" in error.text()
    assert page.findChild(QPushButton, "database_connect").isEnabled()


def test_what_was_typed_survives_a_new_look_and_a_cancel_forgets_the_password(connected, shown, press):
    again = shown(DataPage)
    again.take_back(connected.keep())

    assert again.findChild(QLineEdit, "database_host").text() == "db.lan"
    assert again.findChild(QTableWidget, "database_list").rowCount() == 2
    press(again, "database_cancel")
    assert again.findChild(QLineEdit, "database_password").text() == ""
    assert again.findChild(QWidget, "empty").isVisible()


def test_an_address_of_another_kind_needs_its_driver(page, press):
    press(page, "connect")
    page.findChild(QPushButton, "database_kind_other").click()
    fill(page, url="oracle+cx_oracle://anna@db.lan/sales")
    press(page, "database_connect")

    assert "oracle+cx_oracle" in page.findChild(QLabel, "database_error").text()


def test_a_machine_whose_administrator_forbids_it_says_so(page, press, monkeypatch):
    monkeypatch.setenv("MLWORKBENCH_IMPORT_DATABASE", "off")
    press(page, "connect")
    fill(page, host="db.lan")

    button = page.findChild(QPushButton, "database_connect")
    assert not button.isEnabled()
    assert "administrator" in button.toolTip()
