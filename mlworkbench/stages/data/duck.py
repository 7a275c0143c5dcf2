"""DuckDB as we use it: in memory, offline, with limits on memory and threads, and with its overflow in our folder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError

THREADS = 2
MEMORY = "500MB"
NUMBERED = "file_row_number"


def connect(work: Path | None = None) -> Any:
    """A new connection. Without a folder it may not overflow to disk."""
    import duckdb

    connection = duckdb.connect(config=_config(work))
    connection.execute("SET enable_progress_bar = false")
    return connection


def made(path: Path) -> Any:
    """A new DuckDB file."""
    import duckdb

    return duckdb.connect(str(path), config=_config(None))


@contextmanager
def opened(path: Path, work: Path) -> Iterator[Any]:
    """A user's DuckDB file, not to be written. Nothing in it can reach another file, load code or loosen these bounds.

    Raises InputError for a file that DuckDB does not take.
    """
    import duckdb

    try:
        connection = duckdb.connect(str(path), config=_config(None) | {"access_mode": "read_only"})
    except duckdb.Error as reason:
        why = str(reason).split("\n")[0][:200]
        raise InputError("data.not_whole", file=path.name, kind="DuckDB", reason=why) from reason
    with connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET temp_directory = ?", [str(work / "duckdb")])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        yield connection


@contextmanager
def bounded(room: int) -> Iterator[None]:
    """What asks for more than `room` bytes beyond what there is fails, where the system can see to it (Linux).

    DuckDB counts its own blocks; what a function puts together, such as one long text, passes it by.
    """
    try:
        import resource

        taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except (ImportError, OSError):
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    most = taken + room if before[1] == resource.RLIM_INFINITY else min(taken + room, before[1])
    resource.setrlimit(resource.RLIMIT_AS, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def rows(parquet: Path, names: Sequence[str]) -> str:
    """What stands behind FROM for a stored version of these columns: c0, c1, … in their order, and `r`, the row's number from 0.

    By place: DuckDB takes names that differ only in the case of letters for one. A folder called `year=2024` adds no column.
    """
    file, cells = literal(str(parquet)), ", ".join(f"c{place}" for place in range(len(names)))
    if any(name.lower() == NUMBERED for name in names):  # DuckDB has a column of its own by that name, or the file has one
        counted = "SELECT *, row_number() OVER () - 1 AS r FROM"
        return f"({counted} read_parquet({file}, hive_partitioning = false) AS stored({cells}))"
    return f"(SELECT * FROM read_parquet({file}, {NUMBERED} = true, hive_partitioning = false) AS stored({cells}, r))"


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name in SQL."""
    return '"' + name.replace('"', '""') + '"'


def _config(work: Path | None) -> dict[str, Any]:
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": MEMORY,
        "threads": str(THREADS),
        "temp_directory": str(work / "duckdb") if work else "",
    }
