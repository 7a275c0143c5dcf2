"""A file given to a C library piece by piece, so that a hostile one ends in bounded time and a cancel is heard."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

SLACK_CALLS = 200_000
SLACK_BYTES = 64 << 20
TIMES = 8  # a library may look at a byte so often
TELL = 4 << 20


class Endless(Exception):
    """The file makes its reader go in circles."""


class Guarded:
    """What the library reads. An exception that cannot pass through C is kept in `trouble`."""

    def __init__(self, path: Path, tell: Callable[[float], None]) -> None:
        self._file: Any = path.open("rb")
        self._size = max(path.stat().st_size, 1)
        self._tell = tell
        self._calls = self._bytes = self._told = 0
        self.trouble: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._file.close()

    def read(self, count: int = -1) -> bytes:
        if self.trouble is not None:
            raise self.trouble
        try:
            self._count()
            piece: bytes = self._file.read(count)
            self._bytes += len(piece)
            if self._bytes - self._told >= TELL:
                self._told = self._bytes
                self._tell(min(self._bytes / self._size, 1.0))
        except BaseException as reason:
            self.trouble = reason
            raise
        return piece

    def seek(self, offset: int, whence: int = 0) -> int:
        if self.trouble is not None:
            raise self.trouble
        try:
            self._count()
            return int(self._file.seek(offset, whence))
        except Endless as reason:
            self.trouble = reason
            raise

    def tell(self) -> int:
        return int(self._file.tell())

    def close(self) -> None:
        self._file.close()

    def _count(self) -> None:
        self._calls += 1
        if self._calls > SLACK_CALLS + TIMES * self._size or self._bytes > SLACK_BYTES + TIMES * self._size:
            raise Endless
