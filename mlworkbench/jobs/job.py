"""One job as the program sees it: what was asked, how far it is, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from mlworkbench.base import clock
from mlworkbench.base.errors import Cancelled, WorkbenchError
from mlworkbench.base.report import Wish
from mlworkbench.jobs.messages import Message

State = Literal["running", "finished", "failed", "cancelled"]
EARLY = 0.02  # below this share done an estimate would be guesswork


@dataclass(eq=False)
class Job:
    """`folder` is its own, work/<id>. `key` and `facts` are those of the last progress. A cancelled job's error is Cancelled."""

    id: str
    kind: str
    folder: Path
    spec: Mapping[str, Any]
    context: Mapping[str, Any]
    started: datetime
    state: State = "running"
    fraction: float = 0.0
    key: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    ended: datetime | None = None
    result: dict[str, Any] | None = None
    error: WorkbenchError | None = None
    wish: Wish = "go_on"
    _first: tuple[float, float] | None = None  # when the first progress came, and how far it was
    _last: tuple[float, float] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    def eta(self) -> float | None:
        """Seconds to go at the speed so far; None while there is no telling, or it holds."""
        if self.state != "running" or self.wish == "pause" or self._first is None or self._last is None:
            return None
        seconds, share = self._last[0] - self._first[0], self._last[1] - self._first[1]
        if seconds <= 0 or share < EARLY:
            return None
        since = clock.seconds() - self._last[0]
        return max(0.0, (1 - self._last[1]) * seconds / share - since)

    def wished(self, wish: Wish) -> None:
        """What the user wishes of it now; after a pause the pace is taken anew, for the pause was not part of it."""
        if self.wish == "pause" and wish != "pause":
            self._first = self._last = None
        self.wish = wish

    def apply(self, message: Message) -> None:
        """What the worker said becomes what is known."""
        match message.word:
            case "progress":
                self._advance(message)
            case "result":
                self.result, self.fraction = dict(message.facts), 1.0
                self._end("finished")
            case "failed":
                self.error = message.error()
                self._end("failed")
            case "cancelled":
                self.error = Cancelled()
                self._end("cancelled")

    def _advance(self, message: Message) -> None:
        self.fraction, self.key, self.facts = message.fraction, message.key, message.facts
        self._last = (clock.seconds(), message.fraction)
        self._first = self._first or self._last

    def _end(self, state: State) -> None:
        self.state, self.ended = state, clock.now()
