"""SQLite files: read and never written; every cell has a type of its own there, so a column gets one that holds all exactly."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlworkbench.base.errors import Cancelled, InputError
from mlworkbench.base.report import Report
from mlworkbench.base.words import Words
from mlworkbench.stages.data import containers
from mlworkbench.stages.data.cells import EXACT
from mlworkbench.stages.data.containers import Table
from mlworkbench.stages.data.delimited.header import unique
from mlworkbench.stages.data.kinds import kind_of
from mlworkbench.stages.data.source import Choices, Importer, Source

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"SQLite format 3"
ROWS = 20_000
CELLS = 1_000_000
LONGEST = 64 << 20
STEPS = 200_000
ASIDE = ("-wal", "-journal")


def claims(path: Path, head: bytes) -> bool:
    """By content; by name only where nothing says that it is something else, such as a DuckDB file named .db."""
    named = path.suffix.lower() in SUFFIXES and kind_of(path, head) == "SQLite"
    return head.startswith(MAGIC) or (bool(head) and named and head[8:12] != b"DUCK")


@dataclass
class Seen:
    """What kinds of cells a column holds."""

    whole: bool = False
    real: bool = False
    text: bool = False
    binary: bool = False
    inexact: bool = False

    def see(self, cells: tuple[Any, ...]) -> None:
        kinds = set(map(type, cells))
        self.real |= float in kinds
        self.text |= str in kinds
        self.binary |= bytes in kinds
        if int in kinds:
            self.whole = True
            self.inexact |= any(type(cell) is int and abs(cell) > EXACT for cell in cells)

    def kind(self) -> str:
        if self.text or (self.real and self.inexact):
            return "text"
        return "real" if self.real else "whole" if self.whole else "text"


def open_sqlite(path: Path, work: Path, report: Report, choices: Choices) -> Source:
    """Reads every row once: to find damage, and what types each column holds."""
    place = _settled(path, work)
    with _trouble_told(path, report), closing(_connected(place, report)) as connection:
        chosen = containers.choose(path, _tables(connection), choices.get("table", ""))
        given, seen, rows = _looked(connection, chosen.table.name)
    if not rows:
        raise InputError("data.no_rows", file=path.name, columns=len(given))
    kept = [place for place, one in enumerate(seen) if not one.binary]
    if not kept:
        raise InputError("data.no_rows", file=path.name, columns=0)
    names, notes = unique(tuple(given[place] for place in kept))
    columns = list(zip(kept, (seen[place].kind() for place in kept), names, strict=True))
    left = containers.left_out([name for name, one in zip(given, seen, strict=True) if one.binary])
    read = partial(_batches, path, place, chosen.table.name, columns)
    return Source(names, rows, False, read, {"table": chosen.table.name}, (*chosen.notes, *notes, *left), chosen.questions)


def _settled(path: Path, work: Path) -> Path:
    """The file itself, which is then opened as one that nobody changes; with changes beside it a copy that takes them in."""
    beside = [path.with_name(path.name + ending) for ending in ASIDE]
    open_ends = [one for one in beside if one.is_file() and one.stat().st_size]
    if not open_ends:
        return path
    copy = work / "copy.sqlite"
    for one in (path, *open_ends):
        shutil.copyfile(one, copy.with_name(copy.name + one.name.removeprefix(path.name)))
    return copy


def _connected(place: Path, report: Report | None = None) -> sqlite3.Connection:
    mode = "mode=rw" if place.name == "copy.sqlite" else "mode=ro&immutable=1"
    connection = sqlite3.connect(f"{place.resolve().as_uri()}?{mode}", uri=True)
    connection.text_factory = _text
    if report is not None:
        connection.set_progress_handler(lambda: _heard(report), STEPS)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    for word in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "cache_size = -65536"):
        connection.execute(f"PRAGMA {word}")
    return connection


def _heard(report: Report) -> int:
    """Stops a query that would never end when the user does."""
    try:
        report.progress(0.5, "data.checking", file="SQLite")
    except Cancelled:
        return 1
    return 0


def _text(raw: bytes) -> str:
    text = raw.decode("utf-8")
    if "\0" in text:
        raise _Nul
    return text


class _Nul(Exception):
    """A text with a NUL in it."""


@contextmanager
def _trouble_told(path: Path, report: Report) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError, _Nul, OverflowError) as reason:
        report.progress(0.5, "data.checking", file=path.name)  # raises Cancelled where that was the reason
        raise _unreadable(path, reason) from reason


def _unreadable(path: Path, reason: Exception) -> InputError:
    if isinstance(reason, UnicodeDecodeError | _Nul):
        return InputError("data.not_in_encoding", file=path.name, encoding="UTF-8")
    return InputError("data.not_whole", file=path.name, kind="SQLite", reason=str(reason)[:200])


def _tables(connection: sqlite3.Connection) -> list[Table]:
    """Tables with their rows, views without being run; what extensions keep for themselves is not shown."""
    found = connection.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main' ORDER BY name").fetchall()
    plain = [(name, kind) for name, kind in found if kind in ("table", "view") and not name.startswith("sqlite_")]
    return [
        Table(name, None if kind == "view" else connection.execute(f"SELECT count(*) FROM {_name(name)}").fetchone()[0])
        for name, kind in plain
    ]


def _looked(connection: sqlite3.Connection, table: str) -> tuple[tuple[str, ...], list[Seen], int]:
    cursor = connection.execute(f"SELECT * FROM {_name(table)}")
    names = tuple(column[0] for column in cursor.description)
    seen, rows = [Seen() for _ in names], 0
    while block := cursor.fetchmany(_size(len(names))):
        rows += len(block)
        for one, cells in zip(seen, zip(*block, strict=True), strict=True):
            one.see(cells)
    return names, seen, rows


def _size(columns: int) -> int:
    return max(64, min(ROWS, CELLS // columns))


def _batches(path: Path, place: Path, table: str, columns: list[tuple[int, str, str]]) -> "Iterator[pa.RecordBatch]":
    import pyarrow as pa

    names = [name for _, _, name in columns]
    try:
        with closing(_connected(place)) as connection:
            cursor = connection.execute(f"SELECT * FROM {_name(table)}")
            while block := cursor.fetchmany(_size(len(cursor.description))):
                cells = list(zip(*block, strict=True))
                arrays = [_array(cells[number], kind) for number, kind, _ in columns]
                yield pa.RecordBatch.from_arrays(arrays, names=names)
    except (sqlite3.Error, UnicodeDecodeError, _Nul, OverflowError, pa.ArrowException) as reason:
        raise _unreadable(path, reason) from reason


def _array(cells: tuple[Any, ...], kind: str) -> "pa.Array":
    import pyarrow as pa

    if kind == "whole":
        return pa.array(cells, pa.int64())
    if kind == "real":
        return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())
    return pa.array([cell if cell is None or isinstance(cell, str) else repr(cell) for cell in cells], pa.string())


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sample(folder: Path) -> Path:
    path = folder / "sample.sqlite"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE birds (name TEXT, length REAL, seen DATE, code)")
        rows = [("Adler, groß", 81.5, "2026-01-31", 7), ("참새", None, "2026-02-01", "7b"), (None, 12.0, None, None)]
        connection.executemany("INSERT INTO birds VALUES (?, ?, ?, ?)", rows)
        connection.commit()
    return path


SUFFIXES = (".sqlite", ".sqlite3", ".db", ".db3")
IMPORTER = Importer("sqlite", Words("SQLite", "SQLite"), SUFFIXES, claims, open_sqlite, sample, (containers.TABLE,))
