"""What the verbs ask of a worker that connects to a database: all but the password, which goes another way."""

import pytest

from mlworkbench.base import closed
from mlworkbench.base.errors import InputError
from mlworkbench.base.records import JobEnd
from mlworkbench.jobs import brokered
from mlworkbench.jobs.messages import Message

URL = "postgresql://anna:gehe!m@db.lan/sales"


class Keeping:
    """A runner that remembers which secret it was given."""

    def __init__(self, runner):
        self.runner, self.secrets = runner, []

    def start(self, kind, spec, folder, context=None, secret=""):
        self.secrets.append(secret)
        return type(self.runner).start(self.runner, kind, spec, folder, context)


@pytest.fixture
def secrets(opened, runner, monkeypatch):
    keeping = Keeping(runner)
    monkeypatch.setattr(runner, "start", keeping.start)
    return keeping.secrets


def test_the_password_is_told_to_the_runner_and_stands_in_no_spec(opened, secrets):
    address, password = opened.data.database(URL)
    job = opened.data.add_database(address, password, table="public.customers", choices={"dates": "day_first", "sheet": "2"})

    assert secrets == ["gehe!m"]
    assert job.spec == {
        "url": "postgresql+pg8000://anna@db.lan/sales",
        "address": "db.lan:5432",
        "name": "customers",
        "table": "public.customers",
        "choices": {"dates": "day_first"},
    }
    assert "gehe!m" not in repr(job)


def test_two_statements_are_refused_before_anything_is_connected_to(opened, runner):
    address, _ = opened.data.database(URL)

    with pytest.raises(InputError, match="query_one_statement"):
        opened.data.add_database(address, query="SELECT 1; DROP TABLE customers")
    assert not runner.jobs


def test_a_look_is_recorded_in_the_project_with_how_it_ended(opened, runner):
    address, _ = opened.data.database(URL)
    job = opened.data.look_database(address)
    runner.say(job, Message("result", facts={"told": {"server": "PostgreSQL 15", "encrypted": True}}))

    assert (opened.project.last(JobEnd).kind, opened.project.last(JobEnd).state) == ("look_database", "finished")
    assert opened.data.looked_database(job).server == "PostgreSQL 15"
    assert [one.spec["address"] for one in opened.data.connections()] == ["db.lan:5432"]


def test_nothing_else_is_imported_meanwhile(opened):
    address, _ = opened.data.database(URL)
    opened.data.add_database(address, table="customers")

    assert opened.data.refuses().key == "data.importing"


def test_it_is_refused_where_an_administrator_forbids_it_or_no_broker_stands_in_front(opened, monkeypatch):
    assert opened.data.refuses_database() is None
    monkeypatch.setattr(closed, "state", lambda: "enforced")
    monkeypatch.setattr(brokered, "door", lambda: None)
    assert opened.data.refuses_database().key == "data.database_no_broker"
    monkeypatch.setenv("MLWORKBENCH_IMPORT_DATABASE", "off")
    assert opened.data.refuses_database().key == "data.database_forbidden"
