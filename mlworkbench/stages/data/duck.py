"""DuckDB as we use it: in memory, offline, with limits on memory and threads, and with its overflow in our folder."""

from pathlib import Path
from typing import Any

THREADS = 2
MEMORY = "500MB"


def connect(work: Path | None = None) -> Any:
    """A new connection. Without a folder it may not overflow to disk."""
    import duckdb

    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": MEMORY,
            "threads": str(THREADS),
            "temp_directory": str(work / "duckdb") if work else "",
        }
    )
    connection.execute("SET enable_progress_bar = false")
    return connection
