"""How slow work speaks while it runs: progress, finished pieces, and the chance to hear a cancel."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from mlworkbench.base.errors import Fact

Wish = Literal["go_on", "pause", "end"]


class Report(Protocol):
    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        """Tell how far (0 to 1) and what is done now. Raises Cancelled if the user stopped it."""

    def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
        """Hand over a finished piece. Its files lie in the job's folder, complete; facts are plain JSON."""

    def wish(self) -> Wish:
        """What the user asked for last: to go on, to hold, or to come to an end with what there is. Only long searches listen."""


class Silent:
    """A report nobody reads: for tests and for work called directly."""

    def progress(self, fraction: float, key: str, **facts: Fact) -> None: ...

    def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None: ...

    def wish(self) -> Wish:
        return "go_on"


class Part:
    """A stretch of another report: 0 to 1 here is `start` to `end` there."""

    def __init__(self, whole: Report, start: float, end: float) -> None:
        self._whole, self._start, self._end = whole, start, end

    def progress(self, fraction: float, key: str, **facts: Fact) -> None:
        self._whole.progress(self._start + (self._end - self._start) * fraction, key, **facts)

    def made(self, kind: str, files: Mapping[str, Path], facts: Mapping[str, Any]) -> None:
        self._whole.made(kind, files, facts)

    def wish(self) -> Wish:
        return self._whole.wish()
