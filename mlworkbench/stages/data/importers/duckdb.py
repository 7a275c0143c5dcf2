"""DuckDB files: opened read-only, with no extension and no access to any other file."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import InputError
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import arrow, containers, duck
from mlworkbench.stages.data.containers import Table
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"DUCK"
TABLES = """
    SELECT schema_name, table_name, estimated_size FROM duckdb_tables() WHERE NOT internal
    UNION ALL SELECT schema_name, view_name, NULL FROM duckdb_views() WHERE NOT internal ORDER BY ALL
"""
# Types that become text as a person writes them, and types that are left out.
SPELLED = ("INTERVAL", "UUID", "BIT", "TIMETZ", "TIME WITH TIME ZONE", "UHUGEINT", "HUGEINT", "BIGNUM", "VARINT", "GEOMETRY")


def claims(path: Path, head: bytes) -> bool:
    named = bool(head) and path.suffix.lower() in SUFFIXES and kind_of(path, head) == "DuckDB"
    return head[8:12] == MAGIC or named


def open_duckdb(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Reads every row once, so that damage shows here."""
    chosen = containers.choose(path, _tables(path, work), choices.get("table", ""))
    columns, binary = _columns(path, work, chosen.table)
    if not columns:
        raise InputError("data.no_rows", file=path.name, columns=0)
    query = f"SELECT {', '.join(columns)} FROM {_quoted(chosen.table.name)}"
    with duck.opened(path, work) as connection:
        shape = arrow.layout(_answer(path, connection, query + " LIMIT 0", 1).schema, path)
    read = partial(_batches, path, work, query, shape)
    lost, rows = arrow.Lost(), 0
    for batch in read(lost):
        rows += batch.num_rows
        report.progress(min(rows / (chosen.table.rows or 10 * rows or 1), 1), "data.checking", file=path.name)
    if not rows:
        raise InputError("data.no_rows", file=path.name, columns=len(shape.names))
    notes = (*chosen.notes, *containers.left_out(binary), *shape.notes, *arrow.lost_notes(lost))
    return Source(shape.names, rows, False, read, {"table": chosen.table.name}, notes, chosen.questions)


def _tables(path: Path, work: Path) -> list[Table]:
    with duck.opened(path, work) as connection:
        found = _run(path, connection, TABLES).fetchall()
        return [
            Table(
                name if schema == "main" else f"{schema}.{name}",
                None if guess is None else _count(path, connection, schema, name),
            )
            for schema, name, guess in found
        ]


def _count(path: Path, connection: Any, schema: str, name: str) -> int:
    return int(_run(path, connection, f"SELECT count(*) FROM {_name(schema)}.{_name(name)}").fetchone()[0])


def _columns(path: Path, work: Path, table: Table) -> tuple[list[str], list[str]]:
    """What to select of each column, and the names of those that hold bytes."""
    with duck.opened(path, work) as connection:
        found = _run(path, connection, f"DESCRIBE SELECT * FROM {_quoted(table.name)}").fetchall()
    chosen, binary = [], []
    for name, kind, *_ in found:
        if kind == "BLOB":
            binary.append(name)
        elif kind.startswith(SPELLED) and "[" not in kind:
            chosen.append(f"CAST({_name(name)} AS VARCHAR) AS {_name(name)}")
        else:
            chosen.append(_name(name))
    return chosen, binary


def _batches(
    path: Path, work: Path, query: str, shape: arrow.Layout, lost: arrow.Lost | None = None
) -> "Iterator[pa.RecordBatch]":
    with duck.opened(path, work) as connection:
        yield from arrow.batches(_answer(path, connection, query, shape.rows()), shape, path, _unreadable, lost)


def _answer(path: Path, connection: Any, query: str, rows: int) -> Any:
    return _run(path, connection, query).to_arrow_reader(rows)


def _run(path: Path, connection: Any, query: str) -> Any:
    import duckdb

    try:
        return connection.execute(query)
    except duckdb.Error as reason:
        raise _unreadable(path, reason) from reason


def _unreadable(path: Path, reason: Exception) -> InputError:
    import duckdb

    why = str(reason).split("\n")[0][:200]
    if isinstance(reason, duckdb.PermissionException):
        return InputError("data.reaches_out", file=path.name, reason=why)
    return InputError("data.not_whole", file=path.name, kind="DuckDB", reason=why)


def _quoted(name: str) -> str:
    """A table as `choose` names it; a dot parts schema and table unless there is a table of that very name."""
    schema, dot, table = name.partition(".")
    return f"{_name(schema)}.{_name(table)}" if dot else _name(name)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sample(folder: Path) -> Path:
    path = folder / "sample.duckdb"
    with duck.made(path) as connection:
        connection.execute("CREATE TABLE birds (name VARCHAR, length DOUBLE, seen DATE, tame BOOLEAN)")
        connection.execute(
            "INSERT INTO birds VALUES ('Adler, groß', 81.5, '2026-01-31', true), ('참새', NULL, '2026-02-01', false),"
            " (NULL, 12, NULL, NULL)"
        )
    return path


SUFFIXES = (".duckdb", ".ddb", ".db")
IMPORTER = Importer("duckdb", Words("DuckDB", "DuckDB"), SUFFIXES, claims, open_duckdb, sample, (containers.TABLE,))
