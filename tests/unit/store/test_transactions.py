"""All or nothing, one word to the world."""

import pytest

from mlworkbench.base.events import Bus, Changed
from mlworkbench.base.records import Dataset
from mlworkbench.store import Project
from tests.unit.store import made


class Trouble(Exception): ...


@pytest.fixture
def told(project):
    heard = []
    project.bus.listen(heard.append)
    return heard


def test_nothing_is_kept_of_what_failed(project, told):
    with pytest.raises(Trouble), project.transaction():
        project.add(made.dataset())
        raise Trouble

    assert project.count(Dataset) == 0
    assert told == []


def test_one_event_after_commit_names_all_stages(project, told):
    seen = []
    project.bus.listen(lambda _: seen.append(project.count(Dataset)))

    with project.transaction():
        for record in made.chain()[:5]:
            project.add(record)
        assert told == []

    assert told == [Changed(frozenset({"data", "problem", "prepare", "train"}))]
    assert seen == [1]


def test_reading_alone_changes_nothing(project, told):
    with project.transaction():
        project.find(Dataset)

    assert told == []


def test_an_inner_one_joins(project, told):
    with pytest.raises(Trouble), project.transaction():
        with project.transaction():
            project.add(made.dataset())
        raise Trouble

    assert project.count(Dataset) == 0
    assert told == []


def test_what_an_inner_one_wrote_is_undone_though_its_exception_was_caught(project, told):
    with project.transaction():
        project.add(made.dataset("a", 1))
        with pytest.raises(Trouble), project.transaction():
            project.add(made.problem(dataset="a"))
            raise Trouble
        project.add(made.dataset("b", 2))

    assert [found.id for found in project.find(Dataset)] == ["a", "b"]
    assert told == [Changed(frozenset({"data"}))]


def test_a_listener_may_write_again(project):
    heard = []

    def listen(event):
        heard.append(event)
        if len(heard) == 1:
            project.add(made.problem())

    project.bus.listen(listen)
    project.add(made.dataset())

    assert heard == [Changed(frozenset({"data"})), Changed(frozenset({"problem"}))]


def test_a_given_bus_is_used(tmp_path):
    bus, heard = Bus(), []
    bus.listen(heard.append)

    with Project.create(tmp_path / "project", "x", bus) as project:
        project.add(made.dataset())

    assert heard == [Changed(frozenset({"data"}))]


def test_interrupted_writing_leaves_the_project_usable(project):
    with pytest.raises(KeyboardInterrupt), project.transaction():
        project.add(made.dataset())
        raise KeyboardInterrupt

    project.add(made.dataset())

    assert project.count(Dataset) == 1
