"""Databases in a file: read as they are, never written, never a way to other files."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Silent
from mlworkbench.stages.data import Source, open_source


def sqlite_file(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def duckdb_file(path: Path, *statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


MAKERS = pytest.mark.parametrize("make", [sqlite_file, duckdb_file], ids=["sqlite", "duckdb"])
NUMBERS = "WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < {}) SELECT i FROM r"


def table(source: Source) -> dict[str, list[object]]:
    return pa.Table.from_batches(list(source.batches())).to_pydict()


@MAKERS
def test_several_tables_are_a_question(make, tmp_path: Path) -> None:
    path = make(tmp_path / "x.db", "CREATE TABLE a (n INTEGER)", "CREATE TABLE b (n INTEGER)", "CREATE VIEW v AS SELECT 1 AS n",
                "INSERT INTO a VALUES (1), (2)", "INSERT INTO b VALUES (1), (2), (3)")  # fmt: skip

    source = open_source(path, tmp_path / "work", Silent())

    (question,) = source.questions
    assert (question.choice, question.options) == ("table", ("b", "a", "v"))
    assert open_source(path, tmp_path / "work", Silent(), {"table": "a"}).rows == 2
    assert not open_source(path, tmp_path / "work", Silent(), {"table": "a"}).questions


@MAKERS
def test_one_table_much_larger_is_taken_and_told(make, tmp_path: Path) -> None:
    path = make(tmp_path / "x.db", "CREATE TABLE few (n INTEGER)", "INSERT INTO few VALUES (1)",
                "CREATE TABLE many AS " + NUMBERS.format(50))  # fmt: skip

    source = open_source(path, tmp_path / "work", Silent())

    assert (source.rows, source.questions, source.reading["table"]) == (50, (), "many")
    assert [note.kind for note in source.notes] == ["other_tables"]


@MAKERS
def test_a_view_is_run_only_when_it_is_chosen(make, tmp_path: Path) -> None:
    path = make(tmp_path / "x.db", "CREATE TABLE a (n INTEGER)", "INSERT INTO a VALUES (1), (2)",
                "CREATE VIEW doubled AS SELECT n * 2 AS n FROM a")  # fmt: skip

    assert table(open_source(path, tmp_path / "work", Silent(), {"table": "doubled"})) == {"n": [2, 4]}
    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent(), {"table": "nothing"})
    assert refused.value.key == "data.no_such_table"


@MAKERS
def test_the_file_is_left_as_it_was(make, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = make(folder / "x.db", "CREATE TABLE a (n INTEGER)", "INSERT INTO a VALUES (1)")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    path.chmod(0o444)

    table(open_source(path, tmp_path / "work", Silent()))

    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert [one.name for one in folder.iterdir()] == ["x.db"]


@pytest.mark.parametrize("body", ["SELECT * FROM read_csv('{}')", "SELECT * FROM read_text('{}')", "SELECT * FROM '{}'"])
def test_a_view_of_duckdb_reaches_no_other_file(body: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a,b\n1,2\n")
    path = duckdb_file(tmp_path / "x.duckdb", "CREATE TABLE t AS SELECT 1 AS n", f"CREATE VIEW v AS {body.format(secret)}")

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent(), {"table": "v"})

    assert refused.value.key == "data.reaches_out"
    assert open_source(path, tmp_path / "work", Silent()).reading["table"] == "t"


def test_mixed_columns_of_sqlite_are_exact(tmp_path: Path) -> None:
    path = sqlite_file(
        tmp_path / "x.sqlite",
        "CREATE TABLE t (whole, real, mixed, large, day DATE, raw)",
        "INSERT INTO t VALUES (1, 0.1, 7, 9007199254740993, '2026-01-31', x'ff00')",
        "INSERT INTO t VALUES (NULL, 2, '007', 0.5, NULL, NULL)",
    )

    source = open_source(path, tmp_path / "work", Silent())

    assert table(source) == {
        "whole": [1, None],
        "real": [0.1, 2.0],
        "mixed": ["7", "007"],
        "large": ["9007199254740993", "0.5"],
        "day": ["2026-01-31", None],
    }
    assert [note.kind for note in source.notes] == ["binary_columns"]


def test_rows_that_still_lie_beside_a_sqlite_file_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n)")
        connection.execute("INSERT INTO t VALUES (1), (2)")
        connection.commit()

        assert open_source(path, tmp_path / "work", Silent()).rows == 2


def test_types_of_duckdb_arrive(tmp_path: Path) -> None:
    path = duckdb_file(
        tmp_path / "x.duckdb",
        "CREATE TABLE t AS SELECT 1::HUGEINT AS h, {'x': 1, 'y': [1, 2]} AS s, 'a'::ENUM('a', 'b') AS e, INTERVAL 3 DAY AS i,"
        " '12.50'::DECIMAL(9, 2) AS d, DATE '2026-01-31' AS day, 'z'::BLOB AS raw",
    )

    source = open_source(path, tmp_path / "work", Silent())

    cells = {name: values[0] for name, values in table(source).items()}
    assert {name: str(value) for name, value in cells.items()} == {
        "h": "1", "s.x": "1", "s.y": "[1, 2]", "e": "a", "i": "3 days", "d": "12.5", "day": "2026-01-31 00:00:00",
    }  # fmt: skip
    assert [note.kind for note in source.notes] == ["binary_columns", "records", "lists"]


@pytest.mark.parametrize("name", ["x.sqlite", "x.duckdb"])
def test_random_bytes_under_such_a_name_are_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(hashlib.sha256(b"key").digest() * 200)

    with pytest.raises(InputError) as refused:
        open_source(path, tmp_path / "work", Silent())

    assert refused.value.key == "data.not_whole"
