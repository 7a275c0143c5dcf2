"""Errors say who can mend them, by exit code and by word."""

import pytest

from mlworkbench.base.errors import KINDS, Cancelled, InputError, JobError, ProjectError, WorkbenchError, kind_of


@pytest.mark.parametrize(("kind", "code"), [(WorkbenchError, 1), (InputError, 2), (ProjectError, 3), (JobError, 4)])
def test_each_kind_has_its_exit_code(kind, code):
    error = kind("section.key", file="a.csv")

    assert (error.exit_code, error.key, error.facts) == (code, "section.key", {"file": "a.csv"})
    assert isinstance(error, WorkbenchError)


def test_a_cancel_is_no_failure_of_anyone():
    assert (Cancelled().exit_code, Cancelled().key) == (130, "job.cancelled")


@pytest.mark.parametrize("word", KINDS)
def test_an_error_keeps_its_kind_between_processes(word):
    error = KINDS[word]("a.b")

    assert kind_of(error) == word


def test_a_narrower_error_travels_as_the_kind_it_belongs_to():
    class Undecodable(InputError): ...

    assert kind_of(Undecodable("a.b")) == "input"


def test_an_error_of_no_known_kind_is_a_bug():
    class Strange(WorkbenchError): ...

    assert kind_of(Strange("a.b")) == "bug"
    assert kind_of(Cancelled()) == "bug"


def test_it_can_be_read_in_a_log():
    assert str(InputError("data.ragged", line=7, file="가.csv", why=None)) == "data.ragged (line=7, file='가.csv', why=None)"
    assert str(InputError("data.empty")) == "data.empty"


@pytest.mark.parametrize("name", ["key", "kind", "error"])
def test_a_fact_may_have_any_name(name):
    assert InputError("a.b", **{name: 1}).facts == {name: 1}
