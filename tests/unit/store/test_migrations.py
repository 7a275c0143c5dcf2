"""Older projects come up to date, with a copy kept; new ones need no steps."""

import shutil
import sqlite3
import subprocess
import sys

import pytest
from sqlalchemy import create_engine

import mlworkbench
from mlworkbench.base import paths, records
from mlworkbench.base.report import Silent
from mlworkbench.store import Project, migrations
from mlworkbench.store.tables import KINDS, REVISION, table_name

OLD = sorted(path.name for path in paths.resource("samples", "old_projects").iterdir())


def schema(path):
    """Columns, indexes and references of every table, whatever their order."""
    with sqlite3.connect(path) as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = {table: (columns(raw, table), indexes(raw, table), references(raw, table)) for table in tables}
    raw.close()
    return found


def columns(raw, table):
    return {tuple(row[1:]) for row in raw.execute(f"PRAGMA table_info({table})")}


def indexes(raw, table):
    found = {(name, unique) for _, name, unique, *_ in raw.execute(f"PRAGMA index_list({table})")}
    return {(name, unique, *(row[2] for row in raw.execute(f"PRAGMA index_info({name})"))) for name, unique in found}


def references(raw, table):
    return {tuple(row[2:]) for row in raw.execute(f"PRAGMA foreign_key_list({table})")}


def test_the_steps_lead_to_the_tables_of_today(tmp_path):
    Project.create(tmp_path / "new", "x").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'stepped.db'}")
    with engine.begin() as connection:
        migrations.upgrade(connection, None, REVISION)
    engine.dispose()

    assert schema(tmp_path / "stepped.db") == schema(tmp_path / "new" / "project.db")


def test_the_newest_step_is_the_revision_of_today():
    assert tuple(migrations.steps())[-1] == REVISION
    assert list(migrations.steps()) == sorted(migrations.steps())


def test_there_is_a_project_of_every_older_revision():
    assert tuple(migrations.steps())[:-1] == tuple(OLD)


@pytest.fixture(params=OLD)
def old(request, tmp_path):
    shutil.copytree(paths.resource("samples", "old_projects", request.param), tmp_path / "old")
    return tmp_path / "old"


def test_an_old_project_comes_up_to_date_whole(old):
    before = schema(old / "project.db")

    with Project.open(old) as project:
        assert project.check(Silent()) == ()
        assert {kind: project.count(kind) > 0 for kind in KINDS} == {kind: table_name(kind) in before for kind in KINDS}
        assert project.last(records.Dataset).holdout_rows == 0
        project.add(records.Failure("new", "u1", 9, "x", "y", records.Reason("z"), "me", project.created))

    with Project.open(old) as project:
        assert project.get(records.Failure, "new").number == 9


def test_a_copy_of_the_old_database_is_kept(old):
    before = schema(old / "project.db")

    Project.open(old).close()

    (copy,) = old.glob("project-*.db")
    assert schema(copy) == before
    with sqlite3.connect(copy) as raw:
        assert raw.execute("SELECT revision FROM meta").fetchone() == (copy.name.split("-")[1],)
    raw.close()


def test_who_brought_it_up_to_date_is_kept(old):
    Project.open(old).close()

    with sqlite3.connect(old / "project.db") as raw:
        assert raw.execute("SELECT revision, product FROM meta").fetchone() == (REVISION, mlworkbench.__version__)
    raw.close()


def test_once_is_enough(old):
    Project.open(old).close()
    Project.open(old).close()

    assert len(list(old.glob("project-*.db"))) == 1


def test_a_step_that_fails_changes_nothing(old, monkeypatch):
    before = schema(old / "project.db")
    known = migrations.steps()

    def broken(operations):
        known[REVISION](operations)
        raise RuntimeError("in the middle")

    monkeypatch.setattr(migrations, "steps", lambda: {**known, REVISION: broken})
    with pytest.raises(RuntimeError):
        Project.open(old)

    assert schema(old / "project.db") == before
    monkeypatch.undo()
    Project.open(old).close()


def test_a_project_of_today_is_opened_without_alembic(tmp_path):
    code = (
        "import sys; from pathlib import Path; from mlworkbench.store import Project\n"
        "Project.create(Path(sys.argv[1]), 'x').close(); Project.open(Path(sys.argv[1])).close()\n"
        "assert not [name for name in sys.modules if name.startswith('alembic')]"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "project")], check=True)
