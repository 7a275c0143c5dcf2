"""An operating system's lock on a file: held by one process, gone when that process dies."""

import getpass
import json
import os
import platform
import sys
from pathlib import Path
from typing import BinaryIO

from mlworkbench.base import clock

FAR = 1 << 30  # the locked byte lies behind the text, so that others can read on Windows who holds the lock


class Held(Exception):
    """Someone else has it. `who` and `since` are None where they could not be read."""

    def __init__(self, who: str | None, since: str | None) -> None:
        super().__init__(who, since)
        self.who, self.since = who, since


class Lock:
    """Taken at once or refused with Held; OSError where the file cannot be made or the file system knows no locks."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO | None = _open(path)
        try:
            _take(self._file)
        except (BlockingIOError, PermissionError):
            who, since = _holder(self._file)
            self._file.close()
            raise Held(who, since) from None
        except OSError:
            self._file.close()
            raise
        _sign(self._file)

    def release(self) -> None:
        """The file stays: removing it would let two processes lock two different files of one name."""
        if self._file is not None:
            self._file.close()
            self._file = None


def account() -> str:
    """The operating system's account."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def _open(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644), "r+b", buffering=0)


if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sign(file: BinaryIO) -> None:
    told = {"who": f"{account()}@{platform.node()}", "since": clock.now().isoformat(timespec="seconds"), "pid": os.getpid()}
    file.seek(0)
    file.truncate()
    file.write(json.dumps(told, ensure_ascii=False).encode("utf-8"))


def _holder(file: BinaryIO) -> tuple[str | None, str | None]:
    file.seek(0)
    try:
        told = json.loads(file.read(4096))
        return str(told["who"]), str(told["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
