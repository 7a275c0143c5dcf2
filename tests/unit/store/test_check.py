"""What verify says about a project that is no longer whole."""

import sqlite3

import pytest

from mlworkbench.base.report import Silent
from mlworkbench.base.words import tr
from mlworkbench.store import Project
from tests.unit.store import made


@pytest.fixture
def folder(tmp_path):
    made.filled(tmp_path / "project").close()
    return tmp_path / "project"


def damages(folder):
    with Project.open(folder) as project:
        return project.check(Silent())


def kinds(folder):
    return {damage.kind for damage in damages(folder)}


def change(folder, statement):
    with sqlite3.connect(folder / "project.db") as raw:
        raw.execute(statement)
    raw.close()


def test_a_whole_project_has_none(folder):
    assert damages(folder) == ()


def test_a_missing_file_is_named_with_its_record(folder):
    next((folder / "files").iterdir()).unlink()

    found = damages(folder)

    assert {damage.reason.key for damage in found} == {"store.file_gone"}
    assert {damage.record for damage in found} == {"d1", "s1", "m1", "p1", "pv1", "a1", "j1", "i1", "ex1", "lc1"}


def test_an_altered_file_is_found(folder):
    next((folder / "files").iterdir()).write_bytes(b"CONTENT")

    assert {damage.reason.key for damage in damages(folder)} == {"store.file_altered"}


def test_a_lost_parent_is_found(folder):
    change(folder, "DELETE FROM dataset")

    assert "reference" in kinds(folder)


def test_an_unreadable_record_does_not_hide_the_rest(folder):
    change(folder, "UPDATE recipe SET steps = 'x'")
    next((folder / "files").iterdir()).unlink()

    assert kinds(folder) == {"record", "file"}


@pytest.mark.parametrize("table", ["run", "model", "look", "evaluation"])
def test_a_parent_that_cannot_be_read_is_told_and_nothing_is_blamed_on_its_children(folder, table):
    change(folder, f'UPDATE "{table}" SET "when" = 1.5')

    assert {(one.kind, one.reason.facts["table"]) for one in damages(folder)} - {("lineage", "run_end")} == {("record", table)}


@pytest.mark.parametrize("table", ["run", "model", "look", "evaluation"])
def test_a_lost_table_is_listed(folder, table):
    change(folder, f'DROP TABLE "{table}"')

    assert {"reference", "record", "database"} & kinds(folder)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE run_end SET winner = 'nobody'",
        "UPDATE look SET split = 's2'",
        "UPDATE evaluation SET model = 'm2'",
        "UPDATE package SET model = 'm2'",
        "UPDATE recipe SET problem = 'q2'",
        "UPDATE run SET split = 'nothing'",
    ],
)
def test_parents_that_do_not_belong_together_are_found(folder, statement):
    with Project.open(folder) as project:
        name = project.keep(project.folder / "work" / "content")
        for record in (made.problem("q2"), made.split("s2", file=name), made.model("m2", 1, file=name)):
            project.add(record)
    change(folder, statement)

    assert kinds(folder) == {"lineage"}


def test_a_damaged_database_is_one_damage(folder):
    with Project.open(folder) as project, project.transaction():
        for number in range(2, 600):
            project.add(made.dataset(f"d{number}", number))
    made.spoil(folder / "project.db")

    assert kinds(folder) == {"database"}


def test_every_damage_has_words(folder):
    next((folder / "files").iterdir()).unlink()
    change(folder, "UPDATE run_end SET winner = 'nobody'")
    change(folder, "DELETE FROM problem")

    assert all(tr(damage.reason.key, **damage.reason.facts) for damage in damages(folder))


def test_checking_reports_and_can_be_stopped(folder):
    shares = []

    class Counting(Silent):
        def progress(self, fraction, key, **facts):
            shares.append(fraction)
            assert tr(key, **facts)

    with Project.open(folder) as project:
        project.check(Counting())

    assert shares == sorted(shares)
    assert shares[-1] == 1.0
