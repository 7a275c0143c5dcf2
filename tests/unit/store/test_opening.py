"""Making and opening a project, and every way in which that can fail."""

import json
import re
import sqlite3

import pytest

from mlworkbench.base.errors import ProjectError
from mlworkbench.base.records import Dataset
from mlworkbench.store import Project
from mlworkbench.store.lock import Held, Lock
from tests.unit.store import made


def key(refused):
    return refused.value.key


def test_a_project_is_a_folder_of_four_things(project):
    assert {"project.db", "files", "work", "lock"} <= {path.name for path in project.folder.iterdir()}
    assert project.work == project.folder / "work"


@pytest.mark.parametrize("name", ["고객 이탈", "a#b?c=d%20e", "it's & <more>", "x" * 200])
def test_a_folder_may_have_any_name(tmp_path, name):
    Project.create(tmp_path / name, "x").close()

    with Project.open(tmp_path / name) as project:
        project.add(made.dataset())
    assert {path.name for path in (tmp_path / name).iterdir()} == {"project.db", "files", "work", "lock"}


def test_a_folder_in_use_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")

    with pytest.raises(ProjectError) as refused:
        Project.create(tmp_path, "x")

    assert key(refused) == "store.not_empty"
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "project").write_text("mine")

    with pytest.raises(ProjectError) as refused:
        Project.create(tmp_path / "project", "x")

    assert key(refused) == "store.not_empty"


def test_a_creation_that_was_cut_short_can_be_repeated(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "lock").touch()
    (tmp_path / "project.db.new").write_bytes(b"half")

    Project.create(tmp_path, "x").close()

    Project.open(tmp_path).close()


@pytest.mark.parametrize("name", ["", "nothing"])
def test_no_project_there(tmp_path, name):
    with pytest.raises(ProjectError) as refused:
        Project.open(tmp_path / name)

    assert key(refused) == "store.missing"
    assert list(tmp_path.iterdir()) == []


def test_a_second_opener_hears_who_has_it(project):
    with pytest.raises(ProjectError) as refused:
        Project.open(project.folder)

    assert key(refused) == "store.locked"
    assert refused.value.facts["who"]
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d", refused.value.facts["since"])  # as a person reads it


def test_closing_gives_the_lock_back(project):
    project.close()

    Project.open(project.folder).close()


def test_a_lock_with_unreadable_words_still_holds(tmp_path):
    lock = Lock(tmp_path / "lock")
    (tmp_path / "lock").write_bytes(b"\xff{")

    with pytest.raises(Held) as refused:
        Lock(tmp_path / "lock")

    assert (refused.value.who, refused.value.since) == (None, None)
    lock.release()


def test_the_lock_says_who(tmp_path):
    lock = Lock(tmp_path / "lock")

    assert set(json.loads((tmp_path / "lock").read_bytes())) == {"who", "since", "pid"}
    lock.release()


@pytest.mark.parametrize("content", [b"", b"no database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_refused_and_left_alone(tmp_path, content):
    folder = tmp_path / "project"
    Project.create(folder, "x").close()
    (folder / "project.db").write_bytes(content)

    with pytest.raises(ProjectError) as refused:
        Project.open(folder)

    assert key(refused) == "store.damaged"
    assert (folder / "project.db").read_bytes() == content


def test_damage_that_shows_later_is_refused_too(tmp_path):
    folder = tmp_path / "project"
    with Project.create(folder, "x") as project, project.transaction():
        for number in range(600):
            project.add(made.dataset(f"d{number}", number))
    made.spoil(folder / "project.db")

    with Project.open(folder) as project, pytest.raises(ProjectError) as refused:
        project.find(Dataset)

    assert key(refused) == "store.damaged"


def test_a_row_that_does_not_hold_what_it_promises_is_damage(project):
    project.add(made.dataset())
    project.close()
    with sqlite3.connect(project.folder / "project.db") as raw:
        raw.execute("UPDATE dataset SET columns = '[1, 2'")
    raw.close()

    with Project.open(project.folder) as again, pytest.raises(ProjectError) as refused:
        again.find(Dataset)

    assert key(refused) == "store.damaged"


@pytest.mark.parametrize("change", ["format = 2", "revision = '9999'"])
def test_a_project_of_a_newer_program_is_refused(project, change):
    project.close()
    with sqlite3.connect(project.folder / "project.db") as raw:
        raw.execute(f"UPDATE meta SET {change}, product = '7.0'")
    raw.close()

    with pytest.raises(ProjectError) as refused:
        Project.open(project.folder)

    assert key(refused) == "store.too_new"
    assert refused.value.facts["product"] == "7.0"


def test_a_refusal_gives_the_lock_back(project):
    project.close()
    (project.folder / "project.db").write_bytes(b"")
    for _ in range(2):
        with pytest.raises(ProjectError) as refused:
            Project.open(project.folder)

        assert key(refused) == "store.damaged"


def journal(project):
    return project._connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()


def test_the_journal_is_a_wal(project):
    assert journal(project) == "wal"


def test_without_shared_memory_the_journal_is_truncated(tmp_path):
    """A folder in the place of the shared memory file keeps SQLite from making it, as a file share does."""
    folder = tmp_path / "project"
    with Project.create(folder, "x") as project:
        project.add(made.dataset("d1", 1))
    (folder / "project.db-shm").mkdir()

    with Project.open(folder) as project:
        assert journal(project) == "truncate"
        project.add(made.dataset("d2", 2))

    (folder / "project.db-shm").rmdir()
    with Project.open(folder) as project:
        assert journal(project) == "wal"
        assert project.count(Dataset) == 2


def test_a_wal_left_on_a_disk_without_shared_memory_is_read(tmp_path):
    folder, left = tmp_path / "project", tmp_path / "left"
    with Project.create(folder, "x") as project:
        project.add(made.dataset())
        left.mkdir()
        for name in ("project.db", "project.db-wal"):
            (left / name).write_bytes((folder / name).read_bytes())
    (left / "project.db-shm").mkdir()

    with Project.open(left) as project:
        assert project.find(Dataset) == (made.dataset(),)


def test_a_full_database_says_so_and_keeps_what_it_had(project):
    project.add(made.dataset("d0", 0))
    pages = project._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    project._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(ProjectError) as refused, project.transaction():
        for number in range(1, 1000):
            project.add(made.dataset(f"d{number}", number))

    assert key(refused) == "store.full"
    assert [found.id for found in project.find(Dataset)] == ["d0"]


def test_what_the_database_undid_by_itself_cannot_be_written_on(project):
    with pytest.raises(ProjectError) as refused, project.transaction():
        project.add(made.dataset("d1", 1))
        project._connection.exec_driver_sql("ROLLBACK")
        project.add(made.dataset("d2", 2))

    assert key(refused) == "store.undone"
    assert project.count(Dataset) == 0
