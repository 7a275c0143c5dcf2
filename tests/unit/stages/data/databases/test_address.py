"""A SQLAlchemy URL becomes an address without its password, or is refused in words."""

import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.stages.data.databases import address, made
from mlworkbench.stages.data.databases.tls import separated


def test_the_password_is_taken_out_and_the_built_in_driver_put_in():
    found, password = address("postgres://anna:s%2Fe%20c@db.lan/sales?sslmode=require")

    assert password == "s/e c"
    assert found.url == "postgresql+pg8000://anna@db.lan/sales?sslmode=require"
    assert (found.place, found.database, found.user) == ("db.lan:5432", "sales", "anna")
    assert "s/e" not in repr(found) and "%2F" not in repr(found)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("customers.csv", "data.database_bad_url"),
        ("postgresql://anna@db.lan:port/sales", "data.database_bad_url"),
        ("sqlite:///birds.db", "data.database_is_file"),
        ("duckdb:///birds.duckdb", "data.database_is_file"),
        ("postgresql://anna@/sales", "data.database_no_host"),
        ("postgresql://db.lan/sales?password=hunter2", "data.database_secret_option"),
        ("postgresql://db.lan/sales?sslPassword=hunter2", "data.database_secret_option"),
        ("mssql+pytds://anna:hunter2@db.lan/sales", "data.database_no_driver"),
        ("nosuch://anna:hunter2@db.lan/sales", "data.database_no_driver"),
    ],
)
def test_what_cannot_be_connected_to_is_refused_without_its_password(url, key):
    with pytest.raises(InputError) as refused:
        address(url)

    assert refused.value.key == key
    assert "hunter2" not in str(refused.value)


def test_the_fields_of_a_form_make_the_same_address():
    found = made("postgresql", " ::1 ", 5433, "my sales", "anna@corp", "verify-full")

    assert found.place == "[::1]:5433"
    assert address(found.url)[0] == found
    assert (found.database, found.user) == ("my sales", "anna@corp")


@pytest.mark.parametrize(
    ("mode", "checked"), [("disable", False), ("", None), ("prefer", None), ("require", (0, False)), ("verify-full", (2, True))]
)
def test_the_mode_of_encryption_is_given_to_the_driver_as_it_takes_it(mode, checked):
    found, _ = address("postgresql://db.lan/sales" + (f"?sslmode={mode}" if mode else ""))
    url, choices = separated(found, "word")

    assert "sslmode" not in str(url)
    assert url.password == "word"
    context = choices.get("ssl_context")
    assert (context if not context else (int(context.verify_mode), context.check_hostname)) == checked
