"""What an action may need of disk and memory, estimated before it begins: too much is refused with the number and a way out."""

import shutil
from pathlib import Path

from mlworkbench.base.errors import InputError, ProjectError

ON_THE_WAY = 3  # times the stored size: what sorting, joining and grouping may write beside what comes out
MEMORY = 1_200_000_000  # bytes, of the two gigabytes that a process may take


def check_disk(stored: int, folder: Path, key: str, times: float = ON_THE_WAY) -> None:
    """Raises ProjectError where the folder's disk may be too small for `times` the stored bytes."""
    needed, free = times * stored, shutil.disk_usage(folder).free
    if needed > free:
        raise ProjectError(key, needed=round(needed / 1e6), free=round(free / 1e6), folder=str(folder))


def check_memory(needed: int, key: str) -> None:
    """Raises InputError for what would hold more bytes at once than a process may take."""
    if needed > MEMORY:
        raise InputError(key, needed=round(needed / 1e6), most=round(MEMORY / 1e6))
