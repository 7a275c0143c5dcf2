"""What is written stays written: through a kill, and where the system can promise it, through a power cut."""

import os
from pathlib import Path

from mlworkbench.base.digest import digest_file

SEAL = ".sha256"


def sync_file(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def seal(path: Path) -> None:
    """A worker's last touch to a file it made: on the disk, with its hash beside it, so that keeping it reads nothing."""
    sync_file(path)
    path.with_name(path.name + SEAL).write_text(digest_file(path), "ascii")
    sync_folder(path.parent)


def sealed(path: Path) -> str | None:
    """The hash that lies beside a file; None where there is none or only part of it."""
    try:
        name = path.with_name(path.name + SEAL).read_text("ascii")
    except (OSError, ValueError):
        return None
    return name if len(name) == 64 and set(name) <= set("0123456789abcdef") else None


def sync_folder(folder: Path) -> None:
    """Makes a rename in this folder last, where the system knows how."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
