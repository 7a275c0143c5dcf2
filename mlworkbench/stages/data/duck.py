"""DuckDB as we use it: in memory, offline, with limits on memory and threads, and with its overflow in our folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mlworkbench.base.errors import InputError

THREADS = 2
MEMORY = "500MB"


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


def _config(work: Path | None) -> dict[str, Any]:
    return {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "memory_limit": MEMORY,
        "threads": str(THREADS),
        "temp_directory": str(work / "duckdb") if work else "",
    }
